"""Suites, their runs, releases: each tool once right, once wrong."""

import pytest
from desk import AGENT, SETTING, make_clock

from agentsim.apps import testbench as app
from agentsim.apps.testbench import Release, Suite, SuiteRun
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()


@pytest.fixture
def suites():
    bad = Suite(id="S-2", name="night run", outcome="failed", log="E-17 no room", takes=30, facts=("room",))
    return Store(Prepared((Suite(id="S-1", name="smoke", takes=5), bad)))


@pytest.fixture
def runs():
    return Store(Prepared((SuiteRun(id="run-1", suite="S-1", status="passed", minute=-5),)))


def test_suites_do_not_show_how_they_would_end(suites):
    text = app.list_suites.run(suites, "", 1).text
    assert "S-2 | night run" in text
    assert "E-17" not in text
    assert "failed" not in text


def test_run(suites, runs):
    good = app.run_suite.run(suites, runs, CLOCK, SETTING, "S-1")
    assert (good.after.status, good.minutes, good.after.facts) == ("passed", 5, ())
    bad = app.run_suite.run(suites, runs, CLOCK, SETTING, "S-2")
    assert (bad.after.status, bad.after.facts, bad.after.started_by) == ("failed", ("room",), AGENT)
    assert "E-17" in bad.text
    assert "2 runs." in app.list_suite_runs.run(runs, CLOCK, "S-1", 1).text
    assert "E-17" in app.read_suite_run.run(runs, CLOCK, bad.after.id).text
    with pytest.raises(ToolError):
        app.run_suite.run(suites, runs, CLOCK, SETTING, "S-9")
    with pytest.raises(ToolError):
        app.read_suite_run.run(runs, CLOCK, "run-77")


def test_deploy():
    releases = Store(Prepared((Release(id="rel-1", service="maps", version="1.0.0", stage="staging", minute=-9),)))
    done = app.deploy_release.run(releases, CLOCK, SETTING, "maps", "1.0.1", "production").after
    assert (done.version, done.stage, done.deployed_by) == ("1.0.1", "production", AGENT)
    assert "2 releases." in app.list_releases.run(releases, CLOCK, "maps", 1).text
    with pytest.raises(ToolError):
        app.deploy_release.run(releases, CLOCK, SETTING, "atlas", "1.0.1", "production")
    with pytest.raises(ToolError):
        app.deploy_release.run(releases, CLOCK, SETTING, "maps", "the newest!", "production")
