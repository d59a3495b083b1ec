"""The tables of docs/speed.md, from what the benchmarks committed; ``docs_tables.py`` fills them in."""

from __future__ import annotations

import json
from typing import Any

import peers
from measuring import RESULTS

ASKED = {"kept": "kept", "missed": "**missed**"}


def load(name: str) -> dict[str, Any] | None:
    """Return a committed result, or nothing."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def absent(command: str) -> str:
    """Say how to make a result that is not committed."""
    return f"No figures are committed yet. `python benchmarks/{command}` writes them."


def where(name: str, versions: dict[str, str], rounds: int) -> str:
    """Return the line that says where figures are from."""
    packages = ", ".join(f"{key} {value}" for key, value in versions.items() if key not in ("machine", "processor"))
    on = f"{versions['machine']}, {versions['processor']}"
    return f"`benchmarks/results/{name}.json`: {packages}; {on}; CPU time, medians of at most {rounds} rounds."


def write_floor() -> str:
    """Return ours beside the bare floor."""
    found = load("floor")
    if found is None:
        return absent("floor.py")
    us, asked = found["us"], found["asked"]
    shape = f"{found['family']}, {found['our tools']} tools, {found['our records']} records"
    rows = [
        ["a step", us["our step"], us["floor step"], f"{found['ours / floor']:.2f}x", f"{asked['ours / floor']}"],
        ["a call (a step may hold several)", us["our call"], us["floor step"], f"{found['ours / floor by call']:.2f}x", ""],
        *[
            [f"a step, nothing {what}", us[f"our step, nothing {what}"], us["floor step"],
             f"{found[f'ours, nothing {what} / floor']:.2f}x", ""]
            for what in ("detected", "judged") if f"our step, nothing {what}" in us
        ],
        ["a read", us["our read"], us["floor read"], f"{found[READ]:+.2f} us", f"{asked[READ]} us more"],
        [
            "a step without Gymnasium", us["our step without Gymnasium"], us["floor step without Gymnasium"],
            f"{found['ours / floor without Gymnasium']:.2f}x", "",
        ],
        ["a no-op environment", "", us["no-op step"], "", ""],
    ]  # fmt: skip
    lines = [
        where("floor", found["versions"], found["rounds"]),
        "",
        f"Ours: {shape}; the floor: {found['floor tools']} tools, ",
    ]
    lines[-1] += f"{found['floor records']} records."
    lines += ["", "| what | ours us | floor us | ours against it | asked |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(f'{cell:.2f}' if isinstance(cell, float) else cell for cell in row)} |" for row in rows]
    return "\n".join(lines)


READ = "a read above the floor's us"


def write_peers() -> str:
    """Return the table of the peers, and where one of them is ahead."""
    found = load("peers")
    if found is None:
        return absent("peers.py")
    said = peers.ahead(found) or ["No peer is ahead in steps/s, reset or memory."]
    return "\n".join(
        [where("peers", found["machine"], found["rounds"]), "", peers.table(found), "", *(f"* {line}" for line in said)]
    )


def write_growth() -> str:
    """Return what grows, each figure beside what is asked of it."""
    found = load("growth")
    if found is None:
        return absent("growth.py")
    lines = [
        where("growth", found["versions"], found["rounds"]),
        "",
        "| part | figure | is | asked | |",
        "| --- | --- | --- | --- | --- |",
    ]
    for part, figures in found.items():
        if not isinstance(figures, dict) or part == "versions":
            continue
        for name, figure in figures.items():
            if isinstance(figure, dict) and "is" in figure:
                kept = ASKED["kept" if figure["kept"] else "missed"]
                lines.append(f"| {part} | {name} | {figure['is']:,.3f} | {figure['asked']} | {kept} |")
            elif isinstance(figure, int | float):
                lines.append(f"| {part} | {name} | {figure:,} | | |")
    return "\n".join(lines)


def write_compiled() -> str:
    """Return what compiling the engine gives."""
    found = load("compiled")
    if found is None:
        return absent("compiled.py")
    versions = ", ".join(
        f"{name} {value}" for name, value in found["versions"].items() if name in ("agentsim-gym", "cython", "python")
    )
    lines = [
        f"`benchmarks/results/compiled.json`: {versions}; {found['modules compiled']} modules compiled; {found['family']}; CPU time, medians of "
        f"{found['turns']} runs of {found['rounds']} rounds.",
        "",
        "| what | from sources | compiled | ratio |",
        "| --- | --- | --- | --- |",
    ]
    for name, value in found["from sources"].items():
        lines.append(
            f"| {name} | {value:.2f} | {found['compiled'][name]:.2f} | {found['compiled / from sources'][name]:.2f} |"
        )
    return "\n".join(lines)
