"""How often the 95% intervals of ``agentsim.numbers`` hold the truth, where the truth is known because it was made up.

    python benchmarks/coverage.py [--scale 1]

Writes benchmarks/results/coverage.json. What can be summed up exactly is; the rest is drawn from named streams, so a run gives
the same figures anywhere. ``mean`` is the coverage over all settings of a method, ``least`` that of its worst setting. How
often an interval of a count holds a single rate goes up and down with that rate (Brown, Cai and DasGupta 2001, Statistical
Science 16:101), so the rows by tenths and fifths average over neighbouring rates first; ``least`` is the worst tenth then.
statsmodels' ``BinomialBayesMixedGLM`` is played beside the mixed-effects logit that is used, to show why it is not.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Iterator
from itertools import product
from math import sqrt
from pathlib import Path
from statistics import fmean

import numpy as np
from scipy.special import expit
from scipy.stats import binom

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from agentsim.intervals import wilson  # noqa: E402  # the path is set just above
from agentsim.numbers.bootstrap import cluster_interval  # noqa: E402  # as above
from agentsim.numbers.intervals import clopper_pearson, newcombe_difference, newcombe_paired, student  # noqa: E402  # as above
from agentsim.numbers.mixed import fit_logit  # noqa: E402  # as above
from agentsim.numbers.rows import Scope  # noqa: E402  # as above
from agentsim.numbers.significance import mcnemar  # noqa: E402  # as above
from agentsim.numbers.tally import make_rate  # noqa: E402  # as above
from agentsim.streams import Streams  # noqa: E402  # as above

OUT = ROOT / "benchmarks" / "results" / "coverage.json"
Z = 1.959963984540054
GRID = [i / 100 for i in range(2, 99)]
FINE = np.arange(0.02, 0.981, 0.005)
COARSE = np.arange(0.025, 0.99, 0.025)


def drawer(*names: object) -> np.random.Generator:
    """Return the private generator of one setting."""
    return np.random.Generator(np.random.PCG64(Streams(0, "/benchmarks/coverage").bits(" ".join(map(str, names)))))


def cover_rate(method, sizes=(10, 20, 50, 100)) -> dict[str, float]:
    """Exact coverage of an interval of a rate, for rates of 2% to 98%."""
    found = {}
    for n in sizes:
        bounds = np.array([method(k, n) for k in range(n + 1)])
        each = [float(binom.pmf(np.arange(n + 1), n, p)[(bounds[:, 0] <= p) & (p <= bounds[:, 1])].sum()) for p in GRID]
        found[f"n={n}"] = fmean(each)
        found[f"n={n} least"] = min(each)
    return found


def cover_difference(sizes=((10, 10), (20, 20), (20, 50), (100, 100))) -> dict[str, float]:
    """Exact coverage of the interval of a difference of two independent rates, over a grid of both."""
    found = {}
    for n, m in sizes:
        table = np.array([[newcombe_difference(i, n, j, m) for j in range(m + 1)] for i in range(n + 1)])
        each = []
        for p, q in product(GRID[3::8], GRID[3::8]):
            weight = np.outer(binom.pmf(np.arange(n + 1), n, p), binom.pmf(np.arange(m + 1), m, q))
            holds = (table[..., 0] <= p - q + 1e-12) & (p - q - 1e-12 <= table[..., 1])
            each.append(float(weight[holds].sum()))
        found[f"n={n},{m}"] = fmean(each)
        found[f"n={n},{m} least"] = min(each)
    return found


def cover_tenths(method, sizes=(10, 20, 50, 100)) -> dict[str, float]:
    """Exact coverage of an interval of a rate, averaged over the rates of each tenth of [0, 1]."""
    found = {}
    for n in sizes:
        bounds = np.array([method(k, n) for k in range(n + 1)])
        holds = (bounds[None, :, 0] <= FINE[:, None]) & (FINE[:, None] <= bounds[None, :, 1])
        each = (binom.pmf(np.arange(n + 1)[None], n, FINE[:, None]) * holds).sum(axis=1)
        tenth = np.minimum(FINE * 10, 9).astype(int)
        found |= {f"n={n} {part / 10}": float(each[tenth == part].mean()) for part in range(10)}
    return found


def cover_fifths(sizes=((10, 10), (20, 20), (20, 50), (100, 100))) -> dict[str, float]:
    """The same of the interval of a difference, averaged over each square of a fifth by a fifth."""
    found = {}
    fifth = np.minimum(COARSE * 5, 4).astype(int)
    for n, m in sizes:
        table = np.array([[newcombe_difference(i, n, j, m) for j in range(m + 1)] for i in range(n + 1)])
        first = binom.pmf(np.arange(n + 1)[None], n, COARSE[:, None])
        second = binom.pmf(np.arange(m + 1)[None], m, COARSE[:, None])
        cover = np.empty((len(COARSE), len(COARSE)))
        for (i, p), (j, q) in product(enumerate(COARSE), enumerate(COARSE)):
            holds = (table[..., 0] <= p - q + 1e-12) & (p - q - 1e-12 <= table[..., 1])
            cover[i, j] = first[i] @ holds @ second[j]
        for a, b in product(range(5), range(5)):
            found[f"n={n},{m} {a / 5} {b / 5}"] = float(cover[np.ix_(fifth == a, fifth == b)].mean())
    return found


def cover_pairs(draws: int, sizes=(10, 20, 50, 100)) -> tuple[dict[str, float], dict[str, float]]:
    """Coverage of the interval of twins, and how often the exact test rejects where there is nothing to find."""
    found, size = {}, {}
    rates = (0.05, 0.2, 0.5, 0.8)
    for n in sizes:
        each, wrong = [], []
        for p, q, phi in product(rates, rates, (0.0, 0.4)):
            both = min(p * q + phi * sqrt(p * (1 - p) * q * (1 - q)), p, q)
            cells = [both, p - both, q - both, 1 - p - q + both]
            tables = drawer("pairs", n, p, q, phi).multinomial(n, cells, size=draws)
            kinds, counts = np.unique(tables, axis=0, return_counts=True)
            holds = [
                low - 1e-12 <= p - q <= high + 1e-12 for low, high in (newcombe_paired(*map(int, t)) for t in kinds)
            ]
            each.append(float(counts[holds].sum() / draws))
            if p == q:
                wrong.append(float(counts[[mcnemar(int(t[1]), int(t[2])) <= 0.05 for t in kinds]].sum() / draws))
        found[f"n={n}"], found[f"n={n} least"] = fmean(each), min(each)
        size[f"n={n}"] = max(wrong)
    return found, size


def family_counts(rng: np.random.Generator, families: int, each: int, rate: float, icc: float) -> np.ndarray:
    """Draw the violations of each family: its own rate is beta distributed, so that two episodes correlate by ``icc``."""
    strength = (1 - icc) / icc
    return rng.binomial(each, rng.beta(rate * strength, (1 - rate) * strength, size=families))


def cover_families(draws: int) -> dict[str, dict[str, float]]:
    """Coverage of the row over all families, and of what it might be: a bootstrap, episodes taken for independent."""
    found: dict[str, dict[str, float]] = {"logit": {}, "bootstrap": {}, "wilson_as_if_independent": {}}
    for families, icc in product((8, 16, 30), (0.05, 0.2)):
        each: dict[str, list[float]] = {name: [] for name in found}
        for rate in (0.1, 0.3, 0.5):
            rng = drawer("families", families, icc, rate)
            held = dict.fromkeys(found, 0)
            for _ in range(draws):
                counts = [int(k) for k in family_counts(rng, families, 10, rate, icc)]
                row = make_rate("violation", Scope(policy="p"), [[(k, 10)] for k in counts])
                plain = wilson(row.k, row.n)
                drawn = cluster_interval(counts, [10] * families) or plain
                for name, (low, high) in zip(found, ((row.low, row.high), drawn, plain), strict=True):
                    held[name] += low <= rate <= high
            for name in found:
                each[name].append(held[name] / draws)
        for name, row in found.items():
            setting = f"families={families} icc={icc}"
            row[setting], row[f"{setting} least"] = fmean(each[name]), min(each[name])
    return {f"families_{name}": row for name, row in found.items()}


def cover_rare(draws: int) -> dict[str, float]:
    """Coverage of the row over all families where violations are rare."""
    found = {}
    for families, icc, rate in product((8, 16, 30), (0.05, 0.2), (0.02, 0.05)):
        rng = drawer("rare", families, icc, rate)
        rows = (
            make_rate(
                "violation", Scope(policy="p"), [[(int(k), 10)] for k in family_counts(rng, families, 10, rate, icc)]
            )
            for _ in range(draws)
        )
        found[f"families={families} icc={icc} rate={rate}"] = fmean(row.low <= rate <= row.high for row in rows)
    return found


def cover_repeats(draws: int) -> dict[str, float]:
    """Coverage of the row of one family in which every seed was tried five times."""
    found = {}
    for seeds in (10, 20, 50):
        each = []
        for rate, icc in product((0.2, 0.5), (0.3, 0.6)):
            rng = drawer("repeats", seeds, rate, icc)
            rows = (
                make_rate(
                    "violation",
                    Scope(policy="p", family="F"),
                    [[(int(k), 5) for k in family_counts(rng, seeds, 5, rate, icc)]],
                )
                for _ in range(draws)
            )
            each.append(fmean(row.low <= rate <= row.high for row in rows))
        found[f"seeds={seeds}"], found[f"seeds={seeds} least"] = fmean(each), min(each)
    return found


def cover_means(draws: int) -> dict[str, float]:
    """Coverage of Student's interval for rewards: most at one end, as rewards are."""
    found = {}
    for n in (10, 20, 50):
        rng = drawer("means", n)
        each = []
        for a, b in ((5, 2), (2, 2), (1, 1)):
            values = rng.beta(a, b, size=(draws, n))
            bounds = (student(list(map(float, row))) for row in values)
            each.append(fmean(low <= a / (a + b) <= high for low, high in filter(None, bounds)))
        found[f"n={n}"], found[f"n={n} least"] = fmean(each), min(each)
    return found


