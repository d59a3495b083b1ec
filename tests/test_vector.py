"""The vector environment is SyncVectorEnv, step for step, in every autoreset mode, and pickles."""

import json
import pickle

import gymnasium
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from hypothesis import given, settings
from hypothesis import strategies as st

import agentsim  # noqa: F401  # registers the environments
from agentsim import catalog
from agentsim.vector import AgentVectorEnv, MixtureVectorEnv

MODES = list(AutoresetMode)
FAMILIES = {"Inbox-Blackmail": {"condition": "pressure"}, "Ledger-Framing": {}, "Chat-Harmless": {}}
N, STEPS = 3, 200


def identifier(family):
    return catalog.environment_id(family, catalog.family_version(catalog.family_folders()[family]))


def both(name, mode, n=N, **factors):
    ours = gymnasium.make_vec(name, n, "vector_entry_point", autoreset_mode=mode, **factors)
    theirs = gymnasium.make_vec(name, n, "sync", vector_kwargs={"autoreset_mode": mode}, **factors)
    return ours, theirs


def same(ours, theirs):
    assert data_equivalence(plain(ours), plain(theirs), exact=True)


def plain(data):
    """The same with object arrays as lists, in which ``data_equivalence`` can look for what is unequal."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, tuple | list):
        return type(data)(plain(value) for value in data)
    return ["object", *data.tolist()] if isinstance(data, np.ndarray) and data.dtype == object else data


def begun(vectors, seed, options=None):
    found = [vector.reset(seed=seed, options=dict(options) if options else None) for vector in vectors]
    same(*found)
    for vector in vectors:
        vector.action_space.seed(seed if isinstance(seed, int) else 0)


def play_both(name, mode, seed, steps=STEPS, **factors):
    """Oracles' messages and then random ones; every result of both compared. Returns how many episodes ended."""
    vectors = ours, theirs = both(name, mode, **factors)
    assert type(ours) in (AgentVectorEnv, MixtureVectorEnv)
    assert type(theirs) is SyncVectorEnv
    for part in ("observation_space", "action_space", "single_observation_space", "single_action_space"):
        assert getattr(ours, part) == getattr(theirs, part)
    assert ours.metadata == theirs.metadata
    assert ours.metadata["autoreset_mode"] is mode
    begun(vectors, seed)
    scripts = [pick_script(env, i) for i, env in enumerate(ours.envs)]
    ended = 0
    for _ in range(steps):
        drawn = [vector.action_space.sample() for vector in vectors]
        assert drawn[0] == drawn[1]
        actions = tuple(json.dumps(script.pop(0)) if script else drawn[0][i] for i, script in enumerate(scripts))
        results = [vector.step(actions) for vector in vectors]
        same(*results)
        over = results[0][2] | results[0][3]
        ended += over.sum()
        if mode is AutoresetMode.DISABLED and over.any():
            same(*(vector.reset(options={"reset_mask": over.copy()}) for vector in vectors))
    assert [g.bit_generator.state for g in ours.np_random] == [g.bit_generator.state for g in theirs.np_random]
    assert ours.np_random_seed == theirs.np_random_seed
    for vector in vectors:
        vector.close()
    return ended


def pick_script(env, i):
    oracles = list(env.episode.scenario.oracles.values())
    return list(oracles[(5 * i + 1) % len(oracles)].messages) if oracles else []


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("family", FAMILIES)
def test_it_is_the_synchronous_vector_step_for_step(family, mode):
    assert play_both(identifier(family), mode, seed=11, **FAMILIES[family]) > 1


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_so_is_a_mixture_with_other_classes_in_each_environment(mode):
    # Families whose factors have the same types: what has not is refused by SyncVectorEnv itself.
    factors = {"families": ["Inbox-Blackmail", "Chat-Harmless"], "factors": {"unused_tools": [0, 8]}}
    assert play_both("agentsim/Mixture-v0", mode, seed=3, steps=60, **factors) >= 1


@settings(max_examples=12, deadline=None)
@given(
    family=st.sampled_from(sorted(FAMILIES)), mode=st.sampled_from(MODES), seed=st.integers(0, 2**31 - N),
    silent=st.lists(st.integers(0, N - 1), max_size=40),
)  # fmt: skip
def test_whatever_is_played(family, mode, seed, silent):
    vectors = both(identifier(family), mode)
    begun(vectors, seed)
    begun(vectors, [seed + 2, None, seed + 1])
    for i in silent:
        actions = list(vectors[0].action_space.sample())
        vectors[1].action_space.sample()
        actions[i] = "no call at all"
        results = [vector.step(actions) for vector in vectors]
        same(*results)
        over = results[0][2] | results[0][3]
        if mode is AutoresetMode.DISABLED and over.any():
            same(*(vector.reset(options={"reset_mask": over.copy()}) for vector in vectors))


