"""A policy that generates with a model on this machine: no key and no network.

The tools stand in the prompt as text, because templates of small models ignore them, and decoding is constrained to
one call of a granted tool, or to ``say``. History is only ever appended, so that the server's prompt cache holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agentsim.policies.llama import LlamaClient, LocalServer
from agentsim.policies.provider import ProviderFailed, Usage, call_id, count_calls
from agentsim.policies.weights import DEFAULT, find_model
from agentsim.streams import Streams

TURN_TOKENS = 8
MARGIN = 64
DROP_STEP = 4
SHORTEST_HALF = 100
NOTE_TOKENS = 16
CALL = re.compile(r'\s*\{\s*"tool"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"arguments"\s*:\s*(.*)', re.DOTALL)
KEYWORDS = frozenset(
    {"type", "properties", "required", "items", "enum", "const", "anyOf", "oneOf", "maxLength", "minLength"}
    | {"minimum", "maximum", "minItems", "maxItems"}
)


class LocalPolicy:
    """Generate each message with the llama-server at ``base_url``.

    ``max_tokens`` bounds one answer, ``longest_string`` (characters) every string in it; ``say`` also lets the model
    answer in words. At ``temperature`` 0 decoding is greedy; otherwise the draw depends on ``seed`` and on the turn.
    ``timeout`` is in seconds. What does not fit the context is left out, oldest turns first, and ``metadata`` says so
    after each ``act``. Nothing is resampled. ``act`` raises ``ProviderFailed``.

    One object plays one episode. With ``reuse`` a turn continues from the server's cache of the turn before, which
    moves the numbers a little: episodes repeat exactly when a slot plays them one after the other. Without it each
    turn is evaluated from scratch and depends on the transcript alone, at several times the cost.
    """

    def __init__(
        self,
        base_url: str,
        *,
        max_tokens: int = 384,
        longest_string: int = 160,
        say: bool = True,
        temperature: float = 0.0,
        seed: int = 0,
        timeout: float = 300.0,
        reuse: bool = True,
    ) -> None:
        self.client = LlamaClient(base_url, timeout)
        self.usage = Usage()
        self.metadata: dict[str, Any] = {}
        self._max_tokens = max_tokens
        self._longest_string = longest_string
        self._say = say
        self._temperature = temperature
        self._seed = seed
        self._reuse = reuse
        self._begun = False
        self._context: int | None = None

    def act(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the next assistant message."""
        if self._context is None:
            self._context = self.client.context()
        turns, self.metadata = fit_turns(
            write_turns(messages, tools, self._say), self.client, self._context - self._max_tokens - MARGIN
        )
        turn = sum(message.get("role") == "assistant" for message in messages)
        schema = write_schema(tools, self._say, self._longest_string)
        body = {
            "messages": turns,
            "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}},
            "max_tokens": self._max_tokens,
            "temperature": self._temperature,
            "seed": Streams(self._seed).child("local").bits(f"turn {turn}") & 0x7FFFFFFF,
            "cache_prompt": self._reuse and self._begun,
        }
        self._begun = True
        answer = self.client.post("/v1/chat/completions", body)
        try:
            choice = answer["choices"][0]
            text = choice["message"].get("content")
            used = answer.get("usage") or {}
            prompt, completion = used.get("prompt_tokens"), used.get("completion_tokens")
            self.metadata["finish_reason"] = choice.get("finish_reason")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise ProviderFailed("bad_shape", 200) from None
        if not isinstance(text, str):
            raise ProviderFailed("bad_shape", 200)
        self.metadata |= {"prompt_tokens": prompt, "completion_tokens": completion}
        self.usage.add(prompt, completion, 0.0)
        return read_reply(text, count_calls(messages))


