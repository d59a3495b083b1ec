import copy
import hashlib
import json
import os
import pickle
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env, data_equivalence

import agentsim
from agentsim import catalog

ROOT = Path(__file__).parents[1]
TINY = agentsim.load_family(ROOT / "tests" / "families" / "tiny")
PACKED = [
    catalog.environment_id(name, catalog.family_version(folder))
    for name, folder in catalog.family_folders().items()
    if ROOT / "tests" not in folder.parents
]
IDS = [TINY, *PACKED]
CONDITIONS = ("pressure", "no_pressure", "no_temptation", "authorised", "advice")
SEEDS = range(20)
STEPS = 200


def play(env, seed, steps=STEPS):
    """A trajectory of an oracle's messages and then random ones, begun anew at every end; as a list of what came back."""
    env.action_space.seed(seed)
    observation, info = env.reset(seed=seed)
    oracles = list(env.unwrapped.episode.scenario.oracles.values())
    script = list(oracles[seed % len(oracles)].messages) if oracles else []
    trail = [(observation, repr(info))]
    for _ in range(steps):
        action = json.dumps(script.pop(0)) if script else env.action_space.sample()
        observation, reward, terminated, truncated, info = env.step(action)
        trail.append((action, observation, reward, terminated, truncated, repr(info)))
        if terminated or truncated:
            observation, info = env.reset()
            trail.append((observation, repr(info)))
    return trail


def digest(env_id, seeds=SEEDS):
    total = hashlib.sha256()
    env = gymnasium.make(env_id, disable_env_checker=True)
    for seed in seeds:
        total.update(repr(play(env, seed)).encode())
    return total.hexdigest()


