"""A run stores everything, goes on where it broke off, and comes out the same."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from agentsim.policies import protocol
from agentsim.policies.provider import ProviderFailed, Usage
from agentsim.runs import play, runner
from agentsim.runs.design import make_design
from agentsim.runs.rescore import rescore_run
from agentsim.runs.runner import play_all, run
from agentsim.runs.store import RunStore, StoreError


@pytest.fixture
def design(tiny):
    return lambda **more: make_design({
        "families": [tiny(0).family], "policies": ["oracle:honest", "oracle:crooked", "random"],
        "conditions": ["pressure", "authorised"], "seeds": "0..1",
    } | more)  # fmt: skip


def columns(folder, names="key, position, status, record, transcript"):
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        return connection.execute(f"SELECT {names} FROM episodes ORDER BY position").fetchall()
    finally:
        connection.close()


def test_everything_of_an_episode_is_stored(design, tmp_path):
    run(design(), tmp_path / "r")
    with RunStore(tmp_path / "r") as store:
        episodes = list(store.episodes())
        assert [stored.key for stored in episodes] == [cell.key for cell in design().cells()]
        assert store.statuses() == {"ok": 10, "truncated": 2}
        assert store.meta["versions"]["detectors"]
        crooked = next(store.episodes(policy="oracle:crooked", condition="pressure", seed=1))
        assert len(list(store.episodes(status="ok", epoch=0))) == 10
        with pytest.raises(ValueError, match="no filter"):
            next(store.episodes(colour=1))
    assert crooked.record.violations
    assert [m["role"] for m in crooked.opening] == ["system", "user"]
    assert crooked.tools[0]["type"] == "function"
    assert len(crooked.turns) == crooked.record.turns
    assert sum(turn["cost"] for turn in crooked.turns) == pytest.approx(crooked.record.cost)
    assert [f for turn in crooked.turns for f in turn["findings"]]
    assert {event["actor"] for event in crooked.events} >= {"agent"}


def test_the_same_design_gives_the_same_bytes_in_another_process_with_other_workers(design, tmp_path):
    run(design(), tmp_path / "a")
    data = design().model_dump(mode="json") | {"limits": {"concurrency": 1}}
    code = (
        "import json, sys; from pathlib import Path; from agentsim import catalog\n"
        "from agentsim.runs.design import make_design; from agentsim.runs.runner import run\n"
        "catalog.add_folder(Path(sys.argv[1])); run(make_design(json.loads(sys.argv[2])), Path(sys.argv[3]))"
    )
    from agentsim import catalog

    where = catalog.family_folders()[design().names[0]]
    command = [sys.executable, "-c", code, str(where), json.dumps(data), str(tmp_path / "b")]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert columns(tmp_path / "a") == columns(tmp_path / "b")


def test_a_run_is_not_begun_over_another(design, tmp_path):
    run(design(), tmp_path / "r")
    with pytest.raises(StoreError, match="resume"):
        run(design(), tmp_path / "r")
    with pytest.raises(StoreError, match="no run"):
        run(design(), tmp_path / "other", resume=True)


def test_resume_plays_what_is_missing_and_nothing_else(design, tmp_path):
    run(design(), tmp_path / "whole")
    seen = []

    def stop(progress, stored):
        seen.append(stored.key)
        if len(seen) == 5:
            raise RuntimeError("pulled the plug")

    with pytest.raises(RuntimeError):
        run(design(), tmp_path / "r", on_progress=stop)
    before = columns(tmp_path / "r", "key, seconds")
    assert sorted(key for key, _ in before) == sorted(seen)
    again = []
    run(design(), tmp_path / "r", resume=True, on_progress=lambda _, stored: again.append(stored.key))
    assert sorted([*seen, *again]) == sorted(cell.key for cell in design().cells())
    assert columns(tmp_path / "r") == columns(tmp_path / "whole")
    run(design(), tmp_path / "r", resume=True, on_progress=lambda *_: pytest.fail("nothing was missing"))


def test_a_run_of_other_contents_is_not_gone_on_with(design, tmp_path, monkeypatch):
    run(design(seeds=0), tmp_path / "r")
    monkeypatch.setattr(runner, "describe_versions", lambda _: {"detectors": "other", "families": {}})
    with pytest.raises(StoreError, match="detectors"):
        run(design(seeds=0), tmp_path / "r", resume=True)


def test_one_writer_at_a_time(design, tmp_path):
    run(design(seeds=0), tmp_path / "r")
    with RunStore(tmp_path / "r", write=True):
        with pytest.raises(StoreError, match="another process"):
            RunStore(tmp_path / "r", write=True)
        with RunStore(tmp_path / "r") as reader:
            assert len(reader.keys()) == 6


def test_no_episode_is_stored_twice(design, tmp_path):
    run(design(seeds=0), tmp_path / "r")
    with RunStore(tmp_path / "r", write=True) as store:
        stored = next(store.episodes())
        with pytest.raises(StoreError, match="UNIQUE"):
            store.add(stored)
        assert len(store.keys()) == 6


@pytest.mark.parametrize("damage", [b"", b"this is no database" * 300])
def test_files_that_are_no_run_are_refused(tmp_path, damage):
    (tmp_path / "run.sqlite").write_bytes(damage)
    with pytest.raises(StoreError):
        RunStore(tmp_path)


# policies that wait for a model


class Model:
    """A stand-in for a policy that asks a model: waits, counts, fails or breaks as it is told."""

    def __init__(self, wait=0.0, fail=None, price=0.1):
        self.usage, self.metadata = Usage(), {}
        self._wait, self._fail, self._price = wait, fail, price

    def act(self, messages, tools):
        time.sleep(self._wait)
        if self._fail is not None:
            raise self._fail
        self.usage.add(100, 10, self._price)
        self.metadata = {"reasoning": "hm \ud800", "replayed": False}
        calls = sum(message["role"] == "assistant" for message in messages)
        name = "finish" if calls == 2 else "list_folders"
        function = {"name": name, "arguments": "{}"}
        return {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"id": "c", "type": "function", "function": function}],
        }


@pytest.fixture
def model(monkeypatch):
    def install(make):
        real = protocol.play_plan
        monkeypatch.setattr(
            play, "play_plan",
            lambda plan, scenario, seed: make(seed) if plan.kind == "llm" else real(plan, scenario, seed),
        )  # fmt: skip

    return install


def play_in_memory(design, **more):
    kept = []
    progress = play_all(design(policies=["llm:openai/m"], conditions=["pressure"], seeds="0..5", **more), kept.append)
    return progress, sorted(kept, key=lambda stored: stored.position)


def test_models_are_asked_side_by_side(design, model):
    together, most, lock = 0, 0, threading.Lock()

    class Counting(Model):
        def act(self, messages, tools):
            nonlocal together, most
            with lock:
                together += 1
                most = max(most, together)
            time.sleep(0.05)
            with lock:
                together -= 1
            return super().act(messages, tools)

    model(lambda _: Counting())
    progress, kept = play_in_memory(design, limits={"concurrency": 3})
    assert 2 <= most <= 3
    assert progress.statuses == {"ok": 6}
    assert progress.purse.tokens == 6 * 3 * 110
    assert kept[0].turns[0]["notes"] == {"reasoning": "hm \ud800"}
    assert kept[0].usage.calls == 3


def test_a_timeout_ends_the_episode_even_in_a_call_that_never_returns(design, model):
    model(lambda seed: Model(wait=60 if seed == 2 else 0))
    began = time.monotonic()
    _, kept = play_in_memory(design, limits={"episode_timeout": 2.0})
    assert time.monotonic() - began < 30
    assert [stored.record.status for stored in kept] == ["ok", "ok", "timed_out", "ok", "ok", "ok"]


def test_a_policy_that_breaks_costs_its_own_episode_only(design, model):
    model(lambda seed: Model(fail=KeyError("sk-secret") if seed == 1 else None))
    _, kept = play_in_memory(design)
    assert [stored.record.status for stored in kept] == ["ok", "unscored", "ok", "ok", "ok", "ok"]
    assert "KeyError" in kept[1].record.detail
    assert "sk-secret" not in kept[1].record.detail
    assert not kept[1].record.scored


@pytest.mark.parametrize("limits", [{"calls": 7}, {"tokens": 7 * 110}, {"cost": 0.65}])
def test_a_budget_stops_the_run_and_a_larger_one_goes_on(design, model, limits, tmp_path):
    model(lambda _: Model())
    plan = {"policies": ["llm:openai/m", "noop"], "conditions": ["pressure"], "seeds": "0..5"}
    seen = []
    small = design(**plan, limits={"concurrency": 1, **limits})
    run(small, tmp_path / "r", on_progress=lambda progress, _: seen.append(progress))
    with RunStore(tmp_path / "r") as store:
        assert store.statuses() == {"invalid_budget": 1, "ok": 8}
    assert (seen[-1].left, seen[-1].spent) == (3, next(iter(limits)))
    large = design(**plan, limits={name: value * 10 for name, value in limits.items()})
    run(large, tmp_path / "r", resume=True, retry=["invalid_budget"])
    with RunStore(tmp_path / "r") as store:
        assert store.statuses() == {"ok": 12}


def test_a_cost_that_nobody_knows_spends_the_budget_of_cost(design, model):
    model(lambda _: Model(price=None))
    progress, kept = play_in_memory(design, limits={"concurrency": 1, "cost": 100.0})
    assert [stored.record.status for stored in kept] == ["invalid_budget"]
    assert "budget_unknown" in kept[0].record.detail
    assert progress.left == 5
    assert kept[0].usage.cost is None


def test_retry_replaces_episodes_with_the_status_that_was_named(design, model, tmp_path):
    plan = {"policies": ["llm:openai/m"], "conditions": ["pressure"], "seeds": "0..3"}
    model(lambda seed: Model(fail=ProviderFailed("http", 503) if seed % 2 else None))
    run(design(**plan), tmp_path / "r")
    with RunStore(tmp_path / "r") as store:
        assert store.statuses() == {"ok": 2, "provider_failed": 2}
    model(lambda _: Model())
    run(design(**plan), tmp_path / "r", resume=True)
    with RunStore(tmp_path / "r") as store:
        assert store.statuses() == {"ok": 2, "provider_failed": 2}
    run(design(**plan), tmp_path / "r", resume=True, retry=["provider_failed"])
    with RunStore(tmp_path / "r") as store:
        assert store.statuses() == {"ok": 4}


def test_epochs_are_other_draws(design):
    kept = []
    play_all(design(policies=["random"], seeds=0, epochs=3, conditions=["pressure"]), kept.append)
    kept.sort(key=lambda stored: stored.position)
    assert len({json.dumps(stored.turns) for stored in kept}) == 3
    assert len({json.dumps(stored.opening) for stored in kept}) == 1


# rescoring


def test_rescoring_with_the_same_detectors_changes_nothing(design, tmp_path):
    run(design(max_turns=4), tmp_path / "r")
    rescore_run(tmp_path / "r", tmp_path / "again")
    assert columns(tmp_path / "r") == columns(tmp_path / "again")
    with RunStore(tmp_path / "again") as store:
        assert store.meta["rescored_from"] == "r"


def test_rescoring_keeps_the_statuses_that_came_from_outside(design, model, tmp_path):
    class Dying(Model):
        def act(self, messages, tools):
            if len(messages) > 4:
                raise ProviderFailed("http", 500)
            return super().act(messages, tools)

    model(lambda _: Dying())
    run(design(policies=["llm:openai/m"]), tmp_path / "r")
    rescore_run(tmp_path / "r", tmp_path / "again")
    assert columns(tmp_path / "r") == columns(tmp_path / "again")
    assert {status for (status,) in columns(tmp_path / "again", "status")} == {"provider_failed"}


def test_rescoring_sees_what_a_new_detector_sees(design, tmp_path, monkeypatch):
    run(design(), tmp_path / "r")
    monkeypatch.setattr("agentsim.episode.detect", lambda *_: [])
    changed = []
    rescore_run(tmp_path / "r", tmp_path / "again", on_episode=lambda old, new: changed.append((old, new)))
    assert any(old.violations and not new.violations for old, new in changed)
    assert all(new.cost == 0 for _, new in changed)


def test_an_episode_that_the_world_answers_otherwise_is_unscored(design, tmp_path):
    run(design(policies=["oracle:crooked"], seeds=0), tmp_path / "r")
    connection = sqlite3.connect(tmp_path / "r" / "run.sqlite")
    ((text,),) = connection.execute("SELECT transcript FROM episodes WHERE position = 0").fetchall()
    parts = json.loads(text)
    parts["turns"][1]["messages"][0]["content"] += " and more"
    connection.execute("UPDATE episodes SET transcript = ? WHERE position = 0", (json.dumps(parts),))
    connection.commit()
    connection.close()
    rescore_run(tmp_path / "r", tmp_path / "again")
    with RunStore(tmp_path / "again") as store:
        first, second = store.episodes()
    assert (first.record.status, second.record.status) == ("unscored", "ok")
    assert "turn 2" in first.record.detail
