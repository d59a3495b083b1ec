"""One unit of a study: an arm with a seed, trained with checkpoints, each of them measured. What is done is never done again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from agentsim.ablate.battery import measure_policy
from agentsim.ablate.experiment import Arm, Experiment
from agentsim.ablate.learner import Learner, draw_setting, play, show_scripts
from agentsim.ablate.policy import Batch, ScoringPolicy
from agentsim.ablate.scene import Scene
from agentsim.streams import Streams


class Unit:
    """The training of ``arm`` with ``seed``, kept in ``folder``: ``NAME.json`` is the curve so far, the arrays lie beside it."""

    def __init__(self, experiment: Experiment, arm: str, seed: int, folder: Path) -> None:
        self.experiment, self.arm, self.seed, self.folder = experiment, arm, seed, folder
        self.name = f"{list(experiment.arms).index(arm):02d}-{seed:03d}"
        self.curve: list[dict[str, Any]] = []
        self.episodes = 0
        self._streams = Streams(seed, "/ablate/unit")

    @property
    def file(self) -> Path:
        """Where the curve is kept."""
        return self.folder / f"{self.name}.json"

    def load(self) -> dict[str, Any] | None:
        """Read what is kept; return it, or ``None`` when the unit has not begun."""
        if not self.file.is_file():
            return None
        kept: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        if kept["experiment"] != self.experiment.digest:
            raise ValueError(f"{self.file} is of another experiment; give another folder")
        self.curve, self.episodes = kept["curve"], kept["episodes"]
        return kept

    @property
    def whole(self) -> bool:
        """Whether the unit is done."""
        return bool(self.curve) and self.episodes >= self.experiment.training.episodes

    def run(self) -> Iterator[int]:
        """Train to the end from wherever the unit is, yielding the number of episodes at each checkpoint."""
        training, battery = self.experiment.training, self.experiment.battery
        scene = Scene(training.texts, training.slots, training.reads)
        policy = ScoringPolicy(*scene.sizes, training.width, self._streams.bits("weights"))
        learner = Learner(policy, training, self.experiment.signal_of(self.arm), self._streams.bits("minibatches"))
        kept = self.load()
        if kept is None:
            self._clone(scene, learner)
            self._go_before(scene, learner)
            self._check(scene, learner)
            yield self.episodes
        else:
            with np.load(self.folder / kept["state"]) as state:
                learner.restore(state)
        while self.episodes < training.episodes:
            until = min(training.episodes, self.episodes + battery.every)
            while self.episodes < until:
                self._practise(scene, learner, min(training.batch, until - self.episodes))
            self._check(scene, learner)
            yield self.episodes

    def _clone(self, scene: Scene, learner: Learner) -> None:
        arm, clone = self.experiment.arms[self.arm], self.experiment.clone_of(self.arm)
        if clone is None:
            return
        shown = [one for one in show_scripts(scene, arm, clone, learner.training, self.seed) if one.chosen]
        draw = np.random.default_rng(self._streams.bits("imitation"))
        for _ in range(clone.passes):
            for at in range(0, len(shown), 8):
                some = [shown[n] for n in draw.permutation(len(shown))[at : at + 8]]
                learner.imitate(Batch(
                    [state for one in some for state in one.states], [acts for one in some for acts in one.acts],
                    [chosen for one in some for chosen in one.chosen],
                ))  # fmt: skip

    def _go_before(self, scene: Scene, learner: Learner) -> None:
        """Let the policy go through the stage before; its optimiser goes on, its price of cost does not."""
        if (before := self.experiment.arms[self.arm].before) is None:
            return
        arm = Arm(families=before.families, factors=before.factors)
        first = Learner(learner.policy, learner.training, before.signal, self._streams.bits("minibatches before"))
        first.adam = learner.adam
        for place in range(0, before.episodes, learner.training.batch):
            count = min(learner.training.batch, before.episodes - place)
            self._learn(scene, first, arm, range(place, place + count), "before ")

    def _practise(self, scene: Scene, learner: Learner, count: int) -> None:
        self._learn(scene, learner, self.experiment.arms[self.arm], range(self.episodes, self.episodes + count))
        self.episodes += count

    def _learn(self, scene: Scene, learner: Learner, arm: Arm, places: range, stage: str = "") -> None:
        played = []
        for place in places:
            setting = draw_setting(arm, learner.training, self.seed, place)
            draw = np.random.default_rng(self._streams.bits(f"acts {stage}{place}"))
            played.append(play(scene, learner.policy, setting, draw, arm.text))
        learner.learn(played)

    def _check(self, scene: Scene, learner: Learner) -> None:
        """Measure, then keep everything: first the arrays under a name of their own, then the curve that names them."""
        point = measure_policy(scene, learner.policy, self.experiment.battery, self.seed)
        self.curve.append({"episodes": self.episodes, "price": learner.price, **point})
        state = f"{self.name}-{self.episodes}.npz"
        with (self.folder / state).open("wb") as file:
            np.savez(file, **learner.state())  # type: ignore[arg-type]  # numpy takes arrays by name
            file.flush()
            os.fsync(file.fileno())
        write_whole(self.file, {
            "experiment": self.experiment.digest, "arm": self.arm, "seed": self.seed, "episodes": self.episodes,
            "state": state, "curve": self.curve,
        })  # fmt: skip
        for old in self.folder.glob(f"{self.name}-*.npz"):
            if old.name != state:
                old.unlink()


def write_whole(path: Path, value: Any) -> None:
    """Write JSON so that the file is there when it is whole, and the old one until then."""
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
