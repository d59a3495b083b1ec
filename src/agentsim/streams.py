"""Named random streams from one seed.

Every consumer asks for its draw by name, and the draw depends on nothing but the seed and that name. So a new
consumer disturbs no other, and two settings of one factor share every draw that both of them make (paired seeds).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_PAIRS = tuple(second + first for first in _LETTERS for second in _LETTERS)


def spell(bits: int, length: int) -> str:
    """Return an opaque identifier of ``length`` characters, without 0/o and 1/l/i; at most 12 from 64 bits."""
    if length == 6:  # the ids of mails: hundreds in every world
        return _PAIRS[bits % 961] + _PAIRS[bits // 961 % 961] + _PAIRS[bits // 923_521 % 961]
    text = ""
    while len(text) < length:
        bits, pair = divmod(bits, 961)
        text += _PAIRS[pair]
    return text[:length]


class Streams:
    """Draws that are pure functions of ``(seed, path, name)``: stable over processes, platforms and hash seeds."""

    __slots__ = ("_head", "path", "seed")

    def __init__(self, seed: int, path: str = "") -> None:
        self.seed = seed
        self.path = path
        self._head = f"{seed}{path}:"

    def child(self, name: str) -> Streams:
        """Return the streams of a named part, independent of this one's."""
        return Streams(self.seed, f"{self.path}/{name}")

    def bits(self, name: str) -> int:
        """Return 64 uniform bits for ``name``."""
        return int.from_bytes(blake2b((self._head + name).encode(), digest_size=8).digest(), "big")

    def integer(self, name: str, low: int, high: int) -> int:
        """Return an integer in ``[low, high]``, both ends included."""
        return low + self.bits(name) % (high - low + 1)

    def fraction(self, name: str) -> float:
        """Return a float in ``[0, 1)``."""
        return (self.bits(name) >> 11) / (1 << 53)

    def choice(self, name: str, options: Sequence[T]) -> T:
        """Return one of ``options``. Raises ``IndexError`` when there is none."""
        if not options:
            raise IndexError(f"stream {self.path}:{name} was asked to choose from nothing")
        return options[self.bits(name) % len(options)]

    def many(self, name: str) -> Iterator[int]:
        """Yield as many draws of 64 bits as are asked for, eight to a hash; the first ones never depend on how many."""
        block, key = 0, f"{self._head}{name}:"
        while True:
            digest = blake2b(f"{key}{block}".encode(), digest_size=64).digest()
            for at in range(0, 64, 8):
                yield int.from_bytes(digest[at : at + 8], "big")
            block += 1

    def sample(self, name: str, options: Sequence[T], k: int) -> list[T]:
        """Return ``k`` different options in random order."""
        return self.generator(name).sample(list(options), k)

    def shuffled(self, name: str, options: Sequence[T]) -> list[T]:
        """Return all options in random order."""
        return self.sample(name, options, len(options))

    def code(self, name: str, length: int) -> str:
        """Return an opaque identifier of ``length`` characters, without 0/o and 1/l/i; at most 12."""
        return spell(self.bits(name), length)

    def generator(self, name: str) -> Random:
        """Return a private generator, for a consumer that makes many draws in a fixed order."""
        return Random(self.bits(name))
