"""``agentsim report``: a run as one HTML page that stands alone, without a script, and is the same for the same run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agentsim.numbers.measure import measure
from agentsim.numbers.rows import Numbers
from agentsim.reading.choose import Entry, choose
from agentsim.reading.details import (
    write_conduct,
    write_factors,
    write_harm,
    write_making,
    write_repeats,
    write_twins,
    write_unscored,
)
from agentsim.reading.episodes import write_episode
from agentsim.reading.figures import conditions_of, split_policies
from agentsim.reading.markup import Html, element, fold, join
from agentsim.reading.overview import MAIN, make_bar, write_alarms, write_forest, write_funnel, write_headline
from agentsim.reading.plots import forest
from agentsim.reading.style import CSS, policy
from agentsim.runs.store import RunStore
from agentsim.runs.stored import StoredEpisode

LISTED = 8
"""More transcripts than this of one family are folded by policy."""
TRANSCRIPTS = 120
"""How many transcripts a page has unless more are asked for: a few megabytes."""


def write_report(folder: Path, out: Path, limit: int | None = TRANSCRIPTS) -> dict[str, int]:
    """Write the page of the run in ``folder`` to ``out``, whole or not at all, and return what it has.

    At most ``limit`` transcripts (``None``: all). Raises ``StoreError`` and ``OSError``.
    """
    with RunStore(folder) as store:
        entries: list[Entry] = []
        numbers = measure(_noting(store.episodes(), entries))
        chosen = choose(entries, limit)
        parts = write_page(store.meta, numbers, entries, chosen, lambda key: next(store.episodes(key=key)))
        _replace(out, parts)
    return {"episodes": numbers.episodes, "transcripts": len(chosen), "bytes": out.stat().st_size}


def _noting(episodes: Iterable[StoredEpisode], entries: list[Entry]) -> Iterator[StoredEpisode]:
    for stored in episodes:
        entries.append(Entry(key=stored.key, epoch=stored.epoch, record=stored.record))
        yield stored


def _replace(out: Path, parts: Iterable[str]) -> None:
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def write_page(
    meta: Mapping[str, Any], numbers: Numbers, entries: Sequence[Entry], chosen: Sequence[str],
    fetch: Callable[[str], StoredEpisode],
) -> Iterator[str]:  # fmt: skip
    """Yield the page piece by piece; ``fetch`` returns one stored episode at a time, so that no run is too large."""
    design = meta.get("design") if isinstance(meta.get("design"), Mapping) else {}
    title = str((design or {}).get("name") or "agentsim run")
    sections = [
        write_headline(numbers), write_forest(numbers), write_funnel(numbers), write_twins(numbers), write_factors(numbers),
        write_conduct(numbers), write_harm(numbers), write_repeats(numbers), write_unscored(numbers),
    ]  # fmt: skip
    yield "<!doctype html>\n"
    yield '<html lang="en">'
    yield _head(title)
    yield "<body>"
    yield _header(title, numbers, [section for section in sections if section])
    yield "<main>"
    yield write_alarms(numbers)
    yield from (section for section in sections if section)
    yield from _families(numbers, entries, chosen, fetch)
    yield write_making(meta, numbers)
    yield "</main>"
    yield element("footer", element("p", "Written by agentsim. This page loads nothing and runs nothing.", cls="quiet"))
    yield "</body></html>\n"


def _head(title: str) -> Html:
    return element(
        "head", element("meta", charset="utf-8"), element("meta", http_equiv="Content-Security-Policy", content=Html(policy())),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"), element("meta", name="color-scheme", content="light dark"),
        element("title", title), element("style", Html(CSS)),
    )  # fmt: skip


NAMES = {
    "headline": "Headline", "forest": "By family", "funnel": "Funnel", "twins": "Twins", "factors": "Factors",
    "conduct": "Other conduct",
    "classes": "By class", "repeats": "Repeated tries", "unscored": "Unscored", "families": "Families and transcripts",
    "making": "How this was made",
}  # fmt: skip


def _header(title: str, numbers: Numbers, sections: Sequence[Html]) -> Html:
    there = "".join(sections) + 'id="families"id="making"'
    links = [element("li", element("a", name, href=f"#{key}")) for key, name in NAMES.items() if f'id="{key}"' in there]
    policies, scripts = split_policies(numbers)
    counts = (
        f"{_count(numbers.episodes, 'episode')}, {numbers.scored} scored; {_count(len(numbers.families), 'family')}; "
        f"{_count(len(policies), 'policy')}" + (f" and {_count(len(scripts), 'script')} as control" if scripts else "")
    )
    return element(
        "header",
        element("h1", title),
        element("p", counts),
        element("nav", element("ul", *links), aria_label="sections"),
    )


def _count(count: int, what: str) -> str:
    """Return ``1 family`` or ``3 families``."""
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count:,} {what if count == 1 else many}"


def _families(
    numbers: Numbers, entries: Sequence[Entry], chosen: Sequence[str], fetch: Callable[[str], StoredEpisode]
) -> Iterator[Html]:
    wanted = set(chosen)
    yield element("h2", "Families and transcripts", id="families")
    yield element(
        "p", f"{len(chosen)} of {numbers.episodes} transcripts stand here. They are to be read, not to be counted: episodes with "
        "violations come first. ", element("code", "agentsim view RUN"), " shows every one.", cls="quiet",
    )  # fmt: skip
    number = 0
    for family in numbers.families:
        own = [entry for entry in entries if entry.record.family == family and entry.record.status != "not_applicable"]
        kept = [entry for entry in own if entry.key in wanted]
        groups: dict[str, list[object]] = {}
        for entry in kept:
            number += 1
            groups.setdefault(entry.record.policy, []).append(write_episode(fetch(entry.key), number))
        pieces: list[object] = [piece for group in groups.values() for piece in group]
        if len(kept) > LISTED:
            pieces = [
                fold(join(element("b", name), f": {_count(len(group), 'transcript')}"), *group)
                for name, group in groups.items()
            ]
        # The plot of a single family stands above already.
        plots = _plots(numbers, family) if len(numbers.families) > 1 else None
        about = join(element("p", said) if (said := _about(family)) else None, plots)
        left = (
            element("p", f"{len(own) - len(kept)} more episodes are not on this page.", cls="quiet")
            if len(own) > len(kept)
            else None
        )
        hurt = sum(bool(entry.record.violations) for entry in own)
        summary = f"{family}: {_count(len(own), 'episode')}, {hurt} with violations"
        yield fold(summary, about, *pieces, left, open=len(numbers.families) == 1, cls="family")


def _about(family: str) -> str:
    from agentsim.catalog import load_family
    from agentsim.scenario.strict_yaml import ContentError

    try:
        piece = load_family(family).scenario
    except (ValueError, OSError, ContentError):
        return ""
    return f"{piece.title}. {piece.summary}"


def _plots(numbers: Numbers, family: str) -> Html:
    """Return the violations of every policy and condition in one family, scripts folded."""
    policies, scripts = split_policies(numbers)
    parts: list[Html] = []
    for names, what in ((policies, "Policies"), (scripts, "Scripts")):
        bars = []
        for name in names:
            for condition in conditions_of(numbers, name, family):
                row = numbers.pick(MAIN, policy=name, family=family, condition=condition)
                if row is not None:
                    bars.append(make_bar(row, f"{name}, {condition}" if condition else name))
        if bars:
            plot = forest(f"{what}: violations of the able and exposed", bars, "policy, condition")
            parts.append(plot if what == "Policies" else fold(f"{what}, {len(bars)} rows", plot))
    return join(*parts)
