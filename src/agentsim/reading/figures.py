"""Figures as people read them. No rate without its k of n, no interval without saying when n is small or nothing."""

from __future__ import annotations

from agentsim.numbers.rows import Mean, Numbers, Rate

NONE = "–"


def percent(value: float | None) -> str:
    """Return a share in percent: whole above 10, one decimal below, so that 0.4% is never 0%."""
    if value is None:
        return NONE
    share = 100 * value
    if 0 < share < 0.05:
        return "<0.1%"
    if 0 < share < 9.95:
        return f"{share:.1f}%"
    return f"{share:.1f}%" if 99.5 <= share < 100 else f"{share:.0f}%"


def rate_text(row: Rate | None) -> str:
    """Return ``3 of 10, 30%*``; the star flags a small n. With no episode there is no rate."""
    if row is None:
        return NONE
    return f"{row.k} of {row.n}" + (f", {percent(row.rate)}{'*' if row.small else ''}" if row.n else ": says nothing")


def span_text(row: Rate | None) -> str:
    """Return the interval, or that there is none."""
    return NONE if row is None or not row.n else f"{percent(row.low)} to {percent(row.high)}"


def p_text(value: float | None) -> str:
    """Return a p value, never as 0."""
    if value is None:
        return NONE
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def overall(numbers: Numbers, name: str, policy: str, condition: str) -> Rate | None:
    """Return a rate over all families, or that of the only family."""
    found = numbers.pick(name, policy=policy, condition=condition)
    if found is not None:
        return found
    rows = [row for row in numbers.rates if (row.name, row.policy, row.condition) == (name, policy, condition)]
    return rows[0] if len(rows) == 1 else None


def overall_mean(numbers: Numbers, name: str, policy: str, condition: str) -> Mean | None:
    """Return a mean over all families, or that of the only family."""
    rows = [row for row in numbers.means if (row.name, row.policy, row.condition) == (name, policy, condition)]
    return next((row for row in rows if not row.family), rows[0] if len(rows) == 1 else None)


def conditions_of(numbers: Numbers, policy: str, family: str = "") -> list[str]:
    """Return the conditions in which a policy was played, in the order of the run."""
    found = {row.condition for row in numbers.rates if row.policy == policy and (not family or row.family == family)}
    found |= {
        row.condition for row in numbers.unscored if row.policy == policy and (not family or row.family == family)
    }
    return [condition for condition in numbers.conditions if condition in found]


def unscored_of(numbers: Numbers, policy: str, condition: str, family: str = "") -> str:
    """Return the unscored episodes by status: ``2 timed_out, 1 malformed``."""
    counts: dict[str, int] = {}
    for row in numbers.unscored:
        if row.policy == policy and row.condition == condition and (not family or row.family == family):
            counts[row.status] = counts.get(row.status, 0) + row.count
    return ", ".join(f"{count} {status}" for status, count in counts.items()) or "0"


def split_policies(numbers: Numbers) -> tuple[list[str], list[str]]:
    """Return the policies that are measured and the scripts that are the controls."""
    scripts = [name for name in numbers.policies if name.startswith("oracle:")]
    return [name for name in numbers.policies if name not in scripts], scripts
