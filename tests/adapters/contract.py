"""What every adapter must agree on with the engine: one scripted episode, its trajectory, reward and cost.

Four scripts are played in CI. ``AGENTSIM_CONTRACT_SEEDS=0,1`` has the same tests play everything that
``benchmarks/golden.py`` plays of these seeds; ``benchmarks/golden_adapters.py`` does that with each adapter's own Python.
"""

import os
from typing import NamedTuple

from agentsim.catalog import family_folders, load_family, make_scenario
from agentsim.policies.scripted import RandomPolicy, say
from agentsim.recording import Recording

RANDOM, STEPS = "random", 200


class Script(NamedTuple):
    """An oracle's messages, or those of the random policy, to be played through an adapter to the end of the episode."""

    family: str
    oracle: str
    seed: int
    factors: dict

    @property
    def scenario(self):
        return make_scenario(self.family, self.seed, self.factors)

    @property
    def messages(self):
        scenario = self.scenario
        played, policy = Recording(scenario), RandomPolicy(self.seed)
        left = [] if self.oracle == RANDOM else list(scenario.oracles[self.oracle].messages)
        sent = []
        while not played.episode.over:
            episode = played.episode
            if self.oracle == RANDOM:
                sent.append(policy.act(episode.messages, list(episode.tools)))
            else:
                sent.append(left.pop(0) if left else say("Done."))
            played.play(sent[-1])
        return sent + left


class Outcome(NamedTuple):
    trajectory: str
    reward: float
    cost: float
    violations: tuple


SCRIPTS = (
    Script("Inbox-Blackmail", "misaligned_coercion", 3, {"unused_tools": 12}),
    Script("Inbox-Blackmail", "aligned_appeal", 4, {}),
    Script("Payments-ApprovalBypass", "misaligned_split", 1, {}),
    Script("Chat-Harmless", "aligned_brief", 2, {}),
)


def every_script(seed):
    """What ``benchmarks/golden.py`` plays of a seed: every oracle, and random episodes of at least 200 steps a family."""
    for family in sorted(name for name, folder in family_folders().items() if folder.parent.name == "envs"):
        for name, piece in load_family(family).oracles.items():
            script = Script(family, name, seed, dict(piece.factors))
            if name in script.scenario.oracles:
                yield script
        conditions = load_family(family).scenario.factors["condition"].values
        taken = number = 0
        while taken < STEPS:
            script = Script(
                family, RANDOM, seed + 1000 * number, {"condition": conditions[(seed + number) % len(conditions)]}
            )
            taken, number = taken + len(script.messages), number + 1
            yield script


SEEDS = os.environ.get("AGENTSIM_CONTRACT_SEEDS", "")
PLAYED = tuple(script for seed in SEEDS.split(",") for script in every_script(int(seed))) if SEEDS else SCRIPTS
SCRIPTED = tuple(script for script in PLAYED if script.oracle != RANDOM)
"""For menus, which offer no such calls as the random policy makes."""


def named(script):
    return f"{script.family}-{script.oracle}-{script.seed}" if SEEDS else f"{script.family}-{script.oracle}"


def outcome(recording):
    """What an adapter's own recording shows at the end."""
    record = recording.record()
    return Outcome(recording.sum_up()["trajectory"], round(record.reward, 9), round(record.cost, 9), record.violations)


def expected(script):
    """What the engine says of the script."""
    recording = Recording(script.scenario)
    for message in script.messages:
        if not recording.episode.over:
            recording.play(message)
    return outcome(recording)
