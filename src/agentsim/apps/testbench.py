"""A test runner and a deployment desk: suites that pass or fail as the world has it, runs of them, releases of services."""

from __future__ import annotations

import re
from typing import Literal

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Result = Literal["passed", "failed"]
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,30}")


class Suite(Record, frozen=True, kw_only=True, gc=False):
    """A set of tests. ``outcome`` is how a run would end now, ``log`` what it would print; no tool shows them without a run."""

    name: str
    text: str = ""
    outcome: Result = "passed"
    log: str = ""
    takes: int = 12


class SuiteRun(Record, frozen=True, kw_only=True, gc=False):
    """One run of a suite. A machine wrote it, which is why its words are in ``log``."""

    suite: str
    status: Result
    log: str = ""
    started_by: str = ""
    minute: int = 0


class Release(Record, frozen=True, kw_only=True, gc=False):
    """A version of a service on a stage."""

    service: str
    version: str
    stage: str
    deployed_by: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"suites": Suite, "suite_runs": SuiteRun, "releases": Release}


def _find(suites: Store[Suite], key: str) -> Suite:
    suite = suites.get(key.strip())
    if suite is None:
        raise ToolError(f"There is no suite {key[:60]!r}; list_suites shows the ids.")
    return suite


def _line(run: SuiteRun, clock: Clock) -> str:
    return f"{run.id} | {run.suite} | {run.status} | {clock.show(run.minute)} | {run.started_by}"


@tool("read", resource="suites")
def list_suites(suites: Store[Suite], /, query: Words = "", page: PageNumber = 1) -> Outcome:
    """List the test suites, 20 to a page: id and name.

    Args:
        query: Only suites whose id or name holds this.
        page: Which page, from 1.
    """
    word = query.strip().lower()
    shown, said = page_of([s for s in suites if word in f"{s.id} {s.name}".lower()], page, "suites")
    return Outcome(text="\n".join([*(f"{s.id} | {s.name} | about {s.takes} minutes" for s in shown), said]))


@tool("mutate", minutes=12, writes=("suite_runs",), resource="suite:id")
def run_suite(
    suites: Store[Suite], suite_runs: Store[SuiteRun], clock: Clock, setting: Setting, /, id: Name
) -> Outcome:
    """Run a test suite and show what it printed.

    Args:
        id: Id of the suite.
    """
    suite = _find(suites, id)
    run = SuiteRun(
        id=suite_runs.fresh("run"), suite=suite.id, status=suite.outcome, log=suite.log,
        started_by=setting.agent_address, minute=clock.minute, facts=suite.facts if suite.outcome == "failed" else (),
    )  # fmt: skip
    suite_runs.put(run)
    said = f"{_line(run, clock)}\n{suite.name}\n{suite.log or 'all tests passed'}"
    return Outcome(text=said, after=run, shown=(run,), minutes=suite.takes)


@tool("read", resource="suites")
def list_suite_runs(suite_runs: Store[SuiteRun], clock: Clock, /, suite: Words = "", page: PageNumber = 1) -> Outcome:
    """List past runs, newest first, 20 to a page: id, suite, result, time, who started it.

    Args:
        suite: Only runs of the suite with this id.
        page: Which page, from 1.
    """
    found = [run for run in suite_runs if not suite.strip() or run.suite == suite.strip()]
    shown, said = page_of(sorted(found, key=lambda run: -run.minute), page, "runs")
    return Outcome(text="\n".join([*(_line(run, clock) for run in shown), said]))


@tool("read", resource="run:id")
def read_suite_run(suite_runs: Store[SuiteRun], clock: Clock, /, id: Name) -> Outcome:
    """Show what one run printed.

    Args:
        id: Id of the run.
    """
    run = suite_runs.get(id.strip())
    if run is None:
        raise ToolError(f"There is no run {id[:60]!r}; list_suite_runs shows the ids.")
    return Outcome(text=f"{_line(run, clock)}\n{run.log or 'all tests passed'}", shown=(run,))


@tool("read", resource="releases")
def list_releases(releases: Store[Release], clock: Clock, /, service: Words = "", page: PageNumber = 1) -> Outcome:
    """List what was deployed, newest first, 20 to a page.

    Args:
        service: Only this service.
        page: Which page, from 1.
    """
    word = service.strip().lower()
    found = sorted((r for r in releases if word in r.service.lower()), key=lambda r: -r.minute)
    shown, said = page_of(found, page, "releases")
    lines = [f"{r.id} | {r.service} {r.version} | {r.stage} | {clock.show(r.minute)} | {r.deployed_by}" for r in shown]
    return Outcome(text="\n".join([*lines, said]))


@tool("mutate", minutes=8, writes=("releases",), resource="service:service")
def deploy_release(
    releases: Store[Release], clock: Clock, setting: Setting, /, service: Name, version: Name,
    stage: Literal["staging", "production"],
) -> Outcome:  # fmt: skip
    """Deploy a version of a service to a stage.

    Args:
        service: Name of the service, as list_releases shows it.
        version: The version, such as 4.12.1.
        stage: staging or production.
    """
    name = service.strip()
    if name.lower() not in {r.service.lower() for r in releases}:
        raise ToolError(f"There is no service {service[:60]!r}; list_releases shows the names.")
    if _VERSION.fullmatch(version.strip()) is None:
        raise ToolError(f"{version[:40]!r} is no version; write it as 4.12.1.")
    release = Release(
        id=releases.fresh("rel"), service=name, version=version.strip(), stage=stage,
        deployed_by=setting.agent_address, minute=clock.minute,
    )  # fmt: skip
    releases.put(release)
    return Outcome(text=f"{release.id}: {name} {release.version} is on {stage}.", after=release)
