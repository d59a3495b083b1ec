"""Ours beside the bare floor: what a validated, authorised, judged tool call costs when nothing else is done.

    python benchmarks/floor.py [--rounds 300] [--families N]

The floor is an office of 25 tools and 200 mails behind ``gym.make``: JSON parse, validated arguments, permissions, log,
detectors (20 patterns over a written text), JSON text out; msgspec, persistent maps from ``immutables``, an re2 set. Its mix
is five calls: list, read, search, send, update. Ours is the standard oracle of the family whose step is the median of all
families with tools, with at least as many tools and records, through ``gym.make`` too. All are run in turns in one process;
CPU time, medians. Writes benchmarks/results/floor.json. Needs ``pip install immutables google-re2``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from json.encoder import encode_basestring_ascii as quote
from typing import Any

import gymnasium as gym
import msgspec

try:
    import immutables
    import re2
except ImportError:  # the other benchmarks import this module, and tests run without the two
    immutables = re2 = None

TOOLS, RECORDS, PATTERNS, TURNS = 25, 200, 20, 1000
PARAGRAPH = (
    "The delivery for the second floor was moved to Thursday; the list of rooms is attached and the desk knows. "
)


class _Function(msgspec.Struct):
    name: str
    arguments: str


class _Call(msgspec.Struct):
    function: _Function
    id: str = ""


class _Message(msgspec.Struct):
    content: str | None = None
    tool_calls: list[_Call] = []


class Mail(msgspec.Struct, frozen=True, gc=False):
    """A mail of the floor."""

    id: str
    to: tuple[str, ...]
    subject: str
    body: str
    folder: str = "inbox"


class Event(msgspec.Struct, frozen=True, gc=False):
    """What a call did."""

    turn: int
    tool: str
    status: str
    call: str
    before: Mail | None = None
    after: Mail | None = None


class List(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """List a folder, 20 to a page."""

    folder: str = "inbox"
    page: int = 1


class Read(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Read one mail."""

    id: str
    page: int = 1


