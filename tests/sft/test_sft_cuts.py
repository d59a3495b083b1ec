"""Cuts are exact, whole, and the same for the same seed."""

from fractions import Fraction
from random import Random

import pytest

from agentsim.sft.cuts import cut_rows, cut_tokens, level, mix, share_out
from agentsim.sft.rows import Metadata, changed, chat_row, text_row
from agentsim.sft.tokens import count_row, count_words, shorten


def chat(number, asked, answered):
    messages = [
        {"role": "user", "content": " ".join(f"u{number}" for _ in range(asked))},
        {"role": "assistant", "content": " ".join(f"a{number}" for _ in range(answered))},
    ]
    return chat_row(messages, [], Metadata(kind="recorded", seed=number))


def rows(n, seed=0, low=20, high=400):
    rng = Random(seed)
    return [chat(number, rng.randint(low, high), rng.randint(3, 40)) for number in range(n)]


def total(made, what="messages", tokenizer=None):
    return sum(count_row(row, what, tokenizer) for row in made)


def answers(made):
    return [row["messages"][-1]["content"] for row in made]


def test_words_and_marks_are_counted_and_the_count_says_of_what():
    assert count_words("It's 9.5, isn't it?") == 12
    row = chat_row(
        [
            {"role": "system", "content": "one two"}, {"role": "user", "content": "three"},
            {"role": "assistant", "content": "four", "tool_calls": [{"function": {"name": "go", "arguments": {"to": "x"}}}]},
        ], [{"type": "function"}], Metadata(kind="recorded"),
    )  # fmt: skip
    assert count_row(row, "assistant") == 1 + 1 + count_words('{"to": "x"}')
    assert count_row(row, "messages") == 3 + count_row(row, "assistant")
    assert count_row(row, "all") == count_row(row, "messages") + count_words('[{"type":"function"}]')
    assert (row["metadata"]["tokens"], row["metadata"]["assistant_tokens"]) == (
        count_row(row),
        count_row(row, "assistant"),
    )
    assert count_row(text_row("five six", Metadata(kind="stories")), "assistant") == 2
    assert count_row(row, "assistant", len) == 4 + 2 + len('{"to": "x"}')
    with pytest.raises(ValueError, match="no count 'most'"):
        count_row(row, "most")


@pytest.mark.parametrize("what", ["all", "messages", "assistant"])
@pytest.mark.parametrize("seed", range(6))
def test_tokens_are_cut_exactly_with_whole_rows(seed, what):
    made = rows(60, seed)
    n = Random(seed).randint(total(made, what) // 3, total(made, what) * 9 // 10)
    cut = cut_tokens(made, n, seed, what=what)
    assert total(cut, what) == n
    assert all(row in made for row in cut)
    assert len({row["metadata"]["seed"] for row in cut}) == len(cut)
    assert cut == cut_tokens(made, n, seed, what=what)
    assert cut != cut_tokens(made, n, seed + 1, what=what)


def test_every_number_of_tokens_can_be_had_of_a_few_rows_and_no_answer_is_touched():
    made = rows(6, 1, 200, 300)
    for n in range(total(made) // 2, total(made) + 1, 7):
        cut = cut_tokens(made, n)
        assert total(cut) == n
        assert set(answers(cut)) <= set(answers(made))
        for row in cut:
            old = made[row["metadata"]["seed"]]["messages"][0]["content"]
            asked = row["messages"][0]["content"]
            assert old.startswith(asked)
            assert row["metadata"]["trimmed"] == (asked != old)
            assert len(asked) >= len(old) // 2 - 1
    with pytest.raises(ValueError, match="tokens too many, and these rows cannot lose so many; give more rows"):
        cut_tokens(made[:1], 20)


def test_the_assistants_words_are_never_shortened():
    made = [chat(0, 50, 10), chat(1, 50, 20)]
    with pytest.raises(ValueError, match="no choice of these rows has exactly 15 tokens; the nearest below has"):
        cut_tokens(made, 15, what="assistant")
    with pytest.raises(ValueError, match="no choice of these rows has exactly 100"):
        cut_tokens(made, 100, trim=False)


def test_too_much_is_refused_or_taken_again():
    made = rows(5)
    with pytest.raises(ValueError, match="were asked for and there are"):
        cut_tokens(made, 10**6)
    n = 3 * total(made) + 11
    cut = cut_tokens(made, n, repeat=True)
    assert total(cut) == n
    assert {row["metadata"]["repeat"] for row in cut} >= {0, 1, 2}
    assert total(cut_tokens(made, total(made))) == total(made)
    assert not any(row["metadata"]["trimmed"] for row in cut_tokens(made, total(made)))
    with pytest.raises(ValueError, match="6 rows were asked for and there are 5"):
        cut_rows(made, 6)
    assert len(cut_rows(made, 13, repeat=True)) == 13
    assert cut_rows(made, 3, 1) == cut_rows(made, 3, 1)


def test_another_tokenizer_counts_and_cuts():
    made = rows(30)
    letters = lambda text: -(-len(text) // 4)  # noqa: E731  # four letters a token
    n = total(made, tokenizer=letters) // 2
    assert total(cut_tokens(made, n, tokenizer=letters), tokenizer=letters) == n
    assert letters(shorten("one two three four", 2, letters)) == 2
    with pytest.raises(ValueError, match="exactly 99"):
        shorten("one two", 99, letters)


def test_arms_have_exactly_the_same_number_of_tokens():
    arms = {"long": rows(40, 1, 100, 900), "short": rows(80, 2, 10, 60), "middle": rows(50, 3)}
    for what in ("messages", "assistant", "all"):
        made = level(arms, what=what)
        assert {total(one, what) for one in made.values()} == {min(total(one, what) for one in arms.values())}
    made = level(arms, 1234, seed=5)
    assert {total(one) for one in made.values()} == {1234}
    with pytest.raises(ValueError, match="the arm 'short': 10,000 tokens were asked for"):
        level(arms, 10_000)
    with pytest.raises(ValueError, match="there is no arm"):
        level({})


def test_parts_are_mixed_in_exact_proportion():
    one, two = rows(60, 1), [changed(row, {}, kind="stories") for row in rows(60, 2)]
    made = mix([(one, Fraction(3)), (two, Fraction(1))], rows=40)
    kinds = [row["metadata"]["kind"] for row in made]
    assert (kinds.count("recorded"), kinds.count("stories")) == (30, 10)
    assert kinds != sorted(kinds)
    made = mix([(one, Fraction(2, 3)), (two, Fraction(1, 3))], tokens=6000, seed=3)
    counts = {kind: total([r for r in made if r["metadata"]["kind"] == kind]) for kind in ("recorded", "stories")}
    assert counts == {"recorded": 4000, "stories": 2000}
    assert made == mix([(one, Fraction(2, 3)), (two, Fraction(1, 3))], tokens=6000, seed=3)
    assert share_out(10, [Fraction(1), Fraction(1), Fraction(1)]) == [4, 3, 3]
    for wrong in ({}, {"rows": 1, "tokens": 1}):
        with pytest.raises(ValueError, match="either rows or tokens"):
            mix([(one, Fraction(1))], **wrong)
    with pytest.raises(ValueError, match="shares must be positive"):
        mix([(one, Fraction(0))], rows=1)
    with pytest.raises(ValueError, match="do not fit one file"):
        mix([(one, Fraction(1)), ([text_row("a", Metadata(kind="stories"))], Fraction(1))], rows=2)
