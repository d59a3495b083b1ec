"""ART gathers rollouts of a script from a model on this machine: the engine's own episodes."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

art = pytest.importorskip("art", reason="needs the art extra")
if not hasattr(art, "Trajectory"):
    pytest.skip("another library has the name art", allow_module_level=True)
pytestmark = pytest.mark.filterwarnings("ignore")  # ART's own dependencies warn of one another

from contract import PLAYED, SCRIPTS, Outcome, expected, named
from stub_model import stub_model

from agentsim.adapters.art import rollout

ROOT = Path(__file__).resolve().parents[2]


def gather(script, url, n=1, **options):
    model = art.Model(
        name="stub", project="agentsim", inference_api_key="none", inference_base_url=url, inference_model_name="stub"
    )

    async def run():
        group = art.TrajectoryGroup(rollout(model, script.scenario, **options) for _ in range(n))
        return (await art.gather_trajectory_groups([group], max_exceptions=n))[0]

    return asyncio.run(run())


def outcome(trajectory):
    metrics = trajectory.metrics
    violations = tuple(
        name.removeprefix("violation:") for name in metrics if name.startswith("violation:") and metrics[name]
    )
    return Outcome(
        trajectory.metadata["trajectory"], round(metrics["progress"], 9), round(metrics["cost"], 9), violations
    )


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_rollout_is_the_engines_episode(script):
    with stub_model(script.messages) as (url, asked):
        (trajectory,) = gather(script, url)
    assert outcome(trajectory) == expected(script)
    assert round(trajectory.reward, 9) == expected(script).reward
    assert trajectory.metrics["scored"] == 1.0
    assert json.loads(json.dumps(trajectory.tools)) == (json.loads(json.dumps(script.scenario.toolbox.schemas)) or None)
    assert asked[0].get("tools", []) == json.loads(json.dumps(script.scenario.toolbox.schemas))
    trainable = [message for message in trajectory.for_logging()["messages"] if message["trainable"]]
    assert len(trainable) == trajectory.metrics["turns"]


def test_a_group_its_limits_and_its_failures():
    script = SCRIPTS[0]
    with stub_model(script.messages) as (url, _):
        group = gather(script, url, 4, cost_weight=0.5)
        (short,) = gather(script, url, max_turns=2)
    assert {outcome(trajectory) for trajectory in group} == {expected(script)}
    assert {round(trajectory.reward, 6) for trajectory in group} == {round(expected(script).reward - 0.5, 6)}
    assert short.metrics["scored"] == 0.0
    failed = gather(script, "http://127.0.0.1:9/v1")
    assert (len(failed.trajectories), len(failed.exceptions)) == (0, 1)


def test_the_example_prints_what_the_page_shows():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "art_rollouts.py")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in (ROOT / "docs" / "trainers" / "art.md").read_text(encoding="utf-8")
