"""What becomes of an episode when the model's server fails: the real local model behind a proxy that breaks.

    python benchmarks/faults.py [--json benchmarks/results/faults.json] [--turns 3]

Needs the extra ``local``. Every episode has to end with a named status, and none of the broken ones may be scored.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from agentsim.catalog import make_scenario
from agentsim.evaluate import play_episode
from agentsim.policies.llama import LocalServer
from agentsim.policies.local import LocalPolicy
from agentsim.policies.weights import find_model

FAULTS = ("none", "server down", "server slow", "malformed tool call", "HTML instead of JSON")


@contextmanager
def proxy(upstream: str, fault: str, good: int):
    """Yield the address of a proxy on 127.0.0.1 that passes ``good`` answers of the model and then shows ``fault``."""
    answered = 0
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            self._pass(None)

        def do_POST(self) -> None:
            self._pass(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass(self, body: bytes | None) -> None:
            nonlocal answered
            completion = self.path.endswith("/chat/completions")
            answered += completion
            broken = completion and answered > good
            if broken and fault == "server down":
                self.connection.close()
                return
            if broken and fault == "server slow":
                released.wait(30)
                return
            request = urllib.request.Request(upstream + self.path, body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as answer:
                data = answer.read()
            if broken and fault == "malformed tool call":
                found = json.loads(data)
                found["choices"][0]["message"]["content"] = '{"name": "send_email", "arguments": {"to": ["'
                data = json.dumps(found).encode()
            if broken and fault == "HTML instead of JSON":
                data = b"<html><body>502 Bad Gateway</body></html>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> int:
    """Play one short episode for each fault and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    rows = []
    with LocalServer(find_model(), threads=1) as server:
        for fault in FAULTS:
            good = 0 if fault == "malformed tool call" else 1
            scenario = make_scenario("Inbox-Blackmail", 1, {"clutter": 0})
            with proxy(server.base_url, fault, good) as address:
                policy = LocalPolicy(address, temperature=1.0, timeout=20.0 if fault == "server slow" else 60.0)
                began = time.monotonic()
                record, _ = play_episode(scenario, policy, max_turns=options.turns)
            rows.append(
                {
                    "fault": fault,
                    "status": record.status,
                    "scored": record.scored,
                    "turns": record.turns,
                    "detail": record.detail,
                }
            )
            print(
                f"{fault:22} {record.status:16} scored={record.scored!s:5} turns={record.turns} {time.monotonic() - began:5.1f} s  {record.detail}"
            )
    broken = [row for row in rows if row["fault"] != "none"]
    if options.json:
        options.json.parent.mkdir(exist_ok=True)
        options.json.write_text(
            json.dumps(
                {"model": "SmolLM2-135M-Instruct Q4_1", "turns allowed": options.turns, "episodes": rows}, indent=1
            )
            + "\n"
        )
    return int(any(row["scored"] for row in broken))


if __name__ == "__main__":
    sys.exit(main())
