"""Texts as numbers of a fixed size: hashed words and pairs of words, or the sentence embeddings of a model of yours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agentsim.symbolic.act import Act

Vector = NDArray[np.float32]
Embed = Callable[[Sequence[str]], NDArray[Any]]
"""Takes texts, returns an array of shape (texts, dimensions)."""

LONGEST = 2000
"""Characters of a text that are read."""
REMEMBERED = 20_000
_WORD = re.compile(r"[^\W\d_]+|[^\s\w]|\S*\d\S*")
_ONE = np.uint64(1)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
SOME_FIGURE = "0"
"""What every word with a digit counts as."""


class TextFeatures:
    """Texts as vectors of length 1 (or 0 for an empty text).

    By default the words and pairs of neighbouring words are hashed into ``size`` numbers with a sign (the hashing trick of
    Weinberger et al., 2009), by CRC-32, so that they are the same in every process. Whatever holds a digit (ids, dates,
    sums) counts as the same word: ids are drawn anew for every episode, and say nothing.
    With ``embed`` the vectors are what it returns, scaled to length 1, and ``size`` is theirs.
    """

    def __init__(self, size: int = 128, embed: Embed | None = None) -> None:
        if size < 1:
            raise ValueError(f"a vector has at least one number, not {size}")
        self.embed = embed
        self.size = int(np.asarray(embed([""])).shape[1]) if embed is not None else size
        self._known: dict[str, Vector] = {}
        self._codes: dict[str, int] = {}

    def __call__(self, text: str) -> Vector:
        """Return the vector of a text, float32 of shape ``(size,)``. Each text is computed once; do not write to it."""
        vector = self._known.get(text)
        if vector is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            read = text[:LONGEST]
            vector = self._known[text] = scale(self._embed(read) if self.embed else self._hash(read))
        return vector

    def _embed(self, text: str) -> NDArray[Any]:
        if self.embed is None:
            raise TypeError("there is no embedding")
        vector: NDArray[Any] = np.asarray(self.embed([text]))[0]
        return vector

    def _hash(self, text: str) -> NDArray[Any]:
        found = [self._code(word) for word in _WORD.findall(text.lower())]
        if not found:
            return np.zeros(self.size)
        words = np.array(found, np.uint64)
        codes = np.concatenate([words, _mix(words[:-1] * _SPREAD + words[1:])])
        sign = np.where(codes & _ONE, 1.0, -1.0)
        counts = np.bincount((codes >> _ONE) % np.uint64(self.size), weights=sign, minlength=self.size)
        return np.sign(counts) * np.sqrt(np.abs(counts))

    def _code(self, word: str) -> int:
        code = self._codes.get(word)
        if code is None:
            if len(self._codes) >= 10 * REMEMBERED:
                self._codes.clear()
            shape = SOME_FIGURE if any(letter.isdigit() for letter in word) else word
            code = self._codes[word] = crc32(shape.encode())
        return code

    def __getstate__(self) -> dict[str, Any]:
        return {"size": self.size, "embed": self.embed, "_known": {}, "_codes": {}}


def _mix(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread the differences between codes over all their bits (the finaliser of MurmurHash3)."""
    codes = (codes ^ (codes >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    return codes ^ (codes >> np.uint64(33))


def scale(vector: NDArray[Any]) -> Vector:
    """Return the vector at length 1."""
    length = float(np.sqrt(np.dot(vector, vector)))
    return np.asarray(vector / length if length else vector, dtype=np.float32)


TOOL_NUMBERS = 32


class ActFeatures:
    """Acts as vectors: which tool, which words. What they hold is made of the text of the act and of nothing else."""

    def __init__(self, words: TextFeatures) -> None:
        self.words = words
        self._tools = TextFeatures(TOOL_NUMBERS)
        self._known: dict[str, Vector] = {}

    @property
    def size(self) -> int:
        """How many numbers an act has."""
        return TOOL_NUMBERS + self.words.size + 2

    def __call__(self, act: Act) -> Vector:
        """Return the vector of an act: tool, words, number of calls, length. Each act is computed once."""
        key = act.key
        vector = self._known.get(key)
        if vector is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            text = act.text
            names = " ".join(f"{tool}! {tool.replace('_', ' ')}" for tool in act.tools)
            plain = np.array([len(act.calls) / 4, np.log1p(len(text)) / 8])
            vector = self._known[key] = np.concatenate([self._tools(names), self.words(text), plain], dtype=np.float32)
        return vector

    def __getstate__(self) -> dict[str, Any]:
        return {"words": self.words, "_tools": self._tools, "_known": {}}
