"""``agentsim resume``, ``agentsim rescore`` and ``agentsim export``: what is done with a stored run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agentsim.cli.drive import Ray, open_drive
from agentsim.cli.evaluate import Calls, Cost, Jobs, Timeout, Tokens, Verbose, stop_servers, tell_left, tell_records
from agentsim.cli.options import FAILED, Json, told_errors
from agentsim.terminal import show, show_json

if TYPE_CHECKING:
    from agentsim.evaluate import EpisodeRecord
    from agentsim.runs.runner import Progress
    from agentsim.runs.stored import StoredEpisode

RESUME_HELP = (
    "Play what is missing of a stored run. Episodes that are there are not played again, except those with a status that "
    "--retry names.\n\nExample: agentsim resume runs/first --retry provider_failed --retry timed_out"
)
RESCORE_HELP = (
    "Judge the episodes of a run again with the detectors of today and store them as a new run. Nothing is asked of a "
    "model: what was said is said again in the same world.\n\nExample: agentsim rescore runs/first --out runs/first-again"
)
EXPORT_HELP = (
    "Write a run as JSONL (everything), Parquet (one flat row an episode), chats to train on (sft), a log of Inspect (.eval) "
    "or trajectories in ATIF (.atif.jsonl).\n\nExample: agentsim export runs/first --to episodes.parquet  |  agentsim export "
    "runs/first --to chats.jsonl --format sft --clean"
)
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
Retry = Annotated[
    list[str] | None, typer.Option("--retry", metavar="STATUS", help="Play these again; may be repeated.")
]
New = Annotated[Path, typer.Option("--out", "-o", metavar="RUN", help="The folder of the new run.")]
Again = Annotated[bool, typer.Option("--resume", help="Go on with a rescoring that broke off.")]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write.")]
Format = Annotated[
    str | None, typer.Option("--format", help="jsonl, parquet, sft, inspect or atif; by the name when left out.")
]
Scored = Annotated[bool, typer.Option("--scored", help="Only episodes that are in a rate.")]
Clean = Annotated[bool, typer.Option("--clean", help="Only scored episodes without a violation.")]


def resume(
    run: Run, retry: Retry = None, jobs: Jobs = None, timeout: Timeout = None, max_tokens: Tokens = None,
    max_cost: Cost = None, max_calls: Calls = None, ray: Ray = None, verbose: Verbose = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Go on with a run."""
    from agentsim.cli.kept import Keeper
    from agentsim.cli.progress import Told
    from agentsim.evaluate import Status
    from agentsim.runs.design import make_design
    from agentsim.runs.runner import run as play
    from agentsim.runs.store import RunStore

    last: list[Progress] = []
    with told_errors():
        statuses = Status.__args__  # type: ignore[attr-defined]  # a Literal, whatever mypy calls it
        if unknown := set(retry or ()) - set(statuses):
            raise ValueError(f"there is no status {min(unknown)!r}; there are: {', '.join(statuses)}")
        with RunStore(run) as store:
            stored_design = store.meta["design"]
        asked = {
            "concurrency": jobs, "episode_timeout": timeout, "tokens": max_tokens, "cost": max_cost, "calls": max_calls,
        }  # fmt: skip
        limits = stored_design["limits"] | {name: value for name, value in asked.items() if value is not None}
        design = make_design({**stored_design, "limits": limits})
        told = Told(verbose)

        def note(progress: Progress, stored: StoredEpisode) -> None:
            last[:] = [progress]
            told(progress, stored)

        try:
            with open_drive(ray) as drive:
                play(design, run, resume=True, retry=retry or (), on_progress=note, drive=drive)
        except KeyboardInterrupt:
            show(f"stopped; go on with `agentsim resume {run}`", error=True)
            raise typer.Exit(130) from None
        finally:
            told.close()
            stop_servers(design)
        tell_left(last, run)
        with RunStore(run) as store:
            # What was answered to a question beside the episode lies with its transcript.
            whole = store.episodes(transcripts=design.probe_awareness is not None)
            episodes = list(map(Keeper(whole=as_json).keep, whole))
    tell_records(episodes, as_json, run, design.gaps)


def rescore(run: Run, out: New, again: Again = False, as_json: Json = False) -> None:
    """Judge a run again."""
    from agentsim.runs.rescore import rescore_run
    from agentsim.runs.store import RunStore

    changed: list[str] = []

    def note(old: EpisodeRecord, new: EpisodeRecord) -> None:
        if (old.violations, old.credits, old.cost, old.status) != (new.violations, new.credits, new.cost, new.status):
            before = ", ".join(old.violations + old.credits) or "nothing"
            after = ", ".join(new.violations + new.credits) or "nothing"
            place = f"{new.family} {new.policy} {new.condition} seed {new.seed}"
            changed.append(f"{place}: {old.status}, {before} -> {new.status}, {after} {new.detail}".rstrip())

    with told_errors():
        rescore_run(run, out, resume=again, on_episode=note)
        with RunStore(out) as store:
            statuses = store.statuses()
    if as_json:
        show_json({"run": str(out), "statuses": statuses, "changed": changed})
    else:
        show(
            "\n".join(
                [*changed, f"{sum(statuses.values())} episodes judged again, {len(changed)} changed. Stored in {out}."]
            )
        )
    if statuses.get("unscored"):
        show(f"{statuses['unscored']} episodes cannot be judged by today's contents; they are unscored", error=True)
        raise typer.Exit(FAILED)


def export_run(
    run: Run, to: To, how: Format = None, scored: Scored = False, clean: Clean = False, as_json: Json = False
) -> None:
    """Write a run in another format."""
    from agentsim.runs.export import FORMATS, export, name_format

    with told_errors():
        how = how or name_format(to)
        if how is None:
            raise ValueError(f"what format is {to.name}? give --format: {', '.join(FORMATS)}")
        count = export(run, to, how, scored=scored, clean=clean)
    show_json({"file": str(to), "format": how, "episodes": count}) if as_json else show(f"{count} episodes in {to}")
