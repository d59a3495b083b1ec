"""A copy of the checkout in which mutants are made, and tests that are started afresh in it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WALL = 300
"""Seconds after which what merely sleeps is ended."""


@contextmanager
def overlay() -> Iterator[Path]:
    """A copy of every file that git knows or would take, as it is now; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        listed = subprocess.run(
            ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
        )
        for name in listed.stdout.decode().split("\0"):
            if name and (ROOT / name).is_file():
                target = Path(folder) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, target)
        yield Path(folder)


def environment(folder: Path) -> dict[str, str]:
    """Where Python finds the package and these scripts: in the copy."""
    path = os.pathsep.join([str(folder / "src"), str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}


def call(folder: Path, arguments: Sequence[str], *, cpu: int | None = None) -> str:
    """Run Python in the copy and say "passed", "failed" or "timeout"; what it prints is in ``log.txt`` there."""

    def limit() -> None:
        os.setsid()
        if cpu is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))

    with (folder / "log.txt").open("w") as log:
        child = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment(folder), stdout=log, stderr=log,
                                 stdin=subprocess.DEVNULL, preexec_fn=limit)  # fmt: skip  # noqa: PLW1509  # there are no threads here
    try:
        code = child.wait(timeout=WALL if cpu is not None else None)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return "timeout"
    return "timeout" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "failed" if code else "passed"


def run_afresh(folder: Path, file: str, code: str, tests: Sequence[str], cpu: int) -> str:
    """Write the mutant into the copy, run these tests in a new process until one fails, and put the file back."""
    target = folder / file
    kept = target.read_text(encoding="utf-8")
    chosen = folder / "tests.txt"
    chosen.write_text("\n".join(tests) + "\n", encoding="utf-8")
    try:
        target.write_text(code, encoding="utf-8")
        return call(folder, ["-m", "pytest", "-x", "-q", "--timeout=0", "-p", "no:cacheprovider", "-p", "benchmarks.mutation.settings", f"@{chosen}"], cpu=cpu)  # fmt: skip
    finally:
        target.write_text(kept, encoding="utf-8")
