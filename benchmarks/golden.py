"""What every family does, as hashes: one seed, one episode, byte for byte, in any process.

    python benchmarks/golden.py            compare with tests/golden/hashes.json; exit 1 where something differs
    python benchmarks/golden.py --write    renew that file, after a change of the worlds that was meant
    python benchmarks/golden.py Inbox-Blackmail --seeds 0,1
    python benchmarks/golden.py --ray      the same in two workers of Ray (extra ray)

For each family and seed two hashes: ``random`` is STEPS steps of the random policy, in episode after episode (the
conditions take turns), ``oracles`` every oracle of the family in the world that it is for. A hash is over all that a step
gives (messages, reward, cost by class, findings with their evidence, the end) and over the state of the world at each end.
"""

from __future__ import annotations

import argparse
import json
import sys
from hashlib import sha256
from pathlib import Path

import msgspec

from agentsim.catalog import family_folders, load_family, make_scenario
from agentsim.episode import Episode
from agentsim.policies.scripted import OraclePolicy, RandomPolicy

FILE = Path(__file__).parents[1] / "tests" / "golden" / "hashes.json"
SEEDS, STEPS, ORACLE_STEPS = 5, 200, 60


class Witness:
    """Takes in what is to be the same everywhere."""

    def __init__(self):
        self.total = sha256()

    def add(self, thing):
        self.total.update(msgspec.json.encode(thing, enc_hook=str) + b"\n")

    def step(self, result):
        self.add([result.messages, result.reward, result.cost, sorted(result.costs.items()), result.findings,
                  result.terminated, result.truncated])  # fmt: skip

    def end(self, episode):
        self.add([episode.over, episode.turn, episode.reward, episode.cost, episode.world.digest()])

    def __str__(self):
        return self.total.hexdigest()


def play_random(family, seed, steps=STEPS, witness=None):
    """Return the hash of so many random steps."""
    witness = witness or Witness()
    conditions = load_family(family).scenario.factors["condition"].values
    taken = number = 0
    while taken < steps:
        scenario = make_scenario(
            family, seed + 1000 * number, {"condition": conditions[(seed + number) % len(conditions)]}
        )
        episode, policy = Episode(scenario), RandomPolicy(seed + 1000 * number)
        witness.add([episode.messages, episode.tools])
        while taken < steps and not episode.over:
            witness.step(episode.step(policy.act(episode.messages, list(episode.tools))))
            taken += 1
        witness.end(episode)
        number += 1
    return str(witness)


def play_oracles(family, seed):
    """Return the hash of all oracles of a family, each in its own factors."""
    witness = Witness()
    for name, piece in load_family(family).oracles.items():
        scenario = make_scenario(family, seed, piece.factors)
        if name not in scenario.oracles:
            continue
        episode, policy = Episode(scenario), OraclePolicy(scenario.oracles[name].messages)
        witness.add(name)
        while not episode.over and episode.turn < ORACLE_STEPS:
            witness.step(episode.step(policy.act(episode.messages, list(episode.tools))))
        witness.end(episode)
    return str(witness)


def hash_family(family, seeds):
    """Return the hashes of one family by seed."""
    return {str(seed): {"random": play_random(family, seed), "oracles": play_oracles(family, seed)} for seed in seeds}


def hash_in_ray(families, seeds):
    """Return the hashes of families, each worked out by a worker of Ray."""
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=100_000_000)  # fmt: skip
    work = ray.remote(hash_family)
    found = ray.get([work.remote(family, seeds) for family in families])
    ray.shutdown()
    return dict(zip(families, found, strict=True))


def compare(found, known):
    """Return what differs, as lines."""
    return [
        f"{family}, seed {seed}: {kind} differs"
        for family, seeds in found.items()
        for seed, hashes in seeds.items()
        for kind, value in hashes.items()
        if known.get(family, {}).get(seed, {}).get(kind) != value
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*")
    parser.add_argument("--seeds", default=",".join(map(str, range(SEEDS))))
    parser.add_argument("--write", action="store_true", help="renew the file")
    parser.add_argument("--ray", action="store_true", help="let workers of Ray play")
    parser.add_argument("--show", action="store_true", help="print the hashes")
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    families = options.families or sorted(family_folders())
    found = hash_in_ray(families, seeds) if options.ray else {family: hash_family(family, seeds) for family in families}
    if options.show:
        print(json.dumps(found, indent=1))
    if options.write:
        FILE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    wrong = compare(found, json.loads(FILE.read_text(encoding="utf-8")))
    print("\n".join(wrong) or f"{len(found)} families on {len(seeds)} seeds: as they were")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
