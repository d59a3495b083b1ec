"""Seeds as people write them."""

from __future__ import annotations


def read_seeds(text: str) -> list[int]:
    """Return the seeds of ``7``, ``0..9`` (both ends included) or ``0,3,10..12``. Raises ``ValueError``."""
    seeds: list[int] = []
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        if not first.isdecimal() or (dots and not last.isdecimal()):
            raise ValueError(f"{part.strip()!r} is no seed; write 7, 0..9 or 0,3,10..12")
        low, high = int(first), int(last) if dots else int(first)
        if high < low or high - low >= 1_000_000:
            raise ValueError(f"{part.strip()!r} is no range of seeds")
        seeds.extend(range(low, high + 1))
    return list(dict.fromkeys(seeds))
