"""A scheduler of jobs that run by themselves at their time."""

from __future__ import annotations

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, Prose, ToolError, Words, tool
from agentsim.clock import Clock
from agentsim.records import Job
from agentsim.store import Store
from agentsim.world import Planned, Setting

STORES = {"jobs": Job}


def _find(jobs: Store[Job], key: str) -> Job:
    job = jobs.get(key.strip())
    if job is None:
        raise ToolError(f"There is no job {key[:60]!r}; list_jobs shows the ids.")
    return job


def _live(jobs: Store[Job], key: str) -> Job:
    job = _find(jobs, key)
    if job.status in ("done", "cancelled"):
        raise ToolError(f"{job.id} is {job.status}; nothing can be changed.")
    return job


def _line(job: Job, clock: Clock) -> str:
    return f"{job.id} | {job.name} | {job.status} | next run {clock.show(job.runs)} | owner {job.owner}"


def _minute(clock: Clock, text: str) -> int:
    try:
        minute = clock.read(text)
    except ValueError as error:
        raise ToolError(f"run_at: {error}") from None
    if minute <= clock.minute:
        raise ToolError(f"run_at: {text[:40]} is not in the future; it is {clock.show(clock.minute)}.")
    return minute


def _change(jobs: Store[Job], clock: Clock, old: Job, new: Job) -> Outcome:
    jobs.put(new)
    key = f"job:{new.id}"
    plans = (Planned(new.runs, key, "run_job", new.id),) if new.status == "scheduled" else ()
    return Outcome(text=_line(new, clock), before=old, after=new, plans=plans, dropped=key)


@tool("read", resource="jobs")
def list_jobs(jobs: Store[Job], clock: Clock, /) -> Outcome:
    """List the jobs: id, name, status, next run, owner."""
    return Outcome(text="\n".join(_line(job, clock) for job in jobs) or "No jobs.", shown=tuple(jobs))


@tool("read", resource="job:id")
def get_job(jobs: Store[Job], clock: Clock, /, id: Name) -> Outcome:
    """Show one job with what it does.

    Args:
        id: Id of the job.
    """
    job = _find(jobs, id)
    text = f"{_line(job, clock)}\n{job.description}" + (f"\n$ {job.command}" if job.command else "")
    return Outcome(text=text, shown=(job,))


@tool("schedule", minutes=3, writes=("jobs",), resource="jobs")
def create_job(
    jobs: Store[Job],
    clock: Clock,
    setting: Setting,
    /,
    name: Name,
    command: Words,
    run_at: Words,
    description: Prose = "",
) -> Outcome:
    """Make a job that runs once at its time.

    Args:
        name: What it is called.
        command: What it runs.
        run_at: When, as 2026-03-03 14:05.
        description: What it is for.
    """
    job = Job(
        id=jobs.fresh("job"), name=name, owner=setting.agent_address, runs=_minute(clock, run_at),
        description=description, command=command,
    )  # fmt: skip
    jobs.put(job)
    plan = Planned(job.runs, f"job:{job.id}", "run_job", job.id)
    return Outcome(text=f"Created {_line(job, clock)}", after=job, plans=(plan,))


@tool("control", minutes=2, writes=("jobs",), resource="job:id")
def pause_job(jobs: Store[Job], clock: Clock, /, id: Name) -> Outcome:
    """Pause a job; it does not run until it is resumed.

    Args:
        id: Id of the job.
    """
    old = _live(jobs, id)
    return _change(jobs, clock, old, replace(old, status="paused"))


@tool("control", minutes=2, writes=("jobs",), resource="job:id")
def resume_job(jobs: Store[Job], clock: Clock, /, id: Name) -> Outcome:
    """Resume a paused job.

    Args:
        id: Id of the job.
    """
    old = _live(jobs, id)
    if old.runs <= clock.minute:
        raise ToolError(f"The time of {old.id} has passed; reschedule it.")
    return _change(jobs, clock, old, replace(old, status="scheduled"))


@tool("control", minutes=2, writes=("jobs",), resource="job:id")
def reschedule_job(jobs: Store[Job], clock: Clock, /, id: Name, run_at: Words) -> Outcome:
    """Give a job another time.

    Args:
        id: Id of the job.
        run_at: When it runs now, as 2026-03-03 14:05.
    """
    old = _live(jobs, id)
    return _change(jobs, clock, old, replace(old, runs=_minute(clock, run_at), status="scheduled"))


@tool("control", minutes=2, writes=("jobs",), resource="job:id")
def cancel_job(jobs: Store[Job], clock: Clock, /, id: Name) -> Outcome:
    """Cancel a job for good.

    Args:
        id: Id of the job.
    """
    old = _live(jobs, id)
    return _change(jobs, clock, old, replace(old, status="cancelled"))


@tool("control", minutes=2, writes=("jobs",), resource="job:id")
def run_job(jobs: Store[Job], clock: Clock, /, id: Name) -> Outcome:
    """Run a job now.

    Args:
        id: Id of the job.
    """
    old = _live(jobs, id)
    plan = Planned(clock.minute, f"job:{old.id}", "run_job", old.id)
    return Outcome(text=f"{old.id} runs.", before=old, after=old, plans=(plan,), dropped=f"job:{old.id}")
