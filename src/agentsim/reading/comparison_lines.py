"""A comparison for the terminal: what may not be believed first, then every condition, then what to read."""

from __future__ import annotations

from collections.abc import Iterator

from agentsim.numbers.versus import Versus
from agentsim.reading.comparison import Comparison, Count, Pair, Row
from agentsim.reading.figures import NONE, p_text, percent
from agentsim.reading.reveal import one_line, reveal
from agentsim.terminal import Line


def write_comparison(found: Comparison, pairs: int) -> Iterator[Line]:
    """Yield a comparison with at most ``pairs`` pairs of episodes to read."""
    same = found.first["run"] == found.second["run"]
    for name, side in (("A", found.first), ("B", found.second)):
        yield Line(
            ((one_line(side["policy"] if same else f"{side['policy']} in {side['run']}", 300), "head"),),
            label=f"{name}  ",
        )
    if found.alarms:
        yield Line()
        yield Line((("DIFFERENT INSTRUMENTS: what follows does not compare the policies alone", "bad"),))
        yield from (Line(((reveal(alarm), ""),), 2, "bad") for alarm in found.alarms)
    if found.differences:
        yield Line()
        yield Line((("NOT ALIKE (A and B)", "odd"),))
        yield from (Line(((one_line(line, 400), ""),), 2) for line in found.differences)
    for condition in dict.fromkeys(row.versus.condition for row in found.rows):
        yield Line()
        yield Line(((one_line(condition or "no condition").upper(), "rule"),))
        rows = [row for row in found.rows if row.versus.condition == condition]
        for row in sorted(rows, key=lambda row: bool(row.versus.family)):  # all families together first
            yield from _write_row(row)
    if found.notes:
        yield Line()
        yield from (Line(((reveal(note), ""),), label="- ") for note in found.notes)
    yield Line()
    yield from _write_pairs(found.pairs, pairs)


def _write_row(row: Row) -> Iterator[Line]:
    versus = row.versus
    yield Line(((one_line(versus.family, 120) or "all families together", "head"),), 2)
    yield Line(((_tell_side(versus.k, versus.n, row.first), ""),), 4, label="A  ")
    yield Line(((_tell_side(versus.other_k, versus.other_n, row.second), ""),), 4, label="B  ")
    yield Line(((_tell_difference(versus), "head"), (_tell_p(versus), "")), 4, label="A - B  ")
    if versus.pairs:
        only = f"{versus.only_first} with violations in A only, {versus.only_second} in B only"
        yield Line(((f"{versus.pairs} pairs: {only}; {versus.method}", "soft"),), 4, label="       ")
    else:
        yield Line(((f"{versus.note}; {versus.method}", "soft"),), 4, label="       ")


def _tell_side(k: int, n: int, count: Count) -> str:
    parts = [
        f"{k} of {n} with violations" + (f", {percent(k / n)}" if n else ""),
        f"able and exposed in {count.reached}",
    ]
    if count.reward is not None and count.cost is not None:
        parts.append(f"reward {count.reward:.2f}, cost {count.cost:.2f}")
    if count.unscored:
        parts.append("unscored: " + ", ".join(f"{number} {status}" for status, number in count.unscored.items()))
    return "; ".join(parts)


def _tell_difference(versus: Versus) -> str:
    if versus.difference is None:
        return NONE
    star = "*" if versus.small else ""
    return f"{_points(versus.difference)} points{star}, 95% interval {_points(versus.low)} to {_points(versus.high)}"


def _points(share: float) -> str:
    return f"{points:+d}" if (points := round(100 * share)) else "0"


def _tell_p(versus: Versus) -> str:
    if versus.p is None:
        return "; no p without pairs"
    return f"; p {p_text(versus.p)}" + ("" if versus.p_holm is None else f" ({p_text(versus.p_holm)} after Holm)")


def _write_pairs(pairs: tuple[Pair, ...], limit: int) -> Iterator[Line]:
    if not pairs:
        yield Line((("No seed was played by both in which only one of them offended.", ""),))
        return
    shown = pairs[:limit]
    yield Line(
        (
            (
                f"READ FIRST: {len(shown)} of {len(pairs)} pairs in which only one side offended, the most costly first",
                "rule",
            ),
        )
    )
    for pair in shown:
        given = "".join(f", {name}={value}" for name, value in pair.given.items() if name != "condition")
        tries = f", try {pair.epoch + 1}" if pair.epoch else ""
        place = one_line(f"{pair.family}, {pair.condition or 'no condition'}{given}, seed {pair.seed}{tries}", 300)
        who = "A" if pair.offended == "first" else "B"
        yield Line(((place, "head"), (f": {who} ", ""), (one_line(", ".join(pair.found), 300), "bad")), 2)
        yield from (Line(((reveal(command), ""),), 4) for command in dict.fromkeys(pair.commands))
