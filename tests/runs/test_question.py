"""The question beside an episode: it is asked in a fork, once, and nothing of the episode knows of it."""

import json
import sqlite3
import threading
from itertools import count

import pytest
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.judge.awareness import QUESTION
from agentsim.numbers import measure
from agentsim.policies import protocol
from agentsim.policies.asking import stop_servers
from agentsim.policies.provider import ProviderFailed, Usage
from agentsim.policies.scripted import OraclePolicy
from agentsim.policies.weights import WeightsError, find_model
from agentsim.replay import replay
from agentsim.runs import play
from agentsim.runs.design import make_design
from agentsim.runs.estimate import estimate, tell_estimate
from agentsim.runs.rescore import rescore_run
from agentsim.runs.runner import play_all, run
from agentsim.runs.store import RunStore


class Model:
    """Plays the crooked script of its episode, and answers the question as it is told. One object plays or answers."""

    asked: list = []  # shared on purpose: what every object of a test was asked

    def __init__(self, scenario, answer="80. It is all too neat.", fail=None, price=0.5, tears=True):
        self.usage, self.metadata, self._tears = Usage(), {}, tears
        self._script = OraclePolicy(scenario.oracles["crooked"].messages)
        self._answer, self._fail, self._price, self._acted = answer, fail, price, 0

    def act(self, messages, tools):
        self.usage.add(100, 10, self._price)
        if messages[-1]["content"] != QUESTION:
            self._acted += 1
            return self._script.act(messages, tools)
        Model.asked.append((self._acted, json.dumps(messages), [t["function"]["name"] for t in tools]))
        if self._tears:
            for message in messages:
                message["content"] = "torn"
            messages.clear()
            tools.clear()
        if self._fail is not None:
            raise self._fail
        return {"role": "assistant", "content": self._answer}


@pytest.fixture
def design(tiny):
    return lambda **more: make_design({
        "families": [tiny(0).family], "policies": ["llm:openai/m", "oracle:honest"], "conditions": ["pressure", "authorised"],
        "seeds": "0..2",
    } | more)  # fmt: skip


@pytest.fixture
def model(monkeypatch):
    Model.asked = []
    real = protocol.play_plan

    def install(**settings):
        monkeypatch.setattr(
            play, "play_plan",
            lambda plan, scenario, seed: (
                Model(scenario, **settings) if plan.kind == "llm" else real(plan, scenario, seed)
            ),
        )  # fmt: skip

    install()
    return install


def rows(folder):
    """Every column that may not differ; the answer is taken out of the transcript."""
    with sqlite3.connect(folder / "run.sqlite") as connection:
        found = connection.execute(
            "SELECT key, position, status, record, transcript FROM episodes ORDER BY position"
        ).fetchall()
    connection.close()
    plain = []
    for *head, transcript in found:
        parts = json.loads(transcript)
        parts.pop("awareness", None)
        plain.append((*head, json.dumps(parts, separators=(",", ":"))))
    return plain


def trajectories(folder):
    from agentsim.catalog import make_scenario

    with RunStore(folder) as store:
        return [
            replay(make_scenario(e.record.family, e.record.seed, e.record.factors), [(t["turn"], t["action"]) for t in e.turns])[
                "trajectory"
            ]
            for e in store.episodes()
        ]  # fmt: skip


ANSWERS = [
    {}, {"answer": "no idea"}, {"fail": ProviderFailed("http", 503)}, {"fail": KeyError("sk-secret")}, {"fail": TimeoutError()},
    {"answer": None}, {"answer": "70 \ud800"},
]  # fmt: skip


@pytest.mark.parametrize("settings", ANSWERS, ids=str)
@pytest.mark.parametrize("when", ["decision", "end", 0, 2])
def test_the_episodes_are_the_same_to_the_byte_with_and_without_the_question(design, model, tmp_path, when, settings):
    model(**settings)
    run(design(), tmp_path / "plain")
    assert Model.asked == []
    run(design(probe_awareness=when), tmp_path / "asked")
    assert len(Model.asked) == 6
    assert rows(tmp_path / "asked") == rows(tmp_path / "plain")
    assert trajectories(tmp_path / "asked") == trajectories(tmp_path / "plain")
    with RunStore(tmp_path / "asked") as store:
        answers = [e.awareness for e in store.episodes(policy="llm:openai/m")]
        good = "fail" not in settings and settings.get("answer", "80") not in ("no idea", None)
        assert {answer.status for answer in answers} == {"scored" if good else "unscored"}
        assert all(e.awareness is None for e in store.episodes(policy="oracle:honest"))
        assert "sk-secret" not in str([e.awareness for e in store.episodes()])
        assert {e.record.status for e in store.episodes()} == {"ok"}


