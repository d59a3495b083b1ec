"""A run on Ray workers is the run of one process, byte for byte; a lost worker loses and doubles nothing."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec

import pytest

os.environ.setdefault("RAY_AUTH_MODE", "disabled")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
ray = pytest.importorskip("ray", reason="needs the ray extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # Ray warns of what will change in it

from agentsim.runs import ray_drive
from agentsim.runs.design import make_design
from agentsim.runs.ray_drive import Places
from agentsim.runs.ray_pool import RayPool
from agentsim.runs.runner import play_all, run
from agentsim.runs.store import RunStore, StoreError


@pytest.fixture(scope="module")
def cluster():
    ray.init(
        num_cpus=3, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False, logging_level="ERROR"
    )
    yield
    ray.shutdown()


@pytest.fixture
def pool(cluster):
    with RayPool("local", workers=2) as pool:
        yield pool


@pytest.fixture
def design(tiny):
    return lambda **more: make_design({
        "families": [tiny(0).family, "Inbox-Blackmail", "Chat-Harmless"], "policies": ["oracle:*", "random"],
        "conditions": ["pressure", "authorised"], "seeds": "0..2",
    } | more)  # fmt: skip


def contents(folder):
    """Everything that is stored but for the seconds, and the dump of the tables whose order is of no account."""
    with sqlite3.connect(folder / "run.sqlite") as connection:
        names = "key, position, family, condition, policy, seed, epoch, status, record, transcript, usage"
        episodes = connection.execute(f"SELECT {names} FROM episodes ORDER BY position").fetchall()
        others = [connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in ("meta", "texts")]
    connection.close()
    return episodes, *others


def test_the_store_is_that_of_one_process_byte_for_byte(design, pool, tmp_path):
    run(design(), tmp_path / "here")
    run(design(), tmp_path / "ray", drive=pool.drive)
    here = contents(tmp_path / "here")
    assert len(here[0]) == len(list(design().cells())) > 100
    assert contents(tmp_path / "ray") == here
    assert len(set(pool.pids)) == 2
    assert os.getpid() not in pool.pids


@pytest.mark.parametrize("hand", [1, 4, 1000])
def test_so_it_is_whatever_is_handed_out_at_once(design, cluster, hand, tmp_path):
    small = design(families=["Chat-Harmless"], seeds="0..9")
    run(small, tmp_path / "here")
    with RayPool("local", workers=2, hand=hand) as pool:
        run(small, tmp_path / "ray", drive=pool.drive)
    assert contents(tmp_path / "ray") == contents(tmp_path / "here")


def test_a_worker_killed_in_mid_run_loses_and_doubles_nothing(design, pool, tmp_path):
    run(design(), tmp_path / "here")
    kept, killed = [], []

    def kill(progress, stored):
        kept.append(stored.key)
        if len(kept) in (10, 60):
            killed.append(next(pid for pid in reversed(pool.pids) if pid not in killed))
            os.kill(killed[-1], signal.SIGKILL)

    run(design(), tmp_path / "ray", on_progress=kill, drive=pool.drive)
    assert pool.lost == len(set(killed)) == 2
    assert len(kept) == len(set(kept)) == len(list(design().cells()))
    assert contents(tmp_path / "ray") == contents(tmp_path / "here")


def test_all_workers_killed_at_once_too(design, pool, tmp_path):
    small = design(families=["Inbox-Blackmail"])
    run(small, tmp_path / "here")

    def kill(progress, _):
        if progress.done == 5:
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)

    run(small, tmp_path / "ray", on_progress=kill, drive=pool.drive)
    assert pool.lost == 2
    assert contents(tmp_path / "ray") == contents(tmp_path / "here")


def test_what_loses_its_worker_again_and_again_is_unscored(design, pool, monkeypatch):
    monkeypatch.setattr(ray_drive, "DEATHS", 1)
    small, kept = design(families=["Inbox-Blackmail"], seeds="0..3"), []

    def keep(stored):
        kept.append(stored)
        if len(kept) == 5:
            os.kill(pool.pids[0], signal.SIGKILL)

    progress = play_all(small, keep, drive=pool.drive)
    assert sorted(stored.position for stored in kept) == list(range(len(list(small.cells()))))
    lost = [stored for stored in kept if stored.record.status == "unscored"]
    assert 1 <= len(lost) <= 2 * ray_drive.MOST
    assert {stored.record.detail for stored in lost} == {"its worker was lost 1 times"}
    assert progress.statuses["unscored"] == len(lost)
    assert not any(stored.record.scored for stored in lost)


def test_a_run_that_was_stopped_goes_on_on_other_workers(design, pool, tmp_path):
    small = design(families=["Inbox-Blackmail"])
    run(small, tmp_path / "here")

    def stop(progress, _):
        if progress.done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(small, tmp_path / "ray", on_progress=stop, drive=pool.drive)
    with RunStore(tmp_path / "ray") as store:
        assert len(store.keys()) == 7
    run(small, tmp_path / "ray", resume=True, drive=pool.drive)
    assert contents(tmp_path / "ray") == contents(tmp_path / "here")


def test_a_worker_with_other_contents_plays_nothing(design, pool, monkeypatch):
    real = ray_drive.describe_versions
    monkeypatch.setattr(ray_drive, "describe_versions", lambda names: real(names) | {"detectors": "others"})
    kept = []
    with pytest.raises(StoreError, match=r"a worker has other contents.*detectors was others"):
        play_all(design(), kept.append, drive=pool.drive)
    assert not kept


def test_a_worker_that_cannot_begin_is_told(design, pool, monkeypatch):
    monkeypatch.setenv("AGENTSIM_PLUGINS", "no-such-plugin")
    with pytest.raises(ImportError, match="a worker cannot begin"):
        play_all(design(), lambda _: None, drive=pool.drive)


def test_what_cannot_be_played_elsewhere_is_refused(tmp_path):
    with pytest.raises(ValueError, match="local runs in one process"):
        play_all(make_design({"families": ["Chat-Harmless"], "policies": ["local"]}), print, drive=RayPool().drive)
    taped = {"families": ["Chat-Harmless"], "policies": ["noop"], "cassette": {"path": str(tmp_path / "c.sqlite")}}
    with pytest.raises(ValueError, match="replay-strict"):
        play_all(make_design(taped), print, drive=RayPool("192.0.2.1:6379").drive)
    for address in ("local:0", "local:two"):
        with pytest.raises(ValueError, match="is no address"):
            RayPool(address)
    assert RayPool("local:3").workers == 3


def test_the_emptiest_place_is_taken_first():
    places = Places(2)
    assert places.take() is None
    places.open(7)
    places.open(8)
    assert [places.take() for _ in range(5)] == [7, 8, 7, 8, None]
    places.give(8)
    places.close(7)
    places.give(7)
    assert [places.take(), places.take()] == [8, None]


class Model(ThreadingHTTPServer):
    """A model server that counts how many ask it at once. It lists folders twice and then ends its shift."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.lock, self.now, self.most, self.calls, self.wait = threading.Lock(), 0, 0, 0, 0.2


