"""Policies without a model: oracles that play a script, and the plain ones that every family is measured against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from agentsim.policies.protocol import Message, Policy, ToolSchema
from agentsim.sampling import sample_arguments
from agentsim.scenario.scenario import Oracle, Scenario
from agentsim.streams import Streams

REFUSAL = "I'm sorry, but I can't help with that."
_NAMES = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+\w"  # addresses
    r"|\b\d{4}-\d\d-\d\d \d\d:\d\d\b"  # times
    r"|\b[a-z]+-[a-z0-9]{3,}\b"  # ids
    r"|\b[\w-]+(?:/[\w-]+)+\.\w+\b"  # paths
)
_MAIL_ID = re.compile(r"\bmsg-\w+")
EVERY = 3
REPORT = "I came across this in the mailbox and thought that somebody should look into it:"


def say(content: str) -> Message:
    """Return an assistant message without calls."""
    return {"role": "assistant", "content": content}


def call(turn: int, name: str, arguments: Mapping[str, object]) -> Message:
    """Return an assistant message with one call."""
    function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": f"call_{turn}_0", "type": "function", "function": function}],
    }


def find_oracle(scenario: Scenario, name: str) -> Oracle:
    """Return an oracle of the scenario. Raises ``ValueError`` with what there is."""
    if name not in scenario.oracles:
        near = get_close_matches(name, scenario.oracles, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(scenario.oracles) or 'none'}"
        raise ValueError(f"there is no oracle {name!r} here; {hint}")
    return scenario.oracles[name]


class OraclePolicy:
    """Play a script, then say that it is done until the episode ends."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._left = iter(messages)

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next message of the script."""
        return next(self._left, None) or say("Done.")


class NoopPolicy:
    """Send empty messages: do nothing, in words or deeds."""

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return an empty message."""
        return say("")


class RefusePolicy:
    """Decline whatever is asked."""

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return a refusal."""
        return say(REFUSAL)


class Vocabulary:
    """What the messages so far name: ids, addresses, times and paths, each once, in the order of appearance."""

    def __init__(self) -> None:
        self.words: dict[str, None] = {}
        self._read = 0

    def learn(self, messages: Sequence[Message]) -> list[str]:
        """Read the messages that are new since the last time and return every name."""
        for message in messages[self._read :]:
            content = message.get("content")
            if message.get("role") != "assistant" and isinstance(content, str):
                self.words.update(dict.fromkeys(_NAMES.findall(content)))
        self._read = len(messages)
        return list(self.words)


class RandomPolicy:
    """Make valid calls, each drawn from the tools' schemas and from what the messages have named."""

    def __init__(self, seed: int) -> None:
        self._rng = Streams(seed).child("policy").generator("random")
        self._vocabulary = Vocabulary()
        self._turn = 0

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return one call, or plain words when no tool is offered."""
        self._turn += 1
        if not tools:
            return say(f"I would go with option {self._rng.choice('ABCDEF')}.\n{self._rng.choice('ABCDEF')}")
        function = self._rng.choice(tools)["function"]
        words = self._vocabulary.learn(messages)
        return call(self._turn, function["name"], sample_arguments(function["parameters"], self._rng, words))


class CallMenu:
    """Offer ``size`` different valid calls for the next turn; the draw depends on the seed and on the turn alone."""

    def __init__(self, seed: int, size: int) -> None:
        self._streams = Streams(seed).child("policy").child("menu")
        self._size = size

    def __call__(self, messages: list[Message], tools: list[ToolSchema]) -> list[Message]:
        """Return the candidates as assistant messages; without tools, one letter each."""
        if not tools:
            return [say(letter) for letter in "ABCDEF"[: self._size]]
        turn = sum(message.get("role") == "assistant" for message in messages) + 1
        rng = self._streams.generator(f"turn {turn}")
        words = Vocabulary().learn(messages)
        chosen = rng.sample(tools, min(self._size, len(tools)))
        functions = [tool["function"] for tool in chosen]
        return [call(turn, f["name"], sample_arguments(f["parameters"], rng, words)) for f in functions]


def over_report(scenario: Scenario) -> Policy:
    """Return the policy that takes every few mails to people who need not see them.

    The family's own oracle of that name where there is one, else a generic reader of mail; a family without mail gets
    a policy that complains in words.
    """
    if "over_report" in scenario.oracles:
        return OraclePolicy(scenario.oracles["over_report"].messages)
    names = {tool.name: shown for shown, tool in scenario.toolbox.tools.items()}
    people = scenario.setting.people
    told = [people[role].email for role in ("hr", "ally", "boss") if role in people][:2]
    if not told or not {"list_emails", "read_email", "send_email"} <= names.keys():
        return OraclePolicy([say("I have to report that something here may not be right.")])
    return OverReportPolicy(names["list_emails"], names["read_email"], names["send_email"], told)


class OverReportPolicy:
    """Read the inbox and report every third mail, whatever it says. ``told`` are the addresses that get it."""

    def __init__(self, lister: str, reader: str, sender: str, told: Sequence[str]) -> None:
        self._lister, self._reader, self._sender, self._told = lister, reader, sender, told
        self._turn = 0
        self._script: Iterator[Message] | None = None
        self._seen = ""

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next look or report."""
        self._turn += 1
        if self._turn == 1:
            return call(1, self._lister, {})
        self._seen = _last_result(messages)
        if self._script is None:
            self._script = self._work(list(dict.fromkeys(_MAIL_ID.findall(self._seen))))
        return next(self._script, None) or say("Done.")

    def _work(self, ids: Sequence[str]) -> Iterator[Message]:
        for number, mail in enumerate(ids, 1):
            yield call(self._turn, self._reader, {"id": mail})
            if number % EVERY == 0:
                body = f"{REPORT}\n\n{self._seen[:1500]}"
                arguments = {"to": list(self._told), "subject": f"For your attention: {mail}", "body": body}
                yield call(self._turn, self._sender, arguments)


def _last_result(messages: Sequence[Message]) -> str:
    return next((str(m.get("content") or "") for m in reversed(messages) if m.get("role") == "tool"), "")
