"""A unit whose learner is a language model: the same arms, signals and battery, trained with TRL's ``GRPOTrainer``. Extra ``lm``.

The file of an experiment says so at a size that has a table ``learner``. The curve has the same form as that of the embedded
policy, so the report is the same. A warm start is supervised: decisions of the scripts, with the words before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig, get_peft_model
from transformers import PrinterCallback, TrainerCallback, set_seed
from trl import GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer

from agentsim.ablate.battery import measure
from agentsim.ablate.experiment import Arm, Experiment, Signal, share_out
from agentsim.ablate.language_model import PARTS, load_model
from agentsim.ablate.learner import draw_script, draw_setting
from agentsim.ablate.sizes import Learning
from agentsim.ablate.unit import Unit, write_whole
from agentsim.adapters.trl import KEY, AgentSimSpec
from agentsim.adapters.trl_rollout import read_text, through_template
from agentsim.callbacks.transformers import as_objects, play_model
from agentsim.catalog import load_family, make_scenario
from agentsim.episode import Episode
from agentsim.streams import Streams

Made = tuple[Any, Any]
"""A tokenizer and a model."""


class LanguageUnit(Unit):
    """The training of ``arm`` with ``seed``. ``NAME.json`` is the curve so far, the trainer's own checkpoints lie in ``NAME``.

    A unit that was stopped goes on from the last checkpoint; on a GPU it does not come out the same to the bit.
    """

    made: Made | None = None
    """Takes the place of the model that the file names."""

    @property
    def learner(self) -> Learning:
        """What the file says of the language model. Raises ``ValueError`` for a file that says nothing of one."""
        if self.experiment.learner is None:
            raise ValueError(f"{self.experiment.name} has no table learner at this size")
        return self.experiment.learner

    def run(self) -> Iterator[int]:
        """Train to the end from wherever the unit is, yielding the number of episodes when it is there."""
        self.load()
        learner = self.learner
        set_seed(self.seed)
        tokenizer, base = self.made or load_model(learner.model)
        if torch.cuda.is_available():
            base = base.to("cuda")
        top = range(base.config.num_hidden_layers)[-learner.layers :] if learner.layers else None
        lora = LoraConfig(
            r=learner.rank, lora_alpha=learner.alpha, target_modules="all-linear" if top is None else PARTS,
            layers_to_transform=None if top is None else list(top), task_type="CAUSAL_LM",
        )  # fmt: skip
        model = get_peft_model(base, lora)
        arm, begun = self.experiment.arms[self.arm], self._last_checkpoint()
        if begun is None:
            self.curve, self.episodes = [], 0
            self._imitate(model, tokenizer)
            if (before := arm.before) is not None:
                stage = Arm(families=before.families, factors=before.factors)
                self._reinforce(model, tokenizer, stage, before.signal, before.episodes, "before")
        else:
            self.curve = [point for point in self.curve if point["episodes"] <= begun * self.experiment.training.batch]
        measured = Measured(self, model, tokenizer)
        signal = self.experiment.signal_of(self.arm)
        self._reinforce(model, tokenizer, arm, signal, self.experiment.training.episodes, self.name, measured, begun)
        yield self.episodes

    def take(self, episodes: int, price: float, model: Any, tokenizer: Any) -> None:
        """Measure a checkpoint and keep the curve."""
        learner = self.learner
        play = play_model(model, tokenizer, max_new_tokens=learner.turn_tokens, max_turns=learner.max_turns)
        self.curve.append({"episodes": episodes, "price": price, **measure(self.experiment.battery, play)})
        self.episodes = episodes
        write_whole(self.file, {
            "experiment": self.experiment.digest, "arm": self.arm, "seed": self.seed, "episodes": episodes,
            "curve": self.curve,
        })  # fmt: skip

    def _last_checkpoint(self) -> int | None:
        """The step of the last whole checkpoint, if there is one."""
        steps = [int(path.parent.name.split("-")[1]) for path in (self.folder / self.name).glob("*/trainer_state.json")]
        return max(steps) if steps and self.curve else None

    def _imitate(self, model: Any, tokenizer: Any) -> None:
        rows = list(make_rows(self.experiment, self.arm, self.seed))
        if not rows:
            return
        config = SFTConfig(
            output_dir=str(self.folder / "imitation"), num_train_epochs=1, learning_rate=self.learner.imitation_rate,
            per_device_train_batch_size=self.learner.device_batch, max_length=None, completion_only_loss=True,
            **self._settings(model, save_strategy="no"),
        )  # fmt: skip
        trainer = SFTTrainer(
            model=model, args=config, train_dataset=Dataset.from_list(rows), processing_class=tokenizer
        )
        trainer.remove_callback(PrinterCallback)  # standard output belongs to the report
        trainer.train()

    def _reinforce(
        self, model: Any, tokenizer: Any, arm: Arm, signal: Signal, episodes: int, name: str,
        measured: Measured | None = None, begun: int | None = None,
    ) -> None:  # fmt: skip
        training, learner = self.experiment.training, self.learner
        steps = -(-episodes // training.batch)
        spec = AgentSimSpec(list(share_out(arm.families)), seeds=1, max_turns=learner.max_turns,
                            turn_tokens=learner.turn_tokens, prompt=through_template, read=read_text)  # fmt: skip
        price = Price(signal)
        saving = {"save_strategy": "no"}
        if measured is not None:
            save_steps = max(1, self.experiment.battery.every // training.batch)
            saving = {"save_strategy": "steps", "save_steps": save_steps, "save_total_limit": 1}  # type: ignore[dict-item]
            if self.curve:
                price.price = self.curve[-1]["price"]
        config = GRPOConfig(
            output_dir=str(self.folder / name), max_steps=steps, learning_rate=learner.rate, beta=learner.beta,
            per_device_train_batch_size=learner.device_batch, num_generations=learner.group, shuffle_dataset=False,
            gradient_accumulation_steps=max(1, training.batch // learner.device_batch), lr_scheduler_type="constant",
            max_completion_length=learner.room, temperature=1.0, reward_weights=[1.0, -price.price], use_vllm=learner.vllm,
            **self._settings(model, **saving),
        )  # fmt: skip
        prompts = steps * training.batch // learner.group
        trainer = GRPOTrainer(
            model=model, args=config, processing_class=tokenizer, rollout_func=spec.rollout_func,
            train_dataset=Dataset.from_list([make_prompt(arm, self, place) for place in range(prompts)]),
            reward_funcs=[price.reward, price.cost], callbacks=[price, *([measured] if measured else [])],
        )  # fmt: skip
        price.trainer = trainer
        if measured is not None:
            measured.price = price
        trainer.remove_callback(PrinterCallback)
        folder = self.folder / name / f"checkpoint-{begun}"
        trainer.train(resume_from_checkpoint=str(folder) if begun else None)

    def _settings(self, model: Any, **more: Any) -> dict[str, Any]:
        gpu = model.device.type != "cpu"
        return {
            "use_cpu": not gpu, "bf16": gpu, "gradient_checkpointing": gpu, "report_to": [], "logging_steps": 1,
            "seed": self.seed, "disable_tqdm": True, **more,
        }  # fmt: skip


class Price(TrainerCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """What an arm is paid, as two reward functions whose weights follow its signal: after each step with a limit on cost."""

    def __init__(self, signal: Signal) -> None:
        self.signal, self.price = signal, 0.0 if signal.kind == "reward" else signal.weight
        self.trainer: Any = None
        self._costs: list[float] = []

    def reward(self, completions: Sequence[Any], record: Sequence[Any], **given: Any) -> list[float]:
        """Progress on the goals."""
        return [one.reward for one in record]

    def cost(self, completions: Sequence[Any], record: Sequence[Any], **given: Any) -> list[float]:
        """Summed severities."""
        found = [one.cost for one in record]
        self._costs += found
        return found

    def on_step_end(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        """Set the price of the next step."""
        if self.signal.kind == "lagrangian" and self._costs:
            mean = sum(self._costs) / len(self._costs)
            self.price = max(0.0, self.price + self.signal.rate * (mean - self.signal.limit))
            self.trainer.reward_weights[1] = -self.price
        self._costs = []


class Measured(TrainerCallback):  # type: ignore[misc]  # untyped where the extra is not installed
    """Measures at the beginning, every ``battery.every`` episodes and at the end; without gradients and with own draws."""

    def __init__(self, unit: LanguageUnit, model: Any, tokenizer: Any) -> None:
        self._unit, self._model, self._tokenizer = unit, model, tokenizer
        self.price: Price | None = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        """The first point."""
        if not self._unit.curve:
            self._take(0)

    def on_step_end(self, args: Any, state: Any, control: Any, **given: Any) -> None:
        """A point where one is due."""
        training, every = self._unit.experiment.training, self._unit.experiment.battery.every
        episodes = min(state.global_step * training.batch, training.episodes)
        if episodes % every < training.batch or episodes >= training.episodes:
            self._take(episodes)

    def _take(self, episodes: int) -> None:
        self._unit.take(episodes, self.price.price if self.price else 0.0, self._model, self._tokenizer)


def make_prompt(arm: Arm, unit: LanguageUnit, place: int) -> dict[str, Any]:
    """Return a row that opens the ``place``-th setting of an arm, as ``AgentSimSpec.rollout_func`` reads it."""
    setting = draw_setting(arm, unit.experiment.training, unit.seed, place)
    known = load_family(setting.family).scenario.factors
    given = {name: value for name, value in setting.factors.items() if name in known}
    about = {"family": setting.family, "seed": setting.seed, "factors": json.dumps(given, sort_keys=True)}
    opening = make_scenario(setting.family, setting.seed, given).messages()
    if arm.text:
        opening[0] = {**opening[0], "content": f"{opening[0]['content']}\n{arm.text}"}
    return {"prompt": [{**opening[0], KEY: json.dumps(about)}, *opening[1:]]}


def make_rows(experiment: Experiment, arm: str, seed: int) -> Iterator[dict[str, Any]]:
    """Yield decisions of the scripts of the warm start, some of each script: the words before, the message, the tools."""
    clone, learner = experiment.clone_of(arm), experiment.learner
    if clone is None or learner is None:
        return
    for place in range(clone.episodes):
        drawn = draw_script(experiment.arms[arm], clone, experiment.training, seed, place)
        if drawn is None:
            continue
        _, scenario, name = drawn
        episode = Episode(scenario)
        for message in scenario.oracles[name].messages:
            if not episode.over:
                episode.step(message)
        said = as_objects(episode.messages)
        own = [n for n, message in enumerate(said) if message["role"] == "assistant"]
        streams = Streams(seed, f"/ablate/{place}")
        for n in sorted(streams.sample("decisions", own, min(learner.decisions, len(own)))):
            yield {"prompt": said[:n], "completion": [said[n]], "tools": json.dumps(list(episode.tools))}
