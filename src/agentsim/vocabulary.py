"""Which texts hold a word or a part of one, found without reading them all.

What is looked for has no blank in it, so wherever it stands it stands within one word of a text: it is looked for among
the words, each of which is kept once with the numbers of its texts, and long lists of words by three letters in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SMALL = 16_000
"""Characters of a list of words that is read through faster than letters are looked up."""
_LETTERS = 3


class Vocabulary:
    """The words of texts, as ``str.split`` parts them. Built once, at some fifty times the cost of reading the texts through."""

    __slots__ = ("_by_letters", "_joined", "_places")

    def __init__(self, texts: Iterable[str]) -> None:
        places: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for word in dict.fromkeys(text.split()):
                there = places.get(word)
                if there is None:
                    places[word] = [number]
                else:
                    there.append(number)
        self._places = places
        self._joined = "\n".join(places)
        self._by_letters: dict[str, list[str]] | None = None

    def find(self, part: str) -> Sequence[int]:
        """Return, in order, the numbers of the texts that hold ``part``, which is not empty and has no blank in it."""
        if len(self._joined) > SMALL and len(part) >= _LETTERS:
            words = self._words_by_letters(part)
        else:
            words = self._words_by_reading(part)
        if len(words) == 1:
            return self._places[words[0]]
        return sorted({number for word in words for number in self._places[word]})

    def _words_by_reading(self, part: str) -> list[str]:
        joined, words = self._joined, []
        at = joined.find(part)
        while at >= 0:
            end = joined.find("\n", at)
            end = len(joined) if end < 0 else end
            words.append(joined[joined.rfind("\n", 0, at) + 1 : end])
            at = joined.find(part, end)
        return words

    def _words_by_letters(self, part: str) -> list[str]:
        known = self._by_letters
        if known is None:
            known = {}
            for word in self._places:
                for letters in dict.fromkeys(_threes(word)):
                    known.setdefault(letters, []).append(word)
            self._by_letters = known  # when it is whole: episodes are played in threads
        fewest: list[str] | None = None
        for letters in _threes(part):
            words = known.get(letters)
            if words is None:
                return []
            if fewest is None or len(words) < len(fewest):
                fewest = words
        return [word for word in fewest or () if part in word]


def _threes(word: str) -> list[str]:
    return [word[at : at + _LETTERS] for at in range(len(word) - _LETTERS + 1)]
