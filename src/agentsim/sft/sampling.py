"""Sample answers of a policy under a text that is added to the system prompt, and record both: what was said, and the text.

The run holds the prompt as the policy saw it, and the text by itself under ``sampled_with`` in its meta data, so that
``recorded.read_run`` takes out exactly what was put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from agentsim.catalog import load_family, make_scenario
from agentsim.episode import Episode
from agentsim.evaluate import EpisodeRecord, play_episode
from agentsim.policies.protocol import Message, Policy, ToolSchema
from agentsim.runs.store import RunStore
from agentsim.runs.stored import StoredEpisode, store_events, store_turns
from agentsim.scenario.model import Scalar
from agentsim.scenario.scenario import Scenario
from agentsim.sft.prompts import add_text

SAMPLED_WITH = "sampled_with"
"""The key of a run's meta data under which the added text stands."""


class Prompted:
    """A policy that reads another system prompt than the episode has: the same one with ``text`` below it."""

    def __init__(self, policy: Policy, text: str) -> None:
        self._policy, self._text = policy, text

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return what the policy says to the longer prompt."""
        return self._policy.act(add_text(messages, self._text), tools)


def sample_run(
    folder: Path, families: Sequence[str], seeds: Iterable[int], make: Callable[[Scenario, int], Policy], *,
    name: str, text: str = "", factors: Mapping[str, Scalar] | None = None, max_turns: int | None = None,
    on_episode: Callable[[EpisodeRecord], None] | None = None,
) -> int:  # fmt: skip
    """Play every family on every seed, store it in a new run, and return how many episodes there are.

    ``make`` returns a fresh policy for a scenario and a seed, ``name`` is what the run calls it. Without ``text`` the
    prompt is the scenario's own. A factor is used by the families that have it. Raises ``StoreError`` for a folder that
    holds a run, ``ValueError`` for a family or a factor.
    """
    given = dict(factors or {})
    meta = {"design": {"policies": [name], "families": list(families), "factors": given}, SAMPLED_WITH: text}
    count = 0
    with RunStore.create(folder, meta) as store:
        for seed in seeds:
            for family in families:
                declared = load_family(family).scenario.factors
                scenario = make_scenario(family, seed, {key: value for key, value in given.items() if key in declared})
                record = _sample(scenario, make(scenario, seed), name, text, given, max_turns, store, count)
                count += 1
                if on_episode is not None:
                    on_episode(record)
    return count


def _sample(
    scenario: Scenario, policy: Policy, name: str, text: str, given: Mapping[str, Scalar], max_turns: int | None,
    store: RunStore, position: int,
) -> EpisodeRecord:  # fmt: skip
    episode = Episode(scenario)
    seat: Policy = Prompted(policy, text) if text else policy
    record, turns = play_episode(scenario, seat, name=name, given=given, max_turns=max_turns, episode=episode)
    opening: list[dict[str, Any]] = scenario.messages()
    store.add(StoredEpisode(
        key=f"{scenario.family}/{record.condition}/{scenario.seed}", epoch=0, record=record, position=position,
        opening=add_text(opening, text) if text else opening, tools=list(episode.tools), turns=store_turns(turns),
        events=store_events(episode),
    ))  # fmt: skip
    return record
