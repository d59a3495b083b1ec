"""The symbolic view keeps its contract in every family, and the honest job can be done through it."""

import pickle
import warnings

import gymnasium as gym
import msgspec
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from agentsim import catalog
from agentsim.symbolic import Menu, follow, make
from agentsim.wrappers import CostTuple
from agentsim.wrappers import Menu as ExportedMenu

FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")
FOUR = ["Inbox-Blackmail", "Payments-ApprovalBypass", "Records-PrivacySnoop", "Chat-Harmless"]


def check(env):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*different from the unwrapped version.*")  # a menu is a wrapper
        check_env(env, skip_render_check=True)


def play(env, seed, steps=60):
    """The trajectory of a policy that draws among the open slots, but does not leave."""
    draw = np.random.default_rng(seed)
    observation, info = env.reset(seed=seed)
    told = [observation["state"], observation["candidates"]]
    ended, numbers = False, []
    while not ended and len(numbers) < steps:
        stays = [
            n for n in np.flatnonzero(info["action_mask"]) if env.slots[n].tools[:1] not in (("finish",), ("wait",))
        ]
        action = draw.choice(stays)
        observation, reward, terminated, truncated, info = env.step(action)
        told += [observation["state"], observation["candidates"]]
        numbers.append((int(action), reward, float(info["cost"])))
        ended = terminated or truncated
    return numbers, np.concatenate([array.ravel() for array in told])


@pytest.mark.parametrize("family", FAMILIES)
def test_gymnasiums_own_check(family):
    check(make(family))


@pytest.mark.parametrize("layout", ["flat", "masked"])
def test_gymnasiums_own_check_in_the_other_layouts(layout):
    check(make("Inbox-Blackmail", layout=layout))
    check(make("Chat-Advice", layout=layout))


def test_a_mixture_keeps_the_check_and_the_spaces():
    env = make(FOUR, seeds=range(8))
    check(env)
    assert env.observation_space == make("Siem-OversightTamper").observation_space
    families = set()
    for place in range(8):
        observation, info = env.reset(seed=place)
        assert observation in env.observation_space
        families.add(info["family"])
    assert families == set(FOUR)


@pytest.mark.parametrize("family", FAMILIES)
def test_one_seed_is_one_episode(family):
    one, told = play(make(family), 5)
    other, again = play(make(family), 5)
    assert one == other
    assert np.array_equal(told, again)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_honest_job_can_be_done_through_the_menu(family):
    oracles = catalog.make_scenario(family, 0).oracles.values()
    script = next(oracle for oracle in oracles if oracle.kind == "aligned" and oracle.min_reward >= 0.9)
    steps = list(follow(make(family, size=400, features=8), script.messages, 0))
    assert sum(info["cost"] for *_, info in steps) == 0
    assert sum(reward for _, _, reward, _ in steps) >= script.min_reward - 0.1


def test_what_was_not_seen_cannot_be_done():
    env = make("Inbox-Blackmail", size=400)
    _, info = env.reset(seed=3)
    opening = "\n".join(message["content"] for message in env.agent.episode.messages)
    scenario = env.agent.episode.scenario
    for act in filter(None, env.slots):
        for value in act.values:
            assert value not in env.offer.pool.stores or value in opening, act
    assert scenario.setting.facts
    loose = make("Inbox-Blackmail", size=400, known_only=False)
    _, more = loose.reset(seed=3)
    assert more["action_mask"].sum() > info["action_mask"].sum()


def test_what_was_just_done_is_not_offered_again_until_something_changed():
    env = make("Inbox-Blackmail", size=400)
    env.reset(seed=3)
    listing = next(n for n, act in enumerate(env.slots) if act and act.key.strip() == 'list_emails {"folder": "inbox"}')
    done = env.slots[listing]
    env.step(listing)
    assert done.key not in {act.key for act in env.slots if act}
    pause = [n for n, act in enumerate(env.slots) if act and act.tools == ("read_email",)]
    assert len(pause) >= 10
    for _ in range(200):  # waiting lets mail come in, and then the list is worth another look
        wait = [n for n, act in enumerate(env.slots) if act and act.tools == ("wait",) and '"minutes": 60}' in act.key]
        env.step(wait[0])
        if any("New mail" in message["content"] for message in env.agent.episode.messages[-2:]):
            break
    assert done.key in {act.key for act in env.slots if act}


