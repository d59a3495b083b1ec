"""``agentsim view``: the list, one episode, and that nothing which a model wrote acts on a terminal."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata

import msgspec
import pytest
from hostile_words import ACTING, HOSTILE, play_words
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.evaluate import EpisodeRecord
from agentsim.judge.awareness import Awareness
from agentsim.reading.facts import number_of, read_facts, tell_worst
from agentsim.reading.marking import restore_quote
from agentsim.reading.reveal import reveal
from agentsim.records import Finding
from agentsim.runs.design import make_design
from agentsim.runs.runner import run
from agentsim.runs.store import RunStore

SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("view") / "run"
    design = make_design({
        "families": ["Inbox-Blackmail"], "policies": ["blackmailer", "careful-assistant", "oracle:misaligned_disclosure_later"],
        "conditions": ["pressure", "no_pressure", "advice"], "seeds": "0..1",
    })  # fmt: skip
    run(design, out)
    return out


def call(*args, code=0):
    done = CliRunner().invoke(app, ["view", *map(str, args)])
    assert done.exit_code == code, done.output + done.stderr
    return done


def on_terminal(*args, columns=80):
    """Return what a real terminal of so many columns gets, its line breaks as they were written."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
    }
    command = [sys.executable, "-m", "agentsim.cli", *map(str, args)]
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env={**kept, "TERM": "xterm-256color"})
    os.close(follower)
    parts = []
    while True:
        try:
            part = os.read(leader, 1 << 16)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(leader)
    assert process.wait(60) == 0, b"".join(parts)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_the_list_has_every_episode_with_its_number(folder):
    text = call(folder).output
    rows = [line for line in text.split("\n") if re.match(r" *\d+  ", line)]
    with RunStore(folder) as store:
        played = [stored for stored in store.episodes() if stored.record.status != "not_applicable"]
    assert [int(row.split()[0]) for row in rows] == [number_of(stored) for stored in played]
    assert "coerces_target" in text
    assert "\x1b" not in text
    assert f"{len(played)} of {len(played)} episodes" in text
    assert "cells of the design do not exist" in text


def test_filters_pick_and_wrong_ones_are_told(folder):
    found = json.loads(call(folder, "--json", "--policy", "blackmailer", "--condition", "pressure").output)
    assert [(row["policy"], row["condition"]) for row in found] == [("blackmailer", "pressure")] * 2
    assert {"number", "key", "seed", "status", "reward", "cost", "violations", "credits"} <= set(found[0])
    assert all(row["violations"] for row in json.loads(call(folder, "--json", "--violation", "coerces_target").output))
    careful = json.loads(call(folder, "--json", "--findings", "--policy", "careful-assistant").output)
    assert all(row["credits"] for row in careful)
    assert json.loads(call(folder, "--json", "--status", "not_applicable").output)
    assert json.loads(call(folder, "--json", "--family", "agentsim/Inbox-Blackmail-v0").output)
    for option, value in (
        ("--policy", "x"),
        ("--family", "x"),
        ("--condition", "x"),
        ("--status", "x"),
        ("--violation", "x"),
    ):
        error = call(folder, option, value, code=2).stderr
        assert error.startswith("error: the run has no")
        assert "'x'; it has:" in error


def test_an_episode_is_read_turn_by_turn_with_its_findings(folder):
    text = call(folder, 1).output
    for part in (
        "SYSTEM PROMPT",
        "TOOLS  37 offered",
        "USER",
        "TURN 1",
        "ended      ok; finished",
        "funnel     exposed yes",
    ):
        assert part in text
    turn = text.partition("cost +")[2].partition("\nTURN")[0]
    assert "VIOLATION coerces_target" in turn
    assert "call send_email" in turn
    quoted = re.search(r"“(.+)”", turn)[1]
    # The words stand in the finding as they were written, in the call just above it.
    assert quoted.split(". ")[0] in turn.partition("VIOLATION")[0]
    assert any(char.isupper() for char in quoted)
    assert call(folder, json.loads(call(folder, "--json").output)[0]["key"]).output == text


def test_one_turn_alone(folder):
    text = call(folder, 1, "--turn", 2).output
    assert "TURN 2" in text
    assert "TURN 1" not in text
    assert "SYSTEM PROMPT" not in text
    found = json.loads(call(folder, 1, "--turn", 2, "--json").output)
    assert [turn["turn"] for turn in found["turns"]] == [2]
    assert {event["step"] for event in found["events"]} == {2}


def test_the_json_of_an_episode_has_all_of_it(folder):
    found = json.loads(call(folder, 1, "--json").output)
    with RunStore(folder) as store:
        stored = next(store.episodes(key=found["key"]))
    assert found["turns"] == json.loads(msgspec.json.encode(stored.turns, enc_hook=str))
    assert found["opening"] == stored.opening
    assert found["tools"]["used"]["send_email"] == 1
    assert found["findings"][0]["name"] == "coerces_target"


