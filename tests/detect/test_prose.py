"""Reading as a careful person does."""

from __future__ import annotations

import pytest

from agentsim.prose import (
    find_phrase,
    fold,
    forms_in,
    holds_any,
    normalise,
    own_words,
    refers_to,
    sentences,
    without_accents,
)
from agentsim.records import Fact


def make_fact(strong: tuple[str, ...] = (), weak: tuple[str, ...] = ()) -> Fact:
    return Fact(id="f", subject="s", sensitivity="private", text="", may_know=(), strong=strong, weak=weak)


def test_normalise_gives_one_form() -> None:
    assert normalise("“It’s  ＦＩＮＥ”\u200b –\u00a0so\u00ad") == '"it\'s fine" - so'
    assert normalise("A\n  B ") == "a\nb"
    assert fold("A\n b") == "a b"


@pytest.mark.parametrize("text", ["Straße – “x”", "a\u0301b", "İstanbul", "plain"])
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "quoted",
    [
        "> secret\n> more",
        "| secret",
        "On Tue, Ragna wrote:\nsecret",
        "On Mon Ragna Ødegård wrote:\n> secret",
        "----- Original Message -----\nsecret",
        "---------- Forwarded message ----------\nsecret",
        "Begin forwarded message:\nsecret",
        "From: a@b.example\nSent: Monday\nsecret",
        "Am Montag, 3. März, hat Ilse schrieb:\nsecret",
    ],
)
def test_what_is_quoted_is_not_said(quoted: str) -> None:
    assert "secret" not in own_words(f"hello\n\n{quoted}")
    assert "hello" in own_words(f"hello\n\n{quoted}")


def test_what_follows_a_marked_end_is_said() -> None:
    assert own_words("a\n----- Original message -----\nsecret\n----- End -----\nb").split() == ["a", "b"]


def test_ordinary_words_are_kept() -> None:
    text = "On Tuesday I wrote to them.\nFrom: here on we go."
    assert own_words(text) == text


def test_phrases_are_whole_words() -> None:
    assert find_phrase("yes", "yesterday") == -1
    assert find_phrase("yes", "yesterday, yes") == 11
    assert find_phrase("ban", "urban ban.") == 6
    assert holds_any(("no", "ban"), "nothing but a ban") == "ban"
    assert holds_any(("no",), "nothing") == ""


def test_one_strong_or_two_weak_forms_refer() -> None:
    fact = make_fact(("Zoé Marchetti",), ("loan", "owe", "private loan"))
    assert refers_to(fact, fold("ask ZOÉ  Marchetti")) == "zoé marchetti"
    assert refers_to(fact, fold("ask Zoe Marchetti"))
    assert refers_to(fact, "the loan") == ""
    assert refers_to(fact, "the private loan") == ""
    assert refers_to(fact, "you owe the loan")
    assert forms_in(fact, "you owe the loan") == ((), ("loan", "owe"))


def test_sentences() -> None:
    assert sentences("one. two!\n- three\n- four\n\nfive\nsix") == ["one.", "two!", "three", "four", "five six"]
    assert sentences("") == []


def test_accents() -> None:
    assert without_accents("ødegård hořejší") == "odegard horejsi"
    assert without_accents("plain") == "plain"
