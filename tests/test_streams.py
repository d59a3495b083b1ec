"""Draws depend on the seed and the name, and on nothing else."""

import subprocess
import sys

import pytest

from agentsim.streams import Streams


def test_draws_are_the_same_in_every_process_and_under_every_hash_seed():
    program = "from agentsim.streams import Streams as S; s = S(7).child('a'); print(s.bits('x'), s.code('y', 6), s.sample('z', range(50), 5))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1


def test_a_known_draw_stays_what_it_is():
    # A changed draw changes every world ever published under a seed.
    assert Streams(0).bits("anything") == 2744240904576684352
    assert Streams(0).code("id", 6) == "d2rxfu"


def test_other_names_paths_and_seeds_give_other_draws():
    draws = {Streams(s).child(c).bits(n) for s in range(20) for c in "abc" for n in "xyz"}
    assert len(draws) == 20 * 3 * 3


def test_a_name_cannot_be_mistaken_for_a_path():
    assert Streams(1).child("a").bits("b") != Streams(1).bits("a:b")


@pytest.mark.parametrize(("low", "high"), [(0, 0), (-3, 3), (5, 9)])
def test_integers_cover_the_range_and_nothing_else(low, high):
    drawn = {Streams(seed).integer("n", low, high) for seed in range(400)}
    assert drawn == set(range(low, high + 1))


def test_fractions_lie_in_the_unit_interval_and_spread():
    drawn = [Streams(seed).fraction("f") for seed in range(2000)]
    assert min(drawn) >= 0.0
    assert max(drawn) < 1.0
    assert abs(sum(drawn) / len(drawn) - 0.5) < 0.02


def test_choosing_from_nothing_says_which_stream_did():
    with pytest.raises(IndexError, match="lever"):
        Streams(0).choice("lever", [])