def test_it_is_asked_of_a_fresh_policy_about_the_moment_that_was_named(design, model, tiny, tmp_path):
    plan = {"policies": ["llm:openai/m"], "conditions": ["pressure"], "seeds": 0}
    turns = len(tiny(0).oracles["crooked"].messages)
    names = [schema["function"]["name"] for schema in tiny(0).toolbox.schemas]
    found = {}
    for when in (0, 1, turns + 5, "end", "decision"):
        kept = []
        play_all(design(**plan, probe_awareness=when), kept.append)
        acted, seen, offered = Model.asked[-1]
        awareness = kept[0].awareness
        found[when] = (awareness.turn, awareness.moment)
        assert acted == 0, "the one that plays is not the one that is asked"
        assert offered == names
        said = [message for message in json.loads(seen) if message["role"] == "assistant"]
        assert len(said) == awareness.turn
        assert awareness.likely == 0.8
    assert found[0] == (0, "turn")
    assert found[1] == (1, "turn")
    assert found[turns + 5] == found["end"] == (kept[0].record.turns, "end")
    turn, moment = found["decision"]
    assert moment == "exposed"
    assert 0 < turn < kept[0].record.turns


def test_who_is_never_exposed_is_asked_at_the_end(design, model, tmp_path):
    kept = []
    play_all(
        design(policies=["llm:openai/m"], conditions=["no_temptation"], seeds=0, probe_awareness="decision"),
        kept.append,
    )
    assert [(e.awareness.moment, e.awareness.turn == e.record.turns) for e in kept] == [("end", True)]


def test_what_the_question_takes_is_in_the_budget_and_never_costs_the_episode(design, model):
    plan = {"policies": ["llm:openai/m"], "conditions": ["pressure"], "seeds": 0}
    plain, asked = [], []
    before = play_all(design(**plan), plain.append).purse
    after = play_all(design(**plan, probe_awareness="decision"), asked.append).purse
    assert (after.calls, after.tokens, after.cost) == (before.calls + 1, before.tokens + 110, before.cost + 0.5)
    assert asked[0].usage == plain[0].usage.plus(
        type(plain[0].usage)(calls=1, prompt_tokens=100, completion_tokens=10, cost=0.5)
    )
    short = []
    play_all(design(**plan, probe_awareness="decision", limits={"calls": before.calls}), short.append)
    assert short[0].record == plain[0].record
    assert (short[0].awareness.status, short[0].usage) == ("unscored", plain[0].usage)
    assert "budget" in short[0].awareness.detail


def test_an_episode_that_failed_is_not_asked(design, model, monkeypatch):
    monkeypatch.setattr(Model, "act", lambda *_: (_ for _ in ()).throw(ProviderFailed("http", 500)))
    kept = []
    play_all(design(policies=["llm:openai/m"], probe_awareness="end"), kept.append)
    assert {e.record.status for e in kept} == {"provider_failed"}
    assert {(e.awareness.status, e.awareness.moment) for e in kept} == {("unscored", "")}
    assert not [row for row in measure(kept).rates if row.name.startswith("awareness_")]


def test_a_policy_that_cannot_be_made_a_second_time_is_a_missing_answer(design, monkeypatch):
    made, sit_down = count(), play.play_plan

    def make(plan, scenario, seed):
        if plan.kind != "llm":
            return sit_down(plan, scenario, seed)  # the positive control
        if next(made):
            raise ValueError("the environment variable KEY is not set")
        return Model(scenario)

    monkeypatch.setattr(play, "play_plan", make)
    kept = []
    play_all(design(policies=["llm:openai/m"], conditions=["pressure"], seeds=0, probe_awareness="end"), kept.append)
    assert kept[0].record.status == "ok"
    assert "ValueError" in kept[0].awareness.detail


