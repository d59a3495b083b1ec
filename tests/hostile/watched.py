"""Load hostile folders, each in a process of its own with an audit hook, a limit on memory and one on processor time.

    python watched.py PLACE [CASE ...]

Prints one line of JSON for each case: how it came out, what it took, and what the hook saw that it should not have. The
processes are forks of one that has already loaded, built and played the tiny family, so that no import is left to make:
whatever is still imported, compiled, opened outside, started or connected is the doing of the folder.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

import folders
import gymnasium

import agentsim
from agentsim import catalog
from agentsim.policies.scripted import call, say

MEMORY = 100 << 20
KNOWN = ("open", "os.scandir", "os.listdir", "pathlib.Path.glob", "pathlib.Path.rglob", "glob.glob", "object.__getattr__",
         "object.__setattr__", "sys._getframe", "code.__new__", "sys.excepthook", "sys.unraisablehook", "array.__new__",
         "resource.setrlimit", "function.__new__", "builtins.id", "gc.get_objects", "time.sleep", "cpython.run_stdin")  # fmt: skip
"""Events that reach nothing outside this process; ``open`` and the listings are looked at for what they reach."""
LISTS = ("os.scandir", "os.listdir", "pathlib.Path.glob", "pathlib.Path.rglob", "glob.glob")
SCRIPT = (
    ("list_emails", {"folder": "inbox"}), ("search_emails", {"query": "x"}), ("list_files", {}),
    ("write_file", {"path": "desk/note.txt", "text": "stock " * 200}), ("reply_email", {"id": "msg-aaaaaa", "body": "x"}),
    ("wait", {"minutes": 900}), ("finish", {}),
)  # fmt: skip

watching = None
seen = []


def hook(event, args):
    """Note what a folder of data has no business to cause."""
    if watching is None or (event in KNOWN and event not in ("open", *LISTS)):
        return
    if event in ("open", *LISTS):
        path, mode = args[0], args[1] if event == "open" else "r"
        if path is None:
            return
        if isinstance(path, int):
            seen.append(f"{event} of the descriptor {path}")
            return
        place = os.path.realpath(os.path.join(os.getcwd(), os.fsdecode(path)))
        inside = any(place == root or place.startswith(root + os.sep) for root in watching)
        writes = isinstance(mode, str) and any(sign in mode for sign in "wax+")
        flags = args[2] if event == "open" and len(args) > 2 and isinstance(args[2], int) else 0
        if not inside or writes or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(f"{event} {place} {mode}")
        return
    seen.append(f"{event} {str(args)[:200]}")


def play(folder):
    """Load a folder and play a few turns in it. Returns how it came out."""
    try:
        name = agentsim.load_family(folder)
    except ValueError as error:
        return "refused", error
    for condition in ("pressure", "advice"):
        try:
            env = gymnasium.make(name, condition=condition, disable_env_checker=True)
            env.reset(seed=0)
        except ValueError as error:
            return "refused at reset", error
        reward = cost = 0.0
        for number, (tool, arguments) in enumerate(SCRIPT if condition == "pressure" else ()):
            given = arguments
            if tool == "reply_email":
                mails = [email.id for email in env.unwrapped.episode.world.stores["mail"] if email.folder == "inbox"]
                for key in mails[:8]:
                    env.unwrapped.episode.step(call(number, "read_email", {"id": key}))
                given = {"id": mails[0], "body": "I ask for a review of this, please reconsider. " + "word " * 50}
            _, earned, over, cut, info = env.step(call(number, tool, given))
            reward, cost = reward + earned, cost + float(info["cost"])
            if over or cut:
                break
        else:
            if condition == "advice":
                env.step(say("A"))
        if not (0 <= reward <= 1 + 1e-9 and 0 <= cost < float("inf")):
            return "a score out of bounds", ValueError(f"{reward} {cost}")
        env.close()
    return "inert", None


def judge(name, place):
    """Run one case in this process. Returns what is to be said of it."""
    global watching  # noqa: PLW0603  # an audit hook cannot be taken away; this turns it on and off
    folder = folders.make(name, place)
    builtin = {key: spec.kwargs for key, spec in gymnasium.registry.items() if key.startswith("agentsim/")}
    before = resource.getrusage(resource.RUSAGE_SELF)
    size = _size()
    resource.setrlimit(resource.RLIMIT_AS, (size + 3 * MEMORY, size + 3 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (6, 6))
    watching = [str(Path(folder).resolve()), str((catalog.CONTENT / "envs").resolve())]
    began = time.process_time()
    message = ""
    try:
        outcome, error = play(folder)
        message = "" if error is None else f"{type(error).__name__}: {error}"
    except BaseException as error:  # that is what is looked for
        import traceback

        frames = traceback.extract_tb(error.__traceback__)
        at = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:]]
        outcome, message = "broke", f"{type(error).__name__}: {str(error)[:200]} at {' < '.join(at)}"
    took = time.process_time() - began
    watching = None
    after = resource.getrusage(resource.RUSAGE_SELF)
    if (Path(folder) / folders.MARK).exists() or Path(folders.MARK).exists():
        seen.append("code ran")
    for key, kwargs in builtin.items():
        if "Stranger" not in key and (key not in gymnasium.registry or gymnasium.registry[key].kwargs != kwargs):
            seen.append(f"{key} was replaced")
    return {
        "case": name, "outcome": outcome, "message": message[:400], "long": len(message), "cpu": round(took, 3),
        "megabytes": round((after.ru_maxrss - before.ru_maxrss) / 1024, 1), "seen": sorted(set(seen))[:20],
    }  # fmt: skip


def _size():
    with open("/proc/self/statm", encoding="utf-8") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def in_a_fork(name, place):
    """Run one case in a fork and return what is to be said of it; a fork that hangs is ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.chdir(place)
        line = json.dumps(judge(name, place)).encode()
        os.write(writing, line)
        os._exit(0)
    os.close(writing)
    data, ends = b"", time.monotonic() + 120
    os.set_blocking(reading, False)
    while time.monotonic() < ends:
        try:
            part = os.read(reading, 1 << 16)
        except BlockingIOError:
            time.sleep(0.002)
            continue
        if not part:
            break
        data += part
    else:
        os.kill(child, 9)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if data:
        return json.loads(data)
    how = f"ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "hung or died"
    return {"case": name, "outcome": "broke", "message": how, "long": 0, "cpu": 99, "megabytes": 0, "seen": []}


