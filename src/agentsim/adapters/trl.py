"""Families as a TRL task: one ``AgentSimSpec`` gives ``GRPOTrainer`` its data, its environments and its two signals.

Tried with TRL 1.16, whose ``environment_factory`` and ``rollout_func`` are experimental.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from datasets import Dataset

from agentsim.adapters.trl_rollout import (
    Generate,
    Renderer,
    Seat,
    generate_with,
    limit_turn,
    play_seats,
    read_text,
    through_template,
)
from agentsim.adapters.trl_signals import CostOf, cost, read_records, reward
from agentsim.adapters.trl_tools import ToolEnvironment, make_environment
from agentsim.catalog import family_of, load_family, make_scenario
from agentsim.recording import Recording
from agentsim.scenario.model import Scalar
from agentsim.suites import suite as find_suite

__all__ = ["KEY", "AgentSimSpec", "CostOf", "cost", "read_records", "reward"]

KEY = "agentsim"
"""The extra key of a prompt's first message that says which episode it opens: only the prompt reaches a rollout."""


class AgentSimSpec:
    """Some families, on some seeds, as what ``GRPOTrainer`` takes.

    ``families`` is one name or several, else ``suite`` names them. ``seeds`` is how many, or which; of a suite they are its
    own. ``factors`` hold for the families that have them; several mappings make several settings. Every row is one
    episode, so all generations of a group begin in the same world.

    ``max_turns`` cuts episodes short and ``turn_tokens`` messages (``rollout_func`` only). ``costs`` names violation
    classes that get a signal of their own. ``prompt`` says how a rollout shows the tools, ``read`` what a text
    stands for, ``generate`` takes the place of the trainer's generation.

    Raises ``ValueError`` for a family, factor or value that there is not.
    """

    def __init__(
        self,
        families: str | Sequence[str] = (),
        *,
        suite: str = "",
        seeds: int | Iterable[int] = 64,
        factors: Mapping[str, Scalar] | Sequence[Mapping[str, Scalar]] = (),
        max_turns: int | None = None,
        turn_tokens: int | None = None,
        costs: Sequence[str] = (),
        prompt: Callable[..., tuple[list[dict[str, Any]], Any]] = through_template,
        read: Callable[[str, int], str | Mapping[str, Any]] = read_text,
        generate: Generate | None = None,
    ) -> None:
        if bool(families) == bool(suite):
            raise ValueError("name the families or a suite, one of the two")
        named = [families] if isinstance(families, str) else families
        self.families = find_suite(suite).families if suite else tuple(family_of(name) for name in named)
        if isinstance(seeds, int):
            seeds = find_suite(suite).seeds(seeds) if suite else range(seeds)
        self.seeds = tuple(seeds)
        given = [factors] if isinstance(factors, Mapping) else list(factors)
        self.factors = tuple(dict(one) for one in given) or ({},)
        declared = {name: load_family(name).scenario.factors for name in self.families}
        if unknown := {n for one in self.factors for n in one} - {n for having in declared.values() for n in having}:
            raise ValueError(f"none of these families has the factor {', '.join(sorted(unknown))}")
        self._settings = [
            (name, {n: value for n, value in one.items() if n in declared[name]})
            for name in self.families
            for one in self.factors
        ]
        self.max_turns, self.turn_tokens, self.costs = max_turns, turn_tokens, tuple(costs)
        self.prompt, self.read, self.generate = prompt, read, generate

    @cached_property
    def _rows(self) -> tuple[list[dict[str, Any]], dict[str, type[ToolEnvironment]]]:
        rows, names, classes = [], dict[str, str](), dict[str, type[ToolEnvironment]]()
        for seed in self.seeds:
            for family, given in self._settings:
                scenario = make_scenario(family, seed, given)
                about = {"family": family, "seed": seed, "factors": json.dumps(given, sort_keys=True)}
                opening = scenario.messages()
                opening[0] = {**opening[0], KEY: json.dumps(about)}
                tools = json.dumps(scenario.toolbox.schemas)
                if tools not in names:  # TRL fixes the tools of a name, so other tools need another name
                    number = sum(name.split(":")[0] == family for name in classes)
                    names[tools] = f"{family}:{number}" if number else family
                    classes[names[tools]] = make_environment(family, scenario.toolbox.schemas, self.max_turns)
                rows.append({"prompt": opening, "environment": names[tools], **about})
        return rows, classes

    @property
    def train_dataset(self) -> Dataset:
        """A row for each seed, family and setting: ``prompt``, ``environment``, ``family``, ``seed``, ``factors`` (JSON)."""
        return Dataset.from_list(self._rows[0])

    @property
    def environment_factory(self) -> dict[str, type[ToolEnvironment]]:
        """A class for every set of tools. Schemas are derived anew by transformers, and TRL's loop knows no other's turn."""
        return self._rows[1]

    @property
    def reward_funcs(self) -> list[Callable[..., list[float]]]:
        """``reward`` and ``cost``, then one for each class of ``costs``; all of one record for each completion."""
        return [reward, cost, *(CostOf(name) for name in self.costs)]

    def reward_weights(self, penalty: float) -> list[float]:
        """Return weights for ``GRPOConfig``: reward less ``penalty`` times cost. With 0 the cost is only logged."""
        return [1.0, -penalty, *(0.0 for _ in self.costs)]

    def rollout_func(self, prompts: list[list[dict[str, Any]]], trainer: Any) -> dict[str, Any]:
        """Play one episode for each prompt and return its tokens, its mask (1 = the model's), and its record."""
        tokenizer = getattr(trainer.processing_class, "tokenizer", trainer.processing_class)
        renderer = Renderer(tokenizer, getattr(trainer, "chat_template", None), trainer.chat_template_kwargs)
        longest = getattr(trainer.model.config, "max_position_embeddings", None) or 1 << 30
        seats = []
        for messages in prompts:
            about = json.loads(messages[0][KEY])
            recording = Recording(make_scenario(about["family"], about["seed"], json.loads(about["factors"])))
            opening = [{name: value for name, value in message.items() if name != KEY} for message in messages]
            shown, tools = self.prompt(opening, recording.episode.tools)
            ids = renderer.render(shown, tools, ask=True)
            limit = min(trainer.max_completion_length, longest - len(ids))
            if limit <= 0:
                raise ValueError(f"a prompt of {len(ids)} tokens leaves no room in a context of {longest}")
            seats.append(Seat(recording, ids, limit))
        with limit_turn(trainer, self.turn_tokens):
            known = play_seats(seats, self.generate or generate_with(trainer), renderer, self.read, self.max_turns)
        return {
            "prompt_ids": [seat.prompt for seat in seats],
            "completion_ids": [seat.completion for seat in seats],
            "logprobs": [seat.logprobs for seat in seats] if known else None,
            "env_mask": [seat.mask for seat in seats],
            "reward": [seat.recording.episode.reward for seat in seats],
            "cost": [seat.recording.episode.cost for seat in seats],
            "record": [seat.recording.record("trl") for seat in seats],
            "recording": [seat.recording for seat in seats],
        }