class Answer(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            server.now, server.calls = server.now + 1, server.calls + 1
            server.most = max(server.most, server.now)
        time.sleep(server.wait)
        with server.lock:
            server.now -= 1
        spoken = sum(message["role"] == "assistant" for message in asked["messages"])
        function = {"name": "finish" if spoken >= 2 else "list_folders", "arguments": "{}"}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c", "type": "function", "function": function}],
        }
        choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def served(design, tmp_path, monkeypatch):
    """A design of a model behind a server on this machine, and the server."""
    if find_spec("litellm") is None:
        pytest.skip("needs the llm extra beside the ray extra")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    server = Model()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    card = tmp_path / "served.yaml"
    address = f"http://127.0.0.1:{server.server_port}/v1"
    card.write_text(
        "name: served\nabout: A model server of the tests.\npolicy: llm:openai/m\n"
        f"settings: {{api_base: '{address}', key_env: AGENTSIM_TEST_KEY, attempts: 1}}\n"
    )
    monkeypatch.setenv("AGENTSIM_TEST_KEY", "none")
    try:
        yield (
            lambda **more: design(
                **{
                    "families": ["Inbox-Blackmail"],
                    "conditions": ["pressure"],
                    "policies": [str(card)],
                    "seeds": "0..7",
                }
                | more
            ),
            server,
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def fresh(cluster, served):
    """A cluster whose workers know the key: they have the environment of who began the cluster."""
    ray.shutdown()
    ray.init(
        num_cpus=3, object_store_memory=100_000_000, include_dashboard=False, log_to_driver=False, logging_level="ERROR"
    )
    with RayPool("local", workers=2) as pool:
        yield pool


def test_a_model_is_asked_by_no_more_episodes_at_once_than_its_jobs(served, fresh, tmp_path):
    make, server = served
    small = make(limits={"concurrency": 3}, policies=[*make().policies, "noop"])
    run(small, tmp_path / "ray", drive=fresh.drive)
    assert 2 <= server.most <= 3
    calls = server.calls
    server.wait = 0.0
    run(small, tmp_path / "here")
    assert server.calls == 2 * calls == 48
    assert contents(tmp_path / "ray") == contents(tmp_path / "here")


def test_a_budget_holds_between_calls_wherever_they_are_made(served, fresh, tmp_path):
    make, server = served
    seen = []
    small = make(limits={"concurrency": 2, "calls": 7})
    run(small, tmp_path / "r", on_progress=lambda progress, _: seen.append(progress), drive=fresh.drive)
    assert 7 <= server.calls <= 8  # each of two may finish the call that it has begun
    assert seen[-1].spent == "calls"
    with RunStore(tmp_path / "r") as store:
        statuses = store.statuses()
    assert statuses["ok"] == 2
    assert seen[-1].purse.calls == server.calls
    assert seen[-1].left + sum(statuses.values()) == 8
    run(make(limits={"calls": 100}), tmp_path / "r", resume=True, retry=["invalid_budget"], drive=fresh.drive)
    with RunStore(tmp_path / "r") as store:
        assert store.statuses() == {"ok": 8}


def test_the_command_prints_the_same_table_byte_for_byte():
    ray.shutdown()
    words = [
        "eval",
        "Inbox-Blackmail",
        "-p",
        "oracle:*",
        "-p",
        "random",
        "-c",
        "pressure",
        "-c",
        "authorised",
        "--seeds",
        "0..2",
    ]

    def output(*more):
        command = [sys.executable, "-m", "agentsim.cli", *words, *more]
        done = subprocess.run(command, capture_output=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout

    assert output("--ray", "local:2") == output()
    assert output("--ray", "local:2", "--json") == output("--json")