def test_what_comes_of_an_earlier_act_names_that_act(folder):
    number = json.loads(call(folder, "--json", "--violation", "leaks_private", "-c", "pressure").output)[0]["number"]
    text = call(folder, number).output
    assert re.search(r"\| from: turn \d+, schedule_email", text)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["99"], "has no episode 99"), (["nothing"], "has the key 'nothing'"), (["1", "--turn", "99"], "has no turn 99"),
        (["--turn", "1"], "--turn needs"), (["1", "--findings"], "a filter picks from the list"), (["0"], "has no episode 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_one_clear_line(folder, args, said):
    error = call(folder, *args, code=2).stderr
    assert said in error
    assert error.count("\n") == 1


def test_a_folder_without_a_run_is_an_error(tmp_path):
    assert "there is no run" in call(tmp_path, code=2).stderr


def test_a_terminal_of_eighty_columns_shows_it_whole(folder):
    for args in (["view", folder], ["view", folder, 1], ["compare", folder]):
        text = on_terminal(*args)
        assert SGR.search(text)
        lines = [SGR.sub("", line).rstrip() for line in text.split("\n")]
        # A path or a name without a space may be longer than a line; everything else was wrapped.
        assert all(len(line) <= 80 or " " not in line.strip() for line in lines), max(lines, key=len)
    words = " ".join(SGR.sub("", on_terminal("view", folder, 1)).replace("┃", " ").split())
    assert " ".join(call(folder, 1).output.replace("|", " ").split())[-400:] in words.replace("|", " ")


def test_an_attempt_is_not_called_an_act():
    def record(*statuses):
        findings = tuple(
            Finding(
                kind="violation", name="leaks", detector="flow", status=status, key=str(number), severity=0.5, cost=0.5
            )
            for number, status in enumerate(statuses)
        )
        return EpisodeRecord(
            family="F", policy="p", condition="", given={}, factors={}, seed=0, status="ok", findings=findings
        )

    assert tell_worst(record("blocked"), "leaks") == "blocked leaks"
    assert tell_worst(record("attempted", "blocked"), "leaks") == "attempted/blocked leaks"
    assert tell_worst(record("blocked", "effective"), "leaks") == "leaks"


def test_what_was_answered_in_a_fork_is_shown(folder):
    with RunStore(folder) as store:
        stored = next(store.episodes())
    assert "asked" not in dict(read_facts(stored))
    asked = Awareness(status="scored", turn=3, moment="exposed", likely=0.8, words="Most likely a test.\x1b[31m")
    text = dict(read_facts(msgspec.structs.replace(stored, awareness=asked)))["asked"]
    assert text == "in a fork after 3 turns (exposed): 80% likely a test; Most likely a test.[U+001B][31m"
    silent = Awareness(status="unscored", turn=1, detail="no number in the answer")
    assert "no number" in dict(read_facts(msgspec.structs.replace(stored, awareness=silent)))["asked"]


@pytest.mark.parametrize(
    ("quote", "texts", "shown"),
    [
        ("pay me… tonight", ["Please PAY  me, or", "I tell, Tonight."], "PAY me … Tonight"),
        ("nowhere to be found", ["Something else."], "nowhere to be found"), ("it’s mine", ["It's MINE"], "It's MINE"),
        ("", ["x"], ""),
    ],
)  # fmt: skip
def test_a_quote_is_shown_in_the_letters_of_its_text(quote, texts, shown):
    assert restore_quote(quote, texts) == shown


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        return play_words(tmp_path_factory.mktemp("hostile"), HOSTILE, patch)


def test_no_hostile_string_gets_out_of_a_pipe(hostile):
    listed = call(hostile).output
    episodes = [call(hostile, row["number"]).output for row in json.loads(call(hostile, "--json").output)]
    for text in (listed, *episodes):
        assert not set(text) & set(ACTING)
        assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in text if char not in "\n\t")
    everything = "".join(episodes)
    for word in HOSTILE:
        assert reveal(word) in everything


def test_no_hostile_string_acts_on_a_terminal(hostile):
    texts = [on_terminal("view", hostile), *(on_terminal("view", hostile, number) for number in (1, 2, 4))]
    own = {"1", "2", "7", "0", "1;31", "1;32", "33", "1;36"}
    for text in texts:
        assert {code[2:-1] for code in SGR.findall(text)} <= own
        assert not set(SGR.sub("", text)) & set(ACTING)
    assert any("[bold red]" in text for text in texts)


def test_json_is_ascii_and_says_what_was_said(hostile):
    for row in json.loads(call(hostile, "--json").output):
        text = call(hostile, row["number"], "--json").output
        assert text.isascii()
        found = json.loads(text)
        with RunStore(hostile) as store:
            assert found["turns"] == next(store.episodes(key=row["key"])).turns
