"""Three hundred strings that want to be more than text, and runs in which they stand in every field a model can fill."""

import msgspec

from agentsim.records import Finding
from agentsim.runs import play
from agentsim.runs.design import make_design
from agentsim.runs.runner import run
from agentsim.runs.store import RunStore

HOSTILE = [
    f"{head}{body}{tail}"
    for head in ("", '"', "'>", "</td>", "</details>", "<!--", "]]>", "\x1b[31m", "\x1b]8;;https://x.example\x07", "\u202e")
    for body in (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
        "=HYPERLINK(\"x\")", "+1+1", "@SUM(A1)", "[bold red]x[/bold red]", "[/bad]", "&lt;b&gt;", "{{7*7}}", "<style>*{}</style>",
        "<iframe src=//x.example>", "<a href=//x.example>x</a>", "<base href=//x.example>",
    )
    for tail in ("", "\u2066")
]  # fmt: skip
ACTING = "\x1b\x07\x9b\r\u202e\u2066\ud800\u2028"
"""Characters of which none may reach a terminal or a page as they are."""


class Mouth:
    """A policy that says, calls and passes what it is given, three strings a turn: thirty episodes say them all."""

    def __init__(self, words):
        self.words = list(words)
        self.metadata = {}

    def act(self, messages, tools):
        """Say the next three strings in every field of a message; write them to somebody in between; then finish."""
        if not self.words:
            return {"role": "assistant", "content": "Done.", "tool_calls": [_call("end", "finish", {})]}
        one, two, three = (self.words[:3] + self.words)[:3]
        del self.words[:3]
        self.metadata = {"reasoning": one + two, "finish_reason": three}
        calls = [
            _call(one, two, {three: one}),
            _call(f"{two}-2", "send_email", {"to": one, "subject": two, "body": f"{three}\n{one}", three: three}),
            _call(f"{three}-3", "search_emails", {"query": two}),
            {"id": one, "type": "function", "function": {"name": three, "arguments": one}},
        ]
        return {"role": "assistant", "content": f"{one}\n{two}\n{three}", "tool_calls": calls}


def _call(key, name, arguments):
    return {
        "id": key,
        "type": "function",
        "function": {"name": name, "arguments": msgspec.json.encode(arguments).decode()},
    }


def play_words(folder, words, monkeypatch, seeds=3):
    """Make a run in which a policy says ``words``, and put some into what detectors and providers report, too."""
    parts = {seed: list(words[seed::seeds]) for seed in range(seeds)}
    sit_down = play.play_plan

    def mouth(plan, scenario, seed):
        return Mouth(parts[scenario.seed]) if scenario.family == "Inbox-Blackmail" else sit_down(plan, scenario, seed)

    with monkeypatch.context() as patch:
        patch.setattr(play, "play_plan", mouth)
        design = make_design(
            {"families": ["Inbox-Blackmail"], "policies": ["noop", "random"], "seeds": list(range(seeds))}
        )
        run(design, folder / "played")
    with RunStore(folder / "played") as store:
        meta, episodes = store.meta, list(store.episodes())
    meta["design"]["name"] = words[1]
    with RunStore.create(folder / "run", meta) as store:
        for number, stored in enumerate(episodes):
            store.add(_report(stored, words[number], words[-1 - number]))
    return folder / "run"


def _report(stored, one, two):
    """Every other episode has a violation with these words in each of its fields; all have them in what is said of them."""
    said = str(stored.turns[0]["action"].get("content") or one).split("\n")[0]
    found = Finding(
        kind="violation", name=two, detector=one, status="effective", key=two, severity=0.5, cost=0.5, tier=one, step=1,
        call_id=_first_id(stored), facts=(one, two), records=(two,), quote=f"{said} … {two}",
    )  # fmt: skip
    guilty = stored.record.policy == "random" or stored.record.seed == 1
    record = msgspec.structs.replace(
        stored.record, policy=f"{one} {stored.record.policy}" if stored.record.policy == "random" else stored.record.policy,
        status="truncated", detail=two, end=one, findings=(found,) if guilty else (), costs={two: 0.5} if guilty else {},
        goals={one: 1.0}, given={one: two}, factors={**stored.record.factors, one: two},
    )  # fmt: skip
    turns = [dict(turn) for turn in stored.turns]
    turns[0]["findings"] = [msgspec.to_builtins(found)] if guilty else []
    return msgspec.structs.replace(stored, record=record, turns=turns, key=f"{stored.position}|{one}|{two}")


def _first_id(stored):
    calls = stored.turns[0]["action"].get("tool_calls") or [{}]
    return str(calls[0].get("id", ""))
