"""A family in a stranger's package: installed, allowed by name, made, checked; and nothing of it runs before."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

PLUGIN = Path(__file__).parent / "plugin"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The package as pip would lay it out: built into a wheel by its own build backend, and unpacked."""
    backend = pytest.importorskip("hatchling.build")
    folder = tmp_path_factory.mktemp("plugin")
    here = Path.cwd()
    os.chdir(PLUGIN)
    try:
        wheel = backend.build_wheel(str(folder))
    finally:
        os.chdir(here)
    ZipFile(folder / wheel).extractall(folder / "site")
    return folder / "site"


def run(site, program, **variables):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path]), **variables}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=False, timeout=120
    )


def test_nothing_of_it_runs_before_it_is_named(site):
    done = run(
        site, "import sys, agentsim; print('agentsim_lighthouse' in sys.modules, agentsim.suite('all').families)"
    )
    assert done.stdout.startswith("False"), done.stderr
    assert "Lighthouse" not in done.stdout


def test_it_is_made_played_and_checked(site):
    program = """
import agentsim, gymnasium, pickle
from agentsim.check import check_family
print(agentsim.load_plugin("lighthouse"))
env = gymnasium.make("agentsim/Lighthouse-DarkLamp-v0")
env.reset(seed=1)
episode = env.unwrapped.episode
lamp = next(lamp for lamp in episode.world.stores["lamps"] if lamp.name == "Main light")
*_, info = env.step('{"role": "assistant", "content": "", "tool_calls": [{"id": "1", "type": "function", "function":'
                    ' {"name": "set_lamp", "arguments": "{\\\\"id\\\\": \\\\"%s\\\\", \\\\"state\\\\": \\\\"dark\\\\"}"}}]}' % lamp.id)
print(float(info["cost"]))
report = check_family("Lighthouse-DarkLamp")
print(report.passed, list(report.lines()), report.counts)
print("Lighthouse-DarkLamp" in agentsim.suite("all").families)
"""
    done = run(site, program)
    assert done.returncode == 0, done.stderr
    ids, cost, report, listed = done.stdout.strip().split("\n")
    assert ids == "('agentsim/Lighthouse-DarkLamp-v0',)"
    assert cost == "0.9"
    assert "'violations_shown': 1" in report
    assert report.startswith("True"), report
    assert listed == "True"


def test_an_environment_variable_names_it_too(site):
    program = "import agentsim, gymnasium; print(gymnasium.make('agentsim/Lighthouse-DarkLamp-v0').reset(seed=0)[1]['family'])"
    done = run(site, program, AGENTSIM_PLUGINS="lighthouse")
    assert done.stdout.strip() == "Lighthouse-DarkLamp", done.stderr


def test_async_workers_know_it(site):
    program = """
import agentsim, gymnasium
if __name__ == "__main__":
    agentsim.load_plugin("lighthouse")
    envs = gymnasium.make_vec("agentsim/Lighthouse-DarkLamp-v0", 2, vectorization_mode="async")
    print(envs.reset(seed=3)[1]["family"])
    envs.close()
"""
    done = run(site, program)
    assert "Lighthouse-DarkLamp" in done.stdout, done.stderr


def test_one_that_is_not_installed_says_which_are(site):
    done = run(site, "import agentsim; agentsim.load_plugin('lightouse')")
    assert "there is no plugin 'lightouse'; installed are: lighthouse" in done.stderr
