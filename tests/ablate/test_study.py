"""A study: the same twice, the same when it was stopped, never two experiments in one folder; files that say what is wrong."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from agentsim.ablate.experiment import Experiment, list_experiments, list_files, read_experiment, share_out
from agentsim.ablate.learner import draw_setting, show_scripts
from agentsim.ablate.results import area, estimate, flip_signs, gap, sum_up
from agentsim.ablate.scene import Scene
from agentsim.ablate.study import open_study, run_study
from agentsim.ablate.unit import Unit
from agentsim.catalog import load_family, make_scenario
from agentsim.cli import app
from agentsim.episode import Episode
from agentsim.scenario.strict_yaml import ContentError
from agentsim.suites import suite

SMALL = """
name = "small"
seeds = 2
[training]
episodes = 12
batch = 4
slots = 8
texts = 16
width = 4
pool = 4
[battery]
every = 6
seeds = 2
conditions = ["advice"]
groups = { near = ["Inbox-Blackmail"], far = ["Board-StatusLie"] }
[arms.plain]
families = ["Chat-Advice"]
[arms.tools]
families = ["Chat-Advice"]
factors = { unused_tools = [5, 9] }
signal = { kind = "lagrangian", weight = 1.0 }
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "units").glob("*.json"))}


def test_twice_the_same_and_stopped_the_same(file, tmp_path):
    experiment = read_experiment(file)
    run_study(experiment, tmp_path / "one", jobs=1)
    whole = contents(tmp_path / "one")
    assert len(whole) == 4
    for unit in open_study(experiment, tmp_path / "two"):
        next(steps := unit.run())
        if unit.seed:
            next(steps)
    assert not any(unit.whole for unit in open_study(experiment, tmp_path / "two"))
    run_study(experiment, tmp_path / "two", jobs=2)
    assert contents(tmp_path / "two") == whole
    states = [sorted(path.name for path in (tmp_path / name / "units").glob("*.npz")) for name in ("one", "two")]
    assert states[0] == states[1]
    for name in states[0]:
        with np.load(tmp_path / "one" / "units" / name) as a, np.load(tmp_path / "two" / "units" / name) as b:
            assert all(np.array_equal(a[key], b[key]) for key in a.files)


def test_a_folder_holds_one_experiment(file, tmp_path):
    experiment = read_experiment(file)
    Unit(experiment, "plain", 0, tmp_path).folder.mkdir(exist_ok=True)
    next(Unit(experiment, "plain", 0, tmp_path).run())
    other = Experiment.model_validate(experiment.model_dump() | {"name": "other"})
    with pytest.raises(ValueError, match="another experiment"):
        Unit(other, "plain", 0, tmp_path).load()


def test_a_folder_holds_one_kind_of_worlds(file, tmp_path):
    experiment = read_experiment(file)
    open_study(experiment, tmp_path)
    open_study(experiment, tmp_path)
    kept = json.loads((tmp_path / "versions.json").read_text())
    assert set(kept["families"]) == {"Inbox-Blackmail", "Board-StatusLie", "Chat-Advice"}
    kept["families"]["Chat-Advice"]["digest"] = "0"
    (tmp_path / "versions.json").write_text(json.dumps(kept))
    with pytest.raises(ValueError, match="the family Chat-Advice has changed; give another folder"):
        open_study(experiment, tmp_path)


def test_a_warm_start_may_have_families_of_its_own(file, tmp_path):
    clone = {"families": ["Board-StatusLie"], "oracles": ["aligned_*"], "episodes": 3, "passes": 1}
    given = read_experiment(file).model_dump()
    experiment = Experiment.model_validate(given | {"training": given["training"] | {"clone": clone}})
    assert "Board-StatusLie" in experiment.families
    scene = Scene(16, 8)
    shown = [list(show_scripts(scene, arm, experiment.clone_of(name), experiment.training, 0))
             for name, arm in experiment.arms.items()]  # fmt: skip
    assert [one.chosen for one in shown[0]] == [one.chosen for one in shown[1]]
    assert sum(len(one.chosen) for one in shown[0]) > 6  # a day at work, not one answer in a chat
    with pytest.raises(ValueError, match="clone of plain"):
        Experiment.model_validate(
            given | {"training": given["training"] | {"clone": clone | {"factors": {"horizon": "x"}}}}
        )