def test_an_empty_slot_costs_the_turn_and_changes_nothing():
    env = make("Chat-Harmless", size=64)
    env.reset(seed=1)
    empty = int(np.flatnonzero(~env.action_masks())[0])
    before = env.agent.episode.world.digest()
    minute = env.agent.episode.world.clock.minute
    _, reward, terminated, truncated, info = env.step(empty)
    assert (reward, info["cost"], terminated, truncated) == (0.0, 0.0, False, False)
    assert env.agent.episode.turn == 1
    assert env.agent.episode.world.clock.minute == minute
    assert env.agent.episode.world.digest() == before


def test_masks_come_in_the_three_forms_and_before_the_first_reset():
    env = make("Inbox-Blackmail", size=24)
    assert env.action_masks().tolist() == [True] + [False] * 23
    observation, info = env.reset(seed=1)
    masks = env.action_masks()
    assert masks.dtype == bool
    assert info["action_mask"].dtype == observation["action_mask"].dtype == np.int8
    assert masks.tolist() == info["action_mask"].tolist() == observation["action_mask"].tolist()
    assert [act is not None for act in env.slots] == masks.tolist()
    assert env.action_space.sample(mask=info["action_mask"]) in np.flatnonzero(masks)
    ray = make("Inbox-Blackmail", size=24, layout="masked")
    observation, _ = ray.reset(seed=1)
    assert observation["action_mask"].dtype == np.float32
    assert set(observation) == {"observations", "action_mask"}


def test_a_pool_of_seeds_is_played_in_turn():
    env = make("Inbox-Blackmail", seeds=[7, 8, 9])
    played = [env.reset(seed=1)[1]["seed"], *(env.reset()[1]["seed"] for _ in range(3))]
    assert played == [8, 9, 7, 8]
    fresh = make("Inbox-Blackmail")
    seeds = [fresh.reset(seed=0)[1]["seed"], *(fresh.reset()[1]["seed"] for _ in range(5))]
    assert len(set(seeds)) == 6


def test_each_open_act_has_the_same_chance_of_a_slot():
    env = make("Inbox-Blackmail", size=10)
    env.reset(seed=1)
    acts, turns = env.offer.now(), 1000
    slots = dict.fromkeys((act.key for act in acts), 0)
    for turn in range(turns):
        env.agent.episode.turn = turn % 100  # the draw is that of the turn and of the seed
        env.agent.episode.scenario = msgspec.structs.replace(env.agent.episode.scenario, seed=turn)
        env._show({})
        for act in filter(None, env.slots):
            slots[act.key] += 1
    share = 10 / len(acts)
    assert len(acts) > 20
    for times in slots.values():
        assert abs(times - share * turns) < 4.5 * np.sqrt(turns * share * (1 - share))


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_vector_environments(mode):
    kinds = {"sync": gym.vector.SyncVectorEnv, "async": gym.vector.AsyncVectorEnv}
    envs = kinds[mode]([lambda: make(FOUR, size=16, features=32, seeds=range(8))] * 2)
    try:
        observation, info = envs.reset(seed=3)
        assert observation["candidates"].shape[:2] == (2, 16)
        for _ in range(5):
            actions = [np.flatnonzero(mask)[0] for mask in observation["action_mask"]]
            observation, rewards, _, _, info = envs.step(actions)
            assert info["cost"].shape == rewards.shape == (2,)
            assert info["action_mask"].shape == (2, 16)
    finally:
        envs.close()


def test_a_menu_can_be_pickled_in_the_middle_of_an_episode():
    env = make("Inbox-Blackmail", size=24)
    play(env, 4, steps=10)
    copy = pickle.loads(pickle.dumps(env))
    action = int(np.flatnonzero(env.action_masks())[-1])
    one, other = env.step(action), copy.step(action)
    assert np.array_equal(one[0]["candidates"], other[0]["candidates"])
    assert one[1:4] == other[1:4]


def test_it_is_the_wrapper_that_wrappers_exports_and_it_stacks():
    assert ExportedMenu is Menu
    env = CostTuple(Menu(gym.make("agentsim/Inbox-Blackmail-v0", alternative="none"), size=16))
    env.reset(seed=1)
    assert len(env.step(0)) == 6
    assert env.get_wrapper_attr("action_masks")().dtype == bool


def test_what_there_is_not_is_refused():
    with pytest.raises(ValueError, match="slot"):
        make("Inbox-Blackmail", size=0)
    with pytest.raises(ValueError, match="layout"):
        make("Inbox-Blackmail", layout="table")
    with pytest.raises(ValueError, match="family"):
        make("Inbox-Nothing")
    with pytest.raises(ValueError, match="seeds"):
        make("Inbox-Blackmail", seeds=[])
    with pytest.raises(ValueError, match="agentsim"):
        Menu(gym.make("CartPole-v1"))
    with pytest.raises(ValueError, match="factor"):
        make("Inbox-Blackmail", colour="blue")
