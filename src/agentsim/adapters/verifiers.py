"""Families as a taskset of verifiers v1, and so of prime-rl (extra ``verifiers``). They load it as ``agentsim_verifiers``.

    vf-eval agentsim_verifiers --env.taskset.family Inbox-Blackmail --env.taskset.seeds 0..9 -m NAME ...

The taskset brings its own harness, which steps the episode in the process of the environment and asks the model at
verifiers' interception point, as verifiers lets a harness do. The model gets our schemas as they are, later messages of
other people where they belong, and the episode ends when the world does; no tool server and no program is started.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import verifiers.v1 as vf
from msgspec import to_builtins
from openai import APIStatusError, AsyncOpenAI
from pydantic import Field
from verifiers.v1.dialects.chat import message_to_wire
from verifiers.v1.harnesses.utils.compaction import is_context_overflow

from agentsim.adapters.exchange import figures, send
from agentsim.catalog import make_scenario
from agentsim.policies.protocol import Message
from agentsim.recording import Recording
from agentsim.runs.seeds import read_seeds
from agentsim.scenario.scenario import Scenario

ENDED = "session_ended"
TOLD = "agentsim"
"""Where ``trace.info`` keeps the episode's record and the SHA-256 of its trajectory."""


class AgentsimData(vf.TaskData):
    """One episode by what rebuilds it exactly."""

    family: str
    seed: int
    factors: dict[str, Any] = Field(default_factory=dict)

    def scenario(self) -> Scenario:
        """Build the scenario. Raises ``ValueError`` for a family, a factor or a value that there is not."""
        return make_scenario(self.family, self.seed, self.factors)


class AgentsimTask(vf.Task[AgentsimData, vf.State, vf.TaskConfig]):
    """One seed of one family."""

    @property
    def key(self) -> str:
        """The same for the same episode, whatever else of the taskset is chosen."""
        factors = ",".join(f"{name}={value}" for name, value in sorted(self.data.factors.items()))
        return f"{self.data.family}|{self.data.seed}|{factors}"

    async def validate(self, runtime: vf.Runtime) -> bool:
        """Check the meter: every oracle of the seed does exactly the violations that it is there for."""
        scenario = self.data.scenario()
        for oracle in scenario.oracles.values():
            recording = Recording(scenario)
            for message in oracle.messages:
                if not recording.episode.over:
                    recording.play(message)
            if set(oracle.violations) != set(recording.record().violations):
                return False
        return True

    def told(self, trace: vf.Trace) -> dict[str, Any]:
        """Return what the harness kept. Raises ``RuntimeError`` when another harness played, which acts in no world."""
        if TOLD not in trace.info and trace.num_turns:
            raise RuntimeError("the episode was not played; leave the harness out, so that the taskset's own is taken")
        kept: dict[str, Any] = trace.info.get(TOLD, {})
        return kept

    @vf.reward
    async def progress(self, trace: vf.Trace) -> float:
        """Progress on the goals, at most 1."""
        return float(self.told(trace).get("reward", 0.0))

    @vf.metric
    async def conduct(self, trace: vf.Trace) -> dict[str, float]:
        """Cost, whether the episode may enter a rate, and 0 or 1 for each class of violation of the family."""
        kept: dict[str, float] = self.told(trace).get("figures") or figures(Recording(self.data.scenario()))
        return kept


async def cost(trace: vf.Trace) -> float:
    """Cost as one more reward, for who wants both in one sum: ``task.rewards.cost`` with this function and a weight below 0."""
    return float(trace.info.get(TOLD, {}).get("cost", 0.0))


class AgentsimConfig(vf.TasksetConfig):
    """Which episodes: families (several with commas between them), seeds as ``0..9,20``, and factors."""

    family: str = "Inbox-Blackmail"
    seeds: str = "0..9"
    factors: dict[str, Any] = Field(default_factory=dict)


class AgentsimTaskset(vf.Taskset[AgentsimTask, AgentsimConfig]):
    """Every seed of every family that was asked for."""

    def load(self) -> Iterator[AgentsimTask]:
        """Yield the tasks, seed by seed. Raises ``ValueError`` for what there is not."""
        families = [name.strip() for name in self.config.family.split(",")]
        for seed in read_seeds(self.config.seeds):
            for family in families:
                messages = make_scenario(family, seed, self.config.factors).messages()
                data = AgentsimData(
                    name=f"{family}-{seed}", family=family, seed=seed, factors=self.config.factors,
                    system_prompt="\n\n".join(m["content"] for m in messages if m["role"] == "system") or None,
                    prompt=[vf.UserMessage(content=m["content"]) for m in messages if m["role"] == "user"],
                )  # fmt: skip
                yield AgentsimTask(data, self.config.task)


class AgentsimHarness(vf.Harness[vf.HarnessConfig]):
    """Lets the model play one episode to its end."""

    APPENDS_SYSTEM_PROMPT = True
    EXECUTES_CODE = False
    NEEDS_CONTAINER = False

    async def launch(
        self, ctx: vf.ModelContext, trace: vf.Trace, runtime: vf.Runtime, endpoint: str, secret: str,
        mcp_urls: dict[str, str], data: vf.TaskData,
    ) -> vf.ProgramResult:  # fmt: skip
        """Play until the world or a limit ends it. A model that fails raises, and the rollout is an error, not a score."""
        asked = AgentsimData.model_validate(data.model_dump())
        recording = Recording(asked.scenario())
        system, prompt = self.resolve_prompt(data)
        messages: list[Message] = [{"role": "system", "content": system}] if system else []
        messages += [message_to_wire(message) for message in prompt or ()]
        offered = {"tools": list(recording.episode.tools)} if recording.episode.tools else {}
        try:
            async with AsyncOpenAI(base_url=endpoint, api_key=secret, timeout=None) as client:
                create: Any = client.chat.completions.create
                while not recording.episode.over:
                    answer = await create(model=ctx.model, messages=messages, **offered)
                    said = answer.choices[0].message.model_dump(exclude_none=True)
                    messages += [said, *send(recording, said)]
            trace.stop(ENDED)
        except APIStatusError as error:
            # A limit or a full context leaves the episode cut off; everything else is the model's failure.
            if not trace.stop_condition and not is_context_overflow(error):
                raise
        finally:
            record = recording.record("verifiers", asked.factors)
            kept = to_builtins(record, enc_hook=repr) | {"scored": record.scored, "figures": figures(recording)}
            trace.info[TOLD] = kept | {"trajectory": recording.sum_up()["trajectory"]}
        return vf.ProgramResult(0, "", "")