def test_a_stage_before_is_gone_through_once_and_the_curve_begins_after_it(file, tmp_path):
    given = read_experiment(file).model_dump()
    assert "before" in given["arms"]["plain"]
    given["arms"]["plain"]["before"] = {
        "families": ["Chat-Harmless"],
        "signal": {"kind": "penalty", "weight": 1.0},
        "episodes": 6,
    }
    experiment = Experiment.model_validate(given)
    assert "Chat-Harmless" in experiment.families
    assert experiment.digest != read_experiment(file).digest
    whole, stopped = (Unit(experiment, "plain", 0, tmp_path / name) for name in ("one", "two"))
    for unit in (whole, stopped):
        unit.folder.mkdir()
    assert list(whole.run()) == [0, 6, 12]
    next(stopped.run())
    again = Unit(experiment, "plain", 0, tmp_path / "two")
    assert list(again.run()) == [6, 12]
    assert again.curve == whole.curve
    plain = Unit(read_experiment(file), "plain", 0, tmp_path)
    next(plain.run())
    with np.load(tmp_path / json.loads(plain.file.read_text())["state"]) as begun:
        assert int(begun["steps"]) == 0
    with pytest.raises(ValueError, match="before plain"):
        given["arms"]["plain"]["before"]["factors"] = {"horizont": 3}
        Experiment.model_validate(given)


def test_the_command_writes_a_report_with_all_arms(file, tmp_path):
    run = CliRunner().invoke(app, ["ablate", str(file), "--out", str(tmp_path / "study"), "--jobs", "1"])
    assert run.exit_code == 0, run.output
    report = (tmp_path / "study" / "report.md").read_text()
    for part in (
        "| plain | near |",
        "| tools | far |",
        "Suppression gap",
        "![Reward, far](reward-far.svg)",
        "lagrangian",
    ):
        assert part in report
    found = json.loads((tmp_path / "study" / "results.json").read_text())
    assert found["episodes"] == [0, 6, 12]
    assert found["ends"]["plain"]["near"]["violations"]["n"] == 2
    assert (tmp_path / "study" / "violations-near.svg").read_text().startswith("<svg")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('families = ["Chat-Advice"]\n[arms.tools]', 'families = ["Chat-Advise"]\n[arms.tools]', "Chat-Advise"),
        ("unused_tools = [5, 9]", "unused_tool = [5, 9]", "no factor 'unused_tool'"),
        ("unused_tools = [5, 9]", "unused_tools = [5, 4000]", "not a number between"),
        ("batch = 4", "batchs = 4", "training.batchs"),
        ("seeds = 2\n[training]", "seeds = 0\n[training]", "seeds"),
        ('name = "small"', 'name = "small', "is not TOML"),
        ('conditions = ["advice"]', 'conditions = ["advise"]', "advise"),
    ],
)
def test_a_wrong_file_is_refused_by_name(file, old, new, told):
    assert old in SMALL
    file.write_text(SMALL.replace(old, new, 1))
    with pytest.raises(ContentError) as caught:
        read_experiment(file)
    assert told in str(caught.value)
    assert "small.toml" in str(caught.value)


def test_arms_of_the_same_families_meet_the_same_worlds_and_none_of_the_battery(file):
    experiment = read_experiment(file)
    settings = [[draw_setting(arm, experiment.training, 7, n) for n in range(30)] for arm in experiment.arms.values()]
    assert [(s.family, s.seed) for s in settings[0]] == [(s.family, s.seed) for s in settings[1]]
    assert {s.factors["unused_tools"] for s in settings[1]} == {5, 9}
    held = set(suite("all").seeds(experiment.battery.seeds, held_out=True))
    assert held.isdisjoint(s.seed for s in settings[0])


@pytest.mark.parametrize("name", sorted(list_experiments()))
def test_every_experiment_of_the_package_can_be_run(name):
    experiment = read_experiment(Path(name))
    assert experiment.name == name
    assert experiment.found
    assert experiment.differs
    trained = {family for arm in experiment.arms.values() for family in share_out(arm.families)}
    for group in ("near", "far"):
        assert trained.isdisjoint(share_out(experiment.battery.groups.get(group, [])))


@pytest.mark.parametrize("name", sorted(list_experiments()))
def test_the_large_size_is_the_same_file_with_other_values(name):
    laptop, gpu = read_experiment(Path(name)), read_experiment(Path(name), "gpu")
    assert (laptop.size, laptop.learner) == ("laptop", None)
    assert gpu.size == "gpu"
    assert gpu.learner is not None
    assert gpu.arms == laptop.arms
    assert (gpu.pairs, gpu.battery.groups, gpu.battery.factors) == (
        laptop.pairs,
        laptop.battery.groups,
        laptop.battery.factors,
    )
    assert gpu.training.episodes > laptop.training.episodes
    assert gpu.digest != laptop.digest
    with pytest.raises(ContentError, match="laptop, gpu"):
        read_experiment(Path(name), "huge")


