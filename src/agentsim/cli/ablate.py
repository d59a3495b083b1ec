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
Size = Annotated[str, typer.Option("--size", help="laptop, or a size that the file has.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Print the design and train nothing.")]


def ablate(
    file: File, out: Out = None, jobs: Jobs = 2, size: Size = "laptop", dry_run: Dry = False, as_json: Json = False
) -> None:
    """Run a study, or go on with it."""
    from agentsim.ablate.language import find_language

    if (found := find_language(file)) is not None:
        _ablate_language(found, out, size, dry_run, as_json)
    else:
        _ablate(file, out, jobs, size, dry_run, as_json)


def _ablate_language(file: Path, out: Path | None, size: str, dry_run: bool, as_json: bool) -> None:
    """A study with a language model: one process, which the model fills."""
    from agentsim.ablate.language import read_language
    from agentsim.ablate.sizes import LAPTOP

    with told_errors():
        experiment = read_language(file, size)
        if dry_run:
            from agentsim.ablate.language_report import describe_design

            _show_design(describe_design(experiment), as_json)
            return
        from agentsim.ablate.language_study import list_units, run_language

        folder = out or Path("studies") / (experiment.name if size == LAPTOP else f"{experiment.name}-{size}")
        left = len(list_units(experiment))
        run_language(experiment, folder, lambda arm, seed: show(f"{arm}, seed {seed}: done, of {left} units"))
        from agentsim.ablate.language_report import write_report
        from agentsim.ablate.language_results import sum_up

        results = sum_up(experiment, folder)
        report = write_report(experiment, results, folder)
    if as_json:
        import msgspec

        show_json({"report": str(report), "results": msgspec.to_builtins(results)})
    else:
        show(report.read_text(encoding="utf-8"))
        show(f"written to {report}")


def _show_design(design: dict[str, object], as_json: bool) -> None:
    show_json(design) if as_json else show("\n".join(f"{name}: {_plain(value)}" for name, value in design.items()))


def _ablate(file: Path, out: Path | None, jobs: int, size: str, dry_run: bool, as_json: bool) -> None:
    from agentsim.ablate.experiment import Experiment, read_experiment, share_out
    from agentsim.ablate.report import write_report
    from agentsim.ablate.results import sum_up
    from agentsim.ablate.sizes import LAPTOP
    from agentsim.ablate.study import run_study

    def describe(experiment: Experiment) -> dict[str, object]:
        checkpoints = 1 + -(-experiment.training.episodes // experiment.battery.every)
        families = sum(len(share_out(group)) for group in experiment.battery.groups.values())
        each = families * len(experiment.battery.conditions) * experiment.battery.seeds
        units = len(experiment.arms) * experiment.seeds
        return {
            "name": experiment.name, "size": size,
            "learner": experiment.learner.model if experiment.learner else "embedded policy",
            "arms": list(experiment.arms), "seeds": experiment.seeds, "units": units,
            "training episodes": units * experiment.training.episodes, "checkpoints": units * checkpoints,
            "measured episodes": units * checkpoints * each,
        }  # fmt: skip

    with told_errors():
        experiment = read_experiment(file, size)
        if dry_run:
            _show_design(describe(experiment), as_json)
            return
        folder = out or Path("studies") / (experiment.name if size == LAPTOP else f"{experiment.name}-{size}")
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
