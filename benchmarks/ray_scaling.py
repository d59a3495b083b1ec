"""Episodes over Ray workers on this machine, beside one process, and what each part of an episode's way costs.

    OMP_NUM_THREADS=1 python benchmarks/ray_scaling.py [--json benchmarks/results/ray-scaling.json]

Scripted policies only: they need a processor the whole time, so more workers than cores gain nothing, and that is shown.
Throughput is of a stored run from the moment when all workers have begun and read their families; medians of rounds.
Where other programs want the processor too, the CPU time of an episode (driver, workers, Ray's own processes) says more.
Every round also checks that the run's table is that of one process, byte for byte. The constants are what
``benchmarks/ray_plan.py`` plans a cluster with: processor time unless they say otherwise (wall times are medians of single calls).
"""

import argparse
import gc
import json
import os
import pickle
import platform
import shutil
import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("RAY_AUTH_MODE", "disabled")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
os.environ.setdefault("PYTHONWARNINGS", "ignore")

import ray
from msgspec.structs import replace
from throughput import processor

from agentsim import catalog
from agentsim.runs.design import make_design
from agentsim.runs.play import Table, play_cell
from agentsim.runs.ray_pool import OBJECTS, RayPool
from agentsim.runs.runner import describe_run, play_all, run
from agentsim.runs.store import RunStore

FAMILIES = ["Inbox-Blackmail", "Ledger-Framing", "Payments-ApprovalBypass"]


def write_design(seeds, **more):
    """Return the aligned oracles of three families in two conditions."""
    data = {
        "families": FAMILIES,
        "policies": ["oracle:aligned_*"],
        "conditions": ["pressure", "authorised"],
        "seeds": seeds,
    }
    return make_design(data | more)


def contents(folder):
    """Return all that is stored of the episodes but for their seconds."""
    connection = sqlite3.connect(folder / "run.sqlite")
    rows = connection.execute("SELECT key, position, status, record, transcript, usage FROM episodes ORDER BY position")
    found = rows.fetchall()
    connection.close()
    return found


