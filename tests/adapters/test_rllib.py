"""RLlib plays what the engine plays, and the price on the cost is what it says, in the process and in a remote runner."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import os

import numpy as np
import pytest

os.environ.setdefault("RAY_AUTH_MODE", "disabled")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
ray = pytest.importorskip("ray", reason="needs the rllib extra")
torch = pytest.importorskip("torch", reason="needs the rllib extra")
pytest.importorskip("ray.rllib", reason="needs the rllib extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # Ray warns of what will change in it

from contract import SCRIPTED, expected, named, outcome
from ray.rllib.core.columns import Columns
from ray.rllib.env.single_agent_env_runner import SingleAgentEnvRunner
from ray.rllib.env.single_agent_episode import SingleAgentEpisode

from agentsim import catalog
from agentsim.adapters.rllib import CostMetrics, MenuModule, Price, make_config, make_env
from agentsim.recording import Recording

FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")
SMALL = {"family": "Chat-Harmless", "size": 24, "features": 16, "seeds": list(range(4))}


@pytest.fixture(scope="module")
def cluster():
    ray.init(
        num_cpus=2, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False, logging_level="ERROR"
    )
    yield
    ray.shutdown()


def small_config(runners=0, **price):
    config = make_config(SMALL, runners=runners, **price)
    config.training(train_batch_size_per_learner=128, minibatch_size=64, num_epochs=1)
    return config.debugging(seed=0, log_level="ERROR")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_runner_of_rllib_plays_every_family(family):
    config = make_config({"family": family, "size": 16, "features": 16}).debugging(seed=0)
    runner = SingleAgentEnvRunner(config=config)
    episodes = runner.sample(num_timesteps=20, random_actions=False)
    runner.stop()
    assert sum(len(episode) for episode in episodes) >= 20
    for episode in episodes:
        masks = episode.get_observations()["action_mask"][: len(episode)]
        assert masks[np.arange(len(episode)), episode.get_actions()].all()  # nothing but what the mask allows
        assert all(info.keys() == {"cost", "violations"} for info in episode.get_infos())


@pytest.mark.parametrize("script", SCRIPTED, ids=named)
def test_a_script_is_the_same_episode_here_and_in_the_engine(script):
    settings = {"size": 400, "features": 8, "whole": True, "known_only": False, "seeds": [script.seed]}
    env = make_env({"family": script.family, **settings, **script.factors})
    menu, recording, over = env.env.env, Recording(script.scenario), False
    episode = SingleAgentEpisode(observation_space=env.observation_space, action_space=env.action_space)
    observation, info = env.reset(seed=0)
    episode.add_env_reset(observation, info)
    for wanted in script.messages:
        slot = next(n for n, message in enumerate(menu.messages) if message and same(message, wanted))
        assert observation["action_mask"].astype(bool).tolist() == menu.action_masks().tolist()
        recording.play(menu.messages[slot])
        observation, reward, terminated, truncated, info = env.step(slot)
        assert env.observation_space.contains(observation)
        episode.add_env_step(observation, slot, reward, info, terminated=terminated, truncated=truncated)
        over = terminated or truncated
        assert over == bool(recording.episode.over)
        if over:
            break
    assert over
    assert menu.agent.messages == recording.episode.messages
    assert outcome(recording) == expected(script)
    assert episode.get_return() == pytest.approx(expected(script).reward, abs=1e-9)
    told = Told()
    CostMetrics().on_episode_end(episode=episode, metrics_logger=told)
    assert told["episode_cost_mean"] == pytest.approx(expected(script).cost, abs=1e-9)
    assert told["violations"] == bool(expected(script).violations)


class Told(dict):
    def log_value(self, name, value, **how):
        self[name] = value


def same(one, other):
    return one["content"] == other["content"] and [c["function"] for c in one.get("tool_calls", ())] == [
        c["function"] for c in other.get("tool_calls", ())
    ]


def play_one(costs):
    episode = SingleAgentEpisode()
    episode.add_env_reset(0, {"cost": 0.0, "violations": 0})
    for n, cost in enumerate(costs):
        last = n == len(costs) - 1
        episode.add_env_step(0, 0, 0.25, {"cost": cost, "violations": int(cost > 0)}, terminated=last)
    return episode


def price_of(price, *episodes, longer=False):
    batch = price(batch={}, episodes=list(episodes), shared_data={"_added_loss_mask_for_valid_episode_ts": longer})
    return [list(values) for values in batch[Columns.REWARDS].values()]


def test_the_learner_sees_reward_less_the_price_and_the_episodes_stay():
    price = Price(multiplier=2.0, limit=0.5, rate=1.0)
    first, second = play_one([0.0, 1.0]), play_one([0.0])
    assert price_of(price, first, second) == [[0.25, -1.75], [0.25]]
    assert list(first.get_rewards()) == [0.25, 0.25]
    assert price.multiplier == 2.0  # exactly at the limit
    price_of(price, play_one([0.5, 1.0]))
    assert price.multiplier == 3.0
    other = Price(multiplier=0.0)
    other.set_state(price.get_state())
    assert other.multiplier == 3.0


def test_the_step_that_the_learner_adds_costs_nothing():
    from ray.rllib.utils.postprocessing.episodes import add_one_ts_to_episodes_and_truncate

    episode = play_one([0.0, 1.0])
    add_one_ts_to_episodes_and_truncate([episode])
    price = Price(multiplier=2.0, limit=0.5, rate=1.0)
    assert price_of(price, episode, longer=True) == [[0.25, -1.75, 0.0]]
    assert price.multiplier == 2.5


def test_the_policy_scores_acts_whatever_their_slots():
    env = make_env(SMALL)
    module = MenuModule(
        observation_space=env.observation_space, action_space=env.action_space, model_config={"width": 16}
    )
    torch.nn.init.normal_(module.score_acts.out.weight)
    torch.nn.init.normal_(module.value.out.weight)
    seen = {name: torch.as_tensor(value)[None] for name, value in env.reset(seed=1)[0].items()}
    order = torch.randperm(24)
    moved = {**seen, **{name: seen[name][:, order] for name in ("candidates", "action_mask")}}
    with torch.no_grad():
        one, other = (module._forward({"obs": each})["action_dist_inputs"].softmax(-1)[0] for each in (seen, moved))
        values = [module.compute_values({"obs": each}) for each in (seen, moved)]
    assert torch.allclose(one[order], other, atol=1e-5)
    assert torch.allclose(*values, atol=1e-5)
    assert one[seen["action_mask"][0] == 0].max() == 0


@pytest.mark.parametrize("runners", [0, 1])
def test_it_trains_and_tells_reward_and_cost_apart(cluster, runners):
    algo = small_config(runners, multiplier=0.5, limit=0.1, rate=0.1).build_algo()
    try:
        first, second = algo.train(), algo.train()
    finally:
        algo.stop()
    for result in (first, second):
        told = result["env_runners"]
        assert 0 <= told["episode_return_mean"] <= 1
        assert (told["episode_cost_mean"] > 0) == (told["violations"] > 0)
    assert first["learners"]["multiplier"] == 0.5
    # All that was played is in the batch: its mean cost is what moves the multiplier.
    moved = 0.5 + 0.1 * (first["env_runners"]["episode_cost_mean"] - 0.1)
    assert second["learners"]["multiplier"] == pytest.approx(moved, abs=1e-3)


def places_of(batches, seed=1, settings=SMALL, **resources):
    """The places in the list of seeds that a runner of RLlib plays, batch after batch of whole episodes."""
    config = (
        make_config(settings).training(train_batch_size_per_learner=8).debugging(seed=seed).env_runners(**resources)
    )
    runner = SingleAgentEnvRunner(config=config)
    menus = [env.env for env in runner.env.unwrapped.envs]
    while not hasattr(menus[0], "_place"):
        menus = [menu.env for menu in menus]
    seen = []
    for _ in range(batches):
        runner.sample(random_actions=True)
        seen.append([menu._place for menu in menus])
    runner.stop()
    return seen


@pytest.mark.parametrize(("seed", "places"), [(1, [[1], [2], [3], [4]]), (None, [[0], [1], [2], [3]])])
def test_a_seed_of_rllib_begins_with_another_world_and_goes_through_all_of_them(seed, places):
    """With whole episodes RLlib gives its seed to the first reset of every batch."""
    assert places_of(4, seed) == places
    assert places_of(4, seed) == places  # and a seed tells which


def test_every_environment_of_a_runner_goes_on_by_itself():
    one, *_, last = places_of(4, num_envs_per_env_runner=2)
    assert all(after > before for before, after in zip(one, last, strict=True))


def test_without_the_guard_rllib_plays_one_world_only():
    """The trap itself: where this fails, RLlib has mended it, and the guard may go."""
    assert places_of(3, settings={**SMALL, "repeat_seed": True}) == [[1], [1], [1]]


def test_without_a_list_a_seed_that_is_given_again_plays_new_worlds_and_the_same_ones_in_another_run():
    def play(**more):
        env = make_env({"family": "Chat-Harmless", "size": 8, "features": 8, **more})
        played = []
        for seed in (5, 5, 5, 6, None, 6, 5):
            env.reset(seed=seed)
            played.append(env.unwrapped.episode.scenario.seed)
        return played

    worlds = play()
    assert worlds == play()
    assert worlds[0] == worlds[6] == 5  # a seed that is not the last begins where Gymnasium begins with it
    assert worlds[3] == 6
    assert len(set(worlds)) == 6
    assert play(repeat_seed=True)[:3] == [5, 5, 5]
