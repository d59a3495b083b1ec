"""The second part of a page: twins, factors, other conduct, repeated tries, what was not scored, and how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agentsim.numbers.rows import Contrast, Effect, Numbers, Rate
from agentsim.reading.figures import NONE, overall, overall_mean, p_text, percent, rate_text, span_text, split_policies
from agentsim.reading.markup import Html, element, fold, join, table
from agentsim.reading.plots import Bar, draw_odds, draw_odds_axis, forest
from agentsim.reading.reveal import clip

CONDUCT = (
    "over_refusal", "over_refusal_working", "over_refusal_said", "ordered_done", "over_report", "report_instead_of_work",
    "denied_calls", "unused_tools", "awareness", "awareness_reasoning", "awareness_asked", "awareness_unanswered",
)  # fmt: skip
LONGEST_VALUE = 2000


def write_twins(numbers: Numbers) -> Html | None:
    """Return the contrasts of twins: the same seeds in two conditions."""
    policies, _ = split_policies(numbers)
    rows = [row for row in numbers.contrasts if not policies or row.policy in policies]
    if not rows:
        return None
    head = [
        "policy", "families", "against", "pairs", "only in the first", "only in the second", "difference", "95% interval", "p",
        "p (Holm)",
    ]  # fmt: skip
    pooled = [row for row in rows if not row.family or _is_alone(row, rows)]
    single = [row for row in rows if row.family and row not in pooled]
    return join(
        element("h2", "Twins", id="twins"),
        element("p", "The same seed in two conditions, compared within the pair. Only pairs that differ say anything."),
        table("Each policy", head, [_twin(row) for row in pooled], left=3, grouped=len(pooled) > len(policies or [""])),
        fold("By family", table("Each family", head, [_twin(row) for row in single], left=3, grouped=True)) if single else None,
    )  # fmt: skip


def _is_alone(row: Contrast, rows: list[Contrast]) -> bool:
    return not any(r.policy == row.policy and r.against == row.against and r is not row for r in rows)


def _twin(row: Contrast) -> list[object]:
    points = NONE if row.difference is None else f"{100 * row.difference:+.0f} points" + ("*" if row.small else "")
    return [
        row.policy, row.family or "all", f"{row.condition} against {row.against}", str(row.pairs), str(row.only_first),
        str(row.only_second), points,
        f"{100 * row.low:+.0f} to {100 * row.high:+.0f}" if row.pairs else NONE, p_text(row.p) if row.pairs else NONE,
        p_text(row.p_holm),
    ]  # fmt: skip


def write_factors(numbers: Numbers) -> Html:
    """Return what the factors did: plain rates by value, and odds ratios of the mixed-effects model."""
    parts = [element("h2", "Factor effects", id="factors")]
    policies, _ = split_policies(numbers)
    levels = [row for row in numbers.levels if not policies or row.policy in policies]
    if not levels:
        parts.append(element("p", "No factor was varied in this run."))
        return join(*parts)
    effects = [row for row in numbers.effects if row.policy in (policies or numbers.policies)]
    parts.append(
        element("p", "The rate of violations at each value, over whatever else was varied, outside authorised.")
    )
    last = ""
    for (policy, factor), group in _grouped(levels).items():
        bars = [
            Bar(
                label=row.value, rate=row.rate, low=row.low, high=row.high,
                text=f"{row.k} of {row.n}, {percent(row.rate)}{'*' if row.small else ''}, "
                f"{percent(row.low)} to {percent(row.high)}",
            )
            for row in group
        ]  # fmt: skip
        if policy != last:
            parts.append(element("h3", policy))
            last = policy
        plot = forest(f"Factor {factor}", bars, "value")
        parts.append(plot if policies or len(levels) < 24 else fold(f"Factor {factor}", plot))
    return join(*parts, _write_odds(effects))


def _write_odds(effects: list[Effect]) -> Html | None:
    if not effects:
        return None
    rows: list[list[object]] = []
    for row in effects:
        given = row.odds_ratio is not None and row.low is not None and row.high is not None
        ratio: object = element("span", row.note or NONE, cls="note")
        if given:
            ratio = f"{row.odds_ratio:.3g} ({row.low:.3g} to {row.high:.3g})"
        drawn = draw_odds(row.odds_ratio or 1, row.low or 0, row.high or 0) if given else None
        against = f"{row.factor} {row.value} against {row.baseline}"
        rows.append([row.policy, against, drawn, ratio, p_text(row.p), p_text(row.p_holm)])
    head = ["policy", "value", draw_odds_axis(), "odds ratio, 95% interval", "p", "p (Holm)"]
    notes = dict.fromkeys(row.note for row in effects if row.note and row.odds_ratio is not None)
    return join(
        element("h3", "Odds of a violation, all else equal"),
        table(f"By the {effects[0].method}", head, rows, cls="odds", left=3, grouped=True),
        *(element("p", f"{note[0].upper()}{note[1:]}.", cls="quiet") for note in notes),
    )


def _grouped(rows: list[Any]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row.policy, row.factor), []).append(row)
    return found


def write_conduct(numbers: Numbers) -> Html | None:
    """Return what else the policies did: refusals of what was ordered, reports of nothing, denied and unused tools."""
    policies, scripts = split_policies(numbers)
    parts: list[Html] = []
    for policy in policies or scripts:
        rows: list[list[object]] = []
        for name in CONDUCT:
            cells = [_cell(overall(numbers, name, policy, condition)) for condition in numbers.conditions]
            if any(cell is not None for cell in cells):
                label = join(name.replace("_", " "), element("span", numbers.about.get(name, ""), cls="note"))
                rows.append([label, *cells])
        parts.append(_by_condition(numbers, policy, f"{len(rows)} measures", ["what"], rows))
    return _section("Other conduct", "conduct", "k of n episodes with their 95% interval, over all families.", parts)


def write_harm(numbers: Numbers) -> Html | None:
    """Return violations and credits by class, with the cost that each class made."""
    policies, scripts = split_policies(numbers)
    parts: list[Html] = []
    for policy in policies or scripts:
        own = [row for row in numbers.rates if row.policy == policy and ":" in row.name and row.k]
        rows: list[list[object]] = []
        for name in sorted(dict.fromkeys(row.name for row in own), key=lambda name: not name.startswith("violation")):
            kind, _, what = name.partition(":")
            cells = [_harm(numbers, name, policy, condition) for condition in numbers.conditions]
            rows.append([what, kind, *cells])
        parts.append(_by_condition(numbers, policy, f"{len(rows)} classes", ["class", "kind"], rows))
    about = "The classes that were found at all, over the families that have them: k of n, 95% interval, mean cost."
    return _section("By class", "classes", about, parts)


def _section(title: str, key: str, about: str, parts: list[Html]) -> Html | None:
    kept = [part for part in parts if part]
    return join(element("h2", title, id=key), element("p", about), *kept) if kept else None


def _by_condition(numbers: Numbers, policy: str, count: str, head: list[str], rows: list[list[object]]) -> Html:
    """What one policy did in each condition, closed: these tables are long, and few readers want them first."""
    if not rows:
        return Html()
    conditions = [name or "no condition" for name in numbers.conditions]
    shown = [[NONE if cell is None else cell for cell in row] for row in rows]
    return fold(join(element("b", policy), f": {count}"), table("", [*head, *conditions], shown, left=len(head)))


def _cell(row: Rate | None, cost: str = "") -> Html | None:
    if row is None or not row.n:
        return None
    return element("span", rate_text(row), element("span", span_text(row) + cost, cls="note"))


def _harm(numbers: Numbers, name: str, policy: str, condition: str) -> Html | None:
    row = overall(numbers, name, policy, condition)
    if row is None or not row.k:
        return _cell(row)
    mean = overall_mean(numbers, f"cost:{name.partition(':')[2]}", policy, condition)
    return _cell(row, f", cost {mean.mean:.2f}" if mean is not None and mean.mean is not None else "")


def write_repeats(numbers: Numbers) -> Html | None:
    """Return ``pass^k`` where settings were tried more than once."""
    rows: list[list[object]] = [
        [
            row.policy, row.condition or NONE, row.name, str(row.k), str(row.tasks),
            percent(row.rate) + ("*" if row.small else ""),
            NONE if row.low is None else f"{percent(row.low)} to {percent(row.high)}",
        ]
        for row in numbers.repeats
    ]  # fmt: skip
    if not rows:
        return None
    head = ["policy", "condition", "measure", "k", "tasks", "rate", "95% interval"]
    return join(
        element("h2", "Repeated tries", id="repeats"),
        fold(f"{len(rows)} rows", table("The chance that k fresh tries all succeed", head, rows, left=3)),
    )


def write_unscored(numbers: Numbers) -> Html | None:
    """Return the episodes that are in no rate, by status."""
    rows: list[list[object]] = [
        [row.policy, row.family, row.condition or NONE, row.status, f"{row.count} of {row.episodes}"]
        for row in numbers.unscored
    ]
    if not rows:
        return None
    shown = table(
        "In no rate: neither good conduct nor bad",
        ["policy", "family", "condition", "status", "episodes"],
        rows,
        left=4,
        grouped=True,
    )
    count = f"{sum(row.count for row in numbers.unscored)} episodes"
    return join(element("h2", "Unscored episodes", id="unscored"), fold(count, shown, open=len(rows) <= 8))


def write_making(meta: Mapping[str, Any], numbers: Numbers) -> Html:
    """Return how the run was made, as it was stored, and what the names of rates mean."""
    pairs = list(_flat(meta))
    made = element(
        "dl", *(part for name, value in pairs for part in (element("dt", name), element("dd", value))), cls="facts"
    )
    words = element(
        "dl", *(part for name, about in numbers.about.items() for part in (element("dt", name), element("dd", about))),
        cls="facts",
    )  # fmt: skip
    return join(
        element("h2", "How this was made", id="making"),
        fold("Design and versions", made),
        fold("What each rate counts", words),
    )


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else str(name))
    elif (
        isinstance(value, list | tuple)
        and value
        and not any(isinstance(part, Mapping | list | tuple) for part in value)
    ):
        yield path, clip(", ".join(map(str, value)), LONGEST_VALUE)[0]
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from _flat(part, f"{path}.{at}")
    elif value not in (None, {}, ""):
        yield path, clip(str(value), LONGEST_VALUE)[0]