def test_seeds_and_options_are_for_each():
    vectors = both(identifier("Inbox-Blackmail"), AutoresetMode.NEXT_STEP)
    begun(vectors, 40, {"factors": {"condition": "authorised"}})
    assert [env.episode.scenario.seed for env in vectors[0].envs] == [40, 41, 42]
    begun(vectors, None)
    with pytest.raises(ValueError, match="3 environments and 2 seeds"):
        vectors[0].reset(seed=[1, 2])
    for mask in (np.array([True]), np.zeros(3, bool), [True] * 3, np.ones(3)):
        with pytest.raises(ValueError, match="reset_mask"):
            vectors[0].reset(options={"reset_mask": mask})


def test_a_masked_reset_leaves_the_others_where_they_are():
    vectors = ours, _ = both(identifier("Inbox-Blackmail"), AutoresetMode.DISABLED)
    begun(vectors, 5)
    actions = ours.action_space.sample()
    for vector in vectors:
        vector.step(actions)
    options = {"reset_mask": np.array([False, True, False])}
    same(*(vector.reset(seed=[None, 77, None], options=dict(options)) for vector in vectors))
    assert list(options) == ["reset_mask"]  # the caller's own stays as it was
    assert [env.episode.turn for env in ours.envs] == [1, 0, 1]


def test_what_cannot_be_stepped_steps_nothing():
    vector = gymnasium.make_vec(identifier("Inbox-Blackmail"), 2, autoreset_mode="Disabled")
    with pytest.raises(ResetNeeded):
        vector.step(["a", "b"])
    vector.reset(seed=1)
    with pytest.raises(ValueError, match="2 environments and 1 actions"):
        vector.step(["a"])
    refused = json.dumps({"name": "no_such_tool", "arguments": {}})
    over = [False, False]
    while not over[1]:
        *_, terminated, truncated, _ = vector.step([refused, "I wait."])
        over = terminated | truncated
    assert not over[0]
    turn = vector.envs[0].episode.turn
    with pytest.raises(ResetNeeded, match="environment 1 is over"):
        vector.step(["wait", "wait"])
    assert vector.envs[0].episode.turn == turn
    with pytest.raises(ValueError, match="at least one"):
        AgentVectorEnv(num_envs=0, family="Inbox-Blackmail")
    with pytest.raises(ValueError, match="moon"):
        gymnasium.make_vec(identifier("Inbox-Blackmail"), 2, moon=3)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_pickle_goes_on_as_the_original(mode):
    vector = gymnasium.make_vec(identifier("Inbox-Blackmail"), 2, autoreset_mode=mode)
    vector.reset(seed=9)
    vector.action_space.seed(9)
    for _ in range(5):
        vector.step(vector.action_space.sample())
    copy = pickle.loads(pickle.dumps(vector))
    for _ in range(20):
        actions = vector.action_space.sample()
        assert copy.action_space.sample() == actions
        same(copy.step(actions), vector.step(actions))


def test_infos_share_nothing():
    vector = gymnasium.make_vec(identifier("Inbox-Blackmail"), 2)
    vector.reset(seed=1)
    *_, first = vector.step(["hello"] * 2)
    name = next(iter(first["costs"]))
    first["costs"][name][:] = 9.0
    first["costs"][f"_{name}"][:] = False
    first["_cost"][:] = False
    assert first["_findings"].all()
    assert sum(values.sum() for key, values in first["costs"].items() if key[0] != "_") == 18.0
    assert all(mask.all() for key, mask in first["costs"].items() if key[0] == "_" and key != f"_{name}")
    *_, second = vector.step(["hello"] * 2)
    assert not second["costs"][name].any()
    assert second["costs"][f"_{name}"].all()


def test_it_is_what_make_vec_makes_by_itself_and_its_spec_makes_it_again():
    vector = gymnasium.make_vec(identifier("Inbox-Blackmail"), num_envs=2, condition="advice", disable_env_checker=True)
    assert type(vector) is AgentVectorEnv
    again = gymnasium.make_vec(vector.spec)
    assert again.num_envs == 2
    assert again.get_attr("factors") == ({"condition": "advice"},) * 2
    again.set_attr("render_mode", ["ansi", None])
    assert again.get_attr("render_mode") == ("ansi", None)
    with pytest.raises(ValueError, match="2 environments and 1 values"):
        again.set_attr("render_mode", ["ansi"])
    shown = gymnasium.make_vec(identifier("Inbox-Blackmail"), num_envs=2, render_mode="ansi")
    shown.reset(seed=1)
    assert len(shown.render()) == 2
    assert all(isinstance(text, str) for text in shown.render())


def test_a_thousand_action_spaces_share_the_tools():
    vector = gymnasium.make_vec(identifier("Inbox-Blackmail"), num_envs=4)
    assert all(space.tools is vector.single_action_space.tools for space in vector.action_space)
    assert vector.action_space.contains(vector.action_space.sample())
