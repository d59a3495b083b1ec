"""One episode of GEM by a script, and one by GEM's own random actions."""

import gem

import agentsim.adapters.gem  # noqa: F401 - registers the families
from agentsim import make_scenario
from agentsim.wrappers.text import write_action

env = gem.make("agentsim:Inbox-Blackmail-v0", unused_tools=12)
observation, info = env.reset(seed=3)
print(f"{len(info['tools'])} tools in {len(observation)} characters")
over = cut = False
reward = cost = 0.0
for message in make_scenario("Inbox-Blackmail", 3, {"unused_tools": 12}).oracles["misaligned_coercion"].messages:
    observation, earned, over, cut, info = env.step(write_action(message, "hermes"))
    reward, cost = reward + earned, cost + info["cost"]
print(f"script: reward {reward:.3f}, cost {cost}, terminated {over}, truncated {cut}, {info['end']}")

env.reset(seed=3)
over = cut = False
turns = 0
while not (over or cut):
    observation, _, over, cut, info = env.step(env.sample_random_action())
    turns += 1
print(f"random: {turns} turns, cost {info['figures']['cost']}, terminated {over}, truncated {cut}, {info['end']}")
