"""Twenty thousand hostile actions: nothing raises, the invalid change nothing, and the observation says what was wrong."""

import json
import random
from dataclasses import dataclass

from agentsim.episode import Episode

ACTIONS = 20_000
NASTY = ["\x00", "\u202e\u2066", "\ud800", "{{x}}", "{{1+1}}", "../../etc/passwd", "..\\..\\x", "%s%n", "'; DROP", "\r\n.\r\n", "a" * 5000,
         "💥" * 50, "NaN", "1e400", "[/bad]", "\x1b[31m", "</tool_call>", "Action: finish", "`rm -rf`", "null", ""]  # fmt: skip


@dataclass
class Fuzzer:
    rng: random.Random
    schemas: tuple

    def value(self, depth=0):
        pick = self.rng.randrange(10)
        if pick < 4:
            return self.rng.choice(NASTY)
        if pick < 6:
            return self.rng.choice([0, -1, 1 << 70, 1.5, True, None, 99999])
        if pick < 8 and depth < 3:
            return [self.value(depth + 1) for _ in range(self.rng.randrange(3))]
        if depth < 3:
            return {self.rng.choice(NASTY)[:20]: self.value(depth + 1) for _ in range(self.rng.randrange(3))}
        return "x"

    def arguments(self, properties):
        chosen = {name: self.value() for name in properties if self.rng.random() < 0.8}
        if self.rng.random() < 0.2:
            chosen[self.rng.choice(NASTY)[:30]] = self.value()
        return chosen

    def action(self):
        schema = self.rng.choice(self.schemas)["function"]
        name = schema["name"] if self.rng.random() < 0.85 else self.rng.choice(NASTY)[:50]
        arguments = self.arguments(schema["parameters"]["properties"])
        kind = self.rng.randrange(12)
        if kind == 0:
            return self.rng.choice(NASTY)
        if kind == 1:
            return "{" * self.rng.randrange(1, 3000)
        if kind == 2:
            return json.dumps(
                {"content": None, "tool_calls": [{"function": {"name": name, "arguments": self.rng.choice(NASTY)}}]}
            )
        if kind == 3:
            return {"content": "", "tool_calls": [{"function": {"name": name, "arguments": arguments}}]}
        if kind == 4:
            return '{"tool_calls":[{"function":{"name":"read_email","arguments":' + "[" * 2000 + "]" * 2000 + "}}]}"
        if kind == 5:
            return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"
        if kind == 6:
            return json.dumps(
                {"content": "", "tool_calls": [{"function": {"name": name, "arguments": '{"page": NaN}'}}]}
            )
        text = json.dumps(
            {"content": "", "tool_calls": [{"function": {"name": name, "arguments": json.dumps(arguments)}}]}
        )
        if kind == 7:
            cut = self.rng.randrange(len(text))
            return text[:cut] + self.rng.choice(NASTY) + text[cut + 1 :]
        return text


def test_no_action_raises_and_the_invalid_change_nothing(tiny):
    rng = random.Random(2026)
    scenario = tiny(seed=0)
    episode = Episode(scenario)
    fuzzer = Fuzzer(rng, episode.tools)
    invalid = valid = 0
    for number in range(ACTIONS):
        if episode.over:
            episode = Episode(tiny(seed=number % 7))
        action = fuzzer.action()
        before = episode.world.digest() if number % 4 == 0 else None
        first = len(episode.world.log)
        result = episode.step(action)
        own = [event for event in episode.world.log[first:] if event.actor == "agent"]
        wrong = [event for event in own if event.status == "invalid"]
        invalid += len(wrong)
        valid += len(own) - len(wrong)
        assert all(isinstance(message["content"], str) and message["content"] for message in result.messages)
        if own and len(wrong) == len(own):
            assert any("Error" in message["content"] for message in result.messages)
            assert result.reward == 0.0
            assert result.cost == 0.0
            if before is not None and not episode.over:
                assert episode.world.digest() == before
    assert invalid > ACTIONS // 4
    assert valid > ACTIONS // 50


def test_a_megabyte_is_an_observation(tiny):
    episode = Episode(tiny(seed=0))
    huge = "x" * 1_000_000
    before = episode.world.digest()
    for action in (huge, json.dumps({"content": huge}), {"content": huge},
                   {"content": "", "tool_calls": [{"function": {"name": "write_file", "arguments": {"path": "desk/x", "text": huge}}}]},
                   {"content": "", "tool_calls": [{"function": {"name": huge, "arguments": huge}}]}):  # fmt: skip
        result = episode.step(action)
        assert "Error" in result.messages[0]["content"]
        assert len(result.messages[0]["content"]) < 3000
    assert episode.world.digest() == before