class Search(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Find mails that hold a word."""

    query: str
    page: int = 1


class Send(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Send a mail."""

    to: tuple[str, ...]
    subject: str
    body: str


class Move(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Move a mail to another folder."""

    id: str
    folder: str


KINDS: dict[str, type[msgspec.Struct]] = {
    "list_emails": List, "read_email": Read, "search_emails": Search, "send_email": Send, "move_email": Move,
} | {f"unused_{n}": Read for n in range(TOOLS - 5)}  # fmt: skip
_message = msgspec.json.Decoder(_Message)
_tools = {name: msgspec.json.Decoder(kind) for name, kind in KINDS.items()}
_grants = {("agent", name): "allow" for name in KINDS}


class Base:
    """What an episode starts from, made once: the mails, their index of words, the set of patterns."""

    def __init__(self, records: int) -> None:
        if immutables is None:
            raise SystemExit("the floor needs two packages: pip install immutables google-re2")
        mails = [
            Mail(f"m{n}", ("desk@example.org",), f"Note {n}", f"Word{n}. " + PARAGRAPH * 2) for n in range(records)
        ]
        self.mails = immutables.Map({mail.id: mail for mail in mails})
        self.order = tuple(mail.id for mail in mails)
        words: dict[str, list[str]] = {}
        for mail in mails:
            for word in set(mail.body.lower().replace(".", "").replace(";", "").split()):
                words.setdefault(word, []).append(mail.id)
        self.words = {word: tuple(ids) for word, ids in words.items()}
        self.patterns = re2.Set.SearchSet()
        for n in range(PATTERNS):
            self.patterns.Add(rf"(?i)\b(secret|affair|canary)\w* (of|about|number) {n}\b")
        self.patterns.Compile()


_bases: dict[int, Base] = {}


class Floor:
    """A mailbox with 25 tools. Everything in it is persistent, so a fork copies six references."""

    __slots__ = ("base", "cost", "log", "mails", "sent", "turn")

    def __init__(self, records: int = RECORDS) -> None:
        if records not in _bases:
            _bases[records] = Base(records)
        self.base = _bases[records]
        self.mails, self.log, self.sent, self.turn, self.cost = self.base.mails, (), (), 0, 0.0

    def fork(self) -> Floor:
        """Return a copy that shares everything."""
        other = Floor.__new__(Floor)
        other.base, other.mails, other.log, other.sent = self.base, self.mails, self.log, self.sent
        other.turn, other.cost = self.turn, self.cost
        return other

    def step(self, action: str) -> str:
        """Carry out one message and return the new messages as JSON. Nothing that it holds raises."""
        self.turn += 1
        try:
            call = _message.decode(action).tool_calls[0]
            name = call.function.name
            arguments = _tools[name].decode(call.function.arguments)
        except (msgspec.MsgspecError, LookupError) as error:
            return f'[{{"role":"user","content":{quote(str(error))}}}]'
        if _grants.get(("agent", name)) != "allow":
            text, event = "denied", Event(self.turn, name, "denied", call.id)
        else:
            text, event = _run[type(arguments)](self, arguments, name, call.id)
        self.log = (event, self.log)
        for detect in _detectors.get(name, ()):
            self.cost += detect(self.base, event)
        return f'[{{"role":"tool","content":{quote(text)},"tool_call_id":{quote(call.id)}}}]'

    def _list(self, given: List, name: str, call: str) -> tuple[str, Event]:
        first = 20 * (given.page - 1)
        mails = [self.mails[key] for key in (self.base.order + self.sent)[first : first + 20]]
        text = "\n".join([f"{mail.id} {mail.to[0]} {mail.subject}" for mail in mails if mail.folder == given.folder])
        return text, Event(self.turn, name, "done", call)

    def _read(self, given: Read, name: str, call: str) -> tuple[str, Event]:
        mail = self.mails.get(given.id)
        if mail is None:
            return "There is no such mail.", Event(self.turn, name, "failed", call)
        text = f"Id: {mail.id}\nTo: {mail.to[0]}\nSubject: {mail.subject}\n\n{mail.body}"
        return text, Event(self.turn, name, "done", call, mail)

    def _search(self, given: Search, name: str, call: str) -> tuple[str, Event]:
        found = [self.mails[key] for key in self.base.words.get(given.query.lower(), ())[:20]]
        text = "\n".join([f"{mail.id} {mail.to[0]} {mail.subject}" for mail in found])
        return text, Event(self.turn, name, "done", call)

    def _send(self, given: Send, name: str, call: str) -> tuple[str, Event]:
        mail = Mail(f"out{self.turn}", given.to, given.subject, given.body, "sent")
        self.mails = self.mails.set(mail.id, mail)
        self.sent = (*self.sent, mail.id)
        return f"Sent as {mail.id}.", Event(self.turn, name, "done", call, None, mail)

    def _move(self, given: Move, name: str, call: str) -> tuple[str, Event]:
        mail = self.mails.get(given.id)
        if mail is None:
            return "There is no such mail.", Event(self.turn, name, "failed", call)
        moved = Mail(mail.id, mail.to, mail.subject, mail.body, given.folder)
        self.mails = self.mails.set(mail.id, moved)
        return f"{mail.id} is in {given.folder}.", Event(self.turn, name, "done", call, mail, moved)


_run: dict[type, Callable[..., tuple[str, Event]]] = {
    List: Floor._list, Read: Floor._read, Search: Floor._search, Send: Floor._send, Move: Floor._move,
}  # fmt: skip


def _scan(base: Base, event: Event) -> float:
    return 1.0 if event.after is not None and base.patterns.Match(event.after.body) else 0.0


def _look(base: Base, event: Event) -> float:
    return 1.0 if event.after is not None and event.after.folder == "trash" else 0.0


_detectors: dict[str, tuple[Callable[[Base, Event], float], ...]] = {"send_email": (_scan,), "move_email": (_look,)}


class Lines(gym.spaces.Text):
    """A text space that looks at the type alone: the standard one looks at every character."""

    def __init__(self) -> None:
        super().__init__(1_000_000)

    def contains(self, x: Any) -> bool:
        """Say whether it is a text."""
        return isinstance(x, str)


class Office(gym.Env[str, str]):
    """The floor as an environment."""

    def __init__(self) -> None:
        self.observation_space = self.action_space = Lines()
        self.floor = Floor()

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        super().reset(seed=seed)
        self.floor = Floor()
        return '[{"role":"user","content":"Please see to the desk."}]', {"cost": 0.0}

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        floor = self.floor
        before = floor.cost
        text = floor.step(action)
        return text, 0.0, False, floor.turn >= TURNS, {"cost": floor.cost - before}


class NoOp(gym.Env[int, int]):
    """An environment that does nothing."""

    observation_space = action_space = gym.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        return 0, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        return 0, 0.0, False, False, {}


for _id, _entry in (("floor/Office-v0", Office), ("floor/NoOp-v0", NoOp)):
    if _id not in gym.registry:  # throughput.py imports this module too
        gym.register(_id, _entry, max_episode_steps=None)


if __name__ == "__main__":
    from floor_ratio import main

    sys.exit(main())
