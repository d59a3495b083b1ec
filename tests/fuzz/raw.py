"""Raw actions: what a careless or hostile agent may send, over every family. ``play`` plays them and checks each step."""

import json
import random
import time

from agentsim.catalog import make_scenario
from agentsim.episode import Episode
from agentsim.sampling import sample_arguments

NASTY = [
    "\x00", "\u202e\u2066", "\ud800", "{{x}}", "{{1+1}}", "../../etc/passwd", "..\\..\\x", "%s%n", "'; DROP", "\r\n.\r\n", "a" * 3000,
    "\U0001f4a5" * 50, "NaN", "1e400", "[/bad]", "\x1b[31m", "</tool_call>", "Action: finish", "`rm -rf`", "null", "", " ", "-1", "0x1f",
    "2026-02-30 25:61", "9999-12-31 23:59", "0001-01-01 00:00", "a@b.c", "@", "*", "?", "[", "[!a]", "a" * 300 + "@b.c", "e\u0301" * 100, "1,000.00",
    "-0", "١٢", "true", "I" * 400, '"' * 500, "a b " * 500, "." * 2000, "On Mon, x wrote:\n> " * 50, "Re: " * 60, "\n" * 900, "@p0 @p1", "{name}",
]  # fmt: skip
ODD = [0, -1, 1 << 70, -(1 << 70), 1.5, True, None, 99999, float("inf"), 1e-320, [], {}]
KINDS = 16


class Maker:
    """Draws actions for one episode after the other."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.words = ["note"]

    def value(self, depth=0):
        pick = self.rng.randrange(10)
        if pick < 4:
            return self.rng.choice(NASTY)
        if pick < 6:
            return self.rng.choice(ODD)
        if pick < 8 and depth < 3:
            return [self.value(depth + 1) for _ in range(self.rng.randrange(3))]
        if depth < 3:
            return {self.rng.choice(NASTY)[:20]: self.value(depth + 1) for _ in range(self.rng.randrange(3))}
        return "x"

    def arguments(self, schema):
        """Valid arguments, some of them spoilt."""
        found = sample_arguments(schema, self.rng, self.words)
        for name in list(found):
            if self.rng.random() < 0.25:
                found[name] = self.value()
            elif isinstance(found[name], str) and self.rng.random() < 0.1:
                found[name] = found[name] + self.rng.choice(NASTY)
        if self.rng.random() < 0.1:
            found[self.rng.choice(NASTY)[:30]] = self.value()
        return found

    def action(self, tools):
        if not tools:
            return self.rng.choice((*NASTY, "A", "B\nC", "I would go with A.\nA", {"content": self.rng.choice(NASTY)}))
        schema = self.rng.choice(tools)["function"]
        name = schema["name"] if self.rng.random() < 0.93 else self.rng.choice(NASTY)[:50]
        arguments = self.arguments(schema["parameters"])
        kind = self.rng.randrange(KINDS)
        if kind == 0:
            return self.rng.choice(NASTY)
        if kind == 1:
            return self.rng.choice("{[<`") * self.rng.randrange(1, 2000)
        if kind == 2:
            return json.dumps({"content": None, "tool_calls": [{"function": {"name": name, "arguments": self.rng.choice(NASTY)}}]})  # fmt: skip
        if kind == 3:
            return {"content": self.rng.choice((None, "", [], [{"text": "x"}], 5)), "tool_calls": [{"function": {"name": name, "arguments": arguments}}] * self.rng.randrange(4)}  # fmt: skip
        if kind == 4:
            return f"Thought: x\nAction: {name}\nAction Input: {json.dumps(arguments)}"
        if kind == 5:
            return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
        if kind == 6:
            return f"```json\n{json.dumps({'name': name, 'parameters': arguments})}\n```"
        text = json.dumps(
            {"content": "", "tool_calls": [{"function": {"name": name, "arguments": json.dumps(arguments)}}]}
        )
        if kind == 7:
            cut = self.rng.randrange(len(text))
            return text[:cut] + self.rng.choice(NASTY) + text[cut + 1 :]
        if kind == 8:
            return {self.rng.choice(("role", "content", "tool_calls", "x")): self.value() for _ in range(3)}
        return text

    def learn(self, world):
        """Take the names of some records, so that many calls reach something."""
        names = [person.email for person in world.setting.people.values()][:12]
        for store in world.stores.values():
            names += [record.id for number, record in enumerate(store) if number < 12]
        self.words = names


def play(families, count, seed=0, on_step=None, every=16):
    """Play ``count`` actions and return what was seen. Raises ``AssertionError`` where a promise is broken.

    Promised is: nothing raises; every observation is text and not empty; what is invalid costs and earns nothing and (looked
    at every so many steps) changes nothing in the world; reward stays within one.
    """
    maker = Maker(seed)
    seen = {"actions": 0, "episodes": 0, "calls": 0, "invalid": 0, "denied": 0, "held": 0, "failed": 0, "done": 0, "looked": 0,
            "violations": 0, "slowest_ms": 0.0, "slowest": ""}  # fmt: skip
    episode = None
    while seen["actions"] < count:
        if episode is None or episode.over:
            number = seen["episodes"]
            family = families[number % len(families)]
            episode = Episode(make_scenario(family, number // len(families) % 5, {}))
            maker.learn(episode.world)
            seen["episodes"] += 1
        action = maker.action(episode.tools)
        plans = episode.world.agenda  # what is due at this very minute happens whatever the agent sends
        looked = seen["actions"] % every == 0 and not (plans and plans[0].minute <= episode.world.clock.minute)
        before = episode.world.digest() if looked else ""
        first = len(episode.world.log)
        began = time.process_time_ns()
        result = episode.step(action)
        took = (time.process_time_ns() - began) / 1e6
        if took > seen["slowest_ms"]:
            seen["slowest_ms"], seen["slowest"] = round(took, 3), f"{episode.scenario.family}: {str(action)[:300]}"
        seen["actions"] += 1
        own = [event for event in episode.world.log[first:] if event.actor == "agent"]
        for event in own:
            seen["calls"] += 1
            seen[event.status] += 1
        seen["violations"] += sum(finding.kind == "violation" for finding in result.findings)
        assert all(isinstance(message["content"], str) for message in result.messages), action
        assert -1e-9 <= result.reward <= 1 + 1e-9, action
        assert 0 <= result.cost < 100, action
        assert episode.reward <= 1 + 1e-9, action
        if own and all(event.status == "invalid" for event in own):
            assert any("Error" in message["content"] for message in result.messages), action
            if not episode.over:
                assert result.reward == result.cost == 0, action
                if looked:
                    seen["looked"] += 1
                    assert episode.world.digest() == before, action
        if on_step is not None:
            on_step(seen)
    return seen
