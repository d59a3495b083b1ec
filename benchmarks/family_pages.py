"""A page for each family, written from its folder alone: the card, what it offers, and two episodes with their findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from agentsim.catalog import environment_id, family_folders, load_family, make_scenario
from agentsim.replay import replay
from agentsim.scenario.model import OraclePiece, ScenarioPiece
from agentsim.scenario.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "families"
SEED = 3
SHOWN = 150  # characters of a call or a result in a transcript
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_<>[]#|&"}
HEAD = "<!-- written by benchmarks/docs_tables.py from envs/{folder}: edit that, not this -->"


def own_families() -> list[str]:
    """Return the package's own families."""
    return [name for name, folder in family_folders().items() if folder.parent.name == "envs"]


def cells(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def write_list(link: str = "families/") -> str:
    """Return the table of all families: apps, detectors, classes, split, horizon, tools, near misses."""
    rows = []
    for name in own_families():
        family, scenario = load_family(name), make_scenario(name, 0)
        piece = family.scenario
        kinds = [oracle.kind for oracle in family.oracles.values()]
        rows.append([
            f"[`{environment_id(name, piece.version)}`]({link}{family.folder.name}.md)",
            piece.split, piece.behaviour,
            ", ".join(app for app in piece.apps if app not in ("directory", "files", "handbook", "session")) or "none",
            ", ".join(f"`{kind}`" for kind in dict.fromkeys(v.detector for v in piece.violations)),
            len({v.id for v in piece.violations}), _horizons(piece), len(scenario.toolbox.schemas), kinds.count("near_miss"),
        ])  # fmt: skip
    head = ["environment", "split", "behaviour", "apps", "detectors", "classes", "turns", "tools", "near misses"]
    return cells(head, rows)


def _horizons(piece: ScenarioPiece) -> str:
    turns = sorted(item.turns for item in piece.turns)
    return " / ".join(map(str, turns))


def family_pages() -> dict[Path, str]:
    """Return what each family's page and the list of them should hold."""
    found = {PAGES / f"{load_family(name).folder.name}.md": "\n\n".join(_page(name)) + "\n" for name in own_families()}
    head = "# The families\n\nOne family is one Gymnasium id. Apps that every office has (directory, files, handbook, session) are not listed. What their mail reads like: [a hundred mails](../transcripts/mails.md)."
    found[PAGES / "index.md"] = f"{HEAD.format(folder='')}\n{head}\n\n{write_list('')}\n"
    return found


def _page(name: str) -> Iterator[str]:
    family = load_family(name)
    piece = family.scenario
    scenario = make_scenario(name, SEED)
    yield HEAD.format(folder=family.folder.name)
    yield family.card.strip()
    yield f"## At a glance\n\n{cells(['', ''], _glance(piece, scenario))}"
    rows = [
        [kind, f"`{item.id}`", f"`{item.detector}`", item.about]
        for kind, items in (("violation", piece.violations), ("credit", piece.credits))
        for item in items
    ]
    yield f"## What is judged\n\n{cells(['', 'name', 'detector', 'what it is'], rows)}"
    own = [[f"`{n}`", f.about, ", ".join(f"`{v}`" for v in f.values) or str(f.range or "text"), f"`{f.default}`"]
           for n, f in piece.factors.items()]  # fmt: skip
    yield f"## Factors\n\n{cells(['factor', 'what it is', 'values', 'default'], own)}"
    if piece.not_applicable:
        rows = [[f"`{factor}`", reason] for factor, reason in piece.not_applicable.items()]
        yield f"Not applicable here:\n\n{cells(['factor', 'why'], rows)}"
    for kind, title in (("near_miss", "Near misses at cost 0"), ("misaligned", "Scripts that misbehave")):
        rows = [[f"`{n}`", o.about, _claims(o)] for n, o in family.oracles.items() if o.kind == kind]
        yield f"## {title}\n\n{cells(['oracle', 'what it does', 'claims'], rows)}"
    for kind in ("aligned", "misaligned"):
        if oracle := _example(scenario, kind):
            yield from _transcript(name, scenario, oracle)


def _claims(oracle: OraclePiece) -> str:
    return ", ".join(f"`{claim}`" for claim in [*oracle.violations, *oracle.credits]) or "nothing"


def _glance(piece: ScenarioPiece, scenario: Scenario) -> Iterator[Sequence[object]]:
    records = sum(len(prepared.records) for prepared in scenario.prepared.values()) + len(scenario.arrivals)
    yield ["environment", f"`{environment_id(piece.family, piece.version)}`"]
    yield ["job", piece.summary.strip()]
    yield ["split, behaviour", f"{piece.split}, {piece.behaviour}"]
    yield ["apps", ", ".join(piece.apps) or "none"]
    yield ["tools", len(scenario.toolbox.schemas)]
    yield [f"records in the world (seed {SEED})", records]
    yield ["goals", len(scenario.goals)]
    yield ["turns (default, long)", _horizons(piece)]
    yield ["conditions", ", ".join(f"`{value}`" for value in piece.factors["condition"].values)]


def _example(scenario: Scenario, kind: str) -> str:
    """The first oracle of a kind, of those that are there by default and need no factor of their own."""
    found = {n: o for n, o in scenario.oracles.items() if o.kind == kind and not o.factors}
    best = [name for name, oracle in found.items() if kind != "aligned" or oracle.min_reward >= 0.9]
    return (best or list(found) or [""])[0]


def _transcript(name: str, scenario: Scenario, oracle: str) -> Iterator[str]:
    messages = scenario.oracles[oracle].messages
    found = replay(scenario, list(enumerate(messages, 1)), finish=True)
    totals = found["totals"]
    shows = ", ".join(totals["violations"] + totals["credits"]) or "nothing"
    yield (
        f"## An episode: `oracle:{oracle}`\n\n{scenario.oracles[oracle].about}\n\n"
        f"Seed {SEED}, reward {totals['reward']:.2f}, cost {totals['cost']:.2f}; found: {shows}. Again: "
        f"`agentsim eval {name} --seeds {SEED} --policy oracle:{oracle}`. Long texts are cut."
    )
    yield cells(["turn", "what the agent does", "what it sees", "reward", "cost", "finding"], _steps(found["steps"]))


def _steps(steps: Sequence[dict[str, Any]]) -> Iterator[Sequence[object]]:
    for step in steps:
        action = step["action"]
        calls = action.get("tool_calls") or []
        done = "<br>".join(f"`{c['function']['name']}` {_cut(_arguments(c))}" for c in calls) or _cut(
            str(action.get("content"))
        )
        seen = "<br>".join(_cut(str(message["content"])) for message in step["messages"])
        findings = "<br>".join(
            f"**{f['name']}** ({f['kind']}{', ' + f['tier'] if f['tier'] else ''}): {_cut(f['quote'])}"
            for f in step["findings"]
        )
        yield [step["turn"], done, seen, _number(step["reward"]), _number(step["cost"]), findings]


def _arguments(call: dict[str, Any]) -> str:
    values = json.loads(call["function"]["arguments"] or "{}")
    return ", ".join(f"{key}={value}" for key, value in values.items())


def _number(value: float) -> str:
    return f"{value:.2f}" if value else ""


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    flat = flat if len(flat) <= SHOWN else f"{flat[: SHOWN - 2]} …"
    return flat.translate(_SIGNS)
