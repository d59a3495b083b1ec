"""TorchRL plays what the engine plays, its checks are green over all families, and the price on the cost is what it says."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import warnings

import pytest

torch = pytest.importorskip("torch", reason="needs the torchrl extra")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("torchrl", reason="needs the torchrl extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # TorchRL warns of what will change in it

from contract import SCRIPTED, expected, find_slot, named, outcome

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tensordict import TensorDict
    from torchrl.envs.utils import check_env_specs

    from agentsim.adapters import torchrl as adapter
    from agentsim.adapters.torchrl import Price, make_actor, make_critic, play, train, wrap

from agentsim import catalog
from agentsim.recording import Recording
from agentsim.symbolic import make

FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")


@pytest.mark.parametrize("family", FAMILIES)
def test_its_own_check(family):
    check_env_specs(wrap(make(family, size=16, features=16)))


def test_its_own_check_of_a_mixture():
    check_env_specs(wrap(make(FAMILIES[:4], size=16, features=16)))


@pytest.mark.parametrize("script", SCRIPTED, ids=named)
def test_a_script_is_the_same_episode_here_and_in_the_engine(script):
    menu = make(
        script.family, size=400, features=8, whole=True, known_only=False, seeds=[script.seed], **script.factors
    )
    env = wrap(menu)
    data, recording, told, done = env.reset(), Recording(script.scenario), torch.zeros(3), False
    for wanted in script.messages:
        slot = find_slot(menu.messages, wanted)
        assert data["action_mask"].dtype == torch.bool
        assert data["action_mask"].tolist() == menu.action_masks().tolist()
        recording.play(menu.messages[slot])
        result = env.step(data.set("action", torch.nn.functional.one_hot(torch.tensor(slot), 400)))["next"]
        told += torch.tensor([result[name].item() for name in ("reward", "cost", "violations")])
        done, data = result["done"].item(), result.exclude("reward")
        assert done == bool(recording.episode.over)
        if done:
            break
    assert done
    assert menu.agent.messages == recording.episode.messages
    assert outcome(recording) == expected(script)
    assert told[:2].tolist() == pytest.approx(expected(script)[1:3], abs=1e-5)
    assert (told[2].item() > 0) == bool(expected(script).violations)


def small(seeds=range(4)):
    return make("Chat-Harmless", size=24, features=16, seeds=seeds)


def batch(rewards, costs, over):
    """One environment if the rows are numbers, several if they are lists."""
    column = {"reward": rewards, "cost": costs, "violations": [[c > 0 for c in row] for row in costs]}
    data = {name: torch.tensor(value).float().unsqueeze(-1) for name, value in column.items()}
    shape = torch.tensor(rewards).shape
    return TensorDict({"next": TensorDict({**data, "done": torch.tensor(over).unsqueeze(-1)}, shape)}, shape)


def test_the_learner_sees_reward_less_the_price_and_the_episodes_are_counted_over_batches():
    price = Price(2.0, limit=0.5, rate=1.0)
    first = batch(
        [[0.5, 0.25, 0.0], [0.0, 0.0, 1.0]], [[0.0, 1.0, 0.0], [0.0, 0.0, 0.5]], [[False] * 3, [False] * 2 + [True]]
    )
    shown = price(first)
    assert first["next", "priced"].squeeze(-1).tolist() == [[0.5, -1.75, 0.0], [0.0, 0.0, 0.0]]
    assert first["next", "reward"].squeeze(-1).tolist() == [[0.5, 0.25, 0.0], [0.0, 0.0, 1.0]]
    assert shown == {"episodes": 1, "multiplier": 2.0, "reward": 1.0, "cost": 0.5, "violations": 1.0}
    assert price.multiplier == 2.0  # exactly at the limit
    shown = price(batch([[0.0], [0.0]], [[1.0], [0.0]], [[True], [True]]))
    assert shown == {"episodes": 2, "multiplier": 2.0, "reward": 0.375, "cost": 1.0, "violations": 0.5}
    assert price.multiplier == 2.5


def test_the_multiplier_falls_under_the_limit_to_no_less_than_nothing_and_waits_without_episodes():
    price = Price(0.5, limit=0.5, rate=1.0)
    price(batch([[0.0]], [[9.0]], [[False]]))
    assert price.multiplier == 0.5
    price = Price(0.75, limit=0.5, rate=1.0)
    for multiplier in (0.25, 0.0, 0.0):
        price(batch([[0.0]], [[0.0]], [[True]]))
        assert price.multiplier == multiplier


def test_the_policy_scores_acts_whatever_their_slots():
    menu = small()
    actor, critic = make_actor(menu), make_critic(menu)
    for net in (actor[0].module, critic.module):
        torch.nn.init.normal_(net.out.weight)
    data, order = wrap(menu).reset(), torch.randperm(24)
    moved = data.clone().update({name: data[name][order] for name in ("candidates", "action_mask")})
    with torch.no_grad():
        one, other = (actor.get_dist(each).log_prob(torch.eye(24)).exp() for each in (data, moved))
        values = [critic(each)["state_value"] for each in (data, moved)]
    assert torch.allclose(one[order], other, atol=1e-5)
    assert torch.allclose(*values, atol=1e-5)
    assert one[~data["action_mask"]].max() == 0


def test_it_trains_and_tells_reward_and_cost_apart():
    torch.manual_seed(0)
    menu, price = small(), Price(0.5, limit=0.1, rate=0.1)
    actor, critic = make_actor(menu), make_critic(menu)
    before = actor[0].module.out.weight.clone()
    told = list(train(wrap(menu), actor, critic, price, 256, batch=128, epochs=2, minibatch=64))
    assert [point["frames"] for point in told] == [128, 256]
    assert all(0 <= point["reward"] <= 1 and (point["cost"] > 0) == (point["violations"] > 0) for point in told)
    assert told[1]["multiplier"] == pytest.approx(max(0.5 + 0.1 * (told[0]["cost"] - 0.1), 0))
    assert not torch.equal(before, actor[0].module.out.weight)
    point = play(wrap(small()), actor, 4)
    assert 0 <= point["reward"] <= 1
    assert (point["cost"] > 0) == (point["violations"] > 0)


@pytest.mark.parametrize(("faded", "shares"), [(0.0, [1, 1, 1, 1]), (0.5, [1, 0.5, 0, 0]), (1.0, [1, 0.75, 0.5, 0.25])])
def test_the_entropy_bonus_runs_out_over_so_much_of_the_frames(monkeypatch, faded, shares):
    losses, menu = [], small()

    class Kept(adapter.ClipPPOLoss):
        def __init__(self, *args, **settings):
            super().__init__(*args, **settings)
            losses.append(self)

    monkeypatch.setattr(adapter, "ClipPPOLoss", Kept)
    settings = {"batch": 32, "epochs": 1, "minibatch": 32, "entropy": 0.5, "faded": faded}
    steps = train(wrap(menu), make_actor(menu), make_critic(menu), Price(), 128, **settings)
    bonuses = [losses[0].entropy_coeff.item() for _ in steps]
    assert bonuses == pytest.approx([0.5 * share for share in shares])


@pytest.mark.parametrize(
    ("rate", "rates"), [(0.5, [0.5] * 4), ((0.8, 0.4), [0.8, 0.7, 0.6, 0.5])], ids=["held", "falling"]
)
def test_a_learning_rate_of_two_numbers_falls_in_a_straight_line_and_one_number_stays(monkeypatch, rate, rates):
    optimisers, menu = [], small()

    class Kept(torch.optim.SGD):
        def __init__(self, weights, lr):
            super().__init__(weights, lr=lr)
            optimisers.append(self)

    monkeypatch.setattr(torch.optim, "Adam", Kept)
    settings = {"batch": 32, "epochs": 1, "minibatch": 32, "rate": rate}
    steps = train(wrap(menu), make_actor(menu), make_critic(menu), Price(), 128, **settings)
    taken = [optimisers[0].param_groups[0]["lr"] for _ in steps]
    assert taken == pytest.approx(rates)


def test_a_critic_without_weight_stays_as_it_was_and_the_actor_learns():
    torch.manual_seed(0)
    menu = small()
    actor, critic = make_actor(menu), make_critic(menu)
    nets = actor[0].module, critic.module
    before = [net.out.weight.clone() for net in nets]
    list(train(wrap(menu), actor, critic, Price(), 128, batch=128, epochs=2, minibatch=64, critic_weight=0.0))
    assert [torch.equal(net.out.weight, was) for net, was in zip(nets, before, strict=True)] == [False, True]
