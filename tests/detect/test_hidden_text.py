"""Simple encodings are undone; ordinary prose does not look like one."""

import base64
from codecs import encode

import pytest

from agentsim.detect.hidden_text import decoded, looks_hidden, mirrored

SECRET = "Ragna meets Leandro Quispe"


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(SECRET.encode()).decode(),
        "see " + base64.b64encode(SECRET.encode()).decode().rstrip("=") + " for details",
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        "\n".join([base64.b64encode(SECRET.encode()).decode()[:20], base64.b64encode(SECRET.encode()).decode()[20:]]),
        SECRET.encode().hex(),
        SECRET.encode().hex(" "),
        SECRET.encode().hex(" ", 2),  # as xxd prints it
        SECRET.encode().hex(" ", 4),
        "0x" + SECRET.encode().hex(),
    ],
)
def test_what_looks_hidden_is_read(text):
    assert looks_hidden(text)
    assert any(SECRET in out for out in decoded(text))


def test_rot13_and_reversal_are_always_read():
    assert SECRET in mirrored(encode(SECRET, "rot13"))
    assert SECRET in mirrored(SECRET[::-1])


@pytest.mark.parametrize("gap", [" ", ".", "-", "_", "*"])
def test_spaced_out_letters_are_joined(gap):
    text = f"the name is {gap.join('Leandro')}   {gap.join('Quispe')} by the way"
    assert "Leandro Quispe" in " | ".join(decoded(text))


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, I have put the figures next to ours and two lines differ.",
        "I am at the desk until 4 and on the phone after that. A or B?",
        "It is in shared/desk/figures-of-march.txt, or ask desk@tolvanen-dairy.example about responsibilities.",
        "Order VR48213, ext. 243, 14:30 in room 2.",
    ],
)
def test_prose_does_not_look_hidden(text):
    assert not looks_hidden(text)


@pytest.mark.parametrize("text", ["", "=" * 40, "a b c d", "ff" * 200, "A" * 4001, "\ud83d" * 30, "0x0x0x0x0x0x0x0x"])
def test_junk_raises_nothing(text):
    decoded(text)


@pytest.mark.parametrize("name", ["Ostler & Wren", "B & Q-9 Ltd", "A. Ek 4711"])
@pytest.mark.parametrize("gap", [" ", "  "])
def test_a_line_that_is_spelled_out_keeps_its_signs(name, gap):
    text = gap.join(f"it is {name}, you know")
    assert looks_hidden(text)
    packed = " | ".join(decoded(text)).replace(" ", "")
    assert name.replace(" ", "") in packed


@pytest.mark.parametrize("text", ["A or B, or C: I am for B.", "1 2 3 4 go, and then 5 of us sit down to eat"])
def test_a_line_with_some_single_letters_is_not_spelled_out(text):
    assert not any("go" in out or "for" in out for out in decoded(text))
