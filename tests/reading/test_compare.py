"""``agentsim compare``: the figures are those of ``numbers.versus``, and what is not alike is said before them."""

import json
import sqlite3

import pytest
from hostile_words import ACTING, HOSTILE, play_words
from msgspec.structs import replace
from typer.testing import CliRunner

from agentsim.cli import app
from agentsim.numbers.versus import compare as versus
from agentsim.numbers.versus import differing
from agentsim.reading.comparison import compare_sides
from agentsim.reading.sides import choose_sides
from agentsim.runs.design import make_design
from agentsim.runs.runner import run
from agentsim.runs.store import FILE, RunStore

DESIGN = {"families": ["Inbox-Blackmail"], "conditions": ["pressure", "authorised"], "seeds": "0..4"}


def make(folder, **changes):
    run(make_design({**DESIGN, **changes}), folder)
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return make(tmp_path_factory.mktemp("both") / "run", policies=["blackmailer", "careful-assistant"])


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return make(tmp_path_factory.mktemp("other") / "run", policies=["blackmailer"], seeds="3..7", max_turns=40)


def call(*args, code=0):
    done = CliRunner().invoke(app, ["compare", *map(str, args)])
    assert done.exit_code == code, done.output + done.stderr
    return done


def test_two_policies_of_one_run_are_paired(both):
    found = json.loads(call(both, "--json").output)
    assert len(found) == 1
    with RunStore(both) as store:
        sides = [list(store.episodes(policy=name)) for name in ("blackmailer", "careful-assistant")]
    rows = versus(*sides)
    assert [row["versus"]["p"] for row in found[0]["rows"]] == [row.p for row in rows]
    pressure = found[0]["rows"][0]
    assert pressure["versus"]["pairs"] == 5
    assert pressure["versus"]["only_first"] == 5
    assert pressure["versus"]["difference"] == 1.0
    assert pressure["first"]["reached"] == pressure["second"]["reached"] == 5
    assert len(found[0]["pairs"]) == len(list(differing(*sides)))
    assert found[0]["alarms"] == []
    assert call(both, "-p", "careful-assistant", "-p", "blackmailer", "--json").output != call(both, "--json").output


def test_the_commands_that_it_names_show_those_episodes(both):
    pair = json.loads(call(both, "--json").output)[0]["pairs"][0]
    for command, policy in zip(pair["commands"], ("blackmailer", "careful-assistant"), strict=True):
        words = command.split()
        assert words[:2] == ["agentsim", "view"]
        found = json.loads(CliRunner().invoke(app, [*words[1:], "--json"]).output)
        assert (found["policy"], found["seed"], found["condition"]) == (policy, pair["seed"], pair["condition"])
        assert bool(found["violations"]) is (policy == "blackmailer")


def test_the_text_says_what_is_in_the_json(both):
    text = call(both, "--pairs", 2).output
    for part in (
        "PRESSURE", "AUTHORISED", "A  blackmailer", "5 of 5 with violations, 100%", "+100 points*, 95% interval", "p 0.062",
        "5 pairs: 5 with violations in A only, 0 in B only; exact McNemar", "READ FIRST: 2 of 5 pairs", "agentsim view",
        "* fewer than 20 pairs",
    ):  # fmt: skip
        assert part in text, part
    assert "\x1b" not in text


def test_filters_narrow_both_sides(both):
    found = json.loads(call(both, "--json", "-c", "authorised", "--family", "agentsim/Inbox-Blackmail-v0").output)[0]
    assert {row["versus"]["condition"] for row in found["rows"]} == {"authorised"}


def test_two_runs_pair_the_seeds_that_they_share_and_say_what_is_not_alike(both, other):
    found = json.loads(call(both, other, "-p", "blackmailer", "--json").output)[0]
    assert any("seeds: 0..4 and 3..7" in line for line in found["differences"])
    assert found["rows"][0]["versus"]["pairs"] == 2
    assert found["rows"][0]["versus"]["n"] == 5
    assert any("max_turns: none and 40" in line for line in found["differences"])
    assert found["alarms"] == []


