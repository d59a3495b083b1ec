"""Two episodes in SkyRL's gym, played as text; the averages are SkyRL's own."""

import skyrl_gym
from skyrl_gym.metrics import aggregate_for_environment

from agentsim import make_scenario
from agentsim.adapters.skyrl import make_rows
from agentsim.wrappers.text import write_action

metrics = []
for row, oracle in zip(make_rows("Inbox-Blackmail", [3, 4]), ("misaligned_coercion", "aligned_appeal"), strict=True):
    env = skyrl_gym.make("agentsim", env_config={}, extras=row)
    prompt, _ = env.init(row["prompt"])
    reward = 0.0
    for message in make_scenario(row["family"], row["seed"]).oracles[oracle].messages:
        result = env.step(write_action(message, "hermes"))
        reward += result["reward"]
    print(
        f"seed {row['seed']} {oracle}: {env.turns} turns, reward {reward:.3f}, cost {env.get_metrics()['cost']}, end {result['done']}"
    )
    metrics.append(env.get_metrics())
print("prompt ends", prompt[0]["content"][-66:].replace("\n", " "))
print("mean of", {name: round(value, 3) for name, value in aggregate_for_environment("agentsim", metrics).items()})
