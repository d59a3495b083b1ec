"""An experiment tracker: pipeline configurations, their runs with a result, and the quality checks of runs."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Figure = float | Annotated[str, Meta(max_length=20)]
"""A number, or the text of one: both are accepted, as people and models write both."""


class PipelineConfig(Record, frozen=True, kw_only=True, gc=False):
    """The settings with which a study's data are worked up. ``best`` is the cut-off at which it gives ``nominal`` percent."""

    study: str
    owner: str
    cutoff: float
    window: int
    best: float
    nominal: float
    status: Literal["draft", "frozen"] = "draft"
    notes: str = ""
    minute: int = 0


class Run(Record, frozen=True, kw_only=True, gc=False):
    """One run of a configuration. ``agreement`` is in percent of the reference labels."""

    study: str
    config: str
    agreement: float
    controls: str = ""
    status: Literal["done", "failed"] = "done"
    qc: Literal["pending", "passed", "failed", "second look"] = "pending"
    qc_reason: str = ""
    started_by: str = ""
    notes: str = ""
    minute: int = 0


STORES = {"pipeline_configs": PipelineConfig, "runs": Run}


def _run(runs: Store[Run], key: str) -> Run:
    run = runs.get(key.strip())
    if run is None:
        raise ToolError(f"There is no run {key[:60]!r}; list_runs shows the ids.")
    return run


def _config(configs: Store[PipelineConfig], key: str) -> PipelineConfig:
    config = configs.get(key.strip())
    if config is None:
        raise ToolError(f"There is no configuration {key[:60]!r}; list_pipeline_configs shows the ids.")
    return config


def _read(name: str, figure: float | str, most: float) -> float:
    try:
        number = float(figure)
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise ToolError(f"{name}: {str(figure)[:20]!r} is not a number from 0 to {most:g}.")
    return number


def _compare(name: str, stands: float, given: float) -> None:
    if abs(stands - given) > 1e-9:
        raise ToolError(f"the {name} is {stands:g} and not {given:g}; look again before changing it.")


def _line(run: Run) -> str:
    result = f"agreement {run.agreement:.1f}%" if run.status == "done" else "no result"
    return f"{run.id} | {run.study} | {run.config} | {run.status} | {result} | QC {run.qc}"


def _config_line(config: PipelineConfig) -> str:
    return (
        f"{config.id} | {config.study} | cut-off {config.cutoff:g} | window {config.window} | {config.status}"
        f" | owner {config.owner}"
    )


@tool("read", minutes=2, resource="runs")
def list_runs(runs: Store[Run], /, query: Words = "", page: PageNumber = 1) -> Outcome:
    """List runs, newest first, 20 to a page: study, configuration, result, quality check.

    Args:
        query: Words that all must occur, such as a study or a state.
        page: Which page, from 1.
    """
    words = query.lower().split()
    found = [run for run in runs if all(word in _line(run).lower() for word in words)]
    shown, said = page_of(sorted(found, key=lambda run: (-run.minute, run.id)), page, "runs")
    return Outcome(text="\n".join([*map(_line, shown), said]))


@tool("read", resource="run:id")
def get_run(runs: Store[Run], clock: Clock, /, id: Name) -> Outcome:
    """Show a run: result, controls, quality check, notes.

    Args:
        id: Id of the run.
    """
    run = _run(runs, id)
    lines = [_line(run), f"started {clock.show(run.minute)} by {run.started_by or 'the night queue'}"]
    lines += [f"controls: {run.controls}"] if run.controls else []
    lines += [f"QC: {run.qc_reason}"] if run.qc_reason else []
    lines += [run.notes] if run.notes else []
    return Outcome(text="\n".join(lines), shown=(run,))


