"""A chat-completion server on 127.0.0.1 that can break in every way that servers break."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import Counter
from typing import Any

SLOW = 1.5
STATUSES = (400, 401, 403, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529)
MODES = (
    "refuse", "reset", "slow", *map(str, STATUSES), "429 Retry-After", "HTML", "truncated body", "error object",
    "empty choices", "null name", "truncated arguments", "duplicate ids", "wrong types", "gigantic",
)  # fmt: skip
LATER = {"refuse", "reset", "slow", "408", "409", "429", "429 Retry-After", "500", "502", "503", "504", "529"}
"""Faults after which the same request may be sent again."""
NEVER = {"400", "401", "403", "413", "422"}
SAID = {"null name", "truncated arguments", "duplicate ids", "wrong types", "gigantic", "empty choices"}
"""What came through: it was said and is never asked for again."""
WHENS = ("first", "middle", "third")


def tool_call(name: Any, arguments: Any = "{}", key: Any = "c0") -> dict[str, Any]:
    return {"id": key, "type": "function", "function": {"name": name, "arguments": arguments}}


def completion(**message: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None} | message}
    usage = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


class FaultServer:
    """Plays ``list_folders`` three times and ``finish``. ``first``: the first attempt of the first call breaks;
    ``middle``: every attempt of the third call; ``third``: every third request of an episode."""

    def __init__(self, mode: str = "", when: str = "") -> None:
        self.mode, self.when = mode, when
        self.requests: Counter[tuple[str, int]] = Counter()
        self.total: Counter[str] = Counter()
        self.secrets: list[str] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._listener: socket.socket | None = None
        self.port = 0
        self._listen()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while True:
            try:
                listener.bind(("127.0.0.1", self.port))
                break
            except OSError:  # the old one is still in its last accept
                time.sleep(0.005)
        listener.listen(64)
        listener.settimeout(0.01)
        self.port = listener.getsockname()[1]
        self._listener = listener

    def close(self) -> None:
        self._stopped.set()
        self._thread.join()
        if self._listener is not None:
            self._listener.close()

    def away(self, seconds: float) -> None:
        """Stop listening: whoever comes now is refused."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        if seconds:
            threading.Timer(seconds, lambda: self._stopped.is_set() or self._listen()).start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            listener = self._listener
            if listener is None:
                time.sleep(0.002)
                continue
            try:
                connection, _ = listener.accept()
            except OSError:
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            data = b""
            while b"\r\n\r\n" not in data:
                part = connection.recv(65536)
                if not part:
                    return
                data += part
            head, _, body = data.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
            length = int({name.lower(): value for name, value in headers.items()}["content-length"])
            while len(body) < length:
                body += connection.recv(65536)
            self.secrets = [value for name, value in headers.items() if name.lower() in ("authorization", "x-team")]
            messages = json.loads(body)["messages"]
            episode, turn = str(messages[:2]), sum(message["role"] == "assistant" for message in messages)
            with self._lock:
                self.requests[episode, turn] += 1
                self.total[episode] += 1
                broken = self._is_broken(episode, turn)
                served = self.total[episode]
            try:
                self._answer(connection, turn, broken)
            except OSError:
                return
            if self.mode == "refuse" and not broken:
                if self.when == "middle" and turn == 1:
                    self.away(0)
                elif self.when == "third" and served % 3 == 2:
                    self.away(0.04)

    def _is_broken(self, episode: str, turn: int) -> bool:
        if self.mode in ("", "refuse"):
            return False
        if self.when == "first":
            return turn == 0 and self.requests[episode, 0] == 1
        return turn == 2 if self.when == "middle" else self.total[episode] % 3 == 0

    def _answer(self, connection: socket.socket, turn: int, broken: bool) -> None:
        mode = self.mode if broken else ""
        if mode == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if mode == "slow":
            self._stopped.wait(SLOW)
        status, headers, body = 200, "", completion(tool_calls=[tool_call("list_folders" if turn < 3 else "finish")])
        text = ""
        if mode.partition(" ")[0].isdigit():
            status = int(mode.partition(" ")[0])
            # A careless server repeats what it was sent.
            body = {"error": {"message": f"no: {self.secrets}", "type": "x", "code": status}}
            headers = "Retry-After: 0.05\r\n" if "Retry" in mode else ""
        elif mode == "HTML":
            text = f"<html><body>Bad gateway {self.secrets}</body></html>"
        elif mode == "error object":
            body = {"error": {"message": f"overloaded {self.secrets}", "code": 500}}
        elif mode == "empty choices":
            body |= {"choices": []}
        elif mode == "null name":
            body = completion(tool_calls=[tool_call(None)])
        elif mode == "truncated arguments":
            body = completion(tool_calls=[tool_call("read_email", '{"id": "ms')])
        elif mode == "duplicate ids":
            body = completion(tool_calls=[tool_call("list_folders"), tool_call("list_folders")])
        elif mode == "wrong types":
            body = completion(tool_calls=[tool_call("list_emails", '{"folder": 7, "limit": "many"}')])
        elif mode == "gigantic":
            body = completion(content="All is well. " * 100_000 + str(self.secrets))
        raw = (text or json.dumps(body)).encode()
        length = len(raw)
        if mode == "truncated body":
            raw = raw[: length // 2]
        kind = "text/html" if text else "application/json"
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
        connection.sendall(head.encode() + raw)