@contextmanager
def open_local(
    model: str | Path = DEFAULT, *, threads: int = 1, context: int = 8192, **settings: Any
) -> Iterator[LocalPolicy]:
    """Find (or fetch) ``model``, serve it, yield a ``LocalPolicy`` with ``settings``, and stop the server."""
    with LocalServer(find_model(model), threads, context) as server:
        yield LocalPolicy(server.base_url, **settings)


def read_reply(text: str, number: int) -> dict[str, Any]:
    """Return the assistant message that a constrained answer stands for.

    An answer that was cut off in the middle of a call becomes a call with broken arguments, anything else that is
    neither a call nor a ``say`` becomes plain content: the engine answers both with what a malformed message earns.
    """
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        reply = None
    name, arguments = None, ""
    if isinstance(reply, dict) and isinstance(reply.get("tool"), str) and "arguments" in reply:
        name, arguments = reply["tool"], json.dumps(reply["arguments"], separators=(",", ":"))
    elif isinstance(reply, dict) and isinstance(reply.get("say"), str):
        return {"role": "assistant", "content": reply["say"]}
    elif reply is None and (match := CALL.match(text)):
        try:
            name, arguments = json.loads(match[1], strict=False), match[2]
        except ValueError:
            name = None
    if name is None:
        return {"role": "assistant", "content": text}
    call = {"id": call_id(number), "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def write_reply(message: dict[str, Any]) -> str:
    """Return an assistant message as the text that the model would have answered: the inverse of ``read_reply``."""
    lines = []
    if content := plain_text(message.get("content")):
        lines.append(json.dumps({"say": content}, ensure_ascii=False))
    for call in message.get("tool_calls") or ():
        function = call.get("function") or {}
        try:
            arguments = json.dumps(json.loads(function.get("arguments") or "{}"), ensure_ascii=False)
        except (ValueError, TypeError, RecursionError):
            arguments = str(function.get("arguments"))
        lines.append(f'{{"tool": {json.dumps(function.get("name") or "")}, "arguments": {arguments}}}')
    return "\n".join(lines) or '{"say": ""}'


def plain_text(content: Any) -> str:
    """Return the text of a message's content, with control tokens defused so that no mail can forge a turn."""
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    text = content if isinstance(content, str) else ""
    # A lone surrogate cannot be sent; "<|" begins a control token in every template of the models that we serve.
    return text.encode("utf-8", "replace").decode("utf-8").replace("<|", "< |")


def write_turns(messages: list[dict[str, Any]], tools: list[dict[str, Any]], say: bool = True) -> list[dict[str, str]]:
    """Return the conversation in the roles that every template knows: system, then user and assistant in turn."""
    system = "\n".join(plain_text(message.get("content")) for message in messages if message.get("role") == "system")
    turns = [{"role": "system", "content": f"{system}\n\n{describe_tools(tools, say)}".strip()}]
    for message in messages:
        role = message.get("role")
        if role == "system":
            continue
        if role == "assistant":
            text = write_reply(message)
        else:
            text = ("Result: " if role == "tool" else "") + plain_text(message.get("content"))
            role = "user"
        if turns[-1]["role"] == role:
            turns[-1]["content"] += "\n" + text
        else:
            turns.append({"role": role, "content": text})
    if turns[-1]["role"] != "user":
        turns.append({"role": "user", "content": "Go on."})
    return turns


def describe_tools(tools: list[dict[str, Any]], say: bool) -> str:
    """Return one line for each tool and the form of the answer."""
    lines = ["Tools:"] if tools else []
    for tool in tools:
        function = tool["function"]
        schema = function.get("parameters") or {}
        needed = schema.get("required") or ()
        inputs = ", ".join(
            f"{name}{'' if name in needed else '?'}: {part.get('type', 'any') if isinstance(part, dict) else 'any'}"
            for name, part in (schema.get("properties") or {}).items()
        )
        about = str(function.get("description") or "").strip().split("\n")[0]
        lines.append(f"{function['name']}({inputs}) {about}".rstrip())
    forms = ['{"tool": NAME, "arguments": {...}}'] if tools else []
    forms += ['{"say": TEXT} to speak'] if say or not tools else []
    return "\n".join([*lines, f"Answer with one JSON object: {' or '.join(forms)}."])


def fit_turns(
    turns: list[dict[str, str]], client: LlamaClient, room: int
) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return what fits into ``room`` tokens, and what was left out (``dropped_turns``, ``clipped_characters``).

    The system prompt always stays, and so does the newest turn, whose middle is cut if it alone is too long. Older
    turns go in blocks, so that the start of the prompt, and with it the server's cache, stays the same for some turns.
    Raises ``ProviderFailed("context")`` when the system prompt leaves no room.
    """

    def count(text: str) -> int:
        return len(client.tokenize(text)) + TURN_TOKENS

    sizes = [count(turn["content"]) for turn in turns]
    most = len(turns) - 2
    dropped = 0
    while sizes[0] + sum(sizes[1 + dropped :]) > room - (NOTE_TOKENS if dropped else 0) and dropped < most:
        dropped = min(dropped + DROP_STEP, most)
    if 0 < dropped < most and turns[1 + dropped]["role"] == "assistant":
        dropped += 1  # templates want the user's turn first
    note = f"[{dropped} earlier turns left out]\n" if dropped else ""
    first = turns[1 + dropped] | {"content": note + turns[1 + dropped]["content"]}
    kept = [turns[0], first, *turns[2 + dropped :]]
    newest = turns[-1]["content"]
    half = len(newest) // 2
    clipped = 0
    while dropped == most and sizes[0] + count(kept[-1]["content"]) > room:
        half = half * 3 // 4
        if half < SHORTEST_HALF:
            raise ProviderFailed("context")
        clipped = len(newest) - 2 * half
        text = f"{note}{newest[:half]}\n[{clipped} characters left out]\n{newest[-half:]}"
        kept[-1] = {"role": "user", "content": text}
    return kept, {"dropped_turns": dropped, "clipped_characters": clipped}


def write_schema(tools: list[dict[str, Any]], say: bool, longest_string: int) -> dict[str, Any]:
    """Return the JSON schema of an answer: one of the tools by its name with typed arguments, or ``say``."""
    options: list[dict[str, Any]] = []
    for tool in tools:
        function = tool["function"]
        schema = function.get("parameters") or {"type": "object", "properties": {}}
        arguments = bound_schema(schema, longest_string, schema.get("$defs") or {})
        options.append(_closed({"tool": {"const": function["name"]}, "arguments": arguments}))
    if say or not options:
        options.append(_closed({"say": {"type": "string", "maxLength": longest_string}}))
    return {"anyOf": options}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def bound_schema(schema: Any, longest: int, definitions: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return a schema that the server can compile: references resolved, strings and arrays bounded, objects closed."""
    if not isinstance(schema, dict) or depth > 16:
        return {"type": "string", "maxLength": longest}
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return bound_schema(definitions.get(reference.rsplit("/", 1)[-1]), longest, definitions, depth + 1)
    kept = {word: value for word, value in schema.items() if word in KEYWORDS}
    if "properties" in kept:
        parts = kept["properties"]
        kept["properties"] = {name: bound_schema(parts[name], longest, definitions, depth + 1) for name in parts}
    for word in ("anyOf", "oneOf"):
        if word in kept:
            kept[word] = [bound_schema(part, longest, definitions, depth + 1) for part in kept[word]]
    kind = kept.get("type")
    if kind == "object":
        kept.setdefault("properties", {})
        kept["additionalProperties"] = False
    if kind == "array":
        kept["items"] = bound_schema(kept.get("items"), longest, definitions, depth + 1)
        kept.setdefault("maxItems", 16)
    if kind == "string" and "enum" not in kept and "const" not in kept:
        kept["maxLength"] = min(kept.get("maxLength", longest), longest)
    return kept if kept else {"type": "string", "maxLength": longest}