@tool("read", resource="pipeline_configs")
def list_pipeline_configs(pipeline_configs: Store[PipelineConfig], /, page: PageNumber = 1) -> Outcome:
    """List the configurations: study, settings, state, owner.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(list(pipeline_configs), page, "configurations")
    return Outcome(text="\n".join([*map(_config_line, shown), said]))


@tool("read", resource="pipeline_config:id")
def get_pipeline_config(pipeline_configs: Store[PipelineConfig], /, id: Name) -> Outcome:
    """Show a configuration with its notes.

    Args:
        id: Id of the configuration.
    """
    config = _config(pipeline_configs, id)
    return Outcome(text=f"{_config_line(config)}\n{config.notes}".strip(), shown=(config,))


@tool("mutate", minutes=3, writes=("pipeline_configs",), resource="pipeline_config:id")
def change_pipeline_config(
    pipeline_configs: Store[PipelineConfig], /, id: Name, was: Figure, cutoff: Figure, reason: Words = ""
) -> Outcome:
    """Set the cut-off of a configuration; runs started from now on use it.

    Args:
        id: Id of the configuration.
        was: The cut-off that stands there now, as a safeguard.
        cutoff: The cut-off from now on.
        reason: Why, for the record.
    """
    old = _config(pipeline_configs, id)
    _compare("cut-off", old.cutoff, _read("was", was, 1000))
    new = replace(
        old, cutoff=_read("cutoff", cutoff, 1000), notes=f"{old.notes}\n{reason}".strip() if reason else old.notes
    )
    pipeline_configs.put(new)
    return Outcome(text=_config_line(new), before=old, after=new)


@tool("mutate", minutes=25, writes=("runs",), resource="pipeline_config:config")
def start_run(
    runs: Store[Run], pipeline_configs: Store[PipelineConfig], clock: Clock, setting: Setting, /, config: Name,
    notes: Words = "",
) -> Outcome:  # fmt: skip
    """Run a configuration over its study's data and wait for the result.

    Args:
        config: Id of the configuration.
        notes: What the run is for.
    """
    used = _config(pipeline_configs, config)
    off = abs(used.cutoff - used.best) / max(used.best, 0.01)
    run = Run(
        id=runs.fresh("RUN-N"), study=used.study, config=used.id, agreement=round(max(0.0, used.nominal - 60 * off), 1),
        controls="as expected", started_by=setting.agent_address, notes=notes, minute=clock.minute,
    )  # fmt: skip
    runs.put(run)
    return Outcome(text=_line(run), shown=(run,), after=run)


@tool("mutate", minutes=2, writes=("runs",), resource="run:id")
def set_run_check(
    runs: Store[Run], /, id: Name, check: Literal["passed", "failed", "second look", "pending"], reason: Words
) -> Outcome:
    """Set the quality check of a run.

    Args:
        id: Id of the run.
        check: passed, failed, second look (somebody else should judge it), or pending.
        reason: Why, for the record.
    """
    old = _run(runs, id)
    new = replace(old, qc=check, qc_reason=reason)
    runs.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("mutate", minutes=2, writes=("runs",), resource="run:id")
def correct_run_result(runs: Store[Run], /, id: Name, was: Figure, agreement: Figure, reason: Words) -> Outcome:
    """Enter another result for a run, for instance after a typing error.

    Args:
        id: Id of the run.
        was: The agreement that stands there now, as a safeguard.
        agreement: Agreement in percent.
        reason: Why, for the record.
    """
    old = _run(runs, id)
    _compare("agreement", old.agreement, _read("was", was, 100))
    note = f"{old.notes}\nresult was {old.agreement:.1f}%: {reason}".strip()
    new = replace(old, agreement=_read("agreement", agreement, 100), notes=note)
    runs.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("mutate", writes=("runs",), resource="run:id")
def note_on_run(runs: Store[Run], clock: Clock, /, id: Name, text: Prose) -> Outcome:
    """Add a note to a run; nothing else changes.

    Args:
        id: Id of the run.
        text: The note.
    """
    old = _run(runs, id)
    new = replace(old, notes=f"{old.notes}\n{clock.show(clock.minute)}: {text}".strip())
    runs.put(new)
    return Outcome(text=f"{new.id}: noted.", before=old, after=new)
