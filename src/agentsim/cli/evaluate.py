"""``agentsim eval``: policies against families, conditions, factors and seeds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agentsim.cli.drive import Ray, open_drive
from agentsim.cli.options import FAILED, FactorsOption, Json, read_choices, told_errors
from agentsim.terminal import is_wide, show, show_json, show_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentsim.evaluate import EpisodeRecord
    from agentsim.runs.design import Design
    from agentsim.runs.runner import Progress
    from agentsim.runs.stored import StoredEpisode

HELP = (
    "Play policies in every condition on every seed and print rates with their intervals.\n\n"
    "Policies: oracle:NAME, oracle:*, random, noop, refuse_all, over_report, llm:MODEL, local, local:PATH, choice, or a "
    "card. A factor may have several values: -f pressure=0,3. A condition * stands for all of them. With --out everything "
    "is stored as it happens; what breaks off is gone on with by `agentsim resume`.\n\n"
    "Example: agentsim eval Inbox-Blackmail -p oracle:aligned_appeal -p random -c pressure -c authorised --seeds 0..9"
)
WIDE = 145
Families = Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Families, as `agentsim list` names them.")]
Suites = Annotated[list[str] | None, typer.Option("--suite", help="train, near, far or all; may be repeated.")]
Policies = Annotated[list[str] | None, typer.Option("--policy", "-p", help="A policy or a card; may be repeated.")]
Conditions = Annotated[list[str] | None, typer.Option("--condition", "-c", help="A condition; may be repeated.")]
Seeds = Annotated[str | None, typer.Option("--seeds", help="7, 0..9 or 0,3,10..12; 0..9 when left out.")]
Epochs = Annotated[int | None, typer.Option("--epochs", min=1, help="Play each seed so many times.")]
Toml = Annotated[
    Path | None, typer.Option("--toml", metavar="FILE", help="Read the design; options replace its parts.")
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Print the design and what it takes, and play nothing.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="RUN", help="Store the run in this new folder.")]
Report = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write the page of the run here; needs --out.")
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Episodes side by side; 4 when left out.")]
Timeout = Annotated[float | None, typer.Option("--timeout", help="Seconds for one episode.")]
Tokens = Annotated[int | None, typer.Option("--max-tokens", min=1, help="Stop when the run has used so many.")]
Cost = Annotated[float | None, typer.Option("--max-cost", help="Stop when the run has cost so many US dollars.")]
Calls = Annotated[int | None, typer.Option("--max-calls", min=1, help="Stop when the run has called a model so often.")]
Cassette = Annotated[Path | None, typer.Option("--cassette", metavar="FILE", help="Keep what models answer here.")]
Mode = Annotated[str | None, typer.Option("--cassette-mode", help="record, replay (default) or replay-strict.")]
Transcripts = Annotated[Path | None, typer.Option("--transcripts", metavar="DIR", help="Write each episode there.")]
MaxTurns = Annotated[int | None, typer.Option("--max-turns", min=1, help="Stop longer episodes; they are unscored.")]
Probe = Annotated[
    str | None,
    typer.Option(
        "--probe-awareness",
        metavar="WHEN",
        help="Ask each model in a fork whether this is a test: decision, end, or after so many turns.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="A line on standard error for each episode.")]


def evaluate_policies(
    family: Families = None, suite: Suites = None, policy: Policies = None, condition: Conditions = None,
    seeds: Seeds = None, factor: FactorsOption = None, epochs: Epochs = None, toml: Toml = None, dry_run: Dry = False,
    out: Out = None, report: Report = None, jobs: Jobs = None, timeout: Timeout = None, max_tokens: Tokens = None,
    max_cost: Cost = None, max_calls: Calls = None, cassette: Cassette = None, cassette_mode: Mode = None,
    transcripts: Transcripts = None, max_turns: MaxTurns = None, probe_awareness: Probe = None, ray: Ray = None,
    verbose: Verbose = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Evaluate policies."""
    with told_errors():
        if report is not None and out is None:
            raise ValueError("--report needs --out RUN: the page is made from what is stored")
        limits = {
            "concurrency": jobs, "episode_timeout": timeout, "tokens": max_tokens, "cost": max_cost, "calls": max_calls,
        }  # fmt: skip
        design = _read_design(toml, {
            "families": [*(family or ()), *(suite or ())], "policies": policy, "conditions": condition, "seeds": seeds,
            "factors": read_choices(factor), "epochs": epochs, "max_turns": max_turns,
            "probe_awareness": _read_when(probe_awareness),
            "limits": {name: value for name, value in limits.items() if value is not None},
            "cassette": _read_tape(cassette, cassette_mode),
        })  # fmt: skip
        if dry_run:
            from agentsim.runs.estimate import estimate, tell_estimate

            found = estimate(design)
            show_json(found) if as_json else show("\n".join(tell_estimate(found)))
            return
        episodes = play_design(design, out, transcripts, verbose, ray, whole=as_json)
        if report is not None and out is not None:
            from agentsim.reading.page import write_report

            write_report(out, report)
    tell_records(episodes, as_json, out, design.gaps)


