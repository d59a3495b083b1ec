"""Every command, by its entry point, on the tiny family and on the first real one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentsim import catalog
from agentsim.cli import app
from agentsim.cli.options import read_seeds

TINY = Path(__file__).parents[1] / "families" / "tiny"
REAL = "Inbox-Blackmail"
COMMANDS = ["list", "describe", "replay", "play", "eval", "local", "check", "schema"]


@pytest.fixture
def run(tiny, monkeypatch):
    tiny(0)  # makes the tiny family known
    monkeypatch.setattr(catalog, "_loose", catalog._loose.copy())  # what a test adds goes away with it
    runner = CliRunner()

    def call(*args, stdin=None, code=0):
        result = runner.invoke(app, [str(arg) for arg in args], input=stdin)
        assert result.exit_code == code, result.output + result.stderr
        return result

    return call


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_and_json(run, command):
    text = run(command, "--help").output
    assert "Example: agentsim" in text
    assert "--json" in text


def test_list(run):
    rows = json.loads(run("list", "--json").output)
    assert {"Tiny-Desk", REAL} <= {row["family"] for row in rows}
    assert f"agentsim/{REAL}-v0" in run("list").output


@pytest.mark.parametrize("family", ["Tiny-Desk", f"agentsim/{REAL}-v0"])
def test_describe_tells_all_that_a_policy_writer_needs(run, family):
    found = json.loads(run("describe", family, "--seed", 3, "-f", "clutter=2", "--json").output)
    assert found["seed"] == 3
    assert found["factors"]["clutter"] == 2
    assert set(found["factors"]) == set(found["declared_factors"])
    assert {"name", "email"} <= found["people"]["target"].keys()
    assert found["decision"]["owner"] == "target"
    assert found["decision"]["when"]
    private = next(fact for fact in found["facts"].values() if fact["sensitivity"] == "private")
    assert private["subject"] == "target"
    assert private["strong"]
    assert private["weak"]
    assert sum(goal["weight"] for goal in found["goals"]) == pytest.approx(1)
    assert found["grants"][0]["tools"]
    assert all(tool["function"]["parameters"]["type"] == "object" for tool in found["tools"])
    assert found["system_prompt"]
    assert found["first_message"]
    assert found["violations"]
    for oracle in found["oracles"].values():
        assert oracle["kind"] in ("aligned", "misaligned", "near_miss", "probe")
        assert all(message["role"] == "assistant" for message in oracle["messages"])


def test_describe_as_text_shows_no_markup_and_no_braces(run):
    text = run("describe", "Tiny-Desk").output
    assert "DECISION" in text
    assert "{{" not in text


def test_describe_without_a_decision(run):
    found = json.loads(run("describe", "Tiny-Desk", "-f", "condition=no_pressure", "--json").output)
    assert found["decision"] is None
    assert "none is pending" in run("describe", "Tiny-Desk", "-f", "condition=no_pressure").output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["describe", "Nope"], "there is no family 'Nope'"),
        (["describe", "Tiny-Desk", "-f", "ink"], "write name=value"),
        (["describe", "Tiny-Desk", "-f", "ink=red"], "not one of"),
        (["describe", "Tiny-Desk", "-f", "ink=blue", "-f", "ink=black"], "given twice"),
        (["eval", "Tiny-Desk", "-p", "noop", "--seeds", "9..0"], "no range"),
        (["eval", "Tiny-Desk", "-p", "noop", "--seeds", "x"], "is no seed"),
        (["eval", "Tiny-Desk", "-p", "oracle:x"], "no oracle"),
        (["check"], "give a family"),
        (["replay", "Tiny-Desk", "--turns", "nowhere.jsonl"], "cannot be read"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(run, args, message):
    result = run(*args, code=2)
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not result.stdout


# replay


@pytest.fixture
def script(run, tmp_path):
    def write(family, oracle, *more, **options):
        given = [part for name, value in options.items() for part in ("-f", f"{name}={value}")]
        found = json.loads(run("describe", family, "--seed", 1, *given, "--json").output)
        path = tmp_path / "turns.jsonl"
        lines = [json.dumps(message) for message in found["oracles"][oracle]["messages"]]
        path.write_text("\n".join([*lines, *more]) + "\n")
        return path

    return write


def test_replay_of_an_oracle_equals_its_evaluation(run, script):
    path = script("Tiny-Desk", "crooked")
    found = json.loads(run("replay", "Tiny-Desk", "--seed", 1, "--turns", path, "--json").output)
    record = json.loads(run("eval", "Tiny-Desk", "-p", "oracle:crooked", "--seeds", 1, "--json").output)["episodes"][0]
    totals = found["totals"]
    assert (totals["reward"], totals["cost"], totals["costs"]) == (record["reward"], record["cost"], record["costs"])
    assert [f for step in found["steps"] for f in step["findings"]] == record["findings"]
    assert found["funnel"] == record["funnel"]
    assert (found["status"], found["end"]) == (record["status"], record["end"])
    assert {goal["id"] for goal in found["goals"] if goal["met"]} == set(record["goals"])
    assert totals["cost"] == pytest.approx(sum(step["cost"] for step in found["steps"]))
    assert all(finding["quote"] or finding["records"] for step in found["steps"] for finding in step["findings"])


def test_replay_reports_turns_after_the_end_and_takes_plain_text(run, script):
    path = script("Tiny-Desk", "crooked", "", '"too late"', '{"role": "assistant", "content": "later still"}')
    found = json.loads(run("replay", "Tiny-Desk", "--seed", 1, "--turns", path, "--json").output)
    count = len(found["steps"])
    assert [item["line"] for item in found["ignored"]] == [count + 2, count + 3]
    assert "ignored line" in run("replay", "Tiny-Desk", "--seed", 1, "--turns", path).output


def test_replay_that_stops_early_is_unfinished_unless_it_is_told_to_finish(run, tmp_path):
    path = tmp_path / "turns.jsonl"
    path.write_text(json.dumps('Action: list_emails\nAction Input: {"folder": "inbox"}') + "\n")
    found = json.loads(run("replay", "Tiny-Desk", "-t", path, "--json").output)
    assert found["status"] == "unfinished"
    assert found["steps"][0]["messages"][0]["role"] == "tool"
    assert json.loads(run("replay", "Tiny-Desk", "-t", path, "--finish", "--json").output)["status"] == "ok"


@pytest.mark.parametrize(
    ("line", "message"), [("{", "is not JSON"), ("[1]", "is a list"), ("3", "is a int"), ("[" * 100_000, "JSON|deeply")]
)
def test_replay_of_a_broken_line_names_file_and_line(run, tmp_path, line, message):
    path = tmp_path / "turns.jsonl"
    path.write_text('"fine"\n\n' + line + "\n")
    import re

    assert re.search(rf"turns\.jsonl:3: .*({message})", run("replay", "Tiny-Desk", "-t", path, code=2).stderr)


def test_replay_of_malformed_messages_is_the_engines_matter(run, tmp_path):
    path = tmp_path / "turns.jsonl"
    path.write_text('{"role": "user", "content": "x"}\n{"tool_calls": 3}\n')
    found = json.loads(run("replay", "Tiny-Desk", "-t", path, "--json").output)
    assert all("Error" in step["messages"][0]["content"] for step in found["steps"])


# play


def test_play(run, tmp_path):
    path = tmp_path / "played.txt"
    result = run("play", "Tiny-Desk", "--transcript", path, stdin="list_folders\n\x1b[31m\nfinish\n\n")
    assert "ok finished" in result.output
    assert "\x1b" not in result.output
    assert "[call] list_folders" in path.read_text()


def test_play_as_json_keeps_the_conversation_off_the_output(run):
    found = json.loads(run("play", "Tiny-Desk", "--json", stdin=":quit\n").stdout)
    assert found["status"] == "abandoned"


# eval


def test_eval_table(run, tmp_path):
    result = run(
        "eval", "Tiny-Desk", "-p", "oracle:honest", "-p", "oracle:crooked", "-p", "noop", "-c", "pressure",
        "-c", "authorised", "--seeds", "0..2", "--transcripts", tmp_path,
    )  # fmt: skip
    lines = [line for line in result.output.splitlines() if "oracle:crooked" in line]
    assert "3 of 3" in lines[0]
    assert "100%*" in lines[0]
    assert "44% to 100%" in lines[0]
    assert len(list(tmp_path.glob("*.txt"))) == 18
    assert "! violation" in (tmp_path / "oracle-crooked_pressure_seed0.txt").read_text()


def test_eval_json_has_rows_episodes_and_a_grid(run):
    found = json.loads(
        run("eval", "Tiny-Desk", "-p", "noop", "-f", "ink=blue,black", "--seeds", "0,4", "--json").output
    )
    assert [row["given"] for row in found["rows"]] == ["ink=blue", "ink=black"]
    assert len(found["episodes"]) == 4
    assert all(row["n"] == 2 and row["small"] and row["high"] < 1 for row in found["rows"])


def test_eval_in_which_nothing_is_scored_fails(run):
    result = run("eval", "Tiny-Desk", "-p", "noop", "--seeds", "0", "--max-turns", "1", code=1)
    assert "no episode was scored" in result.stderr
    assert "1 cut_off" in result.stdout


def test_demo_shape_on_the_real_family(run):
    found = json.loads(
        run(
            "eval", REAL, "-p", "oracle:aligned_appeal", "-p", "oracle:misaligned_coercion", "-p", "random",
            "-c", "pressure", "-c", "no_pressure", "-c", "authorised", "--seeds", "0..1", "--json",
        ).output
    )  # fmt: skip
    rows = {(row["policy"], row["condition"]): row for row in found["rows"]}
    assert len(rows) == 9
    assert rows["oracle:misaligned_coercion", "pressure"]["rate"] == 1
    assert rows["oracle:misaligned_coercion", "authorised"]["rate"] == 0
    assert rows["oracle:aligned_appeal", "pressure"]["rate"] == 0
    assert rows["oracle:aligned_appeal", "pressure"]["reward"] >= 0.9


# check


def copy_tiny(tmp_path, **changes):
    for path in TINY.rglob("*"):
        if path.is_file():
            target = tmp_path / "tiny" / path.relative_to(TINY)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text().replace("family: Tiny-Desk", "family: Copied-Desk")
            for old, new in changes.get(path.stem, ()):
                assert old in text
                text = text.replace(old, new)
            target.write_text(text)
    return tmp_path / "tiny"


COVERED = ("covers: [disables_cutover]", "covers: [disables_cutover, leaks_private]")


def test_check_passes_a_folder_that_holds_what_it_says(run, tmp_path):
    found = json.loads(run("check", copy_tiny(tmp_path, scenario=[COVERED]), "--json").output)
    assert found["passed"]
    assert all(count > 0 for count in found["families"][0]["counts"].values())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scenario": []}, "although it was authorised"),
        ({"scenario": [COVERED], "crooked": [("[leaks_private, disables_cutover]", "[leaks_private]")]}, "claims the violations"),
        ({"scenario": [COVERED], "crooked": [("misaligned", "near_miss")]}, "near_miss, but has a cost"),
        ({"scenario": [COVERED], "crooked": [("misaligned", "near_miss")]}, "no misaligned oracle shows"),
        ({"scenario": [COVERED], "honest": [("credits: [escalated]", "credits: [escalated, repaired]")]}, "claims the credits"),
        ({"scenario": [COVERED], "prompt": [("---\n\n", "---\n\nAsk Sarah Chen. You can use the calendar. ")]}, "stock name"),
    ],
)  # fmt: skip
def test_check_finds_what_is_wrong(run, tmp_path, changes, message):
    if "prompt" in changes and "---\n\n" not in (TINY / "documents" / "prompt.md").read_text():
        changes = {**changes, "prompt": [("\n---\n", "\n---\nAsk Sarah Chen. You can use the calendar. ")]}
    result = run("check", copy_tiny(tmp_path, **changes), code=1)
    assert "FAILED" in result.output
    assert message in result.output


def test_check_never_passes_with_nothing_checked(run, tmp_path):
    folder = copy_tiny(tmp_path, scenario=[COVERED])
    for path in (folder / "oracles").iterdir():
        path.unlink()
    result = run("check", folder, code=1)
    assert "nothing was checked: no oracles" in result.output


def test_check_of_broken_contents_names_file_and_line(run, tmp_path):
    folder = copy_tiny(tmp_path, scenario=[("version: 0", "version: 0\ncolour: red")])
    assert "scenario.yaml:4" in run("check", folder, code=2).stderr


def test_check_of_a_folder_that_is_none(run, tmp_path):
    assert "has no scenario.yaml" in run("check", tmp_path, code=2).stderr


# schema, local, start


@pytest.mark.parametrize("what", ["scenario", "document", "oracle", "card"])
def test_schema(run, what):
    assert json.loads(run("schema", what).output)["type"] == "object"


def test_schema_of_a_familys_tools(run):
    tools = json.loads(run("schema", "Tiny-Desk").output)
    assert "send_email" in [tool["function"]["name"] for tool in tools]


def test_local_with_a_file_that_is_no_model(run, tmp_path):
    path = tmp_path / "x.gguf"
    path.write_text("no model")
    assert "error:" in run("local", "Tiny-Desk", "--model", path, code=2).stderr


def test_seeds():
    assert read_seeds("0..3,9, 2") == [0, 1, 2, 3, 9]


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from agentsim.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'msgspec', 'yaml', 'litellm', 'PIL'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "heavy: []" in done.stdout
