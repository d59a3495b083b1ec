"""Inspect plays an episode and says of it what we say; what we played opens in Inspect's viewer."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import json
import math
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

pytest.importorskip("inspect_ai", reason="needs the inspect extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # Inspect's own dependencies warn of one another

from contract import PLAYED, expected, named
from inspect_ai import eval as run_inspect
from inspect_ai.log import read_eval_log
from inspect_ai.model import ChatMessageAssistant, ModelOutput, ModelUsage, get_model
from inspect_ai.tool import ToolCall
from inspect_ai.util import registry_info

from agentsim.adapters.inspect_log import SCORER, make_log, to_assistant, write_log
from agentsim.adapters.inspect_task import TASKS, classes, judge
from agentsim.catalog import family_folders, make_scenario
from agentsim.episode import Episode
from agentsim.evaluate import play_episode
from agentsim.policies.scripted import OraclePolicy, say
from agentsim.runs.stored import StoredEpisode, dump, store_events, store_turns

FAMILY, TASK = "Inbox-Blackmail", "agentsim/inbox_blackmail"


def output(content="", calls=(), stop_reason="stop"):
    made = [
        ToolCall(id=f"theirs-{n}", function=name, arguments=arguments, parse_error=error)
        for n, (name, arguments, error) in enumerate(calls)
    ]
    found = ModelOutput.from_message(
        ChatMessageAssistant(content=content, tool_calls=made or None), stop_reason=stop_reason
    )
    # Without usage Inspect counts tokens with a table that it downloads.
    found.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return found


def outputs_of(messages):
    for message in messages:
        calls = [
            (c["function"]["name"], json.loads(c["function"]["arguments"]), None) for c in message.get("tool_calls", ())
        ]
        yield output(message["content"], calls)


def play(tmp_path, outputs, task=TASK, **arguments):
    model = get_model("mockllm/model", custom_outputs=list(outputs))
    log = run_inspect(task, model=model, task_args=arguments, log_dir=str(tmp_path), display="none", max_samples=1)[0]
    assert log.status == "success", log.error
    return log


def test_every_family_is_a_task():
    names = {family: registry_info(built).name for family, built in TASKS.items()}
    own = [family for family, folder in family_folders().items() if folder.parent.name == "envs"]
    assert {family: names[family] for family in own} == {f: f"agentsim/{f.lower().replace('-', '_')}" for f in own}


def test_inspect_finds_the_tasks_by_the_entry_point():
    if not any(point.name == "agentsim" for point in entry_points(group="inspect_ai")):
        pytest.skip("installed before there was the entry point")
    program = f"from inspect_ai._eval.registry import task_create as t; print(len(t({TASK!r}, seeds='0..2').dataset))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "3"


@pytest.mark.parametrize("name", ["misaligned_coercion", "aligned_appeal"])
def test_an_oracle_scores_as_in_evaluate(tmp_path, name):
    scenario = make_scenario(FAMILY, 3, {"unused_tools": 5})
    messages = scenario.oracles[name].messages
    log = play(tmp_path, outputs_of(messages), seeds=3, unused_tools=5)
    sample = log.samples[0]
    score = sample.scores[SCORER]
    record, _ = play_episode(scenario, OraclePolicy(messages))
    assert score.answer == record.status == "ok"
    assert score.value["reward"] == record.reward
    assert score.value["cost"] == record.cost
    assert {key for key, value in score.value.items() if key.startswith("violation:") and value} == {
        f"violation:{name}" for name in record.violations
    }
    ours = [
        {**finding, "call_id": ""} for finding in json.loads(dump(record.findings))
    ]  # calls are numbered differently
    assert [{**finding, "call_id": ""} for finding in score.metadata["findings"]] == ours
    assert sample.id == "seed-3"
    assert log.eval.task_args["unused_tools"] == 5
    # The model was told what the engine told, and its own ids of calls.
    played = Episode(scenario)
    for message in messages:
        played.step(message)
    assert [m.text for m in sample.messages if m.role != "assistant"] == [
        m["content"] for m in played.messages if m["role"] != "assistant"
    ]
    assert {m.tool_call_id[:7] for m in sample.messages if m.role == "tool"} == {"theirs-"}
    assert "severity" not in str([m.text for m in sample.messages])


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_script_scores_as_in_evaluate(tmp_path, script):
    task = f"agentsim/{script.family.lower().replace('-', '_')}"
    sample = play(tmp_path, outputs_of(script.messages), task, seeds=script.seed, **script.factors).samples[0]
    score, ours = sample.scores[SCORER], Episode(script.scenario)
    for message in script.messages:
        if not ours.over:
            ours.step(message)
    assert [m.text for m in sample.messages if m.role != "assistant"] == [
        m["content"] for m in ours.messages if m["role"] != "assistant"
    ]
    found = tuple(key.removeprefix("violation:") for key, value in score.value.items() if key.startswith("violation:") and value)  # fmt: skip
    wanted = expected(script)
    assert (round(score.value["reward"], 9), round(score.value["cost"], 9)) == wanted[1:3]
    assert set(found) == set(wanted.violations)


@pytest.mark.parametrize(("outputs", "arguments", "status"), [
    ([output("Hm.")] * 2, {"max_turns": 2}, "cut_off"),
    ([output(""), output("", stop_reason="content_filter")], {}, "provider_failed"),
    ([output("", stop_reason="max_tokens")], {}, "provider_failed"),
    ([output("half an", stop_reason="model_length")], {}, "invalid_budget"),
])  # fmt: skip
def test_what_does_not_count_is_unscored_in_every_figure(tmp_path, outputs, arguments, status):
    log = play(tmp_path, outputs, seeds=0, **arguments)
    score = log.samples[0].scores[SCORER]
    assert score.answer == score.reason == status
    assert all(math.isnan(value) for value in score.value.values())
    assert all(math.isnan(scored.metrics["mean"].value) for scored in log.results.scores)
    assert {scored.unscored_samples for scored in log.results.scores} == {1}


def test_a_limit_of_inspect_is_no_end_of_the_episode(tmp_path):
    model = get_model("mockllm/model", custom_outputs=[output("Hm.")] * 9)
    log = run_inspect(
        TASK, model=model, task_args={"seeds": 0}, log_dir=str(tmp_path), display="none", message_limit=6
    )[0]
    score = log.samples[0].scores[SCORER]
    assert log.samples[0].limit.type == "message"
    assert score.answer == "cut_off"
    assert math.isnan(score.value["reward"])


def test_arguments_that_inspect_cannot_read_are_invalid_and_cost_the_turn(tmp_path):
    broken = output("", [("read_email", {}, "Error parsing the following tool call arguments: {id: ...")])
    log = play(tmp_path, [broken, output("Hm.")], seeds=0, max_turns=2)
    tool = next(message for message in log.samples[0].messages if message.role == "tool")
    assert tool.text.startswith("Error: the arguments of read_email are wrong")


def test_the_judge_of_sent_messages_knows_every_status():
    scenario = make_scenario(FAMILY, 0)
    assert judge(FAMILY, 0, {}, []).status == "cut_off"
    assert judge(FAMILY, 0, {}, [], "error").status == "provider_failed"
    assert judge(FAMILY, 0, {}, list(scenario.oracles["aligned_appeal"].messages)).status == "ok"
    assert judge(FAMILY, 0, {}, [say("")] * scenario.turns).scored
    assert len(classes(FAMILY)) > 4
    assert classes("No-SuchFamily") == ()


def stored(family, name, seed=0, status="ok", epoch=0, messages=None):
    scenario = make_scenario(family, seed)
    episode = Episode(scenario)
    sent = list(messages or scenario.oracles[name].messages)
    record, turns = play_episode(
        scenario, OraclePolicy(sent), name=f"oracle:{name}", episode=episode, max_turns=len(sent)
    )
    if status != "ok":
        from msgspec.structs import replace

        record = replace(record, status=status)
    return StoredEpisode(
        key=f"{family}|{seed}|{name}|{epoch}", epoch=epoch, record=record, opening=scenario.messages(),
        tools=list(episode.tools), turns=store_turns(turns), events=store_events(episode),
    )  # fmt: skip


def test_a_log_keeps_messages_findings_and_means_over_what_counts(tmp_path):
    episodes = [
        stored(FAMILY, "misaligned_coercion"), stored(FAMILY, "aligned_appeal"), stored(FAMILY, "aligned_quiet", status="unscored"),
    ]  # fmt: skip
    path = tmp_path / "run.eval"
    assert write_log(iter(episodes), path, {"versions": {"agentsim": "0"}}) == 3
    log = read_eval_log(str(path))
    assert log.status == "success"
    assert log.eval.metadata == {"versions": {"agentsim": "0"}}
    by_id = {sample.id: sample for sample in log.samples}
    sample = by_id[episodes[0].key]
    assert next(m.text for m in sample.messages if m.role == "tool") == episodes[0].turns[0]["messages"][0]["content"]
    assert sample.scores[SCORER].value["violation:coerces_target"] == 1.0
    assert any(event.event == "info" and event.data["findings"] for event in sample.events)
    assert all(math.isnan(value) for value in by_id[episodes[2].key].scores[SCORER].value.values())
    means = {scored.name: scored for scored in log.results.scores}
    assert means["violation:coerces_target"].metrics["mean"].value == 0.5
    assert (means["reward"].scored_samples, means["reward"].unscored_samples) == (2, 1)


HOSTILE = ["</script><script>x", "\x1b[31m", "\u202e", "half \ud800", "[/bad]", "=1+1", "\x00", "x" * 5000]


def test_hostile_words_and_calls_are_kept_as_text(tmp_path):
    messages = [say(text) for text in HOSTILE]
    messages += [
        {"role": "assistant", "content": text, "tool_calls": [{"id": text, "function": {"name": text, "arguments": text}}]}
        for text in HOSTILE
    ]  # fmt: skip
    messages += [{"role": "user", "content": "x"}, {}, {"content": 3}, {"tool_calls": [{"function": {"name": None}}]}]
    path = tmp_path / "hostile.eval"
    write_log([stored(FAMILY, "", messages=messages)], path)
    log = read_eval_log(str(path))
    assert log.samples[0].messages[2].text == HOSTILE[0]
    assert to_assistant({"content": 3}, 1).text == '{"content":3}'


def test_no_episode_is_a_log_too():
    log = make_log([])
    assert (log.status, log.samples, log.results.scores) == ("success", [], [])


def test_the_viewer_makes_a_bundle(tmp_path):
    write_log([stored(FAMILY, "misaligned_coercion")], tmp_path / "logs" / "run.eval")
    command = [sys.executable, "-m", "inspect_ai", "view", "bundle", "--log-dir", str(tmp_path / "logs")]
    subprocess.run([*command, "--output-dir", str(tmp_path / "site")], check=True, capture_output=True, timeout=120)
    listing = json.loads((tmp_path / "site" / "logs" / "listing.json").read_text())
    assert list(listing) == ["run.eval"]
    assert (tmp_path / "site" / "index.html").is_file()
