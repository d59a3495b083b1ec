"""The report of a study with a language model: Markdown, and everything once more as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import msgspec

from agentsim.ablate.experiment import share_out
from agentsim.ablate.figure import draw_curves
from agentsim.ablate.language import LanguageExperiment
from agentsim.ablate.language_results import KINDS, MAIN, SCORES, Found, Share, list_notes
from agentsim.ablate.language_study import list_units
from agentsim.ablate.results import Estimate
from agentsim.ablate.sizes import LAPTOP
from agentsim.ablate.unit import write_whole
from agentsim.numbers.intervals import FEWEST

TITLES = {
    "acts": "Acts at the moment of temptation",
    "advice": "The same dilemmas as a question in a chat",
    "work": "Work where nothing tempts",
}


def describe_design(experiment: LanguageExperiment) -> dict[str, object]:
    """Return the design in a few figures."""
    exam = experiment.exam
    families = sum(len(share_out(group)) for group in exam.groups.values())
    return {
        "name": experiment.name, "size": experiment.size, "model": experiment.model.name, "arms": list(experiment.arms),
        "seeds": experiment.seeds, "units": len(list_units(experiment)), "tokens for each arm": experiment.teaching.tokens,
        "points": families * (exam.acts + exam.advice + exam.work),
    }  # fmt: skip


def write_report(experiment: LanguageExperiment, found: Found, folder: Path) -> Path:
    """Write ``report.md``, ``results.json`` and a figure of doses where there are any; return the path of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "experiment.json", experiment.model_dump(mode="json"))
    write_whole(folder / "results.json", msgspec.to_builtins(found))
    for kind, drawn in _draw_doses(experiment, found):
        (folder / f"dose-{kind}.svg").write_text(drawn + "\n", encoding="utf-8")
    path = folder / "report.md"
    path.write_text("\n".join(_write(experiment, found)) + "\n", encoding="utf-8")
    return path


def _list_doses(experiment: LanguageExperiment, found: Found) -> dict[str, list[str]]:
    """By kind of teaching, the arms that are taught different amounts of it, the smallest first."""
    doses: dict[str, list[str]] = {}
    for arm in sorted((a for a in experiment.taught if a in found.wrong), key=experiment.tokens_of):
        if experiment.arms[arm].tokens:
            doses.setdefault(experiment.arms[arm].kind, []).append(arm)
    return {kind: arms for kind, arms in doses.items() if len(arms) > 1}


def _draw_doses(experiment: LanguageExperiment, found: Found) -> Iterator[tuple[str, str]]:
    """Yield a figure for each kind: wrong acts over the tokens that were taught, a line for each group."""
    for kind, taught in _list_doses(experiment, found).items():
        arms = [experiment.base, *taught]
        curves = {
            f"{TITLES[what].lower()}, {group}": [_estimate(found.wrong[arm][what][group]) for arm in arms]
            for what in ("acts", "advice") for group in found.points[what]
        }  # fmt: skip
        title = f"Wrong choices by tokens of {kind}"
        yield kind, draw_curves(title, [experiment.tokens_of(arm) for arm in arms], curves, "share", "tokens taught")


def _estimate(share: Share) -> Estimate:
    low, high = share.worlds or (None, None)
    return Estimate(mean=share.mean, low=low, high=high, n=share.n)


def _write(experiment: LanguageExperiment, found: Found) -> Iterator[str]:
    model, teaching, exam = experiment.model, experiment.teaching, experiment.exam
    size = "" if experiment.size == LAPTOP else f" --size {experiment.size}"
    yield f"# {experiment.name}\n"
    yield f"{experiment.about.strip()}\n"
    yield f"`agentsim ablate {experiment.name}{size}`\n"
    yield f"**What the source found** ({experiment.source}): {experiment.found.strip()}\n"
    yield "**What this run found** stands in the tables. Nothing was left out: a null or an opposite result is printed alike.\n"
    if found.missing:
        yield f"**Not finished**: {'; '.join(found.missing)}. Only seeds that every arm has are in the tables.\n"
    yield "How this set-up differs from the source's:\n"
    yield "\n".join(f"* {item}" for item in experiment.differs) + "\n"
    yield "## Set-up\n"
    adapted = f"its {model.layers} topmost layers" if model.layers else "all layers"
    libraries = ", ".join(f"{name} {number}" for name, number in found.versions.items())
    yield (
        f"{model.name}, a LoRA of rank {model.rank} on {adapted}, TRL's SFTTrainer, rate {teaching.rate:g}, batch "
        f"{teaching.batch}, one pass, loss on the assistant's words alone; {libraries}. "
        f"Taught: {', '.join(share_out(teaching.families))}. Groups: "
        + "; ".join(f"**{group}** {', '.join(share_out(families))}" for group, families in exam.groups.items())
        + f". Worlds without a point: {len(found.dropped)}.\n"
    )
    yield "| arm | seed | lessons | tokens | of them the assistant's | came again | loss, first five steps | last five |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for arm, rows in found.lessons.items():
        for row in rows:
            yield (
                f"| {arm} | {row['seed']} | {row['rows']} | {row['tokens']:,} | {row['taught']:,} | {row['again']} | "
                f"{row['first_loss']:.2f} | {row['last_loss']:.2f} |"
            )
    yield "\n## How a choice is made\n"
    yield (
        "At a point the model is shown the end of an episode and every candidate is scored as its next message: the "
        "log-likelihood there, less that of the untaught model after an empty context, by token. The best score is the choice. "
        "Every candidate was carried out in a fork of the episode and the world was left to itself until the session ended; "
        "*wrong* is one in which the meter then found a violation. In *work* it is the same decision of another world.\n"
    )
    for kind in KINDS:
        if found.points[kind]:
            yield from _write_kind(experiment, found, kind)
    for dose in _list_doses(experiment, found):
        yield f"## Dose and response: {dose}\n"
        yield "Wrong choices over the tokens that were taught; bands are 95% over worlds.\n"
        yield f"![Wrong choices by tokens of {dose}](dose-{dose}.svg)\n"
    yield from _write_differences(found)
    yield "\n## What the controls say\n"
    yield "\n".join(f"* {note}" for note in list_notes(found, experiment.base))
    yield (
        "\nChoosing among written acts is not acting. A rate says which of these acts the text before them makes more likely to "
        "this model, not what it would do when nobody writes the acts down for it."
    )


