"""A llama-server in a process of its own, and the few requests that the local policies send to one.

Needs the ``local`` extra (xllamacpp) to start a server; talking to one needs the standard library only.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from weakref import finalize

from agentsim.policies.provider import ProviderFailed, check_address

SCRIPT = Path(__file__).with_name("serving.py")
PATIENCE = 300.0
LARGEST_ANSWER = 32 * 1024 * 1024
INSTALL = 'local models need the local extra: pip install "agentsim-gym[local]"'


class LocalServer:
    """Serve one GGUF file on a free port of 127.0.0.1 between ``start`` and ``stop``, or inside a ``with``.

    ``context`` is in tokens for each of the ``slots`` (conversations served at once). Use one thread when the machine
    is busy. The server is a process of its own: the native code aborts on some faults, and cannot be stopped in ours
    while it answers. It ends with ``stop``, or when this process ends in whatever way. Raises ``FileNotFoundError``,
    ``ValueError`` for a file that is no GGUF, ``ImportError`` without the extra, ``ProviderFailed("server_start")``.
    """

    def __init__(self, model_path: str | Path, threads: int = 1, context: int = 8192, slots: int = 1) -> None:
        if min(threads, context, slots) < 1:
            raise ValueError("threads, context and slots must be at least 1")
        self.model_path = Path(model_path)
        self.threads = threads
        self.context = context
        self.slots = slots
        self._end: Callable[[], object] | None = None
        self._url = ""

    def start(self) -> LocalServer:
        """Load the model and listen; does nothing when it is running already."""
        if self._end is not None:
            return self
        with self.model_path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ValueError(f"{self.model_path.name} is not a GGUF file")
        if find_spec("xllamacpp") is None:
            raise ImportError(INSTALL)
        numbers = [str(self.threads), str(self.context * self.slots), str(self.slots)]
        process = subprocess.Popen(  # noqa: S603 - our own script, a path and three numbers; no shell
            # -P: the folder of the script must not come before the libraries.
            [sys.executable, "-P", str(SCRIPT), str(self.model_path), *numbers],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"OMP_NUM_THREADS": str(self.threads)},
        )
        # Also when the last reference goes, or when the interpreter ends.
        self._end = finalize(self, _end_process, process, os.getpid())
        limit = threading.Timer(PATIENCE, process.kill)
        limit.start()
        try:
            self._url = process.stdout.readline().strip() if process.stdout else ""
        except BaseException:
            self.stop()
            raise
        finally:
            limit.cancel()
        if not self._url:
            self.stop()
            raise ProviderFailed("server_start")
        return self

    def stop(self) -> None:
        """Stop listening and free the model. May be called twice."""
        end, self._end, self._url = self._end, None, ""
        if end is not None:
            end()

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT`` (add ``/v1`` for litellm). Raises ``RuntimeError`` when stopped."""
        if not self._url:
            raise RuntimeError("the server is not running")
        return self._url

    def __enter__(self) -> LocalServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _end_process(process: subprocess.Popen[str], owner: int) -> None:
    if os.getpid() != owner:  # a forked copy of the owner must not take the server with it
        return
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


