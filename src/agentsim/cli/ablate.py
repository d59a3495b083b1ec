"""``agentsim ablate``: run an experiment over environments, resume it, and write its report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import Json, told_errors
from agentsim.terminal import StatusLine, show, show_json

HELP = (
    "Train the arms of an experiment, which differ in one thing, measure every checkpoint on families that training never "
    "saw, and write a report with intervals. What is there already is not done again: the same command resumes.\n\n"
    "Example: agentsim ablate diversity-laptop --out studies/diversity  |  agentsim ablate my-experiment.toml --dry-run"
)
File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The experiment: a TOML file, or the name of one that ships with the package."),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Where the study is kept; studies/NAME when left out.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many units train side by side, each in a process.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Print the design and train nothing.")]


def ablate(file: File, out: Out = None, jobs: Jobs = 2, dry_run: Dry = False, as_json: Json = False) -> None:
    """Run a study, or go on with it."""
    from agentsim.ablate.experiment import Experiment, read_experiment, share_out
    from agentsim.ablate.report import write_report
    from agentsim.ablate.results import sum_up
    from agentsim.ablate.study import run_study

    def describe(experiment: Experiment) -> dict[str, object]:
        checkpoints = 1 + -(-experiment.training.episodes // experiment.battery.every)
        families = sum(len(share_out(group)) for group in experiment.battery.groups.values())
        each = families * len(experiment.battery.conditions) * experiment.battery.seeds
        units = len(experiment.arms) * experiment.seeds
        return {
            "name": experiment.name, "arms": list(experiment.arms), "seeds": experiment.seeds, "units": units,
            "training episodes": units * experiment.training.episodes, "checkpoints": units * checkpoints,
            "measured episodes": units * checkpoints * each,
        }  # fmt: skip

    with told_errors():
        experiment = read_experiment(file)
        if dry_run:
            design = describe(experiment)
            show_json(design) if as_json else show(
                "\n".join(f"{name}: {_plain(value)}" for name, value in design.items())
            )
            return
        folder = out or Path("studies") / experiment.name
        total = len(experiment.arms) * experiment.seeds
        ended: set[tuple[str, int]] = set()
        line = StatusLine(live=True)

        def tell(arm: str, seed: int, episodes: int) -> None:
            if episodes >= experiment.training.episodes:
                ended.add((arm, seed))
            line.tell(lambda: f"{len(ended)} of {total} units done | {arm}, seed {seed}: {episodes} episodes")

        try:
            units = run_study(experiment, folder, jobs, tell)
        finally:
            line.close()
        found = sum_up(experiment, units)
        report = write_report(experiment, found, folder)
    if as_json:
        import msgspec

        show_json({"report": str(report), "results": msgspec.to_builtins(found)})
    else:
        show(report.read_text(encoding="utf-8"))
        show(f"written to {report}")


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
