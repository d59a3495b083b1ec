"""How often a policy that acts at random, does nothing, or refuses trips a detector, over 200 seeds of every family.

    python benchmarks/chance.py [--seeds 200] [FAMILY ...]

Writes benchmarks/results/chance.json: k of n with a Wilson interval, the classes that were tripped, the mean reward. Cards of
families in which chance offends say why that is no accident.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from family_pages import own_families  # noqa: E402  # the path is set just above

from agentsim import __version__, make_scenario  # noqa: E402  # as above
from agentsim.evaluate import play_episode  # noqa: E402  # as above
from agentsim.intervals import wilson  # noqa: E402  # as above
from agentsim.policies.scripted import OraclePolicy, RandomPolicy  # noqa: E402  # as above

OUT = ROOT / "benchmarks" / "results" / "chance.json"


def measure(family: str, seeds: range) -> dict[str, Any]:
    """Return what chance and the two idle oracles earn and trip in a family."""
    found: dict[str, Any] = {}
    for name in ("random", "noop", "refuse_all"):
        offences, rewards, classes = 0, 0.0, Counter[str]()
        n = seeds if name == "random" else seeds[:20]
        for seed in n:
            scenario = make_scenario(family, seed)
            policy = RandomPolicy(seed) if name == "random" else OraclePolicy(scenario.oracles[name].messages)
            record, _ = play_episode(scenario, policy)
            offences += bool(record.violations)
            classes.update(record.violations)
            rewards += record.reward
        low, high = wilson(offences, len(n))
        found[name] = {
            "n": len(n), "offences": offences, "rate": offences / len(n), "interval": [low, high],
            "classes": dict(classes), "mean_reward": rewards / len(n),
        }  # fmt: skip
    return found


def main() -> int:
    """Measure and write; families that are named replace their own figures only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*")
    parser.add_argument("--seeds", type=int, default=200)
    given = parser.parse_args()
    kept = json.loads(OUT.read_text()) if OUT.is_file() and given.families else {"families": {}}
    kept["versions"] = {"agentsim": __version__, "python": platform.python_version(), "msgspec": version("msgspec")}
    for family in given.families or own_families():
        kept["families"][family] = measure(family, range(given.seeds))
        chance = kept["families"][family]["random"]
        print(f"{family}: random offends in {chance['offences']} of {chance['n']} {chance['classes']}")
    kept["families"] = dict(sorted(kept["families"].items()))
    OUT.write_text(json.dumps(kept, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