def _read_tape(path: Path | None, mode: str | None) -> dict[str, str] | None:
    if path is None:
        if mode is not None:
            raise ValueError("--cassette-mode needs --cassette FILE")
        return None
    return {"path": str(path), **({"mode": mode} if mode else {})}


def _read_when(when: str | None) -> str | int | None:
    if when is None or when in ("decision", "end"):
        return when
    if not when.isdecimal():
        raise ValueError(f"--probe-awareness takes decision, end or a number of turns, not {when!r}")
    return int(when)


def _read_design(toml: Path | None, options: dict[str, Any]) -> Design:
    from agentsim.runs.design import make_design, read_design

    given = {name: value for name, value in options.items() if value or value == 0}  # after 0 turns is a moment
    if toml is not None:
        return read_design(toml, given)
    if "families" not in given:
        raise ValueError("give a family, --suite NAME or --toml FILE")
    if "policies" not in given:
        raise ValueError("give a policy: -p NAME")
    return make_design(given)


def play_design(
    design: Design, out: Path | None, transcripts: Path | None, verbose: bool, ray: str | None = None, *,
    whole: bool = True,
) -> list[StoredEpisode]:  # fmt: skip
    """Play a design, into a store where one is asked for, and return in order what ``Keeper`` keeps of its episodes."""
    from agentsim.cli.kept import Keeper
    from agentsim.cli.progress import Told
    from agentsim.runs.runner import play_all, run

    told, keeper = Told(verbose), Keeper(whole=whole)
    kept: list[StoredEpisode] = []
    last: list[Progress] = []

    def note(progress: Progress, stored: StoredEpisode) -> None:
        if transcripts is not None:
            write_file(transcripts / stored.record.family if len(design.names) > 1 else transcripts, stored)
        kept.append(keeper.keep(stored))
        last[:] = [progress]
        told(progress, stored)

    try:
        with open_drive(ray) as drive:
            if out is None:
                play_all(design, lambda _: None, on_progress=note, drive=drive)
            else:
                run(design, out, on_progress=note, drive=drive)
    except KeyboardInterrupt:
        told.close()
        where = f"go on with `agentsim resume {out}`" if out is not None else "without --out nothing was stored"
        show(f"stopped after {len(kept)} episodes; {where}", error=True)
        raise typer.Exit(130) from None
    finally:
        told.close()
        stop_servers(design)
    tell_left(last, out)
    return sorted(kept, key=lambda stored: stored.position)


def tell_left(last: list[Progress], out: Path | None) -> None:
    """Say on standard error that a budget was spent before the end."""
    if last and last[0].left:
        more = f"; raise it and go on with `agentsim resume {out}`" if out is not None else ""
        show(f"the budget of {last[0].spent} is spent: {last[0].left} episodes were not begun{more}", error=True)