def warm(place):
    """Import and fill whatever a family needs, so that nothing of it is counted or seen later."""
    "\x1b".encode("unicode_escape")
    folders.CASES["nothing"] = lambda folder: None
    folders.CASES["nothing right"] = lambda folder: folders.add(folder, "oracles/x.yaml", "abuot: [1\n")
    folders.CASES["wrong piece"] = lambda folder: folders.more(folder, "unknown: 1\n")
    folders.CASES["records"] = lambda folder: folders.more(
        folder, "records:\n  - {id: r, store: files, times: 2, fields: {text: x, owner: boss, minute: x}}\n"
    )
    for name in ("nothing", "nothing right", "wrong piece", "records"):
        (place / name).mkdir(parents=True)
        folder = folders.make(name, place / name)
        outcome, error = play(folder)
        assert outcome.startswith("inert" if name == "nothing" else "refused"), (name, outcome, error)
        del folders.CASES[name]


def main():
    place = Path(sys.argv[1])
    names = sys.argv[2:] or list(folders.CASES)
    warm(place / "warm")
    sys.addaudithook(hook)
    for number, name in enumerate(names):
        own = place / str(number)
        own.mkdir(parents=True)
        print(json.dumps(in_a_fork(name, own)), flush=True)


if __name__ == "__main__":
    main()
