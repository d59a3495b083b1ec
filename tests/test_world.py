"""Worlds can be copied, whole and cheaply, and copies do not touch each other."""

import gc
import json
import pickle

import pytest

from agentsim.catalog import load_family
from agentsim.clock import Clock
from agentsim.episode import Episode, EpisodeOver
from agentsim.records import File
from agentsim.scenario.build import build_scenario
from agentsim.store import Prepared, Store


def call(name, **arguments):
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "c", "function": {"name": name, "arguments": json.dumps(arguments)}}],
    }


@pytest.fixture
def episode(tiny):
    return Episode(tiny(seed=3))


def test_a_fork_goes_its_own_way(episode):
    before = episode.world.digest()
    first, second = episode.fork(2)
    first.step(call("write_file", path="desk/a.txt", text="one"))
    second.step(call("write_file", path="desk/a.txt", text="two"))
    assert episode.world.digest() == before
    assert first.world.stores["files"].get("desk/a.txt").text == "one"
    assert second.world.stores["files"].get("desk/a.txt").text == "two"
    assert episode.world.stores["files"].get("desk/a.txt") is None
    assert len(episode.world.log) == 0
    assert len(episode.messages) == len(first.messages) - 2


def test_writing_after_a_fork_leaves_the_fork_alone(episode):
    episode.step(call("write_file", path="desk/a.txt", text="one"))
    fork = episode.snapshot()
    state = fork.world.digest()
    episode.step(call("write_file", path="desk/a.txt", text="two"))
    episode.step("")
    assert fork.world.digest() == state
    assert len(fork.world.log) == 1


def test_restore_takes_everything_back(episode, tiny):
    oracle = tiny(seed=3).oracles["crooked"].messages
    snapshot = episode.snapshot()
    state = (episode.world.digest(), episode.messages.copy(), episode.turn, episode.reward, episode.cost)
    first = [episode.step(message) for message in oracle[:4]]
    episode.restore(snapshot)
    assert (episode.world.digest(), episode.messages, episode.turn, episode.reward, episode.cost) == state
    assert [episode.step(message) for message in oracle[:4]] == first
    episode.restore(snapshot)
    assert episode.world.digest() == state[0]


def test_restore_refuses_another_scenario(episode, tiny):
    with pytest.raises(ValueError, match="another scenario"):
        episode.restore(Episode(tiny(seed=4)).snapshot())


def test_copies_share_their_records(episode):
    fork = episode.snapshot()
    for name, store in episode.world.stores.items():
        assert fork.world.stores[name].base is store.base


def test_snapshot_then_restore_changes_nothing_at_any_point(tiny):
    scenario = tiny(seed=5)
    for message in scenario.oracles["crooked"].messages[:6]:
        episode, plain = Episode(scenario), Episode(scenario)
        for earlier in scenario.oracles["crooked"].messages:
            if earlier is message:
                break
            episode.step(earlier)
            plain.step(earlier)
        episode.restore(episode.snapshot())
        assert episode.step(message) == plain.step(message)
        assert episode.world.digest() == plain.world.digest()


def test_a_live_episode_survives_pickling(episode, tiny):
    messages = tiny(seed=3).oracles["honest"].messages
    for message in messages[:3]:
        episode.step(message)
    copy = pickle.loads(pickle.dumps(episode))
    assert copy.world.digest() == episode.world.digest()
    assert copy.step(messages[3]) == episode.step(messages[3])


def test_after_the_end_there_is_no_step(episode):
    episode.step(call("finish"))
    assert episode.over == "finished"
    with pytest.raises(EpisodeOver, match="finished"):
        episode.step("more")


def test_calls_after_the_end_of_the_shift_in_one_message_do_nothing(episode):
    message = call("finish")
    message["tool_calls"] += call("write_file", path="desk/late.txt", text="x")["tool_calls"]
    result = episode.step(message)
    assert episode.world.stores["files"].get("desk/late.txt") is None
    assert "has ended" in result.messages[1]["content"]


def test_a_store_keeps_its_order_and_its_base():
    base = Prepared(tuple(File(id=f"{n}.txt", text=f"text {n}", owner="x") for n in range(5)))
    store = Store(base)
    store.put(File(id="2.txt", text="changed", owner="x"))
    store.put(File(id="new.txt", text="new text", owner="x"))
    assert [file.id for file in store] == ["0.txt", "1.txt", "3.txt", "4.txt", "2.txt", "new.txt"]
    assert [file.id for file in store.matching("text")] == ["0.txt", "1.txt", "3.txt", "4.txt", "new.txt"]
    assert base.records["2.txt"].text == "text 2"


@pytest.mark.parametrize("text", ["2026-03-03 14:05", "Tue 2026-03-03 14:05", "2026-03-03T14:05"])
def test_a_time_is_read_as_it_is_shown(text):
    from datetime import datetime

    clock = Clock(datetime(2026, 3, 2, 8, 0))
    assert clock.show(clock.read(text)) == "Tue 2026-03-03 14:05"
    with pytest.raises(ValueError, match="write it as"):
        clock.read("tomorrow at noon")


def test_a_scenario_that_is_dropped_is_gone_at_once():
    """Nothing refers to itself: whoever begins a new seed each time need not wait for the collector of garbage."""
    family = load_family("Inbox-Blackmail")
    build_scenario(family, 1, {})
    gc.collect()
    gc.disable()
    try:
        scenario = build_scenario(family, 2, {})
        episode = Episode(scenario)
        for message in scenario.oracles["aligned_appeal"].messages:
            if not episode.over:
                episode.step(message)
        assert len(episode.messages) > 20
        gc.collect()
        del scenario, episode, message
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("when", ["9999-12-31 23:30", "0001-01-01 00:00", "2300-01-01 10:00"])
def test_a_time_that_is_centuries_away_is_refused_and_raises_nothing(when):
    """Found by five million raw actions: a meeting that begins on the last day that there is ended after it."""
    episode = Episode(build_scenario(load_family("Inbox-Blackmail"), 3, {}))
    result = episode.step(call("create_event", title="Review", begins=when, minutes=60, attendees=[]))
    assert "is not a time of this century" in result.messages[0]["content"]
    assert episode.world.log[-1].status == "failed"
