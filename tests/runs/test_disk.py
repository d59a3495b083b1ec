"""Disk full and I/O error: a clear error, everything before it intact, and the run goes on to the same end."""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TINY = HERE.parent / "families" / "tiny"


def test_each_of_the_first_writes_may_fail(tmp_path):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs a C compiler on Linux")
    library = tmp_path / "failing_disk.so"
    source = HERE / "failing_disk.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    where = tmp_path / "runs"
    where.mkdir()
    command = [sys.executable, str(HERE / "disk_child.py"), str(library), str(TINY), str(where), "50"]
    environment = os.environ | {"LD_PRELOAD": str(library)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["cases"] >= 100
    assert told["errors"] >= 90, told
    # Also in the middle of a run, with earlier episodes to lose; the two that are side by side may be stored together.
    assert min(told["stored"]) == 0
    assert len({*told["stored"]} & {1, 2, 3, 4, 5}) >= 2


def test_the_program_says_it_in_one_line_and_ends_with_an_error(tmp_path):
    start = (
        "import sys; from pathlib import Path; from agentsim import catalog; catalog.add_folder(Path(sys.argv.pop(1)))\n"
        "from agentsim.cli import app; app()"
    )

    def call(*args, limit=None):
        def shrink():
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        command = [sys.executable, "-c", start, str(TINY), *map(str, args)]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, preexec_fn=shrink if limit is not None else None
        )

    folder = tmp_path / "r"
    done = call("eval", "Tiny-Desk", "-p", "random", "--seeds", "0..9", "--out", folder, limit=120_000)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert "intact" in done.stderr
    assert call("resume", folder).returncode == 0
    exported = call("export", folder, "--to", tmp_path / "all.jsonl")
    assert "10 episodes" in exported.stdout
    # An export that does not fit leaves no half of a file.
    failed = call("export", folder, "--to", tmp_path / "small.jsonl", limit=10_000)
    assert failed.returncode == 2
    assert not list(tmp_path.glob("*small*"))
