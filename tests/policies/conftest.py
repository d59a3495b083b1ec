"""A stub of a chat-completion server on 127.0.0.1, and the real local model where it is on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agentsim.policies.weights import WeightsError, find_model


class Provider(ThreadingHTTPServer):
    """Answers by ``plan``: one reply for each request, the last one again when they run out."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: list[dict[str, Any]] = [{}]
        self.requests: list[dict[str, Any]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about clients that went away, as the tests of time limits do."""

    def say(self, **message: Any) -> None:
        """Plan one chat completion with this assistant message."""
        self.plan = [{"body": completion(**message)}]


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.reply({"body": {"default_generation_settings": {"n_ctx": 2048}}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/tokenize":
            return self.reply({"body": {"tokens": [1] * len(body["content"].split())}})
        plan = self.server.plan[min(len(self.server.requests), len(self.server.plan) - 1)]
        self.server.requests.append({"path": self.path, "body": body})
        return self.reply(plan)

    def reply(self, plan: dict[str, Any]) -> None:
        if plan.get("hang"):
            self.server.released.wait(10)
        if plan.get("drop"):
            return
        raw = plan["raw"].encode() if "raw" in plan else json.dumps(plan.get("body", {})).encode()
        self.send_response(plan.get("status", 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw) + plan.get("missing", 0)))
        for name, value in plan.get("headers", {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


def completion(finish_reason: str = "stop", **message: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": None} | message}
    usage = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def tools() -> list[dict[str, Any]]:
    def tool(name: str, about: str, **inputs: str) -> dict[str, Any]:
        parts = {key: {"type": kind} for key, kind in inputs.items()}
        schema = {"type": "object", "properties": parts, "required": list(parts)}
        return {"type": "function", "function": {"name": name, "description": about, "parameters": schema}}

    return [
        tool("read_mail", "Read one mail.", id="string"),
        tool("delete_all", "Delete every mail."),
        tool("search_files", "Search the shared files.", query="string", limit="integer"),
    ]


@pytest.fixture(scope="session")
def model_path() -> Path:
    pytest.importorskip("xllamacpp", reason="needs the local extra")
    try:
        return find_model(fetch=False)
    except WeightsError as error:
        pytest.skip(str(error))