class LlamaClient:
    """Requests to the llama-server at ``base_url``; every fault of the transport is a ``ProviderFailed``.

    ``timeout`` is in seconds for each wait on the socket. Uses no proxy, whatever the environment says.
    """

    def __init__(self, base_url: str, timeout: float = 300.0) -> None:
        check_address(base_url)
        parts = urlsplit(base_url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError("a llama-server is reached by http://HOST:PORT")
        self._host, self._port = parts.hostname, parts.port or 80
        self._prefix = parts.path.rstrip("/").removesuffix("/v1")
        self._timeout = timeout
        self._tokens: dict[tuple[str, bool], list[int]] = {}

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send ``body`` as JSON and return the JSON object that comes back."""
        return self._request("POST", path, json.dumps(body).encode())

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON object at ``path``."""
        return self._request("GET", path, None)

    def _request(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        failure = "unreachable"
        status, data = 0, b""
        try:
            connection.request(method, self._prefix + path, body, {"Content-Type": "application/json"})
            with connection.getresponse() as response:
                status, data = response.status, response.read(LARGEST_ANSWER)
                failure = "truncated" if response.length else ""  # what is still owed
        except TimeoutError:
            failure = "timeout"
        except http.client.IncompleteRead:
            failure = "truncated"
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        if failure:
            raise ProviderFailed(failure)
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            answer = None
        if status != 200:
            raise ProviderFailed("context" if _is_context_error(answer) else "http", status)
        if not isinstance(answer, dict):
            raise ProviderFailed("not_json", status)
        return answer

    def context(self) -> int:
        """Return how many tokens one conversation may have."""
        settings = self.get("/props").get("default_generation_settings")
        size = settings.get("n_ctx") if isinstance(settings, dict) else None
        if not isinstance(size, int) or size < 1:
            raise ProviderFailed("bad_shape", 200)
        return size

    def slots(self) -> int:
        """Return how many conversations the server keeps at once."""
        count = self.get("/props").get("total_slots", 1)
        return count if isinstance(count, int) and count > 0 else 1

    def render(self, turns: list[dict[str, str]]) -> str:
        """Return the prompt text that the model's own chat template makes of ``turns``, ready for an answer."""
        prompt = self.post("/apply-template", {"messages": turns}).get("prompt")
        if not isinstance(prompt, str):
            raise ProviderFailed("bad_shape", 200)
        return prompt

    def tokenize(self, text: str, special: bool = False) -> list[int]:
        """Return the ids of the tokens; ``special`` reads control tokens such as the end of a turn as such."""
        if (found := self._tokens.get((text, special))) is not None:
            return found
        body = {"content": text, "add_special": special, "parse_special": special}
        ids = self.post("/tokenize", body).get("tokens")
        if not isinstance(ids, list) or not all(isinstance(number, int) for number in ids):
            raise ProviderFailed("bad_shape", 200)
        if len(self._tokens) > 4096:
            self._tokens.clear()
        self._tokens[text, special] = ids
        return ids

    def prime(self, prompt: list[int], slot: int, reuse: bool) -> None:
        """Evaluate ``prompt`` in a slot, from scratch or (``reuse``) from where it departs from what is there."""
        self.post("/completion", {"prompt": prompt, "n_predict": 0, "cache_prompt": reuse, "id_slot": slot})

    def score(self, prompt: list[int], answer: list[int], slot: int = 0) -> list[float]:
        """Return log p of each token of ``answer`` and of the end of the turn after it, given ``prompt``.

        A grammar of token ids admits exactly this answer while the server reports log-probabilities from the raw
        logits. A grammar of the string would not do: greedy decoding then splits it into other tokens, which are
        tens of nats less likely. ``prime`` the slot first where scores are compared: how a prompt was split into
        batches moves a sum by some tenths of a nat.
        """
        grammar = "root ::= " + " ".join(f"<[{number}]>" for number in answer)
        body = {
            "prompt": prompt,
            "n_predict": len(answer) + 1,
            "grammar": grammar,
            "temperature": 0,
            "n_probs": 1,
            "post_sampling_probs": False,
            "cache_prompt": True,
            "id_slot": slot,
        }
        found = self.post("/completion", body).get("completion_probabilities")
        try:
            ids = [int(token["id"]) for token in found]  # type: ignore[union-attr]  # see the except
            scores = [float(token["logprob"]) for token in found]  # type: ignore[union-attr]
        except (TypeError, KeyError, ValueError):
            ids, scores = [], []
        if ids[: len(answer)] != answer or len(ids) != len(answer) + 1:
            raise ProviderFailed("bad_shape", 200)
        return scores


def _is_context_error(answer: Any) -> bool:
    error = answer.get("error") if isinstance(answer, dict) else None
    return isinstance(error, dict) and error.get("type") == "exceed_context_size_error"
