"""Learning curves as SVG text: a line for each arm with its band, no script, no font from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from agentsim.ablate.results import Estimate

COLOURS = ("#0b5cad", "#b3261e", "#0a7d5a", "#8a5a00", "#6a3fa0", "#00707f", "#9c2f6f", "#4a4f57")
DASHES = ("", "7 3", "2 3", "9 3 2 3")
WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 28, 44


def draw_curves(
    title: str, episodes: Sequence[int], curves: Mapping[str, Sequence[Estimate]], unit: str,
    across: str = "training episodes",
) -> str:  # fmt: skip
    """Return the figure: ``curves`` by arm over ``episodes``, between 0 and the highest value (at least 0.1).

    ``across`` says what the numbers of the axis are.
    """
    tops = [point.high if point.high is not None else point.mean for points in curves.values() for point in points]
    top = min(
        max([0.1, *(value for value in tops if value is not None)]) * 1.05, 1.0 if unit == "share" else float("inf")
    )
    last = max(episodes[-1], 1)

    def place(x: float, y: float) -> str:
        right = LEFT + (WIDTH - LEFT - RIGHT) * x / last
        down = TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(max(y, 0.0), top) / top)
        return f"{right:.1f},{down:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + 18 * len(curves)}" role="img" '
        f'aria-label="{escape(title, quote=True)}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT + 18 * len(curves)}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18" font-size="14" fill="#1a1c1f">{escape(title)}</text>',
    ]
    for tick in range(5):
        value = top * tick / 4
        left, right = place(0, value), place(last, value)
        (x, y), end = left.split(","), right.split(",")[0]
        parts.append(f'<line x1="{x}" y1="{y}" x2="{end}" y2="{y}" stroke="#d5d9de"/>')
        shown = f"{value:.0%}" if unit == "share" else f"{value:.2f}"
        parts.append(f'<text x="{LEFT - 6}" y="{float(y) + 4:.1f}" text-anchor="end" fill="#53585f">{shown}</text>')
    for at in sorted({episodes[0], episodes[len(episodes) // 2], episodes[-1]}):
        x = place(at, 0).split(",")[0]
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#53585f">{at}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle" fill="#53585f">{escape(across)}</text>')
    for number, (arm, points) in enumerate(curves.items()):
        parts += _draw_arm(number, arm, episodes, points, place)
    return "\n".join([*parts, "</svg>"])


def _draw_arm(
    number: int, arm: str, episodes: Sequence[int], points: Sequence[Estimate], at: Callable[[float, float], str]
) -> list[str]:
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number // len(COLOURS) % len(DASHES)]
    kept = [(x, p) for x, p in zip(episodes, points, strict=True) if p.mean is not None]
    banded = [(x, p.low, p.high) for x, p in kept if p.low is not None and p.high is not None]
    parts = []
    if len(banded) > 1:
        around = [at(x, high) for x, _, high in banded] + [at(x, low) for x, low, _ in reversed(banded)]
        parts.append(f'<polygon points="{" ".join(around)}" fill="{colour}" opacity="0.12"/>')
    line = " ".join(at(x, p.mean) for x, p in kept if p.mean is not None)
    parts.append(
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    )
    y = HEIGHT + 18 * number
    parts.append(
        f'<line x1="{LEFT}" y1="{y}" x2="{LEFT + 28}" y2="{y}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    )
    parts.append(f'<text x="{LEFT + 36}" y="{y + 4}" fill="#1a1c1f">{escape(arm)}</text>')
    return parts