def test_each_of_the_nine_has_a_file():
    files = {name.split("-")[0] for name in list_files()}
    assert {f"e{n}" for n in range(1, 10)} <= files


def said_and_shown(arm, setting):
    """What the user says to a script that knows the tools, what the system says first, and the tools."""
    known = load_family(setting.family).scenario.factors
    scenario = make_scenario(setting.family, setting.seed, {k: v for k, v in setting.factors.items() if k in known})
    episode = Episode(scenario)
    name = next(n for n in sorted(scenario.oracles) if n.startswith("aligned_"))
    for message in scenario.oracles[name].messages:
        if not episode.over:
            episode.step(message)
    words = {role: [m["content"] for m in episode.messages if m["role"] == role] for role in ("system", "user")}
    return words["user"], words["system"], [tool["function"]["name"] for tool in episode.tools]


@pytest.mark.parametrize("name", ["diversity-laptop", "e7-diversity"])
def test_the_user_says_the_same_to_the_byte_in_every_arm(name):
    experiment = read_experiment(Path(name))
    turns, prompts, tools = 0, {arm: set() for arm in experiment.arms}, {arm: set() for arm in experiment.arms}
    for place in range(12):
        found = {
            arm: said_and_shown(arm, draw_setting(experiment.arms[arm], experiment.training, 0, place))
            for arm in experiment.arms
        }
        users = {json.dumps(user).encode() for user, _, _ in found.values()}
        assert len(users) == 1
        turns += len(found["none"][0])
        for arm, (_, system, offered) in found.items():
            prompts[arm].add((place, *system))
            tools[arm].add((place, *offered))
    assert turns > 24  # later turns too, not the first alone
    assert prompts["none"] == prompts["tools"] != prompts["prompts"]
    assert tools["none"] == tools["prompts"] != tools["tools"]


def test_a_name_that_there_is_not_is_told_with_those_that_there_are():
    with pytest.raises(ContentError, match="diversity-laptop"):
        read_experiment(Path("diversity"))


def test_a_factorial_writes_out_its_arms():
    levels = {"a": {"no": {}, "yes": {"factors": {"unused_tools": 5}}}, "b": {"no": {}, "yes": {"text": "Be kind."}}}
    base = {"name": "f", "battery": {"groups": {"own": ["Chat-Advice"]}}}
    whole = Experiment.model_validate(base | {"factorial": {"families": ["Chat-Advice"], "axes": levels}})
    assert list(whole.arms) == ["a: no, b: no", "a: no, b: yes", "a: yes, b: no", "a: yes, b: yes"]
    assert whole.arms["a: yes, b: yes"].factors == {"unused_tools": 5}
    assert whole.arms["a: no, b: yes"].text == "Be kind."
    half = Experiment.model_validate(base | {"factorial": {"families": ["Chat-Advice"], "axes": levels, "half": True}})
    assert list(half.arms) == ["a: no, b: no", "a: yes, b: yes"]


def test_figures_by_hand():
    assert flip_signs([1.0, 1.0, 1.0, 1.0, 1.0]) == pytest.approx(2 / 32)
    assert flip_signs([0.0, 0.0]) == 1
    assert flip_signs([1.0, -1.0]) == 1
    found = estimate([0.0, 0.2, 0.4])
    assert (found.mean, found.n) == (pytest.approx(0.2), 3)
    assert found.high - found.low == pytest.approx(2 * 4.302653 * 0.2 / 3**0.5, abs=1e-4)
    assert estimate([0.0, 0.0]).low is None
    assert estimate([None, None]).mean is None

    class Made:
        def __init__(self, *points):
            self.curve = [
                {
                    "episodes": n,
                    "groups": {g: {"F": {"n": 10, "violations": k}} for g, k in zip(("near", "far"), ks, strict=True)},
                }
                for n, *ks in points
            ]

    unit = Made((0, 8, 6), (10, 4, 5), (30, 0, 5))
    assert area(unit, "near") == pytest.approx((10 * 0.6 + 20 * 0.2) / 30)
    assert gap(unit) == pytest.approx(0.8 - 0.1)


def test_unfinished_units_are_not_summed_up(file, tmp_path):
    experiment = read_experiment(file)
    units = open_study(experiment, tmp_path / "study")
    with pytest.raises(ValueError, match="4 of 4 units are not finished"):
        sum_up(experiment, units)
    shutil.rmtree(tmp_path / "study")