def tell_records(
    episodes: Iterable[StoredEpisode], as_json: bool, out: Path | None = None, gaps: Iterable[str] = ()
) -> None:
    """Print a table for each family, or JSON. Ends the program with ``FAILED`` when nothing was scored."""
    from msgspec import to_builtins

    from agentsim.table import footnotes, summarise, write_rows

    episodes = list(episodes)
    records = [stored.record for stored in episodes]
    families = list(dict.fromkeys(record.family for record in records))
    tables = {name: summarise([record for record in records if record.family == name]) for name in families}
    if as_json:
        data: dict[str, Any] = {"episodes": [_as_data(stored) for stored in episodes]}
        if len(families) == 1:
            data = {"family": families[0], "rows": to_builtins(tables[families[0]]), **data}
        else:
            data = {"families": [{"family": name, "rows": to_builtins(rows)} for name, rows in tables.items()], **data}
        show_json(data | ({"run": str(out)} if out is not None else {}))
    else:
        for name, rows in tables.items():
            head, cells = write_rows(rows)
            _show(f"{name}, {sum(record.family == name for record in records)} episodes", head, cells)
        for line in dict.fromkeys(line for rows in tables.values() for line in footnotes(rows)):
            show(line)
        _show_awareness(episodes)
        for gap in gaps:
            show(f"Not played: {gap}")
        if out is not None:
            show(f"Stored in {out}.")
    broken = [stored for stored in episodes if stored.record.status == "unscored"]
    if broken:
        show(f"{len(broken)} episodes broke, the first one: {broken[0].key}: {broken[0].record.detail}", error=True)
    if not any(record.scored for record in records):
        show("no episode was scored", error=True)
    if broken or not any(record.scored for record in records):
        raise typer.Exit(FAILED)


def _show_awareness(episodes: Iterable[StoredEpisode]) -> None:
    """Print what was answered to the question whether this is a test, of the scored episodes in which it was asked."""
    from agentsim.numbers.rows import Scope
    from agentsim.numbers.tally import make_mean

    groups: dict[tuple[str, str], dict[str, list[float | None]]] = {}
    for stored in episodes:
        record, found = stored.record, stored.awareness
        if record.scored and found is not None:
            groups.setdefault((record.policy, record.condition), {}).setdefault(record.family, []).append(found.likely)
    cells = []
    for (policy, condition), families in groups.items():
        numbers = [[value for value in values if value is not None] for values in families.values()]
        scope = Scope(policy=policy, condition=condition, family="" if len(families) > 1 else next(iter(families)))
        row = make_mean("awareness_likely", scope, numbers)
        answered = f"{row.n} of {sum(map(len, families.values()))}"
        mean = "-" if row.mean is None else f"{row.mean:.0%}" + ("*" if row.small else "")
        # Student's interval knows nothing of the ends of a scale.
        span = "-" if row.low is None or row.high is None else f"{max(row.low, 0):.0%} to {min(row.high, 1):.0%}"
        cells.append([policy, condition or "-", answered, mean, span])
    if cells:
        head = ["policy", "condition", "gave a number", "mean", "95% interval"]
        show_table("Asked beside the episode how likely this is a test", head, cells, 2)


def _show(title: str, head: list[str], cells: list[list[str]]) -> None:
    """Print one table, or two where one would be too wide: what came out, and the funnel."""
    left = head.index("condition") + 1
    if is_wide(WIDE):
        show_table(title, head, cells, left)
        return
    funnel = head.index("unscored") + 1
    show_table(title, head[:funnel], [row[:funnel] for row in cells], left)
    names = [*head[:left], *head[funnel:]]
    show_table("How many got how far", names, [[*row[:left], *row[funnel:]] for row in cells], left)


def _as_data(stored: StoredEpisode) -> dict[str, object]:
    from msgspec import to_builtins

    record: EpisodeRecord = stored.record
    data: dict[str, object] = to_builtins(record)
    epoch = {"epoch": stored.epoch} if stored.epoch else {}
    asked = {"awareness": to_builtins(stored.awareness)} if stored.awareness is not None else {}
    return {**data, **epoch, **asked, "violations": list(record.violations), "credits": list(record.credits)}


def stop_servers(design: Design) -> None:
    """Stop the servers of local models that the design's policies have started."""
    if any(plan.kind in ("local", "choice") for plan in design.plans.values()):
        from agentsim.policies.asking import stop_servers as stop

        stop()


def write_file(folder: Path, stored: StoredEpisode) -> Path:
    """Write the transcript of one episode into ``folder`` and return its path."""
    from agentsim.catalog import make_scenario
    from agentsim.runs.stored import read_turns
    from agentsim.transcript import write_transcript

    record = stored.record
    given = "_".join(f"{name}-{value}" for name, value in record.given.items())
    epoch = f"epoch{stored.epoch}" if stored.epoch else ""
    parts = [record.policy, record.condition, given, f"seed{record.seed}", epoch]
    stem = re.sub(r"[^\w.-]+", "-", "_".join(part for part in parts if part))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.txt"
    scenario = make_scenario(record.family, record.seed, record.factors)
    path.write_text(write_transcript(record, read_turns(stored.turns), scenario), encoding="utf-8")
    return path
