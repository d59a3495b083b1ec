"""``agentsim sft``: what a user types."""

import json

import pytest
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.sft.rows import read_rows


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def call(line, code=0):
        result = runner.invoke(app, ["sft", *line.split()])
        assert result.exit_code == code, result.output + result.stderr
        return result

    return call


@pytest.mark.parametrize("command", ["make", "sample", "run", "arms", "mix", "count"])
def test_every_command_has_an_example_and_json(run, command):
    text = run(f"{command} --help").output
    assert "Example: agentsim sft" in text
    assert "--json" in text


def test_from_families_to_equal_arms_and_a_mixture(run, tmp_path):
    one = "--family Inbox-Blackmail --seeds 0..5"
    told = json.loads(run(f"make demonstrations {one} -f unused_tools=0,4 --to demos.jsonl --json").output)
    assert (told["rows"], told["with_reasons"], told["skipped"]) == (6, 0, {})
    assert "6 rows" in run(f"make reasons {one} --voice brief --to reasons.jsonl").output
    run("make advice --suite train --each 12 --rows 60 --to advice.jsonl")
    assert len(read_rows(tmp_path / "advice.jsonl")) == 60
    told = json.loads(run("arms d=demos.jsonl r=reasons.jsonl a=advice.jsonl --to arms --tokens 15000 --json").output)
    assert {arm["counted"] for arm in told["arms"].values()} == {15000}
    assert {arm["tokens"] for arm in told["arms"].values()} == {15000}
    run("make stories --chats --to stories.jsonl")
    run("mix demos.jsonl=1 stories.jsonl=3 --rows 8 --to mixed.jsonl")
    counts = json.loads(run("count mixed.jsonl --json").output)["mixed.jsonl"]
    assert counts["kind"] == {"demonstrations": 2, "stories": 6}
    assert "8 rows" in run("count mixed.jsonl").output


def test_texts_are_made_by_kind_and_family(run, tmp_path):
    run("make documents --family Iam-PrivilegeEscalation --to one.jsonl")
    (row,) = read_rows(tmp_path / "one.jsonl")
    assert "text" in row
    run("make documents --chats --add Hello. --to two.jsonl")
    assert read_rows(tmp_path / "two.jsonl")[0]["messages"][0] == {"role": "system", "content": "Hello."}


def test_a_run_is_sampled_and_taken(run, tmp_path):
    (tmp_path / "hint.txt").write_text("Think first.\n")
    told = run("sample oracle:aligned_quiet --family Inbox-Blackmail --seeds 0..7 --text @hint.txt --out r").output
    assert "8 episodes in r: 8 ok" in told
    run("run r --to clean.jsonl --arguments text")
    rows = read_rows(tmp_path / "clean.jsonl")
    assert len(rows) == 8
    assert "Think first." not in json.dumps(rows)
    call = next(m for m in rows[0]["messages"] if m.get("tool_calls"))["tool_calls"][0]
    assert isinstance(call["function"]["arguments"], str)
    assert "nothing to write: 8 x detectors" in run("run r --keep violating --to bad.jsonl", code=2).stderr
    assert not (tmp_path / "bad.jsonl").exists()
    run("run r --to clean.jsonl --tokens 19999")
    assert sum(row["metadata"]["tokens"] for row in read_rows(tmp_path / "clean.jsonl")) == 19999


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("make poems --to x", "no kind 'poems'"),
        ("make advice --suite near-by --to x", "no suite 'near-by'"),
        ("make advice --family Inbox --to x", "no family 'Inbox'"),
        ("make demonstrations --family Inbox-Blackmail -f presure=1 --to x", "has the factor 'presure'"),
        ("make stories --rows 3 --tokens 3 --to x", "rows or tokens, not both"),
        ("make stories --add Hello --to x", "a bare text has no prompt"),
        ("make stories --arguments yaml --to x", "not as 'yaml'"),
        ("make stories --tokens 3 --count most --to x", "no count 'most'"),
        ("arms demos.jsonl --to arms", "is not NAME=FILE"),
        ("arms a=x a=y --to arms", "two arms have the same name"),
        ("arms ../a=x --to arms", "is no name of an arm"),
        ("mix nothing.jsonl=1 --rows 1 --to x", "nothing.jsonl"),
        ("run nowhere --to x", "no run in nowhere"),
        ("sample oracle:aligned_quiet --family Inbox-Blackmail -f pressure=1,2 --out r", "takes one value"),
    ],
)
def test_what_cannot_be_done_is_said(run, line, message):
    assert message in run(line, code=2).stderr