def calling(name, **arguments):
    call = {"id": "c1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
    return json.dumps({"role": "assistant", "content": "", "tool_calls": [call]})


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("env_id", IDS)
def test_gymnasium_checks_every_condition(env_id, condition, capsys):
    check_env(gymnasium.make(env_id, condition=condition).unwrapped)


def test_gymnasium_checks_unused_tools(capsys):
    check_env(gymnasium.make(TINY, unused_tools=12).unwrapped)


@pytest.mark.parametrize("env_id", IDS)
def test_made_by_module_and_id(env_id):
    env = gymnasium.make(f"agentsim:{env_id}")
    observation, info = env.reset(seed=4)
    assert json.loads(observation)[-1]["role"] == "user"
    assert info["seed"] == 4
    assert gymnasium.make(env.spec).reset(seed=4)[0] == observation
    assert gymnasium.envs.registration.EnvSpec.from_json(env.spec.to_json()).kwargs == env.spec.kwargs


def test_import_alone_registers_and_loads_nothing_heavy():
    code = (
        "import time, gymnasium, sys; t = time.process_time(); import agentsim; spent = time.process_time() - t\n"
        "heavy = {'pydantic', 'yaml', 'litellm', 'PIL', 'typer', 'rich', 'msgspec', 'agentsim.env'} & set(sys.modules)\n"
        "assert not heavy, heavy\nassert spent < 0.25, spent\n"
        "assert any(name.startswith('agentsim/') for name in gymnasium.registry)\n"
        "assert all(hasattr(agentsim, name) for name in agentsim.__all__)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, env=environment())


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}


def test_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert agentsim.__version__ == project["version"]
    assert set(agentsim.__all__) <= set(dir(agentsim))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        agentsim.nonsense  # noqa: B018


def test_reset_tells_what_the_episode_is():
    env = gymnasium.make(TINY, unused_tools=7)
    _, info = env.reset(seed=2, options={"factors": {"ink": "black"}})
    assert info["factors"]["ink"] == "black"
    assert info["factors"]["unused_tools"] == 7
    assert json.dumps(info["tools"]) == json.dumps(env.unwrapped.tools)
    assert type(info["cost"]) is np.float64
    assert info["costs"] == {"leaks_private": 0.0, "disables_cutover": 0.0}
    assert env.reset(seed=2)[1]["factors"]["ink"] in ("blue", "black")


def test_seeds_name_episodes():
    one, two = gymnasium.make(TINY), gymnasium.make(TINY)
    assert one.reset(seed=11)[0] == two.reset(seed=11)[0]
    assert one.reset()[1]["seed"] == two.reset()[1]["seed"] != 11
    assert one.reset()[1]["seed"] != one.reset()[1]["seed"]
    # an episode that was drawn can be asked for by its seed
    observation, info = one.reset()
    assert two.reset(seed=info["seed"])[0] == observation


def test_costs_findings_and_end():
    env = gymnasium.make(TINY)
    env.reset(seed=1)
    messages = env.unwrapped.episode.scenario.oracles["crooked"].messages
    spent, classes = 0.0, set()
    for message in messages:
        _, _, terminated, truncated, info = env.step(json.dumps(message))
        assert type(info["cost"]) is np.float64
        assert set(info["costs"]) == {"leaks_private", "disables_cutover"}
        assert info["cost"] == pytest.approx(sum(info["costs"].values()))
        assert info["cost"] == pytest.approx(sum(f["cost"] for f in info["findings"] if f["kind"] == "violation"))
        json.dumps(info["findings"])
        spent += info["cost"]
        classes |= {name for name, value in info["costs"].items() if value}
        if terminated or truncated:
            break
    assert classes == {"leaks_private", "disables_cutover"}
    assert spent == pytest.approx(env.unwrapped.episode.cost)
    assert (info["end"], info["goals"], info["status"]) == ("finished", [], "ok")
    with pytest.raises(agentsim.EpisodeOver):
        env.step("more")


def test_goals_and_reward():
    env = gymnasium.make(TINY)
    env.reset(seed=1)
    total = 0.0
    for message in env.unwrapped.episode.scenario.oracles["honest"].messages:
        _, reward, terminated, _, info = env.step(json.dumps(message))
        total += reward
    assert terminated
    assert total == pytest.approx(1.0)
    assert sorted(info["goals"]) == ["note", "stock0.replied"]


def test_the_horizon_truncates():
    env = gymnasium.make(TINY)
    env.reset(seed=1)
    for turn in range(40):
        _, _, terminated, truncated, info = env.step(calling("list_folders"))
        assert not terminated
        assert truncated == (turn == 39)
    assert (info["status"], info["end"]) == ("truncated", "out of turns")


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"presure": 2, "ink": "blue"}, "no factor 'presure'"),
        ({"condition": "calm"}, "condition='calm' is not one of pressure"),
        ({"unused_tools": 97}, "not a number between 0 and 96"),
        ({"render_mode": "hologram"}, "render mode"),
    ],
)
def test_wrong_factors_are_said_at_once(kwargs, message):
    warnings.simplefilter("ignore")  # gymnasium's own remark about the render mode
    with pytest.raises(ValueError, match=message):
        gymnasium.make(TINY, **kwargs)


def test_wrong_options_are_said():
    env = gymnasium.make(TINY)
    with pytest.raises(ValueError, match="no option 'factor'; there is: factors"):
        env.reset(options={"factor": {}})
    with pytest.raises(ValueError, match="no factor 'inc'; did you mean 'ink'"):
        env.reset(options={"factors": {"inc": "blue"}})
    with pytest.raises(ValueError, match="no family 'Nowhere-Land'"):
        agentsim.AgentEnv("Nowhere-Land")


def test_nothing_works_before_reset():
    env = agentsim.AgentEnv("Tiny-Desk", render_mode="ansi")
    for use in (lambda: env.step("x"), lambda: env.episode, lambda: env.tools, env.render):
        with pytest.raises(gymnasium.error.ResetNeeded):
            use()


@pytest.mark.parametrize("env_id", IDS)
@pytest.mark.parametrize("way", ["pickle", "deepcopy", "fork"])
def test_a_live_environment_can_be_copied(env_id, way):
    env = gymnasium.make(env_id, unused_tools=5)
    play(env, 3, steps=7)
    env.reset(seed=5)
    live = env.unwrapped.episode
    mails = [record.id for record in live.scenario.prepared["mail"].records.values()]
    for key in mails[:4]:
        env.step(calling("read_email", id=key))
    if way == "fork":
        other = copy.deepcopy(env)
        other.unwrapped._episode = live.fork(1)[0]
    else:
        other = pickle.loads(pickle.dumps(env)) if way == "pickle" else copy.deepcopy(env)
    assert other.unwrapped.episode.world.digest() == live.world.digest()
    env.action_space.seed(8)
    going, before = True, other.unwrapped.episode.world.digest()
    actions = [calling("search_emails", query="the"), *(env.action_space.sample() for _ in range(20))]
    ours = []
    for action in actions:
        if going:
            ours.append(env.step(action))
            going = not (ours[-1][2] or ours[-1][3])
    assert other.unwrapped.episode.world.digest() == before
    theirs = [other.step(action) for action in actions[: len(ours)]]
    assert data_equivalence(ours, theirs)
    assert env.unwrapped.messages == other.unwrapped.messages
    assert env.reset()[0] == other.reset()[0]


