"""Plots as inline SVG without a script: positions are in percent, so a plot is as wide as its place, at any width."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import msgspec

from agentsim.reading.figures import percent
from agentsim.reading.markup import Html, element

TICKS = (0, 25, 50, 75, 100)
INSET = 5.0
"""Room on both sides, in percent, so that neither a mark at 0 or 100 nor its label is cut."""
HIGH, LOW = -40, 68
"""Lines of the grid are longer than their row; each cell cuts them, so that they go on from row to row."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a forest plot. ``label`` may be anybody's text. ``pooled`` draws a diamond instead of a square."""

    label: str
    text: str
    rate: float | None
    low: float
    high: float
    pooled: bool = False
    note: str = ""


def _at(share: float) -> str:
    return f"{INSET + (100 - 2 * INSET) * min(1.0, max(0.0, share)):.2f}%"


def _upright(place: str) -> Html:
    return element("line", x1=place, x2=place, y1=HIGH, y2=LOW, cls="grid")


def draw_interval(bar: Bar) -> Html:
    """Return the plot of one interval between 0 and 100 percent."""
    grid = [_upright(_at(tick / 100)) for tick in TICKS]
    if bar.rate is None:
        label = "no episode to count"
        return element("svg", *grid, width="100%", height=28, role="img", aria_label=label, cls="plot")
    label = f"{percent(bar.rate)}, 95% interval {percent(bar.low)} to {percent(bar.high)}"
    marks = [
        element("line", x1=_at(bar.low), x2=_at(bar.high), y1=14, y2=14, cls="span"),
        element("line", x1=_at(bar.low), x2=_at(bar.low), y1=9, y2=19, cls="span"),
        element("line", x1=_at(bar.high), x2=_at(bar.high), y1=9, y2=19, cls="span"),
        element(
            "circle", cx=_at(bar.rate), cy=14, r=6 if bar.pooled else 4.5, cls="mark pooled" if bar.pooled else "mark"
        ),
    ]
    return element("svg", *grid, *marks, width="100%", height=28, role="img", aria_label=label, cls="plot")


def draw_axis() -> Html:
    """Return the scale under or over the plots."""
    parts = [element("text", f"{tick}%", x=_at(tick / 100), y=12, text_anchor="middle") for tick in TICKS]
    return element("svg", *parts, width="100%", height=16, cls="axis", aria_hidden="true")


def forest(caption: str, bars: Sequence[Bar], what: str = "family") -> Html:
    """Return a forest plot as a table: label, interval, figures."""
    rows = [
        element(
            "tr", element("th", bar.label, bar.note and element("span", bar.note, cls="note"), scope="row"),
            element("td", draw_interval(bar), cls="drawn"), element("td", bar.text, cls="n"),
            cls="pooled" if bar.pooled else None,
        )
        for bar in bars
    ]  # fmt: skip
    head = element(
        "tr", element("th", what, scope="col"), element("th", draw_axis(), scope="col", cls="drawn"),
        element("th", "k of n, rate, 95% interval", scope="col", cls="n"),
    )  # fmt: skip
    return element("table", element("caption", caption), element("thead", head), element("tbody", *rows), cls="forest")


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a funnel: ``k`` of ``n``."""

    label: str
    about: str
    k: int
    n: int
    apart: bool = False

    @property
    def text(self) -> str:
        """``3 of 10, 30%``; of nothing there is no share."""
        return f"{self.k} of {self.n}" + (f", {percent(self.k / self.n)}" if self.n else "")


def funnel(caption: str, stages: Sequence[Stage]) -> Html:
    """Return a funnel as a table of bars. ``apart`` marks stages whose n is not the one of the stages above."""
    rows = []
    for stage in stages:
        share = stage.k / stage.n if stage.n else 0.0
        bar = element(
            "svg", element("rect", x=0, y=4, width="100%", height=14, cls="rail"),
            element("rect", x=0, y=4, width=f"{100 * share:.2f}%", height=14, cls="bar"),
            width="100%", height=22, role="img", aria_label=f"{stage.k} of {stage.n}", cls="plot",
        )  # fmt: skip
        rows.append(element(
            "tr", element("th", stage.label, element("span", stage.about, cls="note"), scope="row"),
            element("td", bar, cls="drawn"), element("td", stage.text, cls="n"),
            cls="apart" if stage.apart else None,
        ))  # fmt: skip
    return element("table", element("caption", caption), element("tbody", *rows), cls="forest stages")


WIDEST = log(300)
ODDS = (0.01, 0.1, 1, 10, 100)


def _place_odds(ratio: float) -> str:
    return _at(0.5 + (log(ratio) / (2 * WIDEST) if ratio > 0 else -0.5))


def draw_odds_axis() -> Html:
    """Return the scale of ``draw_odds``."""
    parts = [element("text", f"{tick:g}", x=_place_odds(tick), y=12, text_anchor="middle") for tick in ODDS]
    return element("svg", *parts, width="100%", height=16, cls="axis", role="img", aria_label="odds ratio, log scale")


def draw_odds(ratio: float, low: float, high: float) -> Html:
    """Return an odds ratio with its interval on a log scale from 1/300 to 300; the line of no effect is the dark one."""
    none = _place_odds(1)
    marks = [
        *(_upright(_place_odds(tick)) for tick in ODDS if tick != 1),
        element("line", x1=none, x2=none, y1=HIGH, y2=LOW, cls="none"),
        element("line", x1=_place_odds(low), x2=_place_odds(high), y1=14, y2=14, cls="span"),
        element("circle", cx=_place_odds(ratio), cy=14, r=4.5, cls="mark"),
    ]
    label = f"odds ratio {ratio:.3g}, 95% interval {low:.3g} to {high:.3g}"
    return element("svg", *marks, width="100%", height=28, role="img", aria_label=label, cls="plot")
