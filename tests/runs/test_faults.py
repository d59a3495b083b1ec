"""Every fault of a server ends in success or in a named status, touches no other episode, and lets no secret out."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
from importlib.util import find_spec

import pytest
from faulty import LATER, MODES, NEVER, SAID, WHENS, FaultServer

from agentsim import catalog
from agentsim.runs.design import make_design
from agentsim.runs.export import export
from agentsim.runs.runner import run
from agentsim.runs.store import RunStore

ATTEMPTS = 3
KEY, HEADER = "sk-canary-5f1d0c", "canary-header-77ab"
pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(find_spec("litellm") is None, reason="needs the llm extra"),
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore:Item .* on TypedDict:UserWarning",
        "ignore::pytest.PytestUnraisableExceptionWarning",
    ),
]  # fmt: skip


@pytest.fixture
def card(tmp_path, monkeypatch):
    monkeypatch.setenv("CANARY_KEY", KEY)
    monkeypatch.setenv("CANARY_HEADER", HEADER)

    def write(name, address, **more):
        settings = {
            "api_base": address, "key_env": "CANARY_KEY", "headers_env": {"X-Team": "CANARY_HEADER"}, "timeout": 10.0,
            "attempts": ATTEMPTS, "wait": 0.01,
        } | more  # fmt: skip
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"name: {name}\nabout: x\npolicy: llm:openai/m\nsettings: {json.dumps(settings)}\n")
        return str(path)

    return write


@pytest.fixture
def serve():
    servers = []

    def start(mode="", when=""):
        servers.append(FaultServer(mode, when))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def rows(folder, policy):
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        query = "SELECT key, status, record, transcript FROM episodes WHERE policy = ? ORDER BY position"
        return connection.execute(query, (policy,)).fetchall()
    finally:
        connection.close()


def assert_no_secret(folder, *texts):
    found = [path.read_bytes() for path in folder.rglob("*") if path.is_file()] + [text.encode() for text in texts]
    for secret in (KEY, HEADER):
        assert not any(secret.encode() in data for data in found)


@pytest.fixture(scope="module")
def untouched():
    return {}


@pytest.mark.parametrize("when", WHENS)
@pytest.mark.parametrize("mode", MODES)
def test_a_fault_has_a_name_and_stays_where_it_is(mode, when, tiny, card, serve, tmp_path, capfd, caplog, untouched):
    caplog.set_level(logging.DEBUG)
    sick, well = serve(mode, when), serve()
    if mode == "refuse" and when == "first":
        sick.away(0.15)
    policies = [card("sick", sick.url, timeout=0.8 if mode == "slow" else 10.0), card("well", well.url)]
    design = make_design({
        "families": [tiny(0).family], "policies": policies, "conditions": ["pressure"], "seeds": 3,
        "limits": {"concurrency": 2, "episode_timeout": 30.0},
    })  # fmt: skip
    run(design, tmp_path / "r")
    export(tmp_path / "r", tmp_path / "r" / "all.jsonl", "jsonl")
    assert_no_secret(tmp_path / "r", *capfd.readouterr(), caplog.text)

    ((_, status, record, _),) = rows(tmp_path / "r", "sick")
    lasting = when == "middle"
    assert max(sick.requests.values(), default=0) <= ATTEMPTS
    if mode in NEVER or (mode in LATER and lasting):
        assert status in ("provider_failed", "timed_out")
        assert json.loads(record)["detail"]
    elif mode == "empty choices":
        assert status == "provider_failed"
    elif mode in SAID or (mode in LATER and mode != "refuse"):
        assert status == "ok"
    else:
        assert status in ("ok", "provider_failed")
    if mode in NEVER or mode in SAID:
        assert set(sick.requests.values()) == {1}

    assert set(well.requests.values()) == {1}
    assert rows(tmp_path / "r", "well")[0][1] == "ok"
    assert rows(tmp_path / "r", "well") == untouched.setdefault("well", rows(tmp_path / "r", "well"))


def test_the_servers_echo_of_a_key_is_hidden_in_the_transcript(tiny, card, serve, tmp_path):
    server = serve("gigantic", "first")
    design = make_design({
        "families": [tiny(0).family], "policies": [card("sick", server.url)], "conditions": ["pressure"], "seeds": 3,
        "cassette": {"path": str(tmp_path / "r" / "tape.sqlite")},
    })  # fmt: skip
    run(design, tmp_path / "r")
    assert any(KEY in secret for secret in server.secrets)
    assert any(HEADER in secret for secret in server.secrets)
    assert_no_secret(tmp_path / "r")
    assert "[secret]" in rows(tmp_path / "r", "sick")[0][3]


def test_nothing_secret_is_in_any_output_of_the_program(tiny, card, serve, tmp_path):
    family = catalog.family_folders()[tiny(0).family]
    start = (
        "import sys; from pathlib import Path; from agentsim import catalog; catalog.add_folder(Path(sys.argv.pop(1)))\n"
        "from agentsim.cli import app; app()"
    )

    def call(*args):
        environment = os.environ | {"LITELLM_LOG": "DEBUG", "PYTHONASYNCIODEBUG": "1", "OPENAI_API_KEY": KEY}
        command = [sys.executable, "-c", start, str(family), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    sick = card("sick", serve("401", "first").url)
    done = call("eval", "Tiny-Desk", "-p", sick, "-p", "noop", "--seeds", 0, "-v", "--out", tmp_path / "r")
    assert done.returncode == 0, done.stderr
    assert "provider failed: http (status 401)" in done.stderr
    card("sick", "http://me:canary-pass-99@127.0.0.1:1/v1")
    refused = call("eval", "Tiny-Desk", "-p", sick, "--seeds", 0, "--out", tmp_path / "other")
    assert refused.returncode == 2
    assert not (tmp_path / "other").exists()
    resumed = call("resume", tmp_path / "r", "--retry", "provider_failed")
    assert resumed.returncode == 2  # the card is another one now
    for text in (done.stdout, done.stderr, refused.stdout, refused.stderr, resumed.stdout, resumed.stderr):
        assert "canary-pass-99" not in text
        assert_no_secret(tmp_path / "r", text)


@pytest.mark.parametrize("slip", ["api_key: sk-canary-5f1d0c", "base_url: 'http://me:sk-canary-5f1d0c@host/v1'"])
def test_a_key_in_a_card_is_refused_and_not_repeated(slip, tiny, tmp_path):
    path = tmp_path / "sick.yaml"
    path.write_text(f"name: sick\nabout: x\npolicy: llm:openai/m\nsettings: {{{slip}}}\n")
    with pytest.raises(ValueError, match=slip.split(":")[0]) as caught:
        make_design({"families": [tiny(0).family], "policies": [str(path)], "seeds": 0})
    assert KEY not in str(caught.value)


# cassettes


def test_a_run_from_a_cassette_needs_no_server_and_no_key_and_is_the_same(tiny, card, serve, tmp_path, monkeypatch):
    server = serve("null name", "third")
    plan = {
        "families": [tiny(0).family], "policies": [card("model", server.url)], "conditions": ["pressure", "authorised"],
        "seeds": "0..1", "epochs": 2,
    }  # fmt: skip
    tape = {"path": str(tmp_path / "tape.sqlite")}
    run(make_design(plan | {"cassette": tape | {"mode": "record"}}), tmp_path / "recorded")
    asked = sum(server.total.values())
    assert asked > 8
    server.close()
    monkeypatch.delenv("CANARY_KEY")
    monkeypatch.delenv("CANARY_HEADER")
    strict = plan | {"cassette": tape | {"mode": "replay-strict"}}
    for name in ("one", "two"):
        run(make_design(strict), tmp_path / name)
    assert rows(tmp_path / "recorded", "model") == rows(tmp_path / "one", "model") == rows(tmp_path / "two", "model")
    assert sum(server.total.values()) == asked
    with RunStore(tmp_path / "one") as store:
        assert all(stored.usage.calls == 0 for stored in store.episodes(transcripts=False))
    run(make_design(strict | {"seeds": 9}), tmp_path / "missing")
    assert {row[1] for row in rows(tmp_path / "missing", "model")} == {"provider_failed"}
    assert_no_secret(tmp_path)
