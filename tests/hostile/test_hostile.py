"""Contents from strangers: over two hundred hostile folders are refused with a clear error, or read and nothing more."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import agentsim

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import folders  # noqa: E402  # the generator lies beside this file, not in a package

SOURCE = Path(agentsim.__file__).parent
LEAST, SECOND, MEGABYTES = 200, 1.0, 100


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    place = tmp_path_factory.mktemp("strangers")
    # Hash seed and threads are set so that two runs of this test see the same.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, str(HERE / "watched.py"), str(place)], capture_output=True, text=True, check=False, env=environment, timeout=280)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    yield [json.loads(line) for line in done.stdout.splitlines()]
    subprocess.run(["rm", "-rf", str(place)], check=False)  # deeper than pytest's own broom reaches


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each folder is loaded in a fork")
def test_strangers_folders_are_refused_or_inert(reports):
    assert len(reports) == len(folders.CASES) >= LEAST
    wrong = [r for r in reports if r["outcome"] not in ("refused", "refused at reset", "inert")]
    assert wrong == []
    unclear = [r for r in reports if r["message"] and not r["message"].startswith(("ContentError: ", "ValueError: "))]
    assert unclear == []
    assert [r for r in reports if r["outcome"] != "inert" and not 20 < r["long"] < 3000] == []
    assert sum(r["outcome"] != "inert" for r in reports) > 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each folder is loaded in a fork")
def test_the_audit_hook_sees_nothing_outside(reports):
    assert [r for r in reports if r["seen"]] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each folder is loaded in a fork")
def test_none_takes_a_second_or_a_hundred_megabytes(reports):
    assert [r for r in reports if r["cpu"] >= SECOND or r["megabytes"] >= MEGABYTES] == []


def test_the_hook_would_see(tmp_path):
    """The watch itself: what it must report is reported."""
    code = """
import os, socket, subprocess, sys
import watched, folders
from pathlib import Path
place = Path(sys.argv[1])
def bad(folder):
    pass
def play(folder):
    open('/etc/passwd').close()
    (folder / 'ran.txt').write_text('x')
    for act in (lambda: subprocess.run(['true']), lambda: socket.socket().close(), lambda: eval('1'), lambda: __import__('wave')):
        act()
    return 'inert', None
watched.warm(place / 'warm')
sys.addaudithook(watched.hook)
folders.CASES['bad'] = bad
watched.play = play
(place / '0').mkdir()
print(watched.json.dumps(watched.in_a_fork('bad', place / '0')))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, cwd=HERE, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    seen = " ".join(json.loads(done.stdout)["seen"])
    for word in ("open /etc/passwd", "code ran", "compile"):
        assert word in seen, seen


def test_a_package_family_cannot_be_replaced(tmp_path):
    folder = folders.make("the family is called Inbox-Blackmail", tmp_path)
    with pytest.raises(ValueError, match="the package has a family 'Inbox-Blackmail'"):
        agentsim.load_family(folder)


def test_a_family_of_the_package_may_be_loaded_by_its_folder():
    from agentsim.catalog import CONTENT, _loose

    assert agentsim.load_family(CONTENT / "envs" / "chat-advice") == "agentsim/Chat-Advice-v0"
    _loose.pop("Chat-Advice", None)


RUNS = {"eval", "exec", "compile", "__import__"}
MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "jsonpickle",
    "imp",
    "runpy",
    "code",
    "codeop",
    "ctypes",
}
STARTS = {"subprocess", "multiprocessing", "pty", "socket"}
IMPORTERS = {
    "__init__.py": "names that the package itself lists",
    "apps/__init__.py": "apps that lie in the package, by a name that is checked against them",
    "apps/tool.py": "how a tool is unpickled: by module and name",
    "detect/rooms.py": "kinds that the door plan lists",
    "policies/llm.py": "the libraries of an extra, named in the code",
    "policies/serving.py": "llama.cpp's own module, named in the code",
}
"""Who may import by a string, and which strings those are."""
STARTERS = {"policies/": "a local model's server", "adapters/": "servers on this machine", "vector.py": "worker processes",
            "runs/": "worker processes", "ablate/": "worker processes", "spaces.py": "memory shared by vector environments"}  # fmt: skip
CONTENT = ("scenario/", "catalog.py", "plugins.py")
"""Where strangers' folders are read."""


def _calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else ""
            attribute = function.attr if isinstance(function, ast.Attribute) else ""
            yield node, name, attribute


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_no_source_runs_data():
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node, called, attribute in _calls(tree):
            if called in RUNS:
                found.append(f"{name}:{node.lineno} calls {called}")
            if "import_module" in (called, attribute) and name not in IMPORTERS:
                found.append(f"{name}:{node.lineno} imports by a string")
            if attribute in ("load", "load_all", "full_load", "unsafe_load") and isinstance(node.func.value, ast.Name) and node.func.value.id == "yaml":  # fmt: skip
                found.append(f"{name}:{node.lineno} loads YAML with a constructor")
            starts = attribute in ("system", "popen", "startfile") or attribute.startswith(
                ("spawn", "exec", "posix_spawn")
            )
            if starts and isinstance(node.func.value, ast.Name) and node.func.value.id == "os":
                found.append(f"{name}:{node.lineno} starts a program")
        found += [f"{name} imports {module}" for module in _imports(tree) if module in MODULES]
        if not name.startswith(tuple(STARTERS)):
            found += [f"{name} imports {module}" for module in _imports(tree) if module in STARTS]
        if name.startswith(CONTENT):
            forbidden = {"urllib", "http", "requests", "httpx", "tempfile", "importlib"} - ({"importlib"} if name == "plugins.py" else set())  # fmt: skip
            found += [f"{name} imports {module}" for module in _imports(tree) if module in forbidden | STARTS]
    assert found == [], "\n".join(found)


def test_nothing_but_data_lies_among_the_contents():
    from agentsim.catalog import CONTENT as ROOT

    kinds = {path.suffix for folder in ("envs", "policies") for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert kinds <= {".yaml", ".md"}