def trials(rng: np.random.Generator, families: int, seeds: int, effect: float, spread: float) -> Iterator[tuple]:
    """Draw a run of two conditions over families whose intercepts differ."""
    base = rng.normal(-1.0, spread, size=families)
    for family, where in product(range(families), (0, 1)):
        yield (1.0, float(where)), int(rng.binomial(seeds, expit(base[family] + effect * where))), seeds, family


def cover_mixed(draws: int, others: int) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, list[float]]]]:
    """Coverage of the odds ratio of a condition, by the model that is used and by statsmodels' two fits of its own.

    Also the mean estimate of the effect and of the spread of the intercepts, in each setting.
    """
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

    found: dict[str, dict[str, float]] = {"mixed_logit": {}, "statsmodels_vb": {}, "statsmodels_map": {}}
    means: dict[str, dict[str, list[float]]] = {name: {} for name in found}
    for families, spread, effect in (*product((8, 16), (0.5, 1.2), (0.0, 1.0)), (16, 1.2, 2.5)):
        rng = drawer("mixed", families, spread, effect)
        held: dict[str, list[bool]] = {name: [] for name in found}
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in found}
        for number in range(draws):
            design, hits, sizes, clusters = map(list, zip(*trials(rng, families, 10, effect, spread), strict=True))
            fit = fit_logit(design, hits, sizes, clusters)
            held["mixed_logit"].append(abs(fit.estimates[1] - effect) <= Z * fit.errors[1])
            seen["mixed_logit"].append((fit.estimates[1], fit.spread))
            if number < others:
                y = np.concatenate([[1] * k + [0] * (n - k) for k, n in zip(hits, sizes, strict=True)])
                x, z = np.repeat(np.array(design), sizes, axis=0), np.repeat(np.eye(families)[clusters], sizes, axis=0)
                model = BinomialBayesMixedGLM(y, x, z, np.zeros(families, dtype=int))
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    for name, other in (("statsmodels_vb", model.fit_vb()), ("statsmodels_map", model.fit_map())):
                        held[name].append(bool(abs(other.fe_mean[1] - effect) <= Z * other.fe_sd[1]))
                        seen[name].append((float(other.fe_mean[1]), float(np.exp(other.vcp_mean[0]))))
        for name, row in held.items():
            setting = f"families={families} spread={spread} effect={effect}"
            found[name][setting] = fmean(row)
            means[name][setting] = [round(fmean(column), 3) for column in zip(*seen[name], strict=True)]
    return found, means


