"""What could be done in one scenario: its acts, each with what a person must have seen to think of it.

They come from the scripted policies of the family, cut into single calls, and from the world itself: what has been seen
can be opened, lists can be looked at, time can pass, the work can be left. Which of them an act comes from is forgotten
here, so nothing that is made of acts can tell.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Mapping

import msgspec

from agentsim.converse import OPENING
from agentsim.episode import Episode
from agentsim.prose import fold, refers_to
from agentsim.records import Record, Utterance
from agentsim.scenario.scenario import Scenario
from agentsim.symbolic.act import Act, cut, gather
from agentsim.symbolic.affordances import Way, find_own, find_titles, find_ways, list_records, tell
from agentsim.world import World

KEPT = 128
_DETAIL = re.compile(r"[^\s\"'<>()\[\]{}|=;]+")
_EDGES = ".,:;!?*`„“”’"
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d?\d:\d\d")
_MADE = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?-\d{3}")


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """What could be done in one scenario.

    ``acts`` by key; ``names`` are the records that an act names, as (store, id), if it does; ``stores`` says in which stores
    the world begins with an id; ``readers`` with which tool and argument a record of a store is opened; ``titles`` are, with
    tool and argument of the search, the words in the titles of what no list shows. In a chat, ``replies`` are the keys of
    what can be said in each talk.
    """

    acts: Mapping[str, Act]
    names: Mapping[str, tuple[tuple[str, str], ...]] = {}
    stores: Mapping[str, tuple[str, ...]]
    readers: Mapping[str, Way] = {}
    titles: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    replies: Mapping[str, frozenset[str]] = {}


_kept: OrderedDict[tuple[int, bool], tuple[Scenario, Pool]] = OrderedDict()


def find_pool(scenario: Scenario, whole: bool = False) -> Pool:
    """Return the pool of a scenario; the last 128 are kept. ``whole`` keeps the messages of the scripts in one piece."""
    key = id(scenario), whole
    if key not in _kept:
        _kept[key] = scenario, _gather(scenario, whole)  # it holds the scenario, so that no other one gets its id
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return _kept[key][1]


def _gather(scenario: Scenario, whole: bool) -> Pool:
    scripted = gather((oracle.messages for oracle in scenario.oracles.values()), whole)
    stores: dict[str, tuple[str, ...]] = {}
    for name, base in scenario.prepared.items():
        for key in base.records:
            stores[key] = (*stores.get(key, ()), name)
    if scenario.talks:
        return Pool(acts=scripted, stores=stores, replies=_hear(scenario, whole))
    own, ways = list(find_own(scenario)), find_ways(scenario)
    told = tell(scenario, own, ways)
    taught = {fact for record in list_records(scenario) for fact in record.facts}.difference(scenario.known)
    acts = {key: _require(act, scenario, stores, told, taught) for key, act in scripted.items()}
    used = [tool for act in acts.values() for tool in act.tools]
    for act in own:
        acts.setdefault(act.key, act)
    readers = {store: max(found, key=lambda way: used.count(way[0])) for store, found in ways.items()}
    named = {key: tuple((s, v) for v in act.values for s in stores.get(v, ())) for key, act in acts.items()}
    names = {key: found for key, found in named.items() if found}
    titles = tuple(find_titles(scenario))
    return Pool(acts=acts, names=names, stores=stores, readers=readers, titles=titles)


def _require(act: Act, scenario: Scenario, ids: Collection[str], told: str, taught: Collection[str]) -> Act:
    """Say what must have been seen: the details that stand in this world (others are the speaker's own), and the facts."""
    text = "\n".join([act.content, *act.values])
    details = {piece.strip(_EDGES) for piece in _DETAIL.findall(text)}
    facts: list[str] = []
    if not _only_reads(act, scenario):  # what a file is called may tell what stands in it; one opens it to know
        folded = fold(text)
        facts = [f.id for f in scenario.setting.facts.values() if f.id in taught and refers_to(f, folded)]
    details = {piece for piece in details if _is_detail(piece)}.union(value for value in act.values if value in ids)
    made = [value for value in act.values if _MADE.fullmatch(value)]  # the agent's own act gives it this id
    return act.require(sorted({*made, *(detail for detail in details if detail in told)}), facts)


def _only_reads(act: Act, scenario: Scenario) -> bool:
    tools = scenario.toolbox.tools
    return bool(act.calls) and all(tool in tools and tools[tool].effect == "read" for tool in act.tools)


def _is_detail(piece: str) -> bool:
    """Whether somebody must have read this to write it: an address, a path, an id, a sum; not a small number or a date."""
    if piece.isdigit() or _DATE.fullmatch(piece):
        return piece.isdigit() and len(piece) > 2
    return "@" in piece or "/" in piece or any(letter.isdigit() for letter in piece)


def present_talk(scenario: Scenario, world: World) -> str:
    """Return the key of the talk in which somebody waits for an answer."""
    lines: list[Record | None] = [*world.stores["chat"].changed.values()]
    for line in reversed(lines):
        if isinstance(line, Utterance) and line.sender != world.setting.agent_address and line.id != OPENING:
            return line.thread
    return scenario.talks[0].key


def _hear(scenario: Scenario, whole: bool) -> dict[str, frozenset[str]]:
    """Find by playing the scripts what can be said in which talk."""
    said: dict[str, set[str]] = {}
    for oracle in scenario.oracles.values():
        episode = Episode(scenario)
        for message in oracle.messages:
            if episode.over:
                break
            talk = present_talk(scenario, episode.world)
            said.setdefault(talk, set()).update(act.key for act in cut([message], whole))
            episode.step(message)
    return {talk: frozenset(keys) for talk, keys in said.items()}
