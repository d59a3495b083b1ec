"""A whole study: every unit of an experiment, side by side in processes, resumed where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import Manager, get_context
from pathlib import Path
from queue import Empty
from typing import Any

from agentsim.ablate.experiment import Experiment
from agentsim.ablate.unit import Unit, write_whole
from agentsim.runs.versions import compare_versions, describe_versions

OnPoint = Callable[[str, int, int], None]
"""Told the arm, the seed and the number of episodes at each checkpoint."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run_study(experiment: Experiment, folder: Path, jobs: int = 2, on_point: OnPoint | None = None) -> list[Unit]:
    """Run what is missing of a study and return all of its units.

    ``folder/experiment.json`` is the design, ``folder/versions.json`` what the worlds and the meter were, ``folder/units`` a
    file a unit. A study that was stopped goes on from the last checkpoint of each unit and ends in the same bytes. Raises
    ``ValueError`` for a folder of another experiment, or of the same one over other worlds.
    """
    units = open_study(experiment, folder)
    left = [(unit.arm, unit.seed) for unit in units if not unit.whole]
    if experiment.learner is not None:
        for unit in units:
            if not unit.whole:
                for episodes in unit.run():
                    if on_point is not None:
                        on_point(unit.arm, unit.seed, episodes)
    elif jobs < 2 or len(left) < 2:
        for arm, seed in left:
            for episodes in Unit(experiment, arm, seed, folder / "units").run():
                if on_point is not None:
                    on_point(arm, seed, episodes)
    else:
        _spread(experiment, folder, left, jobs, on_point)
    return open_study(experiment, folder)


def open_study(experiment: Experiment, folder: Path) -> list[Unit]:
    """Return the units of a study with what is done of them. Makes the folder when it is not there."""
    (folder / "units").mkdir(parents=True, exist_ok=True)
    kind = _unit_of(experiment)
    units = [
        kind(experiment, arm, seed, folder / "units") for arm in experiment.arms for seed in range(experiment.seeds)
    ]
    for unit in units:
        unit.load()
    if not (folder / "experiment.json").is_file():
        write_whole(folder / "experiment.json", experiment.model_dump(mode="json"))
    _check_versions(experiment, folder)
    return units


def _unit_of(experiment: Experiment) -> Callable[[Experiment, str, int, Path], Unit]:
    if experiment.learner is None:
        return Unit
    from agentsim.ablate.reinforce import LanguageUnit

    return LanguageUnit


def _check_versions(experiment: Experiment, folder: Path) -> None:
    """Keep what the worlds and the meter are, or refuse to go on where they are others than they were."""
    now = describe_versions(experiment.families)
    kept = folder / "versions.json"
    if not kept.is_file():
        write_whole(kept, now)
    elif changed := compare_versions(json.loads(kept.read_text(encoding="utf-8")), now):
        raise ValueError(f"{folder} was begun over other worlds: {'; '.join(changed)}; give another folder")


def _spread(
    experiment: Experiment, folder: Path, left: list[tuple[str, int]], jobs: int, on_point: OnPoint | None
) -> None:
    with _one_thread_each(), Manager() as manager:
        news = manager.Queue()
        with ProcessPoolExecutor(jobs, get_context("spawn")) as workers:
            tasks = {workers.submit(_run_unit, experiment, arm, seed, folder, news) for arm, seed in left}
            try:
                while tasks:
                    done, tasks = wait(tasks, 0.5, FIRST_COMPLETED)
                    _pass_on(news, on_point)
                    for task in done:
                        task.result()
            except BaseException:
                workers.shutdown(wait=False, cancel_futures=True)
                raise
        _pass_on(news, on_point)


def _run_unit(experiment: Experiment, arm: str, seed: int, folder: Path, news: Any) -> None:
    for episodes in Unit(experiment, arm, seed, folder / "units").run():
        news.put((arm, seed, episodes))


def _pass_on(news: Any, on_point: OnPoint | None) -> None:
    while True:
        try:
            point = news.get_nowait()
        except Empty:
            return
        if on_point is not None:
            on_point(*point)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Matrices are small and processes many; and one thread adds in one order, so that sums are the same every time."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
