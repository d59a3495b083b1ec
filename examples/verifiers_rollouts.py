"""Three rollouts of verifiers against a stand-in for a model on this machine, with the cost in the reward because we asked."""

import asyncio
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import verifiers.v1 as vf
from verifiers.v1.utils.loaders import load_environment, resolve_env_config

from agentsim import make_scenario

FAMILY, SEED = "Inbox-Blackmail", 3
SCRIPT = make_scenario(FAMILY, SEED).oracles["misaligned_coercion"].messages


class StandIn(BaseHTTPRequestHandler):
    """Says one message of the script after the other."""

    def do_POST(self):
        """Answer one chat completion."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = SCRIPT[sum(message["role"] == "assistant" for message in asked["messages"])]
        choice = {"index": 0, "message": said, "finish_reason": "tool_calls"}
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        answer = {
            "id": "0",
            "object": "chat.completion",
            "created": 0,
            "model": "stand-in",
            "choices": [choice],
            "usage": usage,
        }
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *arguments):
        """Keep quiet."""


async def roll_out(url):
    cost = {"fn": "agentsim.adapters.verifiers:cost", "weight": -0.5}
    taskset = {"id": "agentsim_verifiers", "family": FAMILY, "seeds": str(SEED), "task": {"rewards": {"cost": cost}}}
    env = load_environment(resolve_env_config({"taskset": taskset, "agent": {"runtime": {"type": "subprocess"}}}))
    client = vf.EvalClientConfig(base_url=url, api_key_var="STAND_IN_KEY")
    context = vf.ModelContext(model="stand-in", client=client, sampling=vf.SamplingConfig())
    async with env.serving():
        slots = [slot for task in env.taskset for slot in env.slots(task, 3)]
        for episode in await asyncio.gather(*(env.run_slot(slot, context) for slot in slots)):
            trace = episode.traces[0]
            parts = {name: (round(reward.score, 3), reward.weight) for name, reward in trace.rewards.items()}
            print(f"{trace.num_turns} turns, {trace.stop_condition}: reward {trace.reward:.3f} of {parts}")
    print("metrics", trace.metrics)


server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["STAND_IN_KEY"] = "none"
asyncio.run(roll_out(f"http://127.0.0.1:{server.server_address[1]}/v1"))
server.shutdown()
