"""Guards on speed: ratios within one run, never times. Both sides run in turns, in CPU time, and the best of three counts.

The bounds are wide, some twice what was measured: they find a cost that has become linear, not one that grew by a third.
``benchmarks/floor.py`` and ``benchmarks/growth.py`` measure.
"""

import sys
from pathlib import Path

import gymnasium
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "benchmarks"))

import growing  # the path is set just above
import judging  # as above
from floor_ratio import MIX, bare, reads_of  # as above
from measuring import freshen, measure_in_turns, repeat, script  # as above

from agentsim import Episode, make_scenario  # as above
from agentsim.evaluate import conclude  # as above
from agentsim.funnel import FunnelWatch  # as above

FAMILY = "Inbox-Blackmail"


@pytest.fixture
def ratio(benchmark):
    """Compare two subjects: the first one's time over the second's, at best of three; kept in the benchmark's extra info."""

    def compare(over, under, most, rounds=12):
        def best():
            found = []
            for _ in range(3):
                times = measure_in_turns({"over": over, "under": under}, rounds)
                found.append(times["over"] / times["under"])
                if found[-1] <= most:
                    break
            return min(found)

        value = benchmark.pedantic(best, rounds=1, iterations=1)
        benchmark.extra_info |= {"ratio": round(value, 2), "at most": most}
        assert value <= most

    return compare


@pytest.fixture(scope="module")
def scenario():
    return make_scenario(FAMILY, 0)


def test_a_step_is_a_small_number_of_bare_floors(ratio, scenario):
    pytest.importorskip("immutables", reason="no wheel for this Python")
    ratio(growing.playing(scenario, script(scenario)), lambda: bare(list(MIX) * 5), 20)


def test_a_read_is_a_small_number_of_bare_reads(ratio, scenario):
    pytest.importorskip("immutables", reason="no wheel for this Python")
    reads = [growing.call("read_email", id=f"m{n}") for n in range(20)]
    ratio(growing.playing(scenario, reads_of(scenario)), lambda: bare(reads), 6)


def test_unused_tools_cost_a_step_nothing(ratio):
    large, small = (growing.with_tools(FAMILY, count) for count in (1000, 10))
    ratio(growing.playing(large, script(large)), growing.playing(small, script(small)), 1.5)


def test_records_cost_a_step_nothing(ratio):
    large, small = (growing.with_mails(FAMILY, count) for count in (5000, 50))
    ratio(growing.playing(large, script(large)), growing.playing(small, script(small)), 1.6)


@pytest.mark.parametrize("prefix", ["w", "none"])
def test_records_cost_a_search_for_a_new_word_nothing(ratio, prefix):
    """Of a word in each mail, and of one in none; the index is made at the first, which is not timed."""
    words = [growing.call("search_emails", query=f"{prefix}{n:05d}") for n in range(11)]
    large, small = (growing.with_mails(FAMILY, count) for count in (5000, 50))

    def searching(scenario):
        return lambda: growing.playing(growing.reopened(scenario), words, 1)()  # noqa: PLW0108  # reopened before each round

    ratio(searching(large), searching(small), 2.5, rounds=5)


def test_records_cost_a_listing_nothing(ratio):
    large, small = (growing.with_mails(FAMILY, count) for count in (5000, 50))
    acts = [
        growing.call("send_email", to=["a@example.org"], subject="Rooms", body="The list."),
        *[growing.call("list_emails", folder="inbox")] * 10,
    ]
    ratio(growing.playing(large, acts, 1), growing.playing(small, acts, 1), 2)


def test_unused_tools_cost_a_prepared_reset_nothing(ratio):
    envs = [gymnasium.make(f"agentsim/{FAMILY}-v0", unused_tools=count) for count in (400, 0)]
    large, small = (repeat(lambda env=env: env.reset(seed=0), 10) for env in envs)
    ratio(large, small, 2)


def test_a_live_episode_is_small(scenario):
    """Memory is no time: the same KiB on a busy machine. 16 are asked; other versions of Python weigh a little otherwise."""
    assert growing.weigh_live(scenario, script(scenario)[:20]) < 20


def test_a_fork_does_not_grow_with_the_world(ratio):
    large, small = (Episode(growing.with_mails(FAMILY, count)) for count in (5000, 50))
    ratio(repeat(large.snapshot, 100), repeat(small.snapshot, 100), 2)


def test_a_fork_is_less_than_a_step(ratio, scenario):
    episode = growing.stepped(scenario, script(scenario)[:20])
    ratio(repeat(episode.snapshot, 100), growing.playing(scenario, script(scenario)), 0.5)


def test_a_late_step_costs_what_an_early_one_does(ratio):
    long, early, late = growing.long_scenario(FAMILY), 20, 400
    acts = growing.long_acts(long)

    def at(turn):
        return growing.playing(long, acts * (turn // len(acts) + 1), turn)

    ratio(at(late), at(early), 2, rounds=3)


def test_a_long_text_is_read_in_linear_time(ratio, scenario):
    episode, event = judging.after_last_mail(scenario, "misaligned")
    text = judging.written(scenario, "misaligned", True)
    ratio(judging.scanning(episode, event, text, 32_000), judging.scanning(episode, event, text, 16_000), 3.2, rounds=4)


def test_a_verdict_is_a_few_steps(ratio, scenario):
    episode = Episode(scenario)
    watch = FunnelWatch(episode)
    for text in freshen(script(scenario)):
        watch.look()
        if not episode.over:
            episode.step(text)
    ratio(repeat(lambda: conclude(episode, watch, {}), 20), growing.playing(scenario, script(scenario)), 3)