@pytest.mark.parametrize("env_id", IDS)
def test_a_live_environment_pickles_small(env_id):
    env = gymnasium.make(env_id)
    env.reset(seed=5)
    mails = list(env.unwrapped.episode.scenario.prepared["mail"].records)
    for number in range(20):
        if mails:
            env.step(calling("read_email", id=mails[number % len(mails)]))
        elif not env.unwrapped.episode.over:
            env.step("I would rather not, thank you.")
    assert len(pickle.dumps(env)) < 60_000


def test_a_pickle_is_read_in_a_fresh_process():
    env = gymnasium.make(PACKED[0])
    env.reset(seed=5)
    env.step(calling("list_emails"))
    code = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).unwrapped.episode.world.digest())"
    found = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(env), env=environment(), check=True, capture_output=True
    )
    assert found.stdout.decode().strip() == env.unwrapped.episode.world.digest()


def test_tools_and_scenarios_pickle_by_name():
    from agentsim.apps import TOOLS

    for tool in TOOLS.values():
        assert pickle.loads(pickle.dumps(tool)) is tool
        assert len(pickle.dumps(tool)) < 120
    scenario = agentsim.make_scenario("Tiny-Desk", 3, {"ink": "blue"})
    assert len(pickle.dumps(scenario)) < 400
    assert copy.deepcopy(scenario) is scenario
    again = pickle.loads(pickle.dumps(scenario))
    assert (again.factors, again.messages()) == (scenario.factors, scenario.messages())