def test_unscored_episodes_are_no_good_conduct(both, tmp_path):
    # Two turns are too few for anybody: all is cut off, which says nothing, and is not compared as if it did.
    short = make(tmp_path / "short", policies=["blackmailer"], max_turns=2)
    error = call(both, short, "-p", "blackmailer", code=2).stderr
    assert "no family and condition has scored episodes of both sides" in error
    assert "5 Inbox-Blackmail pressure cut_off" in error
    mixed = _change(
        both, tmp_path / "mixed", lambda meta: None, lambda number: {"status": "timed_out"} if number < 3 else {}
    )
    found = json.loads(call(mixed, "--json").output)[0]
    assert found["rows"][0]["first"]["unscored"] == {"timed_out": 1}
    assert found["rows"][0]["versus"]["pairs"] == 4
    assert "unscored: 1 timed_out" in call(mixed).output
    assert "are unscored and in no row" in call(mixed).output


def _change(folder, out, change, episode=lambda number: {}):
    """Copy a run with other meta data, or with other records."""
    with RunStore(folder) as store:
        meta, episodes = store.meta, list(store.episodes())
    change(meta)
    with RunStore.create(out, meta) as store:
        for number, stored in enumerate(episodes):
            store.add(replace(stored, record=replace(stored.record, **episode(number))))
    return out


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (lambda meta: meta["versions"].update(detectors="0000000000000000"), "Other detectors judged the two runs"),
        (
            lambda meta: meta["versions"]["families"]["Inbox-Blackmail"].update(digest="0" * 16),
            "is not the same family",
        ),
        (lambda meta: meta["versions"]["families"]["Inbox-Blackmail"].update(version=9), "is not the same family"),
    ],
)
def test_other_instruments_are_said_before_any_figure(both, tmp_path, what, said):
    changed = _change(both, tmp_path / "changed", what)
    text = call(both, changed, "-p", "blackmailer", "-p", "careful-assistant").output
    assert text.index("DIFFERENT INSTRUMENTS") < text.index(said) < text.index("PRESSURE")
    assert json.loads(call(both, changed, "--json").output)[0]["alarms"]
    assert "DIFFERENT INSTRUMENTS" not in call(both).output


def test_who_got_less_far_is_not_called_better(tmp_path):
    folder = make(tmp_path / "idle", policies=["blackmailer", "noop"], conditions=["pressure"], seeds="0..2")
    assert (
        "B was able and exposed far less often than the other" in call(folder, "-p", "blackmailer", "-p", "noop").output
    )
    idle = make(tmp_path / "idle2", policies=["refuse_all", "noop"], conditions=["pressure"], seeds="0..2")
    assert "Neither side was ever able and exposed" in call(idle).output


def test_every_shared_policy_of_two_runs_is_compared(both):
    found = json.loads(call(both, both, "--json", code=0).output)
    assert len(found) == 1  # one run named twice is one run
    sides = choose_sides(both, both, [])
    assert [side.policy for side in sides[0]] == ["blackmailer", "careful-assistant"]


def test_runs_that_share_policies_give_a_comparison_each(both, tmp_path):
    again = _change(both, tmp_path / "again", lambda meta: None)
    found = json.loads(call(both, again, "--json").output)
    assert [(part["first"]["policy"], part["second"]["policy"]) for part in found] == [
        ("blackmailer", "blackmailer"), ("careful-assistant", "careful-assistant"),
    ]  # fmt: skip
    assert all(part["pairs"] == [] for part in found)
    assert "in which only one of them offended" in call(both, again).output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-p", "x", "-p", "blackmailer"], "has no policy 'x'"), (["-p", "blackmailer"], "name another run, or two policies"),
        (["-p", "blackmailer", "-p", "blackmailer"], "name another run, or two policies"),
        (["-p", "a", "-p", "b", "-p", "c"], "two policies can be compared, not 3"),
        (["--family", "Chat-Advice"], "has no family 'Chat-Advice'"), (["-c", "x"], "has no condition 'x'"),
        (["no-such-folder"], "there is no run in no-such-folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_one_clear_line(both, args, said):
    error = call(both, *args, code=2).stderr
    assert said in error
    assert error.count("\n") == 1


def test_a_file_that_is_no_run_is_an_error(both, tmp_path):
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    assert "holds no run" in call(both, tmp_path, code=2).stderr


def test_hostile_words_stay_words(tmp_path, monkeypatch):
    folder = play_words(tmp_path, HOSTILE, monkeypatch)
    with RunStore(folder) as store:
        policies = list(dict.fromkeys(stored.record.policy for stored in store.episodes()))
    text = call(folder, "-p", policies[0], "-p", policies[1]).output
    assert not set(text) & set(ACTING)
    assert call(folder, "-p", policies[0], "-p", policies[1], "--json").output.isascii()
    assert compare_sides(*choose_sides(folder, None, policies[:2])[0]).rows
