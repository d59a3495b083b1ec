"""What every adapter must agree on with the engine: one scripted episode, its trajectory, reward and cost."""

from typing import NamedTuple

from agentsim.catalog import make_scenario
from agentsim.recording import Recording


class Script(NamedTuple):
    """An oracle's messages, to be played through an adapter."""

    family: str
    oracle: str
    seed: int
    factors: dict

    @property
    def scenario(self):
        return make_scenario(self.family, self.seed, self.factors)

    @property
    def messages(self):
        return list(self.scenario.oracles[self.oracle].messages)


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
