"""The choke point between text that others wrote and a terminal."""

import pytest

from agentsim.terminal import clean, show, show_json, show_table

NASTY = "a\x1b[31mb\x07c\u202ed\u2066e\x9bf\rg\ud800h\u2028i"


@pytest.mark.parametrize(
    "char", ["\x1b", "\x07", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\ud800", "\u2028"]
)
def test_clean_takes_out_what_acts_on_a_terminal(char):
    assert clean(f"a{char}b") == "ab"


def test_clean_keeps_what_people_write():
    text = "Zdeněk said: «naïve» – ¿qué?\n\tשלום 漢字 🙂"
    assert clean(text) == text
    assert clean("a\r\nb") == "a\nb"


def test_nothing_is_markup_and_nothing_escapes(capsys):
    show("[/bad] [red]x[/red] " + NASTY)
    show_table("[bold]t[/bold] " + NASTY, ["[h]", "n"], [["[/bad]" + NASTY, "1"]])
    show_json({"text": NASTY})
    out = capsys.readouterr().out
    assert "[/bad] [red]x[/red]" in out
    assert "[bold]t[/bold]" in out
    assert not any(char in out for char in "\x1b\x07\u202e\u2066\x9b\r\ud800\u2028")