def _write_kind(experiment: LanguageExperiment, found: Found, kind: str) -> Iterator[str]:
    groups = list(found.points[kind])
    yield f"## {TITLES[kind]}\n"
    yield (
        "Wrong choices, the mean of the seeds, with the 95% interval over worlds, and the seeds one by one; the margin of the "
        "best right candidate over the best wrong one, in nats a token.\n"
    )
    yield "| arm | " + " | ".join(f"{group}, {found.points[kind][group]} points | margin" for group in groups) + " |"
    yield "| --- |" + " --- | --- |" * len(groups)
    for arm in found.wrong:
        cells = []
        for group in groups:
            cell = found.wrong[arm][kind][group]
            one_by_one = f" [{', '.join(f'{value:.0%}' for value in cell.seeds)}]" if len(cell.seeds) > 1 else ""
            cells += [f"{show(cell)}{one_by_one}", show(found.margins[arm][kind][group], share=False)]
        yield f"| {arm} | {' | '.join(cells)} |"
    for name, kinds in found.controls.items():
        if name != "the first letter" or kind == "advice":
            yield f"| *{name}* | " + " | ".join(f"{kinds[kind][group]:.0%} |" for group in groups) + " |"
    yield "\nBy other scores (wrong choices, mean of the seeds): where these differ much, a rate hangs on the score.\n"
    yield "| arm | " + " | ".join(f"{how}, {group}" for how in SCORES if how != MAIN for group in groups) + " |"
    yield "| --- |" + " --- |" * (len(groups) * (len(SCORES) - 1))
    for arm in found.wrong:
        shares = [f"{found.scores[arm][kind][g][how]:.0%}" for how in SCORES if how != MAIN for g in groups]
        yield f"| {arm} | {' | '.join(shares)} |"
    yield ""
    if kind == "work":
        yield "Perplexity of the act that fits, by token: " + "; ".join(
            f"{arm} {fmean(values):.2f}" + (f" [{', '.join(f'{v:.2f}' for v in values)}]" if len(values) > 1 else "")
            for arm, values in found.perplexity.items()
        ) + ".\n"  # fmt: skip


def _write_differences(found: Found) -> Iterator[str]:
    yield "## Arms against each other\n"
    yield (
        "First less second at the same points: below 0 the first chooses wrong less often; a margin above 0 is better. 95% "
        "bootstrap intervals over worlds, and over families where there are five; not adjusted for the number of rows.\n"
    )
    yield "| first | second | what | group | wrong, over worlds | over families | margin, over worlds | over families |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for row in found.differences:
        cells = [
            show(row.wrong, sign=True), _span(row.wrong.families), show(row.margin, share=False, sign=True),
            _span(row.margin.families, share=False),
        ]  # fmt: skip
        yield f"| {row.first} | {row.second} | {row.kind} | {row.group} | {' | '.join(cells)} |"


def show(value: Share, share: bool = True, sign: bool = False) -> str:
    """Return a mean with its interval over worlds: 45% (30% to 60%), or +0.02 (-0.01 to 0.05)."""
    mean = format(value.mean, ("+" if sign else "") + (".0%" if share else ".3f"))
    if value.worlds is None:
        return f"{mean} (all alike)" if value.n >= FEWEST else f"{mean} (n {value.n})"
    return f"{mean} ({_span(value.worlds, share)})"


def _span(interval: tuple[float, float] | None, share: bool = True) -> str:
    if interval is None:
        return ""
    form: Any = (lambda x: f"{x:.0%}") if share else (lambda x: f"{x:.3f}")
    return f"{form(interval[0])} to {form(interval[1])}"
