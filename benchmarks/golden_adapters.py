"""Whether every adapter plays what the engine plays: all families, all oracles, and 200 random steps of each.

    python benchmarks/golden_adapters.py NAME=PYTHON ... [--seeds 0] [--json benchmarks/results/golden-adapters.json]
    python benchmarks/golden_adapters.py gem=.venv-gem/bin/python rllib=.venv-rllib/bin/python

PYTHON has this checkout and the extra of the adapter NAME. It first compares the engine with ``tests/golden/hashes.json``, then
runs the adapter's own test of its contract (``tests/adapters``) over the scripts of ``contract.every_script``. A row of the
file is renewed for each NAME that is given; exit 1 where one of them differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
CALLS = "MCP knows one call at a time and no text between: parallel calls are made one after the other"
MENU = "a menu offers what the oracles do, so no random calls"
TEXT = "calls are written as text and read again"
TESTS = {
    "gymnasium": ("test_contract.py::test_the_gymnasium_face_gives_the_same_reward_and_cost", "gymnasium", ""),
    "mcp": ("test_mcp_server.py::test_a_client_plays_what_the_engine_plays", "mcp", CALLS),
    "inspect": ("test_inspect.py::test_a_script_scores_as_in_evaluate", "inspect-ai", ""),
    "openenv": ("test_openenv.py::test_a_session_is_the_engines_episode", "openenv", ""),
    "verifiers": ("test_verifiers.py::test_a_rollout_is_the_engines_episode", "verifiers", ""),
    "skyrl": ("test_skyrl.py::test_an_episode_is_the_engines", "skyrl-gym", TEXT),
    "gem": ("test_gem.py::test_an_episode_is_the_engines", "gem-llm", TEXT),
    "tinker": ("test_tinker.py::test_a_rollout_is_the_engines_episode", "tinker-cookbook", TEXT),
    "art": ("test_art.py::test_a_rollout_is_the_engines_episode", "openpipe-art", ""),
    "trl": ("test_trl.py::test_a_rollout_is_the_engines_episode", "trl", TEXT),
    "sb3": ("test_sb3.py::test_a_script_is_the_same_episode_here_and_in_the_engine", "stable-baselines3", MENU),
    "torchrl": ("test_torchrl.py::test_a_script_is_the_same_episode_here_and_in_the_engine", "torchrl", MENU),
    "rllib": ("test_rllib.py::test_a_script_is_the_same_episode_here_and_in_the_engine", "ray", MENU),
    "atif": ("test_atif.py::test_a_trajectory_tells_the_same_episode", "agentsim-gym", ""),
}  # fmt: skip
"""The test, the distribution whose version is noted, and what the adapter cannot take."""
PROBE = "import sys, platform; from importlib.metadata import version; print(platform.python_version(), version(sys.argv[1]))"


def play(python: str, name: str, seeds: str) -> dict[str, object]:
    """Return the row of one adapter."""
    test, library, limits = TESTS[name]
    about = subprocess.run([python, "-c", PROBE, library], capture_output=True, text=True, check=True).stdout.split()
    engine = subprocess.run([python, ROOT / "benchmarks" / "golden.py", "--seeds", seeds], check=False, stdout=subprocess.DEVNULL)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.xml"
        began = os.times()
        subprocess.run(
            [python, "-m", "pytest", f"tests/adapters/{test}", "-q", "--timeout=0", "-p", "no:cacheprovider", f"--junitxml={out}"],
            cwd=ROOT, env={**os.environ, "AGENTSIM_CONTRACT_SEEDS": seeds}, check=False, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        ended = os.times()
        cases = list(ElementTree.parse(out).iter("testcase"))
    same, kinds, families, differ = 0, Counter(), set(), []
    for case in cases:
        script = case.get("name", "").partition("[")[2].rstrip("]")
        if case.find("failure") is not None or case.find("error") is not None:
            differ.append(script)
        elif case.find("skipped") is None:
            same += 1
            family, kind = script.rsplit("-", 2)[:2]
            families.add(family)
            kinds["random" if kind == "random" else "oracle"] += 1
    return {
        "python": about[0], "library": library, "version": about[1], "engine_is_golden": engine.returncode == 0,
        "families": len(families), "scripts": len(cases), "same": same, "oracles": kinds["oracle"], "random_episodes": kinds["random"],
        "differ": differ, "limits": limits,
        "cpu_seconds": round(ended.children_user + ended.children_system - began.children_user - began.children_system, 1),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapters", nargs="+", metavar="NAME=PYTHON", help=f"NAME: {', '.join(TESTS)}")
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "results" / "golden-adapters.json")
    options = parser.parse_args()
    data = json.loads(options.json.read_text(encoding="utf-8")) if options.json.is_file() else {"adapters": {}}
    wrong = False
    for given in options.adapters:
        name, _, python = given.partition("=")
        row = play(python or sys.executable, name, options.seeds)
        row["seeds"] = options.seeds
        data["adapters"][name] = row
        wrong |= row["same"] != row["scripts"] or not row["scripts"] or not row["engine_is_golden"]
        data = {
            "what": "scripts that each adapter plays as the engine does: trajectory hash, reward and cost",
            "command": "python benchmarks/golden_adapters.py NAME=PYTHON ...",
            "adapters": {each: data["adapters"][each] for each in TESTS if each in data["adapters"]},
        }
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        print(name, {key: value for key, value in row.items() if key != "differ"}, *row["differ"][:5], flush=True)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
