"""Classes whose methods are an episode's tools: what TRL's ``environment_factory`` builds its schemas from.

Needs no library. TRL finds the public functions of a class, in alphabetical order, and derives their schemas from
signature, annotations and Google docstring (``transformers.utils.get_json_schema``). What that cannot say is lost there
(see ``docs/trainers/trl.md``); the engine still validates every call by the whole schema.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from inspect import Parameter, Signature
from operator import or_
from typing import Any, Literal

from agentsim.catalog import make_scenario
from agentsim.evaluate import EpisodeRecord
from agentsim.recording import Recording

NOT_BEGUN = "Error: no episode has begun."
_TYPES: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool, "object": dict, "null": None}


class ToolEnvironment:
    """One seat: an episode whose tools are methods of a subclass. ``reset`` begins it, by a row of the dataset.

    ``_max_turns`` ends the play earlier than the scenario does; such an episode is ``cut_off``.
    """

    _max_turns: int | None = None

    def __init__(self) -> None:
        self._recording: Recording | None = None
        self._told: EpisodeRecord | None = None

    def reset(self, family: str, seed: int, factors: str = "{}", **_row: Any) -> None:
        """Begin the episode of a row; ``factors`` is JSON. The opening messages are the row's own prompt."""
        self._recording = Recording(make_scenario(family, seed, json.loads(factors)))
        self._told = None

    def _call(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Play one call and return all that is new, as one text: TRL has a place for the tool's answer only."""
        if self._recording is None:
            return NOT_BEGUN
        episode = self._recording.episode
        if episode.over or self._is_cut(self._recording):
            return f"Error: the episode is over ({episode.over or 'out of turns'}); nothing was done."
        call = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
        calls = [{"id": f"call_{episode.turn + 1}_0", "type": "function", "function": call}]
        result = self._recording.play({"role": "assistant", "content": "", "tool_calls": calls})
        return "\n\n".join(message["content"] for message in result.messages)

    def _is_cut(self, recording: Recording) -> bool:
        return self._max_turns is not None and recording.episode.turn >= self._max_turns

    def _conclude(self, completion: Sequence[Mapping[str, Any]]) -> EpisodeRecord:
        """Return the record, the same each time. A closing message without calls is still said to the world, once."""
        if self._recording is None:
            raise RuntimeError("there is no record before reset()")
        if self._told is None:
            last = completion[-1] if completion else {}
            words = last.get("content") if last.get("role") == "assistant" and not last.get("tool_calls") else ""
            over = self._recording.episode.over or self._is_cut(self._recording)
            if isinstance(words, str) and words.strip() and not over:
                self._recording.play({"role": "assistant", "content": words})
            self._told = self._recording.record("trl")
        return self._told


def make_environment(
    name: str, schemas: Sequence[Mapping[str, Any]], max_turns: int | None = None
) -> type[ToolEnvironment]:
    """Return a subclass of ``ToolEnvironment`` with a typed, documented method for each schema."""
    methods = {schema["function"]["name"]: _make_method(schema["function"]) for schema in schemas}
    if clash := sorted(n for n in methods if n in ("reset", "get_reward") or n.startswith("_")):
        raise ValueError(f"TRL keeps these names for itself: {', '.join(clash)}")
    return type(name, (ToolEnvironment,), {**methods, "_max_turns": max_turns, "__module__": __name__})


def _make_method(function: Mapping[str, Any]) -> Callable[..., str]:
    """Return a method of this name, signature and docstring that takes whatever arguments the model sends."""
    name = str(function["name"])
    properties: Mapping[str, Any] = function["parameters"].get("properties", {})
    required = set(function["parameters"].get("required", ()))

    def method(self: ToolEnvironment, /, **arguments: Any) -> str:
        return self._call(name, arguments)

    # Positional-only, because only such a parameter may be called ``from``; TRL itself calls by keyword.
    kind = Parameter.POSITIONAL_ONLY
    parameters = [Parameter("self", kind)]
    for key, schema in sorted(properties.items(), key=lambda item: item[0] not in required):
        default = Parameter.empty if key in required else schema.get("default")
        parameters.append(Parameter(key, kind, default=default, annotation=_annotate(schema)))
    described = "".join(f"\n    {key}: {_describe(schema)}" for key, schema in properties.items())
    method.__name__ = method.__qualname__ = name
    method.__doc__ = _line(function.get("description", "")) + (f"\n\nArgs:{described}" if described else "")
    method.__annotations__ = {key: _annotate(schema) for key, schema in properties.items()}
    method.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # read by inspect.signature
    return method


def _annotate(schema: Mapping[str, Any]) -> Any:
    """Return the type hint whose derived schema comes nearest to ``schema``."""
    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    if "anyOf" in schema:
        return reduce(or_, (_annotate(part) for part in schema["anyOf"]))
    if schema.get("type") == "array":
        return list[_annotate(schema.get("items", {}))]  # type: ignore[misc]  # a type that is only known now
    return _TYPES.get(schema.get("type", ""), Any)


def _describe(schema: Mapping[str, Any]) -> str:
    """Return a parameter's description, with the schema of what lies inside it, which a type hint cannot say."""
    words = _line(schema.get("description", "")) or "No description."
    inner = schema if schema.get("properties") else schema.get("items", {})
    return f"{words} Schema: {json.dumps(inner)}" if inner.get("properties") else words


def _line(text: str) -> str:
    return " ".join(text.split())