def test_stopping_and_going_on_asks_every_episode_once(design, model, tmp_path):
    wanted = design(policies=["llm:openai/m"], probe_awareness="decision", seeds="0..3", limits={"concurrency": 1})
    run(wanted, tmp_path / "whole")
    Model.asked = []
    seen, lock = [], threading.Lock()

    def stop(_, stored):
        with lock:
            seen.append(stored.key)
        if len(seen) == 3:
            raise RuntimeError("pulled the plug")

    with pytest.raises(RuntimeError):
        run(wanted, tmp_path / "r", on_progress=stop)
    run(wanted, tmp_path / "r", resume=True)
    run(wanted, tmp_path / "r", resume=True)
    with (
        sqlite3.connect(tmp_path / "r" / "run.sqlite") as one,
        sqlite3.connect(tmp_path / "whole" / "run.sqlite") as other,
    ):
        query = "SELECT key, status, record, transcript, usage FROM episodes ORDER BY position"
        assert one.execute(query).fetchall() == other.execute(query).fetchall()
    one.close()
    other.close()
    # One episode may have been under way when the plug was pulled: it was asked in vain, and stored once.
    assert 8 <= len(Model.asked) <= 9


def test_a_strict_cassette_answers_the_question_and_nobody_is_asked(design, model, tmp_path):
    model(tears=False)  # what a policy did to its messages would be in the key
    wanted = {"policies": ["llm:openai/m"], "probe_awareness": "decision"}
    tape = str(tmp_path / "answers.sqlite")
    run(design(**wanted, cassette={"path": tape, "mode": "record"}), tmp_path / "first")
    asked = len(Model.asked)
    run(design(**wanted, cassette={"path": tape, "mode": "replay-strict"}), tmp_path / "again")
    assert len(Model.asked) == asked
    assert rows(tmp_path / "first") == rows(tmp_path / "again")
    with RunStore(tmp_path / "first") as first, RunStore(tmp_path / "again") as again:
        assert [e.awareness for e in first.episodes()] == [e.awareness for e in again.episodes()]
    # A cassette of a run that was not asked has no answer: that is said, and the episodes are as they were.
    bare = str(tmp_path / "bare.sqlite")
    run(design(policies=["llm:openai/m"], cassette={"path": bare, "mode": "record"}), tmp_path / "bare")
    run(design(**wanted, cassette={"path": bare, "mode": "replay-strict"}), tmp_path / "strict")
    assert rows(tmp_path / "strict") == rows(tmp_path / "bare")
    with RunStore(tmp_path / "strict") as store:
        assert {e.awareness.detail for e in store.episodes()} == {"provider: provider failed: cassette_miss"}


def test_it_stays_when_the_run_is_judged_again_and_is_exported(design, model, tmp_path):
    run(design(probe_awareness="decision"), tmp_path / "r")
    rescore_run(tmp_path / "r", tmp_path / "again")
    with RunStore(tmp_path / "r") as first, RunStore(tmp_path / "again") as again:
        assert [e.awareness for e in first.episodes()] == [e.awareness for e in again.episodes()]
        assert next(first.episodes(transcripts=False)).awareness is None


def test_the_figures_have_it_with_k_n_and_interval(design, model, tmp_path):
    run(design(probe_awareness="decision"), tmp_path / "r")
    with RunStore(tmp_path / "r") as store:
        numbers = measure(store.episodes())
    family = numbers.families[0]
    row = numbers.pick("awareness_asked", policy="llm:openai/m", family=family, condition="pressure")
    assert (row.k, row.n, row.small) == (3, 3, True)
    assert row.low < 1.0
    assert numbers.pick("awareness_unanswered", policy="llm:openai/m", family=family, condition="pressure").k == 0
    assert numbers.pick("awareness_asked", policy="oracle:honest", family=family, condition="pressure") is None
    (mean,) = [m for m in numbers.means if m.name == "awareness_likely" and m.condition == "pressure"]
    assert (mean.mean, mean.n, mean.low) == (pytest.approx(0.8), 3, None)  # three that say the same have no spread
    assert {"awareness_asked", "awareness_unanswered", "awareness_likely"} <= numbers.about.keys()
    model(answer="no idea")
    run(design(probe_awareness="end"), tmp_path / "silent")
    with RunStore(tmp_path / "silent") as store:
        numbers = measure(store.episodes())
    assert numbers.pick("awareness_asked", policy="llm:openai/m", family=family, condition="pressure") is None
    row = numbers.pick("awareness_unanswered", policy="llm:openai/m", family=family, condition="pressure")
    assert (row.k, row.n) == (3, 3)


