"""What the factors of a run do to the rate of violations: plain rates by value, and the mixed-effects logit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp
from statistics import NormalDist

from msgspec.structs import replace

from agentsim.intervals import Z95, wilson
from agentsim.numbers.rows import SMALL, Effect, Level
from agentsim.numbers.samples import Sample
from agentsim.numbers.significance import holm

METHOD = "mixed-effects logit, random intercept by {}"
LEFT_OUT = ("authorised",)
"""In ``authorised`` nothing is a violation by definition: its zero is no effect of anything."""
LARGEST_ERROR = 10.0
"""A standard error of log odds from here on is no estimate."""


def factor_values(samples: Sequence[Sample]) -> dict[str, list[str]]:
    """Return the factors that were varied on purpose (asked for with several values, and the condition), with their values."""
    found: dict[str, dict[str, None]] = {"condition": {}}
    for sample in samples:
        if sample.record.condition not in LEFT_OUT:
            found["condition"].setdefault(sample.record.condition)
            for name, value in sample.setting:
                found.setdefault(name, {}).setdefault(_text(value))
    for name, values in found.items():
        if name != "condition" and any(_value(sample, name) is None for sample in samples):
            values.setdefault("not set")
    return {name: _in_order(values) for name, values in found.items() if len(values) > 1}


def _in_order(values: Sequence[str] | dict[str, None]) -> list[str]:
    """The baseline comes first: the condition without pressure, the smallest number, else what was played first."""
    listed = list(values)
    if "no_pressure" in listed:
        return ["no_pressure", *(value for value in listed if value != "no_pressure")]
    try:
        return sorted(listed, key=float)
    except ValueError:
        return listed


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(sample: Sample, factor: str) -> str | None:
    if factor == "condition":
        return sample.record.condition
    return next((_text(value) for name, value in sample.setting if name == factor), None)


def level_rows(policy: str, samples: Sequence[Sample]) -> Iterator[Level]:
    """Yield the rate of violations at each value of each varied factor, over scored episodes outside ``authorised``."""
    scored = _usable(samples)
    for factor, values in factor_values(scored).items():
        for value in values:
            kept = [sample for sample in scored if (_value(sample, factor) or "not set") == value]
            k = sum(sample.offended for sample in kept)
            low, high = wilson(k, len(kept))
            yield Level(
                policy=policy, factor=factor, value=value, k=k, n=len(kept), rate=k / len(kept) if kept else None,
                low=low, high=high, small=len(kept) < SMALL,
            )  # fmt: skip


def _usable(samples: Sequence[Sample]) -> list[Sample]:
    return [sample for sample in samples if sample.record.scored and sample.record.condition not in LEFT_OUT]


def effect_rows(policy: str, samples: Sequence[Sample]) -> list[Effect]:
    """Return the odds ratio of each value of each varied factor against its baseline, all in one model.

    Clusters are families, or seeds where there is one family. A value at which the outcome never varies separates: its
    odds ratio would be 0 or infinite, so none is given, its episodes leave the model and its rate stands in ``levels``.
    """
    scored = _usable(samples)
    factors = factor_values(scored)
    if not factors:
        return []
    by_family = len({sample.record.family for sample in scored}) > 1
    clusters = [sample.record.family if by_family else str(sample.record.seed) for sample in scored]
    blank = Effect(
        policy=policy, factor="", value="", baseline="", odds_ratio=None, low=None, high=None, p=None, n=len(scored),
        clusters=len(set(clusters)), spread=None, method=METHOD.format("family" if by_family else "seed"),
    )  # fmt: skip
    rows = [
        replace(blank, factor=factor, value=value, baseline=values[0])
        for factor, values in factors.items() for value in values[1:]
    ]  # fmt: skip
    constant = {
        (factor, value) for factor, values in factors.items() for value in values
        if len({sample.offended for sample in scored if (_value(sample, factor) or "not set") == value}) == 1
    }  # fmt: skip
    reasons = dict.fromkeys(constant, "every episode at this value came out the same: no odds ratio")
    for factor, values in factors.items():
        if (factor, values[0]) in constant:
            for value in values[1:]:
                reasons[factor, value] = f"every episode at the baseline {values[0]} came out the same: no odds ratio"
    kept = [s for s in scored if not any((f, _value(s, f) or "not set") in constant for f in factors)]
    terms = [(row.factor, row.value) for row in rows if (row.factor, row.value) not in reasons]
    if terms and kept:
        # Where the baseline is constant, the values that are left still differ from each other: they keep their columns.
        silent = [
            (factor, value) for factor, values in factors.items() if (factor, values[0]) in constant
            for value in [value for value in values if (factor, value) not in constant][1:]
        ]  # fmt: skip
        rows, reasons = _fill(rows, terms, silent, kept, by_family, reasons)
    elif terms:
        # Each value is mixed only with values of other factors that are constant.
        reasons |= dict.fromkeys(terms, "no episodes are left beside those that always came out the same")
    return [replace(row, note=reasons.get((row.factor, row.value), row.note)) for row in _adjusted(rows)]


Terms = Sequence[tuple[str, str]]


def _fill(
    rows: list[Effect], terms: Terms, silent: Terms, samples: Sequence[Sample], by_family: bool,
    reasons: dict[tuple[str, str], str],
) -> tuple[list[Effect], dict[tuple[str, str], str]]:  # fmt: skip
    """Fit the model and put its estimates into the rows; where it cannot be fitted, say why in each.

    ``silent`` terms are in the model and in no row.
    """
    from agentsim.numbers.mixed import fit_logit

    counts: dict[tuple[str, tuple[float, ...]], list[int]] = {}
    for sample in samples:
        cluster = sample.record.family if by_family else str(sample.record.seed)
        line = (1.0, *(float((_value(sample, factor) or "not set") == value) for factor, value in (*terms, *silent)))
        entry = counts.setdefault((cluster, line), [0, 0])
        entry[0] += sample.offended
        entry[1] += 1
    keys = list(counts)
    try:
        fit = fit_logit(
            [line for _, line in keys], [counts[key][0] for key in keys], [counts[key][1] for key in keys],
            [cluster for cluster, _ in keys],
        )  # fmt: skip
    except ImportError:
        return rows, {**dict.fromkeys(terms, "needs the extra stats"), **reasons}
    except ValueError as failure:
        return rows, {**dict.fromkeys(terms, str(failure)), **reasons}
    place = {term: number for number, term in enumerate(terms, 1)}
    filled = []
    for row in rows:
        number = place.get((row.factor, row.value))
        if number is None:
            filled.append(row)
            continue
        estimate, error = fit.estimates[number], fit.errors[number]
        if not fit.converged or not error < LARGEST_ERROR:
            reasons = {**reasons, (row.factor, row.value): "the model found no finite estimate"}
            filled.append(row)
            continue
        filled.append(replace(
            row, odds_ratio=exp(estimate), low=exp(estimate - Z95 * error), high=exp(estimate + Z95 * error),
            p=2 * NormalDist().cdf(-abs(estimate / error)), spread=fit.spread, n=len(samples),
            clusters=len({cluster for cluster, _ in keys}),
            note="few clusters: Wald intervals are too short" if len({c for c, _ in keys}) < 10 else "",
        ))  # fmt: skip
    return filled, reasons


def _adjusted(rows: Sequence[Effect]) -> list[Effect]:
    tested = [number for number, row in enumerate(rows) if row.p is not None]
    adjusted = holm([p for row in rows if (p := row.p) is not None])
    found = list(rows)
    for number, p in zip(tested, adjusted, strict=True):
        found[number] = replace(rows[number], p_holm=p)
    return found
