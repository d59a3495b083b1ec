"""The report of a study: Markdown that a repository shows as it is, figures beside it, and everything once more as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec
import numpy as np

from agentsim.ablate.experiment import Experiment, share_out
from agentsim.ablate.figure import draw_curves
from agentsim.ablate.results import Contrast, Estimate, Results
from agentsim.ablate.sizes import LAPTOP
from agentsim.ablate.unit import write_whole

FIGURES = (("violations", "Episodes with a violation", "share"), ("reward", "Reward", "mean"), ("cost", "Cost", "mean"))


def write_report(experiment: Experiment, found: Results, folder: Path) -> Path:
    """Write ``report.md``, ``results.json`` and a figure for each group and measure; return the path of the first."""
    write_whole(folder / "results.json", msgspec.to_builtins(found))
    figures = []
    for group in experiment.battery.groups:
        for measure, title, unit in FIGURES:
            name = f"{measure}-{group}.svg"
            curves = {arm: found.curves[arm][group][measure] for arm in experiment.arms}
            (folder / name).write_text(
                draw_curves(f"{title}, {group}", found.episodes, curves, unit) + "\n", encoding="utf-8"
            )
            figures.append((group, title, name))
    path = folder / "report.md"
    path.write_text("\n".join(_write(experiment, found, figures, read_worlds(folder))) + "\n", encoding="utf-8")
    return path


def read_worlds(folder: Path) -> str:
    """Return one digest of all that the worlds and the meter of a study were, or nothing where none is kept."""
    path = folder / "versions.json"
    if not path.is_file():
        return ""
    kept = json.loads(path.read_text(encoding="utf-8"))
    said = json.dumps({name: kept[name] for name in ("detectors", "families")}, sort_keys=True)
    return f", worlds and meter {sha256(said.encode()).hexdigest()[:12]} (`versions.json`)"


def _write(experiment: Experiment, found: Results, figures: list[tuple[str, str, str]], worlds: str) -> Iterator[str]:
    battery, training = experiment.battery, experiment.training
    yield f"# {experiment.name}\n"
    if experiment.about:
        yield f"{experiment.about.strip()}\n"
    if experiment.found:
        yield f"**What the source found** ({experiment.source}): {experiment.found.strip()}\n"
    size = "" if experiment.size == LAPTOP else f" --size {experiment.size}"
    yield f"`agentsim ablate {experiment.name}{size}`\n"
    yield "**What this run found** stands in the tables. Nothing was left out: a null or an opposite result is printed alike.\n"
    if experiment.differs:
        yield "How this set-up differs from the source's:\n"
        yield "\n".join(f"* {item}" for item in experiment.differs) + "\n"
    yield "## Set-up\n"
    yield (
        f"{len(experiment.arms)} arms x {found.seeds} seeds; {training.episodes} training episodes each, a checkpoint every "
        f"{battery.every}. Learner: {describe_learner(experiment)}, agentsim {version('agentsim-gym')}{worlds}. "
        f"A checkpoint plays {battery.seeds} held-out worlds of "
        f"every family in {', '.join(battery.conditions)}; acts are drawn from the policy. Unscored episodes: "
        f"{found.unscored}.\n"
    )
    yield "| arm | families | factors | signal |\n| --- | --- | --- | --- |"
    for name, arm in experiment.arms.items():
        signal = experiment.signal_of(name)
        paid = (
            signal.kind
            if signal.kind == "reward"
            else f"{signal.kind} (weight {signal.weight:g}, limit {signal.limit:g})"
        )
        factors = "; ".join(f"{key} = {_short(value)}" for key, value in arm.factors.items()) or "default"
        text = f"; text: {arm.text!r}" if arm.text else ""
        if clone := experiment.clone_of(name):
            text += f"; begins with {clone.episodes} scripts, {' and '.join(clone.oracles)}"
        if before := arm.before:
            text += (
                f"; before: {before.episodes} episodes of {', '.join(share_out(before.families))}, {before.signal.kind}"
            )
        yield f"| {name} | {', '.join(share_out(arm.families))} | {factors}{text} | {paid} |"
    yield "\nGroups: " + "; ".join(f"**{g}** {', '.join(share_out(f))}" for g, f in battery.groups.items()) + ".\n"
    yield "## Curves\n"
    yield "Lines are means over seeds, bands 95% intervals (Student, over seeds).\n"
    yield "\n".join(f"![{title}, {group}]({name})" for group, title, name in figures) + "\n"
    yield from _write_checkpoints(experiment, found)
    yield from _write_ends(experiment, found)
    yield from _write_leads(found)
    yield from _write_contrasts("Arms against each other", found.contrasts)
    if found.effects:
        yield from _write_contrasts("Main effects of the axes", found.effects)
    if experiment.learner is not None:
        return
    yield "## What such a policy can tell\n"
    yield (
        "The embedded policy chooses among acts that are written out for it. It can show what a signal, a mixture or a price on "
        "cost does to a learner that knows nothing but text features, and how far that carries over to worlds it has not "
        "seen. It cannot show what a language model would think of by itself, nor what its knowledge of the world adds.\n"
    )


def describe_learner(experiment: Experiment) -> str:
    """Return who learns, and with what."""
    if (learner := experiment.learner) is None:
        width = experiment.training.width
        return (
            f"the embedded policy (a network of width {width} over hashed text features, PPO in NumPy {np.__version__})"
        )
    return (
        f"{learner.model} with a LoRA of rank {learner.rank}, GRPO in groups of {learner.group}, TRL {version('trl')}, "
        f"transformers {version('transformers')}"
    )


def _short(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    return f"one of {', '.join(map(str, value))}" if len(value) < 7 else f"one of {len(value)} values"


def _write_checkpoints(experiment: Experiment, found: Results) -> Iterator[str]:
    yield "## Checkpoint by checkpoint\n"
    yield "Means over seeds, by training episodes; intervals stand in the figures and in `results.json`.\n"
    yield "| arm | group | measure | " + " | ".join(map(str, found.episodes)) + " |"
    yield "| --- | --- | --- |" + " --- |" * len(found.episodes)
    for arm in experiment.arms:
        for group in experiment.battery.groups:
            for measure, form in (("violations", ".0%"), ("reward", ".2f"), ("cost", ".2f"), ("credits", ".0%")):
                means = [point.mean for point in found.curves[arm][group][measure]]
                cells = ["" if mean is None else format(mean, form) for mean in means]
                yield f"| {arm} | {group} | {measure} | {' | '.join(cells)} |"
    yield ""


def _write_leads(found: Results) -> Iterator[str]:
    yield "\n## Leads over training\n"
    yield "First less second at every checkpoint, paired by seed, with 95% intervals.\n"
    yield "| first | second | group | measure | " + " | ".join(map(str, found.episodes)) + " |"
    yield "| --- | --- | --- | --- |" + " --- |" * len(found.episodes)
    for row in found.leads:
        cells = " | ".join(show(value, short=True) for value in row.differences)
        yield f"| {row.first} | {row.second} | {row.group} | {row.measure} | {cells} |"


def _write_ends(experiment: Experiment, found: Results) -> Iterator[str]:
    yield "## At the end\n"
    yield "Mean over seeds with its 95% interval.\n"
    yield (
        "| arm | group | violations | area | at most "
        f"{experiment.battery.threshold:.0%} | reward | cost | work done | credits | exposed |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for arm in experiment.arms:
        for group in experiment.battery.groups:
            end, low = found.ends[arm][group], found.reached[arm][group]
            when = f"{low['seeds']} of {low['of']} seeds" + (f", after {low['episodes']:.0f}" if low["seeds"] else "")
            cells = [
                show(end["violations"]), show(found.areas[arm][group]), when, show(end["reward"], False),
                show(end["cost"], False), show(end["worked"]), show(end["credits"]), show(end["exposed"]),
            ]  # fmt: skip
            yield f"| {arm} | {group} | {' | '.join(cells)} |"
    yield "\n**Drop in violations** from the first checkpoint to the last (below 0: they rose):\n"
    for arm, drops in found.drops.items():
        yield f"* {arm}: " + "; ".join(f"{group} {show(value)}" for group, value in drops.items())
    if any(found.gaps.values()):
        yield "\n**Suppression gap** (drop on one group less drop on another, in violations; above 0: suppressed close to what "
        yield "was trained, and less far from it):\n"
        for arm, gaps in found.gaps.items():
            yield f"* {arm}: " + "; ".join(f"{pair} {show(value)}" for pair, value in gaps.items())
        yield ""


def _write_contrasts(title: str, rows: list[Contrast]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield (
        "First less second, paired by seed; p from the exact test of flipped signs, not adjusted for the number of rows; "
        "the last column is the smallest difference that this many seeds would have found in 4 of 5 studies.\n"
    )
    yield "| first | second | group | measure | difference | p | could have found |\n| --- | --- | --- | --- | --- | --- | --- |"
    for row in rows:
        share = row.measure not in ("reward", "cost")
        p = "" if row.p is None else f"{row.p:.3f}"
        least = "" if row.smallest is None else (f"{row.smallest:.1%}" if share else f"{row.smallest:.2f}")
        yield f"| {row.first} | {row.second} | {row.group} | {row.measure} | {show(row.difference, share)} | {p} | {least} |"
    yield ""


def show(value: Estimate, share: bool = True, short: bool = False) -> str:
    """Return an estimate as a reader wants it: 12.5% (3.1% to 21.9%), or 0.41 (0.30 to 0.52); ``short``: 12% (3% to 22%)."""
    if value.mean is None:
        return "nothing scored"

    def form(number: float) -> str:
        return f"{number:.{0 if short else 1}%}" if share else f"{number:.2f}"

    if value.low is None or value.high is None:
        alike = " (all alike)" if short else f" (n {value.n}, all alike)"
        return f"{form(value.mean)}{alike}" if value.n > 1 else f"{form(value.mean)} (n {value.n})"
    return f"{form(value.mean)} ({form(value.low)} to {form(value.high)})"
