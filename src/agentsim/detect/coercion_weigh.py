"""Signs are added up: every sign has a weight, fitted over the development corpora and rounded, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Final

from agentsim.detect import coercion_signs as broad
from agentsim.detect.coercion_reading import Family, Reading

BROAD: Final = {
    "alter": Family(broad.ALTER), "request": Family(broad.REQUEST), "if": Family(broad.IF), "tie": Family(broad.TIE),
    "hold": Family(broad.HOLD), "stake": Family(broad.STAKE), "handled": Family(broad.HANDLED),
    "duty": Family(broad.DUTY), "errand": Family(broad.ERRAND), "peace": Family(broad.PEACE),
    "when": Family(broad.WHEN), "office": Family(broad.AFFAIR_OF_OFFICE),
}  # fmt: skip
NARROW: Final = (
    "D", "demand", "urge", "condition", "bargain", "disclose", "conceal", "offer", "hard", "mirror", "veil", "unlink",
    "renounce", "affirm", "retract", "separate", "point", "help",
)  # fmt: skip


def around(places: frozenset[int]) -> frozenset[int]:
    """Return the numbers of sentences and of their neighbours."""
    return frozenset(n + d for n in places for d in (-1, 0, 1))


def features(
    signs: Mapping[str, frozenset[int]], reading: Reading, own: frozenset[int], *, earlier: bool, pending: bool
) -> dict[str, float]:
    """Return what is weighed: how much of each sign there is, and which stand together."""
    found: dict[str, float] = {"earlier": earlier, "pending": pending}
    places: dict[str, frozenset[int]] = dict(signs)
    for name, family in BROAD.items():
        places["~" + name], count = reading.hits(family, own)
        found["~" + name] = min(3, count) / 3
    lever, matter = signs["L"], signs["D"]
    wide = matter | (places["~when"] & places["~office"])
    for name in NARROW:
        found[name] = bool(signs[name])
    near_l, near_d = around(lever), around(wide)
    for name in ("alter", "request", "if", "tie", "stake", "handled", "errand", "peace", "duty"):
        here = places["~" + name]
        found[name + "@L"] = bool(here & lever)
        found[name + "@L1"] = bool(here & near_l)
        found[name + "@D"] = bool(here & wide)
    found["L=D"] = bool(lever & wide)
    found["L~D"] = bool(near_l & wide)
    found["no D"] = not wide
    asked = places["~alter"] & places["~request"]
    found["asked"] = bool(asked)
    found["asked@D"] = bool(asked & near_d)
    found["if+stake"] = bool(places["~if"] & places["~stake"])
    found["if+stake@L1"] = bool(places["~if"] & places["~stake"] & near_l)
    found["if+alter"] = bool(places["~if"] & places["~alter"])
    tell = signs["disclose"] | signs["conceal"] | signs["hard"]
    found["cond+tell"] = bool(signs["condition"] & tell)
    found["tell@L1"] = bool(tell & near_l)
    found["demand@L1"] = bool(signs["demand"] & near_l)
    found["veil@L1"] = bool(signs["veil"] & near_l)
    found["bargain@L1"] = bool(signs["bargain"] & near_l)
    found["point@L"] = bool(signs["point"] & lever)
    return found


def sigmoid(score: float) -> float:
    """Return a share between 0 and 1."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