def test_answers_of_several_moments_are_told_apart(design, model):
    kept = []
    play_all(
        design(policies=["llm:openai/m"], conditions=["pressure", "no_temptation"], probe_awareness="decision"),
        kept.append,
    )
    assert [note for note in measure(kept).notes if "end 3, exposed 3" in note]


def test_the_command_and_the_file_ask_for_it(design, model, tiny, tmp_path):
    family = tiny(0).family
    done = CliRunner().invoke(
        app, ["eval", family, "-p", "llm:openai/m", "-p", "random", "--seeds", "0", "--probe-awareness", "0", "--out", str(tmp_path / "r")]
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "how likely this is a test" in done.output
    assert "1 of 1" in done.output
    assert "80%*" in done.output
    again = CliRunner().invoke(app, ["resume", str(tmp_path / "r")])
    assert "80%*" in again.output
    (tmp_path / "design.toml").write_text(
        f'families = ["{family}"]\npolicies = ["llm:openai/m"]\nseeds = 0\nprobe_awareness = "decision"\n'
    )
    told = CliRunner().invoke(app, ["eval", "--toml", str(tmp_path / "design.toml"), "--json"])
    assert json.loads(told.stdout)["episodes"][0]["awareness"]["moment"] == "exposed"
    for wrong in ("-1", "soon", "1.5"):
        refused = CliRunner().invoke(app, ["eval", family, "-p", "llm:openai/m", "--probe-awareness", wrong])
        assert refused.exit_code == 2
        assert "decision" in refused.output


def test_scripts_alone_cannot_be_asked(design):
    with pytest.raises(ValueError, match="nobody here can say"):
        design(policies=["oracle:honest", "random"], probe_awareness="end")
    for wrong in ("middle", -1, True, 1.5):
        with pytest.raises(ValueError, match="probe_awareness"):
            design(probe_awareness=wrong)


def test_a_dry_run_counts_the_question(design):
    plain, asked = estimate(design()), estimate(design(probe_awareness="decision"))
    assert asked["calls_at_most"] == plain["calls_at_most"] + 6
    assert asked["prompt_tokens_at_most"] > plain["prompt_tokens_at_most"]
    assert [line for line in tell_estimate(asked) if "at the decision" in line]
    assert not [line for line in tell_estimate(plain) if "question" in line]


def test_runs_from_before_the_question_still_open(design, model, tmp_path):
    run(design(seeds=0), tmp_path / "r")
    with sqlite3.connect(tmp_path / "r" / "run.sqlite") as connection:
        stored = json.loads(connection.execute("SELECT value FROM meta WHERE key = 'design'").fetchone()[0])
        del stored["probe_awareness"]
        connection.execute("UPDATE meta SET value = ? WHERE key = 'design'", (json.dumps(stored),))
        assert "awareness" not in str(connection.execute("SELECT transcript FROM episodes").fetchall())
    connection.close()
    run(design(seeds=0), tmp_path / "r", resume=True)
    with RunStore(tmp_path / "r") as store:
        assert {e.awareness for e in store.episodes()} == {None}


@pytest.mark.local
def test_a_model_on_this_machine_plays_the_same_with_and_without_the_question(design, tmp_path):
    pytest.importorskip("xllamacpp", reason="needs the local extra")
    try:
        find_model(fetch=False)
    except WeightsError as error:
        pytest.skip(str(error))
    plan = {"policies": ["tiny-local"], "conditions": ["pressure"], "seeds": "0..1", "max_turns": 2}
    try:
        run(design(**plan), tmp_path / "plain")
        run(design(**plan, probe_awareness=0), tmp_path / "asked")
    finally:
        stop_servers()
    assert rows(tmp_path / "asked") == rows(tmp_path / "plain")
    with RunStore(tmp_path / "asked") as store:
        assert {e.awareness.moment for e in store.episodes()} == {"turn"}
        assert all(e.awareness.words for e in store.episodes())
        assert all(e.usage.calls == len(e.turns) + 1 for e in store.episodes())
