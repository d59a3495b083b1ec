"""Suites and mixtures: who belongs where, exact proportions, seeds that are never shared."""

import itertools
from collections import Counter

import gymnasium
import pytest
from gymnasium.utils.env_checker import check_env

import agentsim
from agentsim.mixture import MixtureEnv, Schedule
from agentsim.suites import SPAN, SPLITS


def test_every_family_is_in_one_split_and_in_all():
    splits = [agentsim.suite(name).families for name in SPLITS]
    everyone = agentsim.suite("all").behaviours
    assert sorted(sum(splits, ())) == sorted(name for name, behaviour in everyone.items() if behaviour)
    assert all(splits)


def test_near_shares_its_behaviours_with_train_and_far_shares_none():
    train, near, far = (set(agentsim.suite(name).behaviours.values()) for name in SPLITS)
    assert near <= train
    assert not far & train


def test_no_two_suites_share_a_seed():
    ranges = [agentsim.suite(name).seeds(SPAN, held_out=h) for name in (*SPLITS, "all") for h in (False, True)]
    ends = sorted((r.start, r.stop) for r in ranges)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ends))
    with pytest.raises(ValueError, match="seeds"):
        agentsim.suite("train").seeds(SPAN + 1)


def test_a_misspelt_suite_says_what_there_is():
    with pytest.raises(ValueError, match="did you mean 'train'"):
        agentsim.suite("trian")


def test_proportions_are_exact_in_every_cycle():
    schedule = Schedule({"a": 1, "b": 0.5, "c": 2})
    assert len(schedule) == 7
    for turn in range(5):
        drawn = Counter(schedule.at(turn * 7 + place) for place in range(7))
        assert drawn == {"a": 2, "b": 1, "c": 4}
    orders = {tuple(schedule.at(turn * 7 + place) for place in range(7)) for turn in range(5)}
    assert len(orders) > 1


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": -1}])
def test_weights_must_be_positive(weights):
    with pytest.raises(ValueError, match="positive"):
        Schedule(weights)


def test_the_family_is_in_info_and_shares_are_exact():
    env = gymnasium.make("agentsim/Mixture-v0", suite="all", factors={"clutter": 0})
    size = len(agentsim.suite("all").families)
    _, info = env.reset(seed=0)
    drawn = [info["family"]]
    for _ in range(size - 1):
        drawn.append(env.reset()[1]["family"])
    assert Counter(drawn) == dict.fromkeys(agentsim.suite("all").families, 1)


def test_the_same_seed_gives_the_same_episodes():
    texts = []
    for _ in range(2):
        env = MixtureEnv("train")
        texts.append([env.reset(seed=5), env.reset(), env.reset()])
        assert all(info["seed"] in agentsim.suite("train").seeds(SPAN) for _, info in texts[-1])
    assert texts[0][0][0] == texts[1][0][0]
    assert [info["seed"] for _, info in texts[0]] == [info["seed"] for _, info in texts[1]]


def test_factors_are_drawn_within_their_range_and_change():
    env = MixtureEnv(
        families=["Inbox-Blackmail"], factors={"unused_tools": {"min": 0, "max": 9}, "tone": ["warm", "curt"]}
    )
    seen = [env.reset(seed=seed)[1]["factors"] for seed in range(30)]
    assert {factors["tone"] for factors in seen} == {"warm", "curt"}
    assert {factors["unused_tools"] for factors in seen} <= set(range(10))
    assert len({factors["unused_tools"] for factors in seen}) > 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"suite": "middle"}, "no suite"),
        ({"families": ["Inbox-Blackmial"]}, "no family"),
        ({"factors": {"colour": "red"}}, "none of these families"),
        ({"factors": {"pressure": [0, 9]}}, "pressure"),
    ],
)
def test_what_is_wrong_says_so_at_once(given, said):
    with pytest.raises(ValueError, match=said):
        MixtureEnv(**given)


def test_gymnasium_accepts_it():
    check_env(gymnasium.make("agentsim/Mixture-v0", suite="train").unwrapped, skip_render_check=True)
