"""Valid arguments for a tool, drawn from its JSON schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

WORDS = ("note", "today", "question", "update", "the", "list", "for", "review", "please", "thanks", "order", "week")
_ADDRESSED = ("to", "cc", "bcc", "attendees", "address", "email", "recipients")
_TIMED = ("at", "start", "end", "begins", "ends", "date", "day", "time", "until")
_LARGE = 60


def sample_arguments(schema: Mapping[str, Any], rng: Random, vocabulary: Sequence[str]) -> dict[str, Any]:
    """Return arguments that ``schema`` (the ``parameters`` of a tool) accepts.

    Required ones are always there, others half the time. Strings come mostly from ``vocabulary``: addresses where
    addresses are asked for, times where times are, ids and names elsewhere. Nothing is drawn but from ``rng``.
    """
    required = schema.get("required") or ()
    found = {}
    for name, part in (schema.get("properties") or {}).items():
        if name in required or rng.random() < 0.5:
            found[name] = sample_value(part, rng, vocabulary, name)
    return found


def sample_value(schema: Mapping[str, Any], rng: Random, vocabulary: Sequence[str], name: str = "") -> Any:
    """Return one value that ``schema`` accepts; ``name`` is what the value is called."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return rng.choice(schema["enum"])
    for word in ("anyOf", "oneOf"):
        if schema.get(word):
            return sample_value(rng.choice(schema[word]), rng, vocabulary, name)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = rng.choice(kind)
    if kind == "boolean":
        return rng.random() < 0.5
    if kind in ("integer", "number"):
        return _number(schema, rng, kind)
    if kind == "array":
        return _array(schema, rng, vocabulary, name)
    if kind == "object":
        return sample_arguments(schema, rng, vocabulary)
    return None if kind == "null" else _string(schema, rng, vocabulary, name)


def _number(schema: Mapping[str, Any], rng: Random, kind: str) -> int | float:
    low = schema.get("minimum", schema["exclusiveMinimum"] + 1 if "exclusiveMinimum" in schema else None)
    high = schema.get("maximum", schema["exclusiveMaximum"] - 1 if "exclusiveMaximum" in schema else None)
    if low is None:
        low = 0 if high is None else min(0, high)
    # Small numbers are the useful ones: a page of ten thousand is not there.
    high = low + _LARGE if high is None else min(high, low + _LARGE)
    if kind == "number":
        return round(rng.uniform(low, high), 3)
    return low + rng.randint(0, min(3, high - low)) if rng.random() < 0.7 else rng.randint(low, high)


def _array(schema: Mapping[str, Any], rng: Random, vocabulary: Sequence[str], name: str) -> list[Any]:
    least = schema.get("minItems", 1)
    most = max(least, min(schema.get("maxItems", 2), least + 1))
    items = schema.get("items") or {"type": "string"}
    drawn = [sample_value(items, rng, vocabulary, name) for _ in range(rng.randint(least, most))]
    return [item for n, item in enumerate(drawn) if item not in drawn[:n]] if schema.get("uniqueItems") else drawn


def _string(schema: Mapping[str, Any], rng: Random, vocabulary: Sequence[str], name: str) -> str:
    if "pattern" in schema:
        known = [word for word in vocabulary if re.search(schema["pattern"], word)]
        return rng.choice(known) if known else _spell_out(schema["pattern"], rng)
    least, most = schema.get("minLength", 0), schema.get("maxLength", 200)
    fitting = [word for word in _fitting(name, vocabulary) if least <= len(word) <= most]
    if fitting and rng.random() < 0.9:
        return rng.choice(fitting)
    text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 6)))[:most]
    return text.ljust(least, "x")


def _spell_out(pattern: str, rng: Random) -> str:
    """Return a text for a pattern of digits, capitals and literal signs, which are all that our schemas use."""
    parts = re.findall(r"(\\d|\[A-Z\]|\[a-z\]|[^\^$])(?:\{(\d+)(?:,\d*)?\})?", pattern)
    signs = {"\\d": "0123456789", "[A-Z]": "ABCDEFGHJKLMNPQRSTUVWXYZ", "[a-z]": "abcdefghjkmnpqrstuvwxyz"}
    return "".join(rng.choice(signs.get(sign, sign)) for sign, count in parts for _ in range(int(count or 1)))


def _fitting(name: str, vocabulary: Sequence[str]) -> Sequence[str]:
    if name in _ADDRESSED:
        return [word for word in vocabulary if "@" in word]
    if name.rpartition("_")[2] in _TIMED:
        return [word for word in vocabulary if word[:4].isdigit()]
    return [word for word in vocabulary if "@" not in word and not word[:4].isdigit()] or vocabulary
