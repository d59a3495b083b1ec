"""Run under the preloaded library: break each of the first writes of a run, look at what is left, go on, compare."""

import ctypes
import errno
import json
import sqlite3
import sys
from pathlib import Path

from agentsim import catalog
from agentsim.runs.design import make_design
from agentsim.runs.runner import run
from agentsim.runs.store import RunStore, StoreError

LIBRARY, TINY, WHERE, LAST = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])


def main() -> None:
    disk = ctypes.CDLL(LIBRARY)
    disk.disk_arm.argtypes = (ctypes.c_char_p, ctypes.c_long, ctypes.c_int)
    disk.disk_seen.restype = ctypes.c_long
    design = make_design({
        "families": [catalog.add_folder(TINY)], "policies": ["oracle:honest", "oracle:crooked"],
        "conditions": ["pressure"], "seeds": "0..2", "limits": {"concurrency": 2},
    })  # fmt: skip
    whole = read(run(design, WHERE / "whole"))
    counted = WHERE / "counted"
    disk.disk_arm(str(counted).encode(), 1 << 40, 0)
    run(design, counted)
    total = disk.disk_seen()
    cases = sorted({*range(1, LAST + 1), *range(LAST, total, 7), *range(total - 3, total + 1)})
    told = {"writes": total, "cases": 0, "errors": 0, "unnoticed": 0, "stored": []}
    for number in cases:
        for name in ("ENOSPC", "EIO"):
            folder = WHERE / f"{name}-{number}"
            stored: list[str] = []
            disk.disk_arm(str(folder).encode(), number, getattr(errno, name))
            message = ""
            try:
                run(design, folder, on_progress=lambda _, one, stored=stored: stored.append(one.key))
            except StoreError as error:
                message = str(error)
            disk.disk_arm(b"", -1, 0)
            told["cases"] += 1
            if message:
                told["errors"] += 1
                wanted = "full" if name == "ENOSPC" else "I/O"
                assert wanted in message or "disk" in message, (name, number, message)
            else:
                told["unnoticed"] += 1  # the write was one that can be done later: nothing may be missing
                assert len(stored) == len(whole), (name, number)
            check(design, folder, stored, whole)
            told["stored"].append(len(stored))
    print(json.dumps(told))


def check(design, folder, stored, whole) -> None:
    """What had ended is there as it should be, and the run can be gone on with to the same end."""
    begun = False
    try:
        with RunStore(folder) as store:
            begun = True
            assert set(stored) <= store.keys()
    except StoreError:
        assert not stored
    if begun:
        rows = read(folder / "run.sqlite")
        assert all(row in whole for row in rows)
        run(design, folder, resume=True)
    else:
        run(design, folder)
    assert read(folder / "run.sqlite") == whole


def read(path) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = "SELECT key, position, status, record, transcript FROM episodes ORDER BY position"
        return connection.execute(query).fetchall()
    finally:
        connection.close()


main()
