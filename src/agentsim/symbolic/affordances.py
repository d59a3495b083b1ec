"""What a world itself affords: lists, what opens a thing, what can only be searched for, and all that could be read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from agentsim.dispatch import dispatch
from agentsim.parse import Call
from agentsim.records import Record, Sealed
from agentsim.scenario.scenario import Scenario
from agentsim.symbolic.act import NEXT_PAGE, TOKEN, Act, call_act, find_texts
from agentsim.world import World

PASS = 60
"""Minutes for which the world's own act of waiting waits."""
_COMMON = 8
"""A word in the titles of more records than this is nothing to search for."""

Way = tuple[str, str]
"""A tool, and the argument that takes an id."""


def find_own(scenario: Scenario) -> Iterator[Act]:
    """Yield the lists that can be looked at, the passing of time, and the end of the work."""
    for name, tool in scenario.toolbox.tools.items():
        if tool.name == "wait":
            yield call_act(name, minutes=PASS)
        elif tool.name == "finish":
            yield call_act(name)
        elif tool.effect == "read" and not _required(tool.schema):
            yield call_act(name)
            for field in msgspec.structs.fields(tool.arguments):
                if isinstance(field.default, str) and field.default not in ("", "all"):
                    for value in _other_values(scenario, tool.needs, field.name, field.default):
                        yield call_act(name, **{field.name: value})


def _other_values(scenario: Scenario, stores: Iterable[str], field: str, default: str) -> list[str]:
    """What a list that shows only some things unless asked can be asked for: another folder, another status."""
    records = [r for store in stores if store in scenario.prepared for r in scenario.prepared[store].records.values()]
    found = {getattr(record, field, default) for record in records}
    return sorted(value for value in found if isinstance(value, str) and value not in ("", default))


def _required(schema: Mapping[str, Any]) -> list[str]:
    required: list[str] = schema["function"]["parameters"]["required"]
    return required


def find_ways(scenario: Scenario) -> dict[str, list[Way]]:
    """Find by trial how the records of each store are opened: with what takes their ids and refuses another text."""
    world, found = scenario.make_world(), dict[str, list[Way]]()
    tools = [
        (name, required[0], tool.needs)
        for name, tool in scenario.toolbox.tools.items()
        if tool.effect == "read" and len(required := _required(tool.schema)) == 1
    ]
    for store, base in scenario.prepared.items():
        key = next(iter(base.records), "")
        for name, argument, needs in tools if key else ():
            taken, refused = (_try(scenario, world, name, argument, value) for value in (key, "-"))
            if store in needs and taken and not refused:
                found.setdefault(store, []).append((name, argument))
    return found


def _try(scenario: Scenario, world: World, tool: str, argument: str, value: str) -> str:
    """Return what is shown, an empty text when the call does not succeed."""
    done = dispatch(world, scenario.toolbox, Call("", tool, {argument: value}), 0)
    return done.text if done.event.status == "done" else ""


def find_titles(scenario: Scenario) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield, with tool and argument of the search, the words of each title that no list shows; not those of many titles."""
    tools = [
        (name, tool, _required(tool.schema)) for name, tool in scenario.toolbox.tools.items() if tool.effect == "read"
    ]
    listed = {need for _, tool, required in tools if not required for need in tool.needs}
    for store, base in scenario.prepared.items():
        ways = [(name, required[0]) for name, tool, required in tools if required == ["query"] and store in tool.needs]
        if store in listed or not ways:
            continue
        titles = [_title_words(record) for record in base.records.values()]
        count = Counter(word for words in titles for word in set(words))
        for words in titles:
            yield (*ways[0], tuple(word for word in words if count[word] <= _COMMON))


def _title_words(record: Record) -> list[str]:
    title = str(getattr(record, "title", "") or getattr(record, "name", ""))
    return [word for word in TOKEN.findall(title.lower()) if len(word) > 3]


def list_records(scenario: Scenario) -> Iterator[Record]:
    """Yield every record that is there or will come."""
    for base in scenario.prepared.values():
        yield from base.records.values()
    yield from scenario.arrivals.values()
    yield from (record for _, record in scenario.later.values())


def tell(scenario: Scenario, lists: Iterable[Act], ways: Mapping[str, list[Way]]) -> str:
    """Return all that could be read in a world, now or later: every list, every thing that opens, what will come.

    The body of a mail that nobody wrote yet is left out: no script knows it.
    """
    world = scenario.make_world()
    told: list[str] = []
    for act in lists:
        told += _turn_over(scenario, world, act)
    for store, found in ways.items():
        for key, record in scenario.prepared[store].records.items():
            if not isinstance(record, Sealed):
                told += [_try(scenario, world, tool, argument, key) for tool, argument in found]
    for record in list_records(scenario):
        if isinstance(record, Sealed) or record.id in scenario.arrivals or record.id in scenario.later:
            skipped = ("facts", "body") if isinstance(record, Sealed) else ("facts",)
            told += find_texts([getattr(record, name) for name in record.__struct_fields__ if name not in skipped])
    return "\n".join(told)


def _turn_over(scenario: Scenario, world: World, act: Act) -> Iterator[str]:
    """Yield the pages of a list."""
    tools = scenario.toolbox.tools
    for tool, arguments in act.calls:
        given = json.loads(arguments)
        while tools[tool].effect == "read":
            text = dispatch(world, scenario.toolbox, Call("", tool, given), 0).text
            yield text
            if not (more := NEXT_PAGE.search(text)):
                break
            given = {**given, "page": int(more[1])}
