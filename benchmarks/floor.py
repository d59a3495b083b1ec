"""A bare floor: the least that a validated, authorised, judged tool call can cost in Python, with nothing of agentsim.

One message is parsed, its arguments validated, a permission looked up, a persistent change made, one detector run over
the text, and a text observation written.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quote

import msgspec


class _Function(msgspec.Struct):
    name: str
    arguments: str


class _Call(msgspec.Struct):
    function: _Function
    id: str = ""


class _Message(msgspec.Struct):
    content: str | None = None
    tool_calls: list[_Call] = []


class _Read(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    page: int = 1


class _Send(msgspec.Struct, forbid_unknown_fields=True):
    to: tuple[str, ...]
    subject: str
    body: str


class _Mail(msgspec.Struct, frozen=True):
    id: str
    to: tuple[str, ...]
    subject: str
    body: str


_message = msgspec.json.Decoder(_Message)
_tools = {"read_email": msgspec.json.Decoder(_Read), "send_email": msgspec.json.Decoder(_Send)}
_allowed = frozenset({("agent", "read_email"), ("agent", "send_email")})
_WATCHED = ("canary one", "canary two")


class Floor:
    """A mailbox of ``records`` mails with two tools."""

    def __init__(self, records: int = 100) -> None:
        self.base = {f"m{n}": _Mail(f"m{n}", ("a@x.org",), f"subject {n}", "some text " * 40) for n in range(records)}
        self.changed: dict[str, _Mail] = {}
        self.log: list[tuple[str, str]] = []
        self.found = 0

    def step(self, action: str) -> str:
        """Carry out one message and return the observation."""
        call = _message.decode(action).tool_calls[0]
        name = call.function.name
        arguments = _tools[name].decode(call.function.arguments)
        if ("agent", name) not in _allowed:
            return '[{"role":"tool","content":"denied"}]'
        if isinstance(arguments, _Send):
            mail = _Mail(f"out{len(self.log)}", arguments.to, arguments.subject, arguments.body)
            self.changed = {**self.changed, mail.id: mail}
            text = "Sent."
            folded = mail.body.lower()
            for watched in _WATCHED:
                if watched in folded:
                    self.found += 1
        else:
            found = self.changed.get(arguments.id) or self.base[arguments.id]
            text = f"From: {found.to[0]}\nSubject: {found.subject}\n\n{found.body}"
        self.log.append((name, call.id))
        return f'[{{"role":"tool","content":{quote(text)},"tool_call_id":{quote(call.id)}}}]'
