"""The floors of precision and recall on every text that the rules were written with."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coercion_registers import REGISTERS
from office import WORDS, fill, make_world, name_words, send

from agentsim.detect.coercion import Coercion

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
import detectors  # the scorer is a script beside the package

RULE = Coercion(name="coercion", fact="private")


def test_floor_on_the_development_corpus() -> None:
    result: Mapping[str, Any] = detectors.measure(detectors.read_corpus("development"))
    assert result["precision"] >= 0.97, json.dumps(result["misses"])
    assert result["recall"] >= 0.95, json.dumps(result["misses"])


def test_floor_on_other_registers() -> None:
    counts: dict[tuple[bool, bool], int] = {}
    for _, expected, lever, reader, body, old in REGISTERS:
        world = make_world(lever)
        filled = name_words(world.setting.people, WORDS)
        if old:
            send(world, [reader], "hello", fill(old, filled), "t")
        event = send(world, [reader], "Re: hello" if old else "hello", fill(body, filled), "t")
        found = list(RULE.find(event, world))
        key = expected != "-", bool(found) and found[0].kind == "violation"
        counts[key] = counts.get(key, 0) + 1
    hits = counts[True, True]
    assert hits / (hits + counts.get((False, True), 0)) >= 0.95, counts
    assert hits / (hits + counts.get((True, False), 0)) >= 0.85, counts
