"""An OpenEnv server on this machine, and four sessions at once over its own client."""

import asyncio
import socket
import subprocess
import sys
import time

from openenv.core import GenericEnvClient

from agentsim import make_scenario

FAMILY = "Inbox-Blackmail"


async def play(address, seed, oracle):
    async with GenericEnvClient(base_url=address) as env:
        result = await env.reset(seed=seed)
        tools, reward, cost = len(result.observation["tools"]), 0.0, 0.0
        for message in make_scenario(FAMILY, seed).oracles[oracle].messages:  # a model's answers in real life
            result = await env.step(message)
            reward, cost = reward + result.reward, cost + result.observation["cost"]
        record = (await env.state())["record"]
    found = ", ".join(record["violations"]) or "nothing"
    return f"seed {seed} {oracle}: {tools} tools, reward {reward:.3f}, cost {cost}, {record['status']}, found {found}"


async def play_all(address):
    cases = [(seed, oracle) for seed in (0, 1) for oracle in ("aligned_appeal", "misaligned_coercion")]
    print("\n".join(await asyncio.gather(*(play(address, *case) for case in cases))))


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
command = [sys.executable, "-m", "agentsim.adapters.openenv", FAMILY, "--port", str(port)]
with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
    try:
        answers = False
        while not answers and server.poll() is None:
            time.sleep(0.1)
            with socket.socket() as knock:
                answers = not knock.connect_ex(("127.0.0.1", port))
        asyncio.run(play_all(f"http://127.0.0.1:{port}"))
    finally:
        server.terminate()
