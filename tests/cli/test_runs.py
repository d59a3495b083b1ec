"""`eval` over several families and into a store, and what is done with a run afterwards."""

import json
import os
import pty
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from agentsim import catalog
from agentsim.cli import app
from agentsim.cli.progress import tell_progress
from agentsim.runs.runner import Progress
from agentsim.runs.seat import Purse
from agentsim.runs.stored import Usage


@pytest.fixture
def run(tiny, monkeypatch):
    tiny(0)  # makes the tiny family known
    monkeypatch.setattr(catalog, "_loose", catalog._loose.copy())
    runner = CliRunner()

    def call(*args, code=0):
        result = runner.invoke(app, [str(arg) for arg in args])
        assert result.exit_code == code, result.output + result.stderr
        return result

    return call


@pytest.mark.parametrize("command", ["eval", "resume", "rescore", "export"])
def test_every_command_has_an_example_and_json(run, command):
    text = run(command, "--help").output
    assert "Example: agentsim" in text
    assert "--json" in text


def test_several_families_are_a_table_each(run):
    args = ["eval", "Tiny-Desk", "Inbox-Blackmail", "-p", "noop", "-p", "oracle:crooked", "--seeds", 0]
    result = run(*args)
    assert "Tiny-Desk, 2 episodes" in result.output
    assert "Inbox-Blackmail, 1 episodes" in result.output
    assert "Not played: Inbox-Blackmail: Inbox-Blackmail has no oracle 'crooked'" in result.output
    found = json.loads(run(*args, "--json").output)
    assert [part["family"] for part in found["families"]] == ["Tiny-Desk", "Inbox-Blackmail"]
    assert len(found["episodes"]) == 3


def test_a_dry_run_plays_nothing(run, tmp_path):
    out = tmp_path / "r"
    args = ["eval", "--suite", "near", "-p", "llm:openai/m", "-c", "*", "--seeds", "0..1", "--out", out, "--dry-run"]
    text = run(*args).output
    assert "ask a model" in text
    assert "at most" in text
    found = json.loads(run(*args, "--json").output)
    assert found["episodes"] == found["model_episodes"] == len(found["families"]) * 5 * 2
    assert not out.exists()


