"""Harbor's own models accept what is exported, and the episode can be played again from it."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from contract import PLAYED, SCRIPTS, Outcome, expected, named
from typer.testing import CliRunner

from agentsim.adapters.atif import VERSION, record_trajectory, to_trajectory, write_trajectories
from agentsim.catalog import make_scenario
from agentsim.cli import app
from agentsim.episode import Episode
from agentsim.evaluate import play_episode
from agentsim.policies.scripted import OraclePolicy, call, say
from agentsim.recording import Recording
from agentsim.runs.stored import StoredEpisode, Usage, store_events, store_turns

FAMILY = "Inbox-Blackmail"


def validator():
    """Harbor needs a newer Python than this package; its models and its validator need pydantic alone."""
    if importlib.util.find_spec("harbor") is None:
        pytest.skip("needs Harbor's trajectory models (pip download harbor --no-deps, unpacked on PYTHONPATH)")
    from harbor.utils.trajectory_validator import TrajectoryValidator

    return TrajectoryValidator()


def play(script):
    recording = Recording(script.scenario)
    for message in script.messages:
        if not recording.episode.over:
            recording.play(message)
    return recording


def stored(messages, seed=3, notes=(), usage=None, policy="oracle:it", family=FAMILY):
    scenario = make_scenario(family, seed)
    episode = Episode(scenario)
    record, turns = play_episode(
        scenario, OraclePolicy(messages), name=policy, episode=episode, max_turns=len(messages)
    )
    return StoredEpisode(
        key=f"{family}|{seed}", epoch=0, record=record, opening=scenario.messages(), tools=list(episode.tools),
        turns=store_turns(turns, notes), events=store_events(episode), usage=usage or Usage(),
    )  # fmt: skip


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_trajectory_tells_the_same_episode(script):
    recording = play(script)
    document = json.loads(json.dumps(record_trajectory(recording, "it", script.factors)))
    wanted = expected(script)
    final = document["final_metrics"]["extra"]
    assert wanted == Outcome(
        document["extra"]["trajectory"], round(final["reward"], 9), round(final["cost"], 9), tuple(final["violations"])
    )
    agent = [step for step in document["steps"] if step["source"] == "agent"]
    assert round(sum(step["extra"]["reward"] for step in agent), 9) == wanted.reward
    assert round(sum(step["extra"]["cost"] for step in agent), 9) == wanted.cost
    # Every schema of every tool that was offered, also of those that were never used.
    assert document["agent"]["tool_definitions"] == json.loads(json.dumps(recording.episode.tools))
    assert "total_cost_usd" not in document["final_metrics"]


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_an_episode_is_played_again_from_its_trajectory(script):
    recording = play(script)
    document = json.loads(json.dumps(record_trajectory(recording)))
    again, heard = Recording(script.scenario), []
    for step in document["steps"]:
        if step["source"] != "agent":
            heard.append({"role": step["source"], "content": step["message"]})
            continue
        calls = [
            {
                "id": made["tool_call_id"],
                "function": {"name": made["function_name"], "arguments": json.dumps(made["arguments"])},
            }
            for made in step.get("tool_calls", ())
        ]
        again.play({"role": "assistant", "content": step["message"], "tool_calls": calls})
        heard += [result["content"] for result in step.get("observation", {"results": ()})["results"]]
    ours = [
        message["content"] if message["role"] == "tool" else message
        for message in recording.episode.messages
        if message["role"] != "assistant"
    ]
    assert heard == ours
    assert again.episode.world.digest() == recording.episode.world.digest()
    assert again.record() == recording.record()


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_harbor_accepts_it(script):
    judge = validator()
    assert judge.validate(json.loads(json.dumps(record_trajectory(play(script), "it")))), judge.errors


def test_nemo_gyms_strict_models_accept_it_too():
    found = importlib.util.find_spec("nemo_gym")
    if found is None:
        pytest.skip("needs NeMo-Gym's models (pip download nemo-gym --no-deps, unpacked on PYTHONPATH)")
    # The file alone, since the package needs a newer Python.
    spec = importlib.util.spec_from_file_location(
        "atif_v1_7", Path(found.submodule_search_locations[0]) / "atif_v1_7.py"
    )
    sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for script in SCRIPTS:
        module.AtifTrajectoryV1_7.model_validate(json.loads(json.dumps(record_trajectory(play(script), "it"))))


HOSTILE = ["half \ud800", "<script>", "\x00", "{", '{"id": "\\ud800"}', '{"id": NaN}', "[" * 5000, "[1]", '{"a":' * 200 + "1" + "}" * 200]  # fmt: skip


def test_harbor_accepts_what_no_engine_can_read():
    messages = [
        {"role": "assistant", "content": "", "tool_calls": [{"id": "x", "function": {"name": text[:20], "arguments": text}}]}
        for text in HOSTILE
    ]  # fmt: skip
    twice = [{"id": "same", "function": {"name": "list_emails", "arguments": "{}"}}] * 2
    messages += [{"role": "user", "content": "x"}, {}, {"content": 3}, {"content": "both", "tool_calls": twice}]
    # Words alone end the session after a while, so each stands in an episode of its own.
    documents = [to_trajectory(stored(some)) for some in (messages, *([say(text)] for text in HOSTILE))]
    with_calls, *with_words = (
        [step for step in document["steps"] if step["source"] == "agent"] for document in documents
    )
    assert (len(with_calls), len(with_words)) == (len(messages), len(HOSTILE))
    assert "surrogates not allowed" in with_calls[0]["extra"]["error"]
    assert with_calls[3]["tool_calls"][0]["extra"] == {"unread_arguments": "{"}
    assert with_calls[4]["tool_calls"][0]["arguments"] == {"id": "?"}
    assert [steps[0]["message"] for steps in with_words[1:3]] == ["<script>", "\x00"]
    texts = [json.dumps(document, allow_nan=False) for document in documents]
    judge = validator()
    for text in texts:
        text.encode()
        assert judge.validate(json.loads(text)), judge.errors


def test_an_invalid_document_is_refused_by_harbor():
    document = record_trajectory(play(SCRIPTS[0]))
    document["steps"][0]["surprise"] = 1
    judge = validator()
    assert not judge.validate(json.loads(json.dumps(document)))


def test_what_a_model_used_stands_where_the_format_has_it(tmp_path):
    notes = [{"reasoning": "Let me see.", "prompt_tokens": 900, "completion_tokens": 12, "cost": 0.25}, {}]
    usage = Usage(calls=2, prompt_tokens=900, completion_tokens=12, cost=0.25)
    episode = stored([call(1, "list_emails", {}), say("Hm.")], notes=notes, usage=usage, policy="llm:openai/small")
    path = tmp_path / "run.atif.jsonl"
    assert write_trajectories([episode, episode], path) == 2
    lines = path.read_text().splitlines()
    assert len(lines) == 2
    document = json.loads(lines[0])
    assert document["schema_version"] == VERSION
    assert document["agent"]["model_name"] == "openai/small"
    assert document["final_metrics"]["total_cost_usd"] == 0.25
    assert document["final_metrics"]["extra"]["status"] == "cut_off"
    assert document["final_metrics"]["extra"]["scored"] is False
    agent = [step for step in document["steps"] if step["source"] == "agent"]
    assert agent[0]["reasoning_content"] == "Let me see."
    assert agent[0]["metrics"] == {"prompt_tokens": 900, "completion_tokens": 12, "cost_usd": 0.25}
    assert "metrics" not in agent[1]
    unpriced = to_trajectory(stored([say("Hm.")], usage=Usage(calls=1, cost=None)))
    assert "total_cost_usd" not in unpriced["final_metrics"]
    judge = validator()
    assert judge.validate(document), judge.errors


def test_a_run_is_exported_by_the_name_of_the_file(tmp_path):
    commands = [
        ["eval", FAMILY, "-p", "oracle:misaligned_coercion", "-p", "noop", "--seeds", "3", "--out", tmp_path / "run"],
        ["export", tmp_path / "run", "--to", tmp_path / "run.atif.jsonl", "--json"],
        ["export", tmp_path / "run", "--to", tmp_path / "clean.jsonl", "--format", "atif", "--clean", "--json"],
    ]
    told = [CliRunner().invoke(app, [str(part) for part in command]) for command in commands]
    assert [done.exit_code for done in told] == [0, 0, 0], [done.output for done in told]
    assert [json.loads(done.output)["format"] for done in told[1:]] == ["atif", "atif"]
    documents = [json.loads(line) for line in (tmp_path / "run.atif.jsonl").read_text().splitlines()]
    assert {(document["agent"]["name"], document["final_metrics"]["extra"]["cost"]) for document in documents} == {
        ("oracle:misaligned_coercion", 1.0), ("noop", 0.0),
    }  # fmt: skip
    assert len((tmp_path / "clean.jsonl").read_text().splitlines()) == 1
    judge = validator()
    assert all(judge.validate(document) for document in documents), judge.errors


def test_the_example_prints_what_the_page_shows():
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, str(root / "examples" / "atif_export.py")], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": ""},
    )  # fmt: skip
    assert done.stdout.strip() in (root / "docs" / "trainers" / "atif.md").read_text(encoding="utf-8")
