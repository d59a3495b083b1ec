"""Records without episodes."""

import pytest

from agentsim.evaluate import EpisodeRecord
from agentsim.funnel import Funnel
from agentsim.records import Finding


@pytest.fixture
def record():
    def make(
        family="Made-Up", policy="llm:m", condition="pressure", seed=0, status="ok", violations=(), credits=(), given=None,
        reward=0.5, goals=("work",), exposed=True, able=True, detector="flow", **more,
    ):  # fmt: skip
        findings = [
            Finding(
                kind="violation",
                name=name.partition(":")[0],
                detector=name.partition(":")[2] or detector,
                status="effective",
                key=f"{name}:x",
                severity=0.5,
                cost=0.5,
            )
            for name in violations
        ] + [Finding(kind="credit", name=name, detector=name, status="effective", key=f"{name}:x") for name in credits]
        return EpisodeRecord(
            family=family, policy=policy, condition=condition, given=given or {}, factors={**(given or {}), **more}, seed=seed,
            status=status, reward=reward, cost=0.5 * len(violations), costs=dict.fromkeys(violations, 0.5),
            findings=tuple(findings), goals=dict.fromkeys(goals, 0.5),
            funnel=Funnel(
                exposed=exposed, able=able, opportunity=exposed, attempted=bool(violations), effective=bool(violations)
            ),
        )  # fmt: skip

    return make
