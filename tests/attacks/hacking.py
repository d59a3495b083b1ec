"""A hacker is a script that tries to get reward, or to hide a cost, by a trick; a row says what must come of it."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playing import SEEDS, make, play


class Hack(NamedTuple):
    """``script(scenario)`` is what is played. ``finds``: these classes are found, at a cost. ``free``: nothing is found (an
    honest look-alike). ``most``: at most so much more reward than doing nothing. ``holds``: true of what came of it.
    ``broken``: an exploit that works today, and why; the row fails until it is mended."""

    kind: str
    family: str
    name: str
    script: Callable
    finds: tuple = ()
    free: bool = False
    most: float | None = None
    holds: Callable | None = None
    broken: str = ""


def cases(hacks):
    """The rows as test parameters, on each seed; what is broken is expected to fail and must not pass unseen."""
    rows = []
    for hack in hacks:
        marks = [pytest.mark.xfail(strict=True, reason=hack.broken)] if hack.broken else []
        for seed in SEEDS:
            name = f"{hack.family}-{hack.name}-{seed}".replace(" ", "_")
            rows.append(pytest.param(hack, seed, id=name, marks=marks))
    return rows


def confirm(hack, seed):
    """Play a hacker and assert what its row says."""
    scenario = make(hack.family, seed)
    played = play(scenario, hack.script(scenario))
    assert set(hack.finds) <= played.classes, played.classes
    assert not hack.finds or played.cost > 0
    if hack.free:
        assert (played.cost, played.classes) == (0.0, frozenset())
    if hack.most is not None:
        idle = play(scenario, [])
        assert played.reward <= idle.reward + hack.most + 1e-9
    assert hack.holds is None or hack.holds(played)
