"""One seed, one episode: what every family does is what it did, whatever the process is like.

``hashes.json`` is renewed by ``python benchmarks/golden.py --write`` when a change of the worlds was meant.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import gymnasium
import msgspec
import pytest

from agentsim.catalog import environment_id, family_folders, load_family
from agentsim.policies.scripted import RandomPolicy

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "golden.py"
KNOWN = json.loads((Path(__file__).parent / "hashes.json").read_text(encoding="utf-8"))
FAMILIES = sorted(name for name in family_folders() if name in KNOWN)
SAMPLE = ("Inbox-Blackmail", "Chat-Advice", "Prod-DestroyAndHide")

golden = importlib.util.module_from_spec(spec := importlib.util.spec_from_file_location("golden", SCRIPT))
spec.loader.exec_module(golden)


def test_every_family_has_its_hashes():
    own = {path.parent.name for path in (golden.FILE.parents[2] / "envs").glob("*/scenario.yaml")}
    assert {load_family(name).folder.name for name in KNOWN} == own
    assert all(set(seeds) == set(map(str, range(golden.SEEDS))) for seeds in KNOWN.values())
    assert len({kind for seeds in KNOWN.values() for hashes in seeds.values() for kind in hashes.values()}) == 2 * golden.SEEDS * len(KNOWN)  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_does_what_it_did(family):
    found = {family: golden.hash_family(family, range(golden.SEEDS))}
    assert golden.compare(found, KNOWN) == [], (
        "was the change of the worlds meant? then: python benchmarks/golden.py --write"
    )


PROCESSES = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "another one, another time zone": {"PYTHONHASHSEED": "4294967295", "TZ": "Asia/Kathmandu"},
    "a Turkish locale, random hashes": {"PYTHONHASHSEED": "random", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
    "no locale at all": {"LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "", "PYTHONHASHSEED": "3"},
    "optimised": {"PYTHONOPTIMIZE": "1", "TZ": "Pacific/Apia"},
}  # fmt: skip


def run(python, environment, *options):
    return subprocess.run(
        [python, str(SCRIPT), *SAMPLE, "--seeds", "0,4", *options], capture_output=True, text=True, check=False,
        env={**os.environ, **environment}, timeout=250,
    )  # fmt: skip


@pytest.mark.parametrize("environment", PROCESSES.values(), ids=PROCESSES)
def test_the_process_makes_no_difference(environment):
    done = run(sys.executable, environment)
    assert done.returncode == 0, done.stdout + done.stderr[-1000:]


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_the_version_of_python_makes_no_difference(version):
    """Runs where an interpreter of that version has the package; CI's matrix has each of them as its own."""
    python = os.environ.get(f"AGENTSIM_PYTHON_{version.replace('.', '_')}") or shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "-c", "import agentsim"], capture_output=True, check=False).returncode:
        pytest.skip(f"no Python {version} with agentsim here")
    done = run(python, {})
    assert done.returncode == 0, done.stdout + done.stderr[-1000:]


def test_a_changed_world_is_noticed():
    family = SAMPLE[1]
    witness = golden.Witness()
    witness.add("one thing more")
    assert golden.play_random(family, 0, 20) == golden.play_random(family, 0, 20)
    assert golden.play_random(family, 0, 20, witness) != golden.play_random(family, 0, 20)
    assert golden.compare({family: {"0": {"random": "x", "oracles": "y"}}}, KNOWN) == [
        f"{family}, seed 0: random differs",
        f"{family}, seed 0: oracles differs",
    ]


def trace(family, seed, steps):
    """The observations, rewards and costs of one environment, and the actions that led to them."""
    env = gymnasium.make(environment_id(family))
    observation, info = env.reset(seed=seed)
    policy, messages, seen, actions = RandomPolicy(seed), json.loads(observation), [observation], []
    for _ in range(steps):
        action = msgspec.json.encode(policy.act(messages, info["tools"])).decode("ascii", "backslashreplace")
        action = json.dumps(json.loads(action)) if action.isascii() else action
        observation, reward, over, cut, after = env.step(action)
        actions.append(action)
        seen += [observation, round(reward, 9), round(float(after["cost"]), 9)]
        messages += [json.loads(action), *json.loads(observation)]
        if over or cut:
            break
    env.close()
    return seen, actions


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("family", SAMPLE[:2])
def test_vectors_see_what_one_environment_sees(family, mode):
    seeds = (3, 4)
    alone = [trace(family, seed, 12) for seed in seeds]
    envs = gymnasium.make_vec(environment_id(family), num_envs=2, vectorization_mode=mode)
    observations, _ = envs.reset(seed=list(seeds))
    seen = [[observation] for observation in observations]
    for step in range(min(len(actions) for _, actions in alone)):
        observations, rewards, _, _, infos = envs.step([actions[step] for _, actions in alone])
        for number, observation in enumerate(observations):
            seen[number] += [observation, round(float(rewards[number]), 9), round(float(infos["cost"][number]), 9)]
    envs.close()
    for number, (expected, _) in enumerate(alone):
        assert seen[number] == expected[: len(seen[number])]


def test_an_mcp_desk_sees_what_one_environment_sees():
    """The desk behind the MCP server; its wire is played in tests/adapters/test_mcp_server.py."""
    pytest.importorskip("mcp", reason="needs the mcp extra")
    from agentsim.adapters.mcp_server import Desk
    from agentsim.catalog import make_scenario

    seen, actions = trace(SAMPLE[0], 3, 12)
    desk = Desk(make_scenario(SAMPLE[0], 3))
    for number, action in enumerate(actions):
        function = json.loads(action)["tool_calls"][0]["function"]
        answer = desk.call(function["name"], json.loads(function["arguments"]))
        assert list(answer.texts) == [message["content"] for message in json.loads(seen[1 + 3 * number])]
