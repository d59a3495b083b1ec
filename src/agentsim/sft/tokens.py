"""How long a row is. Without a tokenizer a token is a word or one mark of punctuation, which needs no model and never changes.

Counted are contents and the names and arguments of calls. The schemas of the tools are counted apart: they are the same in
every chat of a family, and there is more of them than of everything else. What a chat template adds between messages is
nobody's text and is not counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

Tokenizer = Callable[[str], int]
"""From a text to its number of tokens; ``lambda text: len(tokenizer.encode(text))`` for a model's own."""
What = Literal["messages", "assistant", "all"]
"""``messages``: the transcript. ``assistant``: what the assistant says and calls in it. ``all``: transcript and tools."""
WHATS = ("messages", "assistant", "all")

_TOKEN = re.compile(r"\w+|[^\w\s]")


def count_words(text: str) -> int:
    """Return how many words and marks a text has: the count that needs no tokenizer."""
    return sum(1 for _ in _TOKEN.finditer(text))


def texts(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is said and called in a message."""
    content = message.get("content")
    if isinstance(content, str) and content:
        yield content
    for call in message.get("tool_calls") or ():
        function = call.get("function", {})
        yield str(function.get("name", ""))
        arguments = function.get("arguments", "")
        yield arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def count_row(row: Mapping[str, Any], what: What = "messages", tokenizer: Tokenizer | None = None) -> int:
    """Return the tokens of a row. A row that is one ``text`` counts whole, whatever is asked for: all of it is trained on.

    Raises ``ValueError`` for another ``what``.
    """
    if what not in WHATS:
        raise ValueError(f"there is no count {what!r}; there are: {', '.join(WHATS)}")
    count = tokenizer or count_words
    if "text" in row:
        return count(row["text"])
    total = sum(
        count(text)
        for message in row["messages"]
        if what != "assistant" or message.get("role") == "assistant"
        for text in texts(message)
    )
    tools = row.get("tools") or ""
    return total + (count(tools) if what == "all" and tools not in ("", "[]") else 0)


def shorten(text: str, tokens: int, tokenizer: Tokenizer | None = None) -> str:
    """Return the longest beginning of ``text`` with exactly ``tokens`` tokens. Raises ``ValueError`` where there is none."""
    if tokenizer is None:
        ends = [match.end() for match in _TOKEN.finditer(text)]
        if 0 <= tokens <= len(ends):
            return text[: ends[tokens - 1]] if tokens else ""
    else:
        # Not every tokenizer counts evenly, so every cut between two words is looked at, from the end.
        for end in sorted({0, len(text), *(match.end() for match in _TOKEN.finditer(text))}, reverse=True):
            if tokenizer(text[:end]) == tokens:
                return text[:end]
    raise ValueError(f"no beginning of this text has exactly {tokens} tokens")