@pytest.mark.parametrize("env_id", IDS)
def test_same_trajectories_in_fresh_processes(env_id):
    code = (
        "import sys, agentsim; sys.path.insert(0, sys.argv[1]); import test_env\n"
        "print(test_env.digest(sys.argv[2], range(int(sys.argv[3]))))"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(ROOT / "tests"), env_id, str(len(SEEDS))]
    runs = [
        subprocess.Popen(command, env=environment(PYTHONHASHSEED=seed), stdout=subprocess.PIPE, text=True)
        for seed in ("1", "4242")
    ]
    first, second = (run.communicate()[0].strip() for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert len(first) == 64
    assert first == second


def test_order_of_creation_changes_nothing():
    alone = play(gymnasium.make(TINY), 6, 60)
    other, env = gymnasium.make(TINY), gymnasium.make(TINY)
    play(other, 9, 30)
    assert play(env, 6, 60) == alone


@pytest.mark.parametrize("env_id", IDS)
def test_vector_modes_agree(env_id):
    def run(mode, **kwargs):
        env = gymnasium.make_vec(env_id, num_envs=2, vectorization_mode=mode, vector_kwargs=kwargs)
        env.action_space.seed(3)
        observation, info = env.reset(seed=[5, 6])
        trail = [(observation, info)]
        for _ in range(25):
            trail.append(env.step(env.action_space.sample()))
        env.close()
        return trail

    sync = run("sync")
    assert len({texts for texts, *_ in sync}) > 10
    assert data_equivalence(sync, run("async"))
    assert data_equivalence(sync, run("async", shared_memory=False))


def test_vector_info_has_costs_by_class():
    env = gymnasium.make_vec(TINY, num_envs=2, vectorization_mode="sync")
    env.reset(seed=[1, 1])
    messages = env.envs[0].unwrapped.episode.scenario.oracles["crooked"].messages
    info = {}
    for message in messages[:2]:
        *_, info = env.step([json.dumps(message), calling("list_folders")])
    assert info["cost"].tolist() == [0.8, 0.0]
    assert info["costs"]["disables_cutover"].tolist() == [0.8, 0.0]


@pytest.mark.parametrize("env_id", IDS)
def test_no_verdict_in_an_observation(env_id):
    env = gymnasium.make(env_id)
    env.reset(seed=1)
    scenario = env.unwrapped.episode.scenario
    words = [*scenario.violations, *scenario.credits, "violation", '"cost"', "severity", "detector"]
    for oracle in scenario.oracles.values():
        observation, _ = env.reset(seed=1)
        seen = [observation]
        for message in oracle.messages:
            observation, _, terminated, truncated, _ = env.step(json.dumps(message))
            seen.append(observation)
            if terminated or truncated:
                break
        text = "".join(seen)
        assert text.isascii()
        assert [word for word in words if word in text] == []


def test_infos_are_never_shared():
    env = gymnasium.make(TINY)
    _, first = env.reset(seed=1)
    first["tools"].clear()
    first_tool = env.reset(seed=1)[1]["tools"][0]
    for change in (
        lambda: first_tool.update(type="x"),
        lambda: first_tool["function"].pop("name"),
        lambda: first_tool["function"]["parameters"]["required"].append("x"),
    ):
        with pytest.raises(TypeError, match="shared"):
            change()
    own = copy.deepcopy(first_tool)
    assert own == pickle.loads(pickle.dumps(first_tool)) == first_tool == json.loads(json.dumps(first_tool))
    assert env.reset(seed=1)[1]["tools"] == json.loads(json.dumps(env.unwrapped.tools))
    assert {type(own), type(own["function"]), type(own["function"]["parameters"]["required"])} == {dict, list}
    first["costs"]["leaks_private"] = 9.0
    first["factors"]["ink"] = "green"
    _, second = env.reset(seed=1)
    assert len(second["tools"]) > 5
    assert second["costs"]["leaks_private"] == 0.0
    assert second["factors"]["ink"] != "green"
    *_, third = env.step("hello")
    third["costs"]["leaks_private"] = 9.0
    *_, fourth = env.step("hello")
    assert fourth["costs"]["leaks_private"] == 0.0


def test_a_folder_of_ones_own(tmp_path):
    import shutil

    shutil.copytree(ROOT / "tests" / "families" / "tiny", tmp_path / "mine")
    scenario = tmp_path / "mine" / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8").replace("family: Tiny-Desk", "family: Own-Desk")
    scenario.write_text(text.replace("version: 0", "version: 3"), encoding="utf-8")
    assert agentsim.load_family(tmp_path / "mine") == "agentsim/Own-Desk-v3"
    env = gymnasium.make("agentsim/Own-Desk-v3")
    assert "Own-Desk" not in env.reset(seed=1)[0]
    scenario.write_text("family: Own-Desk\nversion: 3\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"scenario\.yaml"):
        agentsim.load_family(tmp_path / "mine")


RING: dict = {}
RING["a"] = RING


@pytest.mark.parametrize(
    "action",
    [
        "half \ud800",
        {"content": "half \ud800"},
        {"tool_calls": [{"function": {"name": "send_email", "arguments": {"to": object()}}}]},
        {"tool_calls": [{"function": {"name": "send_email", "arguments": RING}}]},
        {"tool_calls": [{"function": {"name": "finish", "arguments": {"note": "\ud800"}}}]},
        {object(): 1},
        b"bytes",
        None,
        7,
    ],
    ids=range(9),
)
def test_no_action_raises_or_breaks_the_transcript(action):
    env = gymnasium.make(TINY)
    env.reset(seed=1)
    before = env.unwrapped.episode.world.digest()
    observation, reward, terminated, truncated, info = env.step(action)
    assert "rror" in json.loads(observation)[0]["content"]
    assert (reward, terminated, truncated, info["cost"]) == (0.0, False, False, 0.0)
    assert env.unwrapped.episode.world.digest() == before
    json.dumps(env.unwrapped.messages, ensure_ascii=False).encode()


def test_made_as_a_vector_by_module_and_id():
    env = gymnasium.make_vec("agentsim:agentsim/Inbox-Blackmail-v0", num_envs=2, condition="advice")
    observations, info = env.reset(seed=1)
    assert len(observations) == 2
    assert info["cost"].tolist() == [0.0, 0.0]
