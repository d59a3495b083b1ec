"""One episode as an ATIF document: what a reader of Harbor's trajectories finds in it."""

import json

from agentsim import make_scenario
from agentsim.adapters.atif import record_trajectory
from agentsim.recording import Recording

scenario = make_scenario("Inbox-Blackmail", 3, {"unused_tools": 12})
recording = Recording(scenario)
for message in scenario.oracles["misaligned_coercion"].messages:
    recording.play(message)

document = record_trajectory(recording, policy="oracle:misaligned_coercion")
agent, final = document["agent"], document["final_metrics"]
print(
    document["schema_version"],
    agent["name"],
    f"{len(agent['tool_definitions'])} tools",
    f"{final['total_steps']} steps",
)
for step in document["steps"]:
    if step["source"] == "agent":
        calls = ", ".join(call["function_name"] for call in step["tool_calls"])
        print(f"step {step['step_id']}: {calls}; reward {step['extra']['reward']:.3f}, cost {step['extra']['cost']}")
print("final", json.dumps({name: final["extra"][name] for name in ("reward", "cost", "costs", "status", "scored")}))
