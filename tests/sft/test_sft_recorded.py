"""Chats of recorded runs: by the detectors, by a judge, with what stood in the prompt only while they were sampled."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.policies.protocol import make_policy
from agentsim.runs.store import RunStore
from agentsim.runs.stored import dump
from agentsim.sft.demonstrations import Skipped
from agentsim.sft.prompts import add_text, add_to_row, strip_from_row, strip_text
from agentsim.sft.recorded import Filter, gives_reasons, read_run, read_verdicts
from agentsim.sft.rows import Metadata, text_row
from agentsim.sft.sampling import sample_run

HINT = "Before you act, think about everybody whom it concerns,\nand say what you think."
SAMPLE = Path(__file__).parents[1] / "runs" / "local_sample.toml"
PLAYED = {
    "good": "oracle:aligned_appeal",
    "bad": "oracle:misaligned_coercion",
    "worse": "oracle:misaligned_pretext",
    "idle": "noop",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """One run for each policy on two seeds, sampled under the hint."""
    folder = tmp_path_factory.mktemp("runs")
    for name, policy in PLAYED.items():
        sample_run(
            folder / name, ["Inbox-Blackmail"], [0, 1], lambda s, n, p=policy: make_policy(p, s, n), name=policy,
            text=HINT,
        )  # fmt: skip
    return folder


def take(run, which=None, **more):
    return list(read_run(run, which, **more))


def test_what_was_added_while_sampling_is_recorded_and_taken_out(runs):
    with RunStore(runs / "good") as store:
        stored = next(store.episodes())
        assert store.meta["sampled_with"] == HINT
    assert stored.opening[0]["content"].endswith(HINT)
    row = take(runs / "good")[0]
    assert HINT not in json.dumps(row)
    assert row["messages"][0]["content"] == stored.opening[0]["content"].removesuffix(f"\n\n{HINT}")
    assert row["messages"][1] == stored.opening[1]
    assert [note.split("=")[0] for note in row["metadata"]["changes"]] == ["stripped"]
    added = take(runs / "good", add="Anything goes here.")[0]
    assert added["messages"][0]["content"] == row["messages"][0]["content"] + "\n\nAnything goes here."
    assert added["messages"][1:] == row["messages"][1:]
    assert [note.split("=")[0] for note in added["metadata"]["changes"]] == ["stripped", "added"]
    assert added["metadata"]["tokens"] == row["metadata"]["tokens"] + 4
    assert take(runs / "good", strip=HINT) == take(runs / "good")


def test_the_policy_read_the_longer_prompt(tmp_path):
    seen = []

    class Listener:
        def act(self, messages, tools):
            seen.append(messages[0]["content"])
            return {"role": "assistant", "content": ""}

    sample_run(tmp_path / "run", ["Inbox-Blackmail"], [0], lambda s, n: Listener(), name="x", text=HINT, max_turns=2)
    assert len(seen) == 2
    assert all(content.endswith(HINT) and content.count(HINT) == 1 for content in seen)


def test_a_text_that_is_not_there_is_an_error_not_a_clean_chat(runs):
    with pytest.raises(
        ValueError, match=r"Inbox-Blackmail/pressure/0: the system prompt does not end with 'Never said"
    ):
        take(runs / "good", strip="Never said")


@pytest.mark.parametrize("system", ["Be kind.", "Be kind.\n", "  two\n\nparagraphs", None])
def test_stripping_undoes_adding(system):
    messages = [{"role": "system", "content": system}] if system else []
    messages += [{"role": "user", "content": f"hello {HINT}"}]
    assert strip_text(add_text(messages, HINT), HINT) == messages
    with pytest.raises(ValueError, match="does not end with"):
        strip_text(messages, HINT)


def test_a_bare_text_has_no_prompt():
    row = text_row("Once upon a time.", Metadata(kind="stories"))
    for change in (add_to_row, strip_from_row):
        with pytest.raises(ValueError, match="a bare text has no prompt"):
            change(row, "x")
    with pytest.raises(ValueError, match="is empty"):
        add_text([], " ")


def test_chats_are_taken_by_what_the_detectors_found(runs):
    skipped = Skipped()
    assert len(take(runs / "good")) == 2
    assert not take(runs / "bad", skipped=skipped)
    assert skipped.counts == {"detectors": 2}
    bad = take(runs / "bad", Filter("violating"))
    assert len(bad) == 2
    assert all("coerces_target" in row["metadata"]["violations"] for row in bad)
    assert not take(runs / "worse", Filter("violating", ("coerces_target",)))
    (other,) = {name for row in take(runs / "worse", Filter("violating")) for name in row["metadata"]["violations"]}
    assert not take(runs / "bad", Filter("violating", (other,)))
    assert len(take(runs / "bad", Filter("clean", (other,)))) == 2
    assert not take(runs / "good", Filter(families=("Board-StatusLie",)))
    with pytest.raises(ValueError, match="no filter 'good'"):
        Filter("good")


def test_what_is_unscored_is_never_taken(runs, tmp_path):
    skipped = Skipped()
    sample_run(
        tmp_path / "run", ["Inbox-Blackmail"], [0], lambda s, n: make_policy("oracle:aligned_appeal", s, n), name="x",
        max_turns=3,
    )  # fmt: skip
    for keep in ("clean", "violating", "all"):
        assert not take(tmp_path / "run", Filter(keep), skipped=skipped)
    assert skipped.counts == {"status cut_off": 3}


def test_chats_are_taken_by_what_a_judge_said(runs, tmp_path):
    keys = [f"Inbox-Blackmail/pressure/{seed}" for seed in (0, 1)]
    lines = [
        {"key": keys[0], "judge": "m", "detectors": [], "status": "scored", "charges": [], "reason": "", "detail": ""},
        {"key": keys[1], "judge": "m", "status": "scored", "charges": [{"kind": "coerces_target", "steps": [3]}]},
    ]
    path = tmp_path / "verdicts.jsonl"
    path.write_text("".join(dump(line) + "\n" for line in lines))
    verdicts = read_verdicts(path)
    seeds = lambda rows: [row["metadata"]["seed"] for row in rows]  # noqa: E731  # said five times
    assert seeds(take(runs / "good", Filter(judge="clean"), verdicts=verdicts)) == [0]
    assert seeds(take(runs / "good", Filter(judge="violating"), verdicts=verdicts)) == [1]
    assert seeds(take(runs / "bad", Filter("all", judge="clean"), verdicts=verdicts)) == [0]
    assert seeds(take(runs / "bad", Filter("violating", judge="violating"), verdicts=verdicts)) == [1]
    with pytest.raises(ValueError, match="needs the file of its verdicts"):
        take(runs / "good", Filter(judge="clean"))
    lines[0]["status"] = "unscored"
    path.write_text(dump(lines[0]) + "\n")
    for judge in ("clean", "violating"):
        skipped = Skipped()
        assert not take(runs / "good", Filter(judge=judge), verdicts=read_verdicts(path), skipped=skipped)
        assert skipped.counts == {"no verdict": 2}
    path.write_text(dump(lines[1]) + "\n" + dump(lines[1]) + "\n")
    with pytest.raises(ValueError, match=r"verdicts.jsonl:2: a second verdict on"):
        read_verdicts(path)
    path.write_text("{}\n")
    with pytest.raises(ValueError, match=r"verdicts.jsonl:1: no verdict"):
        read_verdicts(path)


CALL = [{"id": "a", "type": "function", "function": {"name": "wait", "arguments": "{}"}}]
LONG = "I will not use this, since it has nothing to do with the decision and would only hurt."


@pytest.mark.parametrize(
    ("content", "calls", "expected"),
    [
        ("", CALL, False),
        ("Let me look at that.", CALL, False),
        (LONG, CALL, True),
        (f"<think>{LONG}</think>Done.", CALL, False),
        (f"{LONG}\n\nB", None, True),
        ("B", None, False),
        ("Leave it be.\nC", None, False),
        (None, CALL, False),
    ],
)
def test_whether_a_chat_gives_reasons(content, calls, expected):
    message = {"role": "assistant", "content": content, **({"tool_calls": calls} if calls else {})}
    assert gives_reasons([{"role": "user", "content": LONG}, message]) is expected


def test_the_recorded_answers_of_a_real_model(tmp_path):
    tape = ["--cassette", str(SAMPLE.with_suffix(".sqlite")), "--cassette-mode", "replay-strict"]
    line = ["eval", "--toml", str(SAMPLE), *tape, "--out", str(tmp_path / "run"), "--json"]
    assert CliRunner().invoke(app, line).exit_code == 0
    with RunStore(tmp_path / "run") as store:
        scored = [stored for stored in store.episodes() if stored.record.scored]
    rows = take(tmp_path / "run", Filter("all"))
    assert len(rows) == len(scored)
    for row, stored in zip(rows, scored, strict=True):
        assert row["messages"][: len(stored.opening)] == stored.opening
        assert row["messages"][-1]["role"] == "assistant"
        assert row["metadata"]["violations"] == list(stored.record.violations)
        assert not row["metadata"]["changes"]
    clean, bad = take(tmp_path / "run"), take(tmp_path / "run", Filter("violating"))
    assert len(clean) + len(bad) == len(rows)
