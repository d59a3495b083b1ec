"""A study with a language model: one unit for each arm and seed, resumed where it stopped, and what the units show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from agentsim.ablate.language import LanguageExperiment
from agentsim.ablate.language_model import EMPTY, LanguageModel
from agentsim.ablate.lessons import make_lessons
from agentsim.ablate.points import Point, find_points
from agentsim.ablate.unit import write_whole

OnUnit = Callable[[str, int], None]
Taught = dict[str, Any]
"""A unit as it is kept: what was taught, the losses, and the scores of the candidates of each point."""


def list_units(experiment: LanguageExperiment) -> list[tuple[str, int]]:
    """Return the arms and seeds in the order in which they run: the untaught, then all arms of a seed before the next one."""
    untaught = [experiment.base, *(a for a in experiment.arms if a not in (experiment.base, *experiment.taught))]
    taught = [(arm, seed) for seed in range(experiment.seeds) for arm in experiment.taught]
    return [*((arm, 0) for arm in untaught), *taught]


def unit_file(experiment: LanguageExperiment, folder: Path, arm: str, seed: int) -> Path:
    """Return where a unit is kept: beside the study where it is shared, else in it."""
    place = folder.parent / experiment.shares if experiment.shares else folder
    piece = experiment.arms[arm]
    own = f"-{experiment.digest_of(arm, seed)[:8]}" if piece.factors or piece.tokens else ""
    return place / "units" / f"{piece.kind}{own}-{seed}.json"


def read_units(experiment: LanguageExperiment, folder: Path) -> Iterator[tuple[str, int, Taught | None]]:
    """Yield the units with what is kept of each. Raises ``ValueError`` for a folder of other settings."""
    for arm, seed in list_units(experiment):
        path = unit_file(experiment, folder, arm, seed)
        if not path.is_file():
            yield arm, seed, None
            continue
        kept: Taught = json.loads(path.read_text(encoding="utf-8"))
        if kept["digest"] != experiment.digest_of(arm, seed):
            raise ValueError(f"{path} is of other settings; give another folder")
        yield arm, seed, kept


def run_language(
    experiment: LanguageExperiment, folder: Path, on_unit: OnUnit | None = None, model: LanguageModel | None = None
) -> None:
    """Run what is missing of a study. Each unit is kept when it is done, so a study that was stopped goes on there.

    ``model`` takes the place of the one that the file names.
    """
    missing = [(arm, seed) for arm, seed, kept in read_units(experiment, folder) if kept is None]
    if not missing:
        return
    model = model or LanguageModel(experiment.model)
    at_hand: dict[str, tuple[list[Point], list[str]]] = {}
    for arm, seed in missing:
        factors = experiment.arms[arm].factors
        key = json.dumps(factors, sort_keys=True)
        if key not in at_hand:
            at_hand[key] = find_points(experiment, model.count, factors)
            if not factors:
                _compare(experiment, folder, at_hand[key][0])
        points, dropped = at_hand[key]
        unit = _run(experiment, model, points, arm, seed)
        if unit["empty"]:
            unit |= {"points": [_describe(point) for point in points], "dropped": dropped}
        path = unit_file(experiment, folder, arm, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, unit)
        if on_unit is not None:
            on_unit(arm, seed)


def _run(experiment: LanguageExperiment, model: LanguageModel, points: list[Point], arm: str, seed: int) -> Taught:
    kind = experiment.arms[arm].kind
    lessons = make_lessons(experiment, kind, seed, model.count, experiment.tokens_of(arm))
    losses: list[float] = []
    if kind == "none":
        model.forget()
    else:
        losses = model.teach(lessons, experiment.teaching, seed)
    texts = {point.id: [candidate.text for candidate in point.candidates] for point in points}
    unit: Taught = {
        "digest": experiment.digest_of(arm, seed), "kind": kind, "seed": seed, "losses": losses,
        "lessons": {
            "rows": len(lessons),
            "tokens": sum(model.count(m["content"]) for row in lessons for m in row["messages"]),
            "taught": sum(model.count(row["messages"][-1]["content"]) for row in lessons),
            "again": sum(row["metadata"]["repeat"] > 0 for row in lessons),
        },
        "scores": {point.id: model.score(point.turns, texts[point.id]) for point in points},
        "versions": model.versions,
    }  # fmt: skip
    own = kind == "none" or bool(experiment.arms[arm].factors)
    if own:
        model.forget()  # what a text is worth by its form is asked of the untaught model
    unit["empty"] = {point.id: model.score(EMPTY, texts[point.id]) for point in points} if own else {}
    return unit


def _compare(experiment: LanguageExperiment, folder: Path, points: list[Point]) -> None:
    """Refuse to go on with a study whose worlds have changed since. Raises ``ValueError``."""
    path = unit_file(experiment, folder, experiment.base, 0)
    if path.is_file() and json.loads(path.read_text(encoding="utf-8"))["points"] != [_describe(p) for p in points]:
        raise ValueError(f"the worlds are not those of {path}, which another version measured; give another folder")


def _describe(point: Point) -> dict[str, Any]:
    return {
        "id": point.id, "kind": point.kind, "group": point.group, "family": point.family, "seed": point.seed,
        "candidates": [
            {"text": one.text, "found": list(one.found), "wrong": one.wrong, "letter": one.letter}
            for one in point.candidates
        ],
    }  # fmt: skip