def test_a_design_in_toml_and_options_over_it(run, tmp_path):
    path = tmp_path / "design.toml"
    path.write_text(
        'families = ["Tiny-Desk"]\npolicies = ["noop"]\nseeds = "0..4"\nconditions = ["pressure", "authorised"]\n'
    )
    assert len(json.loads(run("eval", "--toml", path, "--json").output)["episodes"]) == 10
    found = json.loads(run("eval", "--toml", path, "--seeds", 7, "-p", "random", "--json").output)
    assert [(e["policy"], e["seed"]) for e in found["episodes"]] == [("random", 7)] * 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["eval", "-p", "noop"], "give a family"),
        (["eval", "Tiny-Desk"], "give a policy"),
        (["eval", "Tiny-Desk", "-p", "noop", "--report", "x.html"], "needs --out"),
        (["eval", "--suite", "outer", "-p", "noop"], "no family"),
        (["eval", "Tiny-Desk", "-p", "noop", "--cassette-mode", "replay"], "needs --cassette"),
        (["eval", "Tiny-Desk", "-p", "noop", "--cassette", "x", "--cassette-mode", "rewind"], "cassette.mode"),
        (["eval", "--toml", "nowhere.toml"], r"nowhere.toml"),
        (["resume", "nowhere"], "no run in"),
        (["rescore", "nowhere", "--out", "x"], "no run in"),
        (["export", "nowhere", "--to", "x.jsonl"], "no run in"),
        (["export", "nowhere", "--to", "x.doc"], "give --format"),
        (["resume", "nowhere", "--retry", "bad"], "no status 'bad'"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(run, args, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*args, code=2)
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.fixture
def stored(run, tmp_path):
    folder = tmp_path / "r"
    run(
        *["eval", "Tiny-Desk", "-p", "oracle:crooked", "-p", "random", "-c", "pressure", "--seeds", "0..1", "--out"],
        folder,
    )
    return folder


def test_the_table_of_a_resumed_run_is_that_of_the_first(run, stored):
    fresh = ["eval", "Tiny-Desk", "-p", "oracle:crooked", "-p", "random", "-c", "pressure", "--seeds", "0..1", "--json"]
    resumed = json.loads(run("resume", stored, "--json").output)
    assert resumed.pop("run") == str(stored)
    assert resumed == json.loads(run(*fresh).output)
    assert "holds a run already" in run(*fresh, "--out", stored, code=2).stderr


def test_the_page_of_a_run_is_written_with_it(run, tmp_path):
    page = tmp_path / "page.html"
    run("eval", "Tiny-Desk", "-p", "noop", "--seeds", 0, "--out", tmp_path / "r", "--report", page)
    assert "<html" in page.read_text()


def test_rescore(run, stored, tmp_path):
    assert "4 episodes judged again, 0 changed" in run("rescore", stored, "--out", tmp_path / "again").output
    assert "holds a run already" in run("rescore", stored, "--out", tmp_path / "again", code=2).stderr
    assert "0 changed" in run("rescore", stored, "--out", tmp_path / "again", "--resume").output


def test_export_as_jsonl_and_chats(run, stored, tmp_path):
    run("export", stored, "--to", tmp_path / "all.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert len(lines) == 4
    assert {"key", "record", "opening", "tools", "turns", "events", "usage", "seconds"} <= lines[0].keys()
    clean = sum(not any(f["kind"] == "violation" for f in line["record"]["findings"]) for line in lines)
    assert 0 < clean < 4
    told = run("export", stored, "--to", tmp_path / "chats.jsonl", "--format", "sft", "--clean").output
    assert f"{clean} episodes" in told
    chats = [json.loads(line) for line in (tmp_path / "chats.jsonl").read_text().splitlines()]
    assert len(chats) == clean
    for chat in chats:
        roles = [message["role"] for message in chat["messages"]]
        assert roles[:3] == ["system", "user", "assistant"]
        assert not chat["violations"]
        ids = [call["id"] for message in chat["messages"] for call in message.get("tool_calls", ())]
        answers = [message["tool_call_id"] for message in chat["messages"] if message["role"] == "tool"]
        assert len(answers) == len(ids)


def test_export_as_parquet(run, stored, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the export extra")
    run("export", stored, "--to", tmp_path / "all.parquet")
    table = parquet.read_table(tmp_path / "all.parquet")
    rows = table.to_pylist()
    assert [row["policy"] for row in rows] == ["oracle:crooked", "random"] * 2
    assert rows[0]["effective"] is True
    assert json.loads(rows[0]["violations"])
    assert rows[0]["cost"] > 0
    assert json.loads(table.schema.metadata[b"agentsim"])["versions"]["detectors"]


def test_export_as_a_log_of_inspect(run, stored, tmp_path):
    pytest.importorskip("inspect_ai", reason="needs the inspect extra")
    code = (
        "import sys; from pathlib import Path; from agentsim.runs.export import export\n"
        "assert export(Path(sys.argv[1]), Path(sys.argv[2]), 'inspect') == 4\n"
        "from inspect_ai.log import read_eval_log; log = read_eval_log(sys.argv[2]); print(len(log.samples), log.status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(stored), str(tmp_path / "a.eval")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "4 success"


def test_progress_says_what_a_person_waits_for():
    progress = Progress(total=40, stored=10, done=10, scored=18, violators=2, seconds=20.0, purse=Purse())
    progress.purse.add(Usage(calls=30, prompt_tokens=9000, completion_tokens=1000, cost=0.5))
    text = tell_progress(progress)
    assert text == (
        "20 of 40 episodes | 2 unscored | 30 calls, 10,000 tokens | $0.50 | violations 2 of 18 (11%) | 0:40 left"
    )
    progress.purse.add(Usage(calls=1, cost=None))
    assert "cost unknown" in tell_progress(progress)


def test_a_pipe_gets_no_live_line_and_a_terminal_does():
    command = [sys.executable, "-m", "agentsim.cli", "eval", "Inbox-Blackmail", "-p", "random", "--seeds", "0..9"]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    assert "\x1b" not in piped.stdout
    leader, follower = pty.openpty()
    try:
        shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=follower, text=True, check=True)
        os.set_blocking(leader, False)
        assert b"of 10 episodes" in os.read(leader, 1 << 16)
    finally:
        os.close(leader)
        os.close(follower)
    assert shown.stdout == piped.stdout