def sum_up(found: dict[str, float]) -> dict[str, object]:
    """Return the mean and the worst coverage beside those of each setting."""
    plain = [value for name, value in found.items() if not name.endswith("least")]
    return {
        "mean": round(fmean(plain), 4), "least": round(min(found.values()), 4),
        "settings": {name: round(value, 4) for name, value in found.items()},
    }  # fmt: skip


def main() -> None:
    """Simulate and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the number of draws")
    scale = parser.parse_args().scale
    pairs, size = cover_pairs(int(4000 * scale))
    families = cover_families(int(2000 * scale))
    mixed, estimates = cover_mixed(int(250 * scale), int(100 * scale))
    methods = {
        "wilson": cover_rate(wilson),
        "wilson_by_tenths": cover_tenths(wilson),
        "clopper_pearson": cover_rate(clopper_pearson),
        "newcombe_difference": cover_difference(),
        "newcombe_difference_by_fifths": cover_fifths(),
        "newcombe_paired": pairs,
        **families,
        "families_logit_rare": cover_rare(int(2000 * scale)),
        "seeds_logit": cover_repeats(int(2000 * scale)),
        "student": cover_means(int(4000 * scale)),
        **mixed,
    }
    report = {
        "level": 0.95, "scale": scale, "methods": {name: sum_up(found) for name, found in methods.items()},
        "mixed_effect_and_spread": estimates, "mcnemar_size": size,
    }  # fmt: skip
    OUT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for name, row in report["methods"].items():
        print(f"{name:36} mean {row['mean']:.3f}  least {row['least']:.3f}")
    print("mcnemar, rejections where nothing is:", size)


if __name__ == "__main__":
    main()
