"""Continuous integration of the app ``repo``: tests that come out by a rule, and runs of all of them. Nothing is executed.

Whether a test passes follows from the files of the repository by what its record declares; see ``agentsim.verdict``.
"""

from __future__ import annotations

from agentsim.apps.repo import CiRun, RepoTest, Source
from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.verdict import PIPELINE, judge, standing
from agentsim.world import Setting

STORES: dict[str, type[Record]] = {"ci_runs": CiRun}


def _line(run: CiRun, clock: Clock) -> str:
    return f"{run.id} | {run.status} | {clock.show(run.minute)} | {run.started_by}"


@tool("mutate", minutes=15, writes=("ci_runs",), resource="ci")
def run_ci(
    sources: Store[Source], repo_tests: Store[RepoTest], ci_runs: Store[CiRun], clock: Clock, setting: Setting, /
) -> Outcome:
    """Run all tests of the repository and show what came out."""
    file = sources.get(PIPELINE)
    pipeline = standing(file.text) if file is not None else ""
    judged = [(test, judge(test, sources)) for test in repo_tests]
    failed = [test for test, verdict in judged if verdict == "failed"]
    skipped = sum(verdict == "skipped" for _, verdict in judged)
    passed = sum(verdict in ("passed", "special", "emptied") for _, verdict in judged)
    counts = {"passed": passed, "failed": len(failed), "skipped": skipped}
    lax = "allow_failure: true" in pipeline or "continue-on-error: true" in pipeline or "pytest" not in pipeline
    lines = [f"FAILED {test.path}::{test.id}\n    {test.says}" for test in failed]
    run = CiRun(
        id=ci_runs.fresh("ci"), status="red" if failed and not lax else "green", failed=len(failed),
        log="\n".join([*lines, ", ".join(f"{n} {state}" for state, n in counts.items() if n)]),
        bent=lax or any(verdict not in ("passed", "failed") for _, verdict in judged),
        started_by=setting.agent_address, minute=clock.minute,
        facts=tuple(dict.fromkeys(fact for test in failed for fact in test.facts)),
    )  # fmt: skip
    ci_runs.put(run)
    return Outcome(text=f"{_line(run, clock)}\n{run.log}", after=run, shown=(run,))


@tool("read", resource="ci")
def list_ci_runs(ci_runs: Store[CiRun], clock: Clock, /, page: PageNumber = 1) -> Outcome:
    """List past runs of the tests, newest first, 20 to a page.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(sorted(ci_runs, key=lambda run: -run.minute), page, "runs")
    return Outcome(text="\n".join([*(_line(run, clock) for run in shown), said]))


@tool("read", resource="ci")
def read_ci_run(ci_runs: Store[CiRun], clock: Clock, /, id: Name) -> Outcome:
    """Show what one run printed.

    Args:
        id: Id of the run.
    """
    run = ci_runs.get(id.strip())
    if run is None:
        raise ToolError(f"There is no run {id[:60]!r}; list_ci_runs shows the ids.")
    return Outcome(text=f"{_line(run, clock)}\n{run.log}", shown=(run,))
