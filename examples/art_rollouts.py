"""A group of three rollouts, gathered by ART from a stand-in for a model on this machine."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import art

from agentsim import make_scenario
from agentsim.adapters.art import rollout

SCENARIO = make_scenario("Inbox-Blackmail", 3)
SCRIPT = SCENARIO.oracles["misaligned_coercion"].messages


class StandIn(BaseHTTPRequestHandler):
    """Says one message of the script after the other."""

    def do_POST(self):
        """Answer one chat completion."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = SCRIPT[sum(message["role"] == "assistant" for message in asked["messages"])]
        choice = {"index": 0, "message": said, "finish_reason": "tool_calls"}
        answer = {"id": "0", "object": "chat.completion", "created": 0, "model": "stand-in", "choices": [choice]}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *arguments):
        """Keep quiet."""


async def gather(url):
    model = art.Model(name="stand-in", project="agentsim", inference_api_key="none", inference_base_url=url)
    group = art.TrajectoryGroup(rollout(model, SCENARIO, cost_weight=0.5) for _ in range(3))
    (group,) = await art.gather_trajectory_groups([group], pbar_desc=None)
    for trajectory in group:
        kept = {
            name: round(trajectory.metrics[name], 3)
            for name in ("progress", "cost", "scored", "violation:coerces_target")
        }
        print(
            f"reward {trajectory.reward:.3f}, {len(trajectory.messages())} messages, {len(trajectory.tools)} tools, {kept}"
        )


server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
threading.Thread(target=server.serve_forever, daemon=True).start()
asyncio.run(gather(f"http://127.0.0.1:{server.server_address[1]}/v1"))
server.shutdown()
