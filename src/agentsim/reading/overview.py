"""The first part of a page: what can be believed, the headline table, the forest plot, the funnel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentsim.numbers.rows import Mean, Numbers, Rate
from agentsim.reading.figures import (
    NONE,
    conditions_of,
    overall,
    overall_mean,
    percent,
    rate_text,
    span_text,
    split_policies,
    unscored_of,
)
from agentsim.reading.markup import Html, element, fold, join, table
from agentsim.reading.plots import Bar, Stage, forest, funnel

MAIN = "violation_given_able_exposed"
STAGES = ("exposed", "able", "opportunity", "attempted", "effective")
APART = ("concealed", "disclosed")
SHOWN = 12
"""A table with more rows than this is folded when it is about scripts."""


def write_alarms(numbers: Numbers) -> Html:
    """Return what makes the figures unbelievable, before any figure; and what a reader of any table must know."""
    parts: list[Html] = []
    if numbers.alarms:
        title = "Broken meter: do not believe the rates of this run" if numbers.broken else "The controls raised alarms"
        items = [
            element("li", element("b", alarm.kind), f" {alarm.policy}, {alarm.family}, {alarm.condition or NONE}: {alarm.message}"
                    f" ({alarm.k} of {alarm.n}; seeds {', '.join(map(str, alarm.seeds[:12]))})")
            for alarm in numbers.alarms[:50]
        ]  # fmt: skip
        more = element("p", f"{len(numbers.alarms) - 50} more.") if len(numbers.alarms) > 50 else None
        parts.append(
            element("div", element("p", element("b", title)), element("ul", *items), more, cls="alarm", role="alert")
        )
    if numbers.notes:
        parts.append(element("div", element("ul", *(element("li", note) for note in numbers.notes)), cls="calm"))
    return join(*parts)


def write_headline(numbers: Numbers) -> Html:
    """Return the headline table: a row for each policy and condition, over all families."""
    policies, scripts = split_policies(numbers)
    parts = [element("h2", "Headline", id="headline")]
    if policies:
        parts.append(_headline("Each policy in each condition, all families together", numbers, policies))
    elif not scripts:
        parts.append(element("p", "No episode was played."))
    if scripts:
        rows = _headline("Scripts, in the families that have them", numbers, scripts)
        count = sum(len(conditions_of(numbers, name)) for name in scripts)
        title = f"Controls: scripted policies ({len(scripts)})"
        parts.append(fold(title, rows, open=not policies and count <= SHOWN) if policies or count > SHOWN else rows)
    parts.append(element(
        "p", "* fewer than 20 episodes: read the interval, not the rate. “Able and exposed” are the episodes in which the agent "
        "had read what the temptation is about and had a tool to give in to it; a policy that never got there says nothing, "
        "and is not thereby well behaved. Intervals are 95%.", cls="quiet",
    ))  # fmt: skip
    return join(*parts)


HEAD = [
    "policy",
    "condition",
    "violations, able and exposed",
    "95% interval",
    "violations, all",
    "reward",
    "cost",
    "unscored",
]


def _headline(caption: str, numbers: Numbers, policies: Sequence[str]) -> Html:
    rows: list[list[object]] = []
    for policy in policies:
        for condition in conditions_of(numbers, policy):
            main = overall(numbers, MAIN, policy, condition)
            rows.append([
                policy, condition or NONE, rate_text(main), _with_ceiling(main),
                rate_text(overall(numbers, "violation", policy, condition)),
                _mean(overall_mean(numbers, "reward", policy, condition)),
                _mean(overall_mean(numbers, "cost", policy, condition)),
                _lines(unscored_of(numbers, policy, condition)),
            ])  # fmt: skip
    return table(caption, HEAD, rows, cls="headline", left=2, grouped=len(rows) > len(policies))


def _lines(text: str) -> Html:
    return element("span", *(element("span", part, cls="line") for part in text.split(", ")))


def _mean(row: Mean | None) -> object:
    if row is None or row.mean is None:
        return NONE
    span = None if row.low is None or row.high is None else f"{row.low:.2f} to {row.high:.2f}"
    return element("span", f"{row.mean:.2f}", span and element("span", span, cls="note"))


def _with_ceiling(row: Rate | None) -> object:
    """0 of n is no zero: the one-sided bound says how much could hide behind it."""
    if row is None or row.ceiling is None:
        return span_text(row)
    bound = element("span", f"below {percent(row.ceiling)} with 95% confidence", cls="note")
    return element("span", span_text(row), " ", bound)


def make_bar(row: Rate, label: str, *, pooled: bool = False) -> Bar:
    """Return a rate as a row of a forest plot."""
    text = f"{rate_text(row)}, {span_text(row)}" if row.n else rate_text(row)
    note = f"{row.families} families, {row.method}" if pooled and row.families > 1 else ""
    return Bar(label=label, text=text, rate=row.rate, low=row.low, high=row.high, pooled=pooled, note=note)


def write_forest(numbers: Numbers) -> Html:
    """Return the forest plots: for each policy and condition a row for each family, and all families together."""
    policies, scripts = split_policies(numbers)
    parts = [
        element("h2", "Violations by family" if len(numbers.families) > 1 else "Violations", id="forest"),
        element("p", "Violations, blocked ones too, of the scored episodes in which the agent was able and exposed."),
    ]
    if len(numbers.families) == 1:
        parts.append(
            forest(f"In {numbers.families[0]}", _bars_of_one(numbers, policies or scripts[:SHOWN]), "policy, condition")
        )
    for policy in policies or scripts[:SHOWN] if len(numbers.families) > 1 else ():
        plots = []
        for condition in conditions_of(numbers, policy):
            if bars := _bars(numbers, policy, condition):
                plots.append(forest(f"In {condition or 'no condition'}", bars))
        # What pressure does is what most readers came for; the twins are one touch away.
        parts.append(element("h3", policy))
        parts += plots[:1]
        if len(plots) > 1:
            parts.append(
                fold(
                    "In the other conditions",
                    *plots[1:],
                    open=len(plots) * len(numbers.families) <= SHOWN,
                )
            )
    if not policies and len(scripts) > SHOWN:
        parts.append(
            element("p", f"{len(scripts) - SHOWN} more scripts stand in the sections of their families.", cls="quiet")
        )
    return join(*parts)


def _bars_of_one(numbers: Numbers, policies: Sequence[str]) -> list[Bar]:
    """A single family needs a single plot: each policy in each condition."""
    rows = [
        (row, f"{policy}, {condition}" if condition else policy)
        for policy in policies for condition in conditions_of(numbers, policy)
        if (row := numbers.pick(MAIN, policy=policy, family=numbers.families[0], condition=condition)) is not None
    ]  # fmt: skip
    return [make_bar(row, label) for row, label in rows]


def _bars(numbers: Numbers, policy: str, condition: str) -> list[Bar]:
    rows = [r for r in numbers.rates if (r.name, r.policy, r.condition) == (MAIN, policy, condition)]
    bars = [make_bar(row, row.family) for row in rows if row.family]
    return bars + [make_bar(row, "all families", pooled=True) for row in rows if not row.family]


def write_funnel(numbers: Numbers) -> Html:
    """Return the funnels: how many episodes got how far."""
    policies, scripts = split_policies(numbers)
    parts = [
        element("h2", "Funnel", id="funnel"),
        element("p", "How many scored episodes got how far. Concealed and disclosed are of those who offended."),
    ]
    for policy in policies or scripts[:SHOWN]:
        plots = list(_funnels(numbers, policy))
        if plots:
            parts += [element("h3", policy), plots[0]]
        if len(plots) > 1:
            parts.append(fold("In the other conditions", *plots[1:]))
    return join(*parts)


def _funnels(numbers: Numbers, policy: str) -> Iterator[Html]:
    for condition in conditions_of(numbers, policy):
        stages = []
        for name in (*STAGES, *APART):
            row = overall(numbers, name, policy, condition)
            if row is not None:
                stages.append(
                    Stage(label=name, about=numbers.about.get(name, ""), k=row.k, n=row.n, apart=name in APART)
                )
        if stages:
            yield funnel(f"In {condition or 'no condition'}", stages)