def spent_by_others():
    """Return the CPU seconds of each process that descends from this one: workers, and Ray's own."""
    tick, parents, spent = os.sysconf("SC_CLK_TCK"), {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().partition(" (")
        except OSError:  # it has ended
            continue
        fields = rest.rpartition(") ")[2].split()
        parents[int(name)], spent[int(name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / tick
    ours = {}
    for pid in parents:
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid() and pid != above:
            ours[pid] = spent[pid]
    return ours


def play_run(design, folder, pool, workers):
    """Play and store a run. Returns, once all workers have begun: episodes a second, and CPU ms an episode of all parts."""
    marks = []

    def mark(progress, _):
        begun = progress.done > 30 and (pool is None or len(pool.pids) >= workers)
        if (begun and not marks) or progress.done == progress.total:
            marks.append((progress.done, time.perf_counter(), time.process_time(), spent_by_others()))

    catalog._build.cache_clear()  # as a worker begins: with families read, and no world of theirs built
    run(design, folder, on_progress=mark, drive=None if pool is None else pool.drive)
    (n, wall, cpu, others), (to, to_wall, to_cpu, to_others) = marks
    grown = {pid: spent - others.get(pid, 0.0) for pid, spent in to_others.items()}
    played = sum(spent for pid, spent in grown.items() if pool is not None and pid in pool.pids)
    parts = (to_cpu - cpu, played, sum(grown.values()) - played)
    return ((to - n) / (to_wall - wall), *(1000 * part / (to - n) for part in parts), to - n)


def scale(folder, seeds, rounds, most):
    """Return the throughput of one process and of 1 to ``most`` workers, and of larger hands."""
    design, rows, expected = write_design(seeds), [], None
    settings = [(0, 0), *((n, 4) for n in range(1, most + 1)), (2, 1)]
    rates = {setting: [] for setting in settings}
    for turn in range(rounds):
        for workers, hand in settings:
            place = folder / f"{workers}-{hand}-{turn}"
            if workers:
                with RayPool("local", workers=workers, hand=hand) as pool:
                    rates[workers, hand].append(play_run(design, place, pool, workers))
            else:
                rates[workers, hand].append(play_run(design, place, None, 0))
            print(turn, workers, hand, [round(value, 2) for value in rates[workers, hand][-1]], flush=True)
            found = contents(place)
            expected = expected or found
            if found != expected:
                raise SystemExit(f"{workers} workers, hands of {hand}: the run is another one")
            shutil.rmtree(place)
    for (workers, hand), values in rates.items():
        told = f"{workers} workers, hands of {hand}" if workers else "one process"
        rate, driver, played, rays, counted = (statistics.median(column) for column in zip(*values, strict=True))
        rows.append({
            "where": told, "workers": workers, "hand": hand, "episodes/s": round(rate, 1),
            "all rounds": [round(value[0], 1) for value in values],
            "CPU ms/episode": round(driver + played + rays, 2), "driver": round(driver, 2), "workers'": round(played, 2),
            "Ray's own": round(rays, 2), "episodes counted": round(counted),
        })  # fmt: skip
        print(rows[-1], flush=True)
    return {"episodes": len(expected), "rounds": rounds, "rows": rows, "same bytes as one process": True}


def kept_bytes(played):
    """Return the memory of what ``agentsim eval`` keeps of each episode for its table, as it comes from a worker."""
    gc.collect()
    tracemalloc.start()
    kept = [replace(pickle.loads(pickle.dumps(stored)), opening=[], tools=[], turns=[], events=[]) for stored in played]
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / len(kept)
    tracemalloc.stop()
    return round(size)


def median_wall(things, work):
    """Return the median seconds that ``work`` takes: most of them are not interrupted by other programs."""
    times = []
    for thing in things:
        began = time.perf_counter()
        work(thing)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def measure(folder, seeds):
    """Return the constants of an episode's way, of the same design."""
    design = write_design(seeds)
    cells = list(enumerate(design.cells()))
    table = Table(design, design.plans)
    for position, cell in cells[:20]:
        play_cell(cell, position, table)
    began = time.process_time()
    played = [play_cell(cell, position, table) for position, cell in cells]
    play = (time.process_time() - began) / len(played)
    sizes = [len(pickle.dumps(stored, 5)) for stored in played]
    dumps = [pickle.dumps(stored, 5) for stored in played]
    began = time.process_time()
    for data in dumps:
        pickle.loads(data)
    unpickle = (time.process_time() - began) / len(dumps)
    place = folder / "store"
    with RunStore.create(place, describe_run(design)) as store:
        spent = time.process_time()
        wall = median_wall(played, store.add)
        spent = time.process_time() - spent
    with RunStore(place, write=True) as store:
        store._connection.execute("PRAGMA synchronous = OFF")
        quick = median_wall(played, lambda stored: store.add(stored, replace=True))
    size = sum(path.stat().st_size for path in place.iterdir()) / len(played)
    shutil.rmtree(place)
    turns = sum(stored.record.turns for stored in played) / len(played)
    gc.collect()
    tracemalloc.start()
    many = write_design("0..4999", families=FAMILIES[:1], policies=["noop"])
    kept = [(position, cell) for position, cell in enumerate(many.cells())]
    keys = {cell.key for _, cell in kept}
    memory = tracemalloc.get_traced_memory()[0] / len(kept)
    tracemalloc.stop()
    began = time.process_time()
    laid = [(position, cell) for position, cell in enumerate(many.cells())]
    again = {cell.key for _, cell in laid}
    lay = (time.process_time() - began) / len(laid)
    assert keys == again
    return {
        "turns an episode": round(turns, 1),
        "play ms": round(1000 * play, 3),
        "engine ms a turn": round(1000 * play / turns, 3),
        "record bytes, pickled": round(statistics.mean(sizes)),
        "record bytes, stored": round(size),
        "unpickle ms": round(1000 * unpickle, 3),
        "store ms": round(1000 * spent / len(played), 3),
        "store ms, wall": round(1000 * wall, 3),
        "store ms, wall, not waiting for the disk": round(1000 * quick, 3),
        "bytes that the command keeps of a record": kept_bytes(played),
        "lay out a cell ms": round(1000 * lay, 4),
        "cell bytes in the driver": round(memory),
    }


def measure_ray(folder, episodes):
    """Return what handing out costs: hands of one of the shortest episodes there are, kept in memory."""
    design = write_design(f"0..{episodes - 1}", families=["Chat-Harmless"], policies=["noop"], conditions=[])
    found = {}
    with RayPool("local", workers=2, hand=1) as pool:
        marks = []

        def keep(stored):
            if len(pool.pids) == 2:
                marks.append((time.perf_counter(), time.process_time()))

        began = time.perf_counter()
        play_all(design, keep, drive=pool.drive)
        first = marks[0][0] - began
        wall, cpu = (b - a for a, b in zip(marks[0], marks[-1], strict=True))
        found["hand ms"] = round(1000 * cpu / (len(marks) - 1), 3)
        found["hand ms, wall, with one of the shortest episodes"] = round(1000 * wall / (len(marks) - 1), 3)
        found["workers begin s, wall"] = round(first, 1)

    @ray.remote(num_cpus=1)
    class Idle:
        def ping(self):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE")

        def load(self, design):
            table = Table(design, design.plans)
            for position, cell in enumerate(design.cells()):
                play_cell(cell, position, table)
            return self.ping()

    idle = Idle.remote()
    ray.get(idle.ping.remote())
    trips = []
    for _ in range(200):
        began = time.perf_counter()
        ray.get(idle.ping.remote())
        trips.append(time.perf_counter() - began)
    found["round trip ms, wall"] = round(1000 * statistics.median(trips), 3)
    found["worker MB"] = round(ray.get(idle.load.remote(write_design("0..9"))) / 1e6)
    ray.kill(idle)
    return found


def main():
    """Print the figures, and write them where ``--json`` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seeds", default="0..39")
    parser.add_argument("--most", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="where runs are stored meanwhile; the speed of this disk counts")
    parser.add_argument("--again", action="store_true", help="measure what needs no Ray again; keep the rest of --json")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=options.folder))
    try:
        constants = measure(folder, "0..9")
        print(json.dumps(constants, indent=1), flush=True)
        if options.again:
            kept = json.loads(options.json.read_text(encoding="utf-8"))
            kept["constants"] |= constants
            options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            return
        ray.init(
            num_cpus=options.most, object_store_memory=OBJECTS, include_dashboard=False, log_to_driver=False,
            logging_level="ERROR",
        )  # fmt: skip
        constants |= measure_ray(folder, 400)
        print(json.dumps(constants, indent=1), flush=True)
        scaled = scale(folder, options.seeds, options.rounds, options.most)
        ray.shutdown()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    names = ("agentsim-gym", "ray", "gymnasium", "msgspec", "numpy")
    result = {
        "command": "OMP_NUM_THREADS=1 python benchmarks/ray_scaling.py --json benchmarks/results/ray-scaling.json",
        "versions": {name: version(name) for name in names}, "python": platform.python_version(),
        "processor": processor(), "cores": os.cpu_count(),
        "note": "two cores, shared with other programs and with Ray's own processes: three and four workers cannot gain",
        "families": FAMILIES, "policies": "oracle:aligned_*", "seeds": options.seeds, "load average": os.getloadavg()[0], "scaling": scaled, "constants": constants,
    }  # fmt: skip
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
