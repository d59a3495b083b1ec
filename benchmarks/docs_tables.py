"""The generated parts of README and docs: tables, excerpts, help texts, worked examples, and the words in the picture.

    python benchmarks/docs_tables.py [--check]

A part stands between ``<!-- generated:NAME ARGUMENTS -->`` and ``<!-- /generated -->``. ``--check`` writes nothing and
fails where a part is not current. MkDocs loads this module as a hook: a stale part, or a page that loads anything from
another host, stops the build.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from docs_examples import (  # noqa: E402  # the path is set just above
    PICTURE,
    fence,
    fill_picture,
    write_corpora,
    write_errors,
    write_faults,
    write_matrix,
    write_shift,
    write_speed,
    write_tiers,
)
from family_pages import family_pages, own_families, write_list  # noqa: E402  # as above
from speed_tables import write_compiled, write_floor, write_growth, write_peers  # noqa: E402  # as above
from trainer_tables import write_trainers  # noqa: E402  # as above
from trust_tables import (  # noqa: E402  # as above
    write_adapters,
    write_chatter,
    write_fuzz,
    write_mutation,
    write_plain_words,
    write_soak,
    write_wasm,
)

from agentsim.apps import TOOLS  # noqa: E402  # as above
from agentsim.catalog import load_family, make_scenario  # noqa: E402  # as above
from agentsim.describe import describe_factor, describe_scenario  # noqa: E402  # as above
from agentsim.detect.rooms import ROOMS  # noqa: E402  # as above

PART = re.compile(r"(<!-- generated:([^\n]+?) -->\n).*?(<!-- /generated -->)", re.DOTALL)
OUTSIDE = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=[\"'](?:https?:)?//[^\"']+|@import\s+url|url\(['\"]?(?:https?:)?//"
)
LONGEST_LINE = 240


def pages() -> list[Path]:
    """Return the files that may hold generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(names: Iterable[object]) -> str:
    """Return names as code, with commas."""
    return ", ".join(f"`{_plain(name)}`" for name in names) or "none"


def write_factors(family: str) -> str:
    """Return the factors of a family with their values and defaults."""
    rows = []
    for name, factor in load_family(family).scenario.factors.items():
        found = describe_factor(factor)
        values = (
            f"{found['range'][0]:g} to {found['range'][1]:g}"
            if "range" in found
            else code(found["values"])
            if "values" in found
            else "any text"
        )
        rows.append(
            [f"`{name}`", found["about"], values, code([found["default"]]) if found["default"] != "" else "empty"]
        )
    return table(["factor", "what it is", "values", "default"], rows)


def write_tools(family: str) -> str:
    """Return the tools that a family offers by default, by app."""
    rows = []
    for schema in describe_scenario(make_scenario(family, 0))["tools"]:
        function = schema["function"]
        required = function["parameters"].get("required", [])
        names = [name if name in required else f"[{name}]" for name in function["parameters"].get("properties", {})]
        tool = TOOLS[function["name"]]
        rows.append(
            [
                tool.app,
                f"`{tool.name}({', '.join(names)})`",
                tool.effect,
                tool.minutes,
                function["description"].split(". ")[0].rstrip("."),
            ]
        )
    return table(["app", "tool", "effect", "minutes", "what it does"], sorted(rows, key=lambda row: str(row[0])))


def write_judgements(family: str) -> str:
    """Return the violations and credits of a family with their detectors and parameters."""
    piece = load_family(family).scenario
    rows = [
        [kind, f"`{item.id}`", f"`{item.detector}`", item.about, ", ".join(f"`{k}: {_plain(v)}`" for k, v in item.params.items())]
        for kind, items in (("violation", piece.violations), ("credit", piece.credits)) for item in items
    ]  # fmt: skip
    return table(["", "name", "detector", "what it is", "parameters"], rows)


def write_detectors() -> str:
    """Return every kind of detector with the first line of what its module says, and the families that declare it."""
    users: dict[str, list[str]] = {}
    for name in own_families():
        piece = load_family(name).scenario
        for item in (*piece.violations, *piece.credits):
            users.setdefault(item.detector, []).append(name)
    rows = []
    for kind in ROOMS:
        about = (import_module(f"agentsim.detect.{kind}").__doc__ or "").strip().split("\n")[0]
        rows.append([f"`{kind}`", about, ", ".join(dict.fromkeys(users.get(kind, ()))) or "none"])
    return table(["kind", "what it finds", "used by"], rows)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def write_oracles(family: str, kind: str) -> str:
    """Return the oracles of one kind, with what they claim to show."""
    found = {name: oracle for name, oracle in load_family(family).oracles.items() if oracle.kind == kind}
    return table(
        ["oracle", "what it does", "claims"],
        ([f"`{n}`", o.about, code(o.violations + o.credits)] for n, o in found.items()),
    )


def write_excerpt(family: str, file: str, start: str, count: str = "") -> str:
    """Return a block of a file of a family: the first line that holds ``start`` and what is indented below it.

    With ``count``, that many lines instead. Overlong lines are cut.
    """
    path = load_family(family).folder / file
    lines = path.read_text(encoding="utf-8").split("\n")
    first = next(number for number, line in enumerate(lines) if start in line)
    depth = _depth(lines[first])
    last = first + int(count) if count else first + 1
    while not count and last < len(lines) and (_depth(lines[last]) > depth or not lines[last].strip()):
        last += 1
    shown = [line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 2]} …" for line in lines[first:last]]
    text = "\n".join(shown).rstrip()
    return f"`envs/{load_family(family).folder.name}/{file}`:\n\n{fence(text, path.suffix[1:])}"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def write_tree(family: str) -> str:
    """Return how many files a family's folder holds, by folder."""
    folder = load_family(family).folder
    rows = [["`scenario.yaml`", 1]]
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        for inner in sorted(path for path in part.iterdir() if path.is_dir()) or [part]:
            rows.append(
                [f"`{inner.relative_to(folder).as_posix()}/`", sum(path.is_file() for path in inner.rglob("*"))]
            )
    return table(["folder", "files"], rows)


def write_command(name: str) -> str:
    """Return the help of a command: what it does, how it is called, its arguments and options."""
    from typer.main import get_command

    from agentsim.cli import app

    command: Any = get_command(app).commands[name]  # type: ignore[attr-defined]  # the app is a group
    about, _, example = command.help.partition("\n\nExample: ")
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    called = " ".join(
        (p.metavar or p.name.upper()) if p.required else f"[{p.metavar or p.name.upper()}]" for p in arguments
    )
    options = [param for param in command.params if param.param_type_name == "option" and param.name != "help"]
    rows = [[", ".join(f"`{opt}`" for opt in p.opts), p.help or "", _default(p)] for p in options]
    examples = "\n".join(part.strip() for part in example.split("  |  "))
    return "\n\n".join(
        [
            about,
            fence(f"agentsim {name} {called} [OPTIONS]".replace("  ", " "), "text"),
            table(["option", "what it is", "default"], rows),
            f"Example:\n\n{fence(examples, 'sh')}",
        ]
    )


def _default(param: Any) -> str:
    if param.required:
        return "needed"
    return (
        "" if param.default is None or isinstance(param.default, bool) or param.default == "" else f"`{param.default}`"
    )


def write_commands() -> str:
    """Return the list of commands with their first sentences."""
    from typer.main import get_command

    from agentsim.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]  # as above
    return table(
        ["command", "what it does"], ([f"[`{n}`](#{n})", c.help.split("\n\n")[0]] for n, c in commands.items())
    )


def write_policies() -> str:
    """Return the cards that come with the package."""
    from agentsim.policies.cards import cards

    return table(
        ["card", "policy", "what it is"], ([f"`{card.name}`", f"`{card.policy}`", card.about] for card, _ in cards())
    )


def write_coverage() -> str:
    """Return how often each kind of interval holds the truth, from benchmarks/results/coverage.json."""
    found = json.loads((ROOT / "benchmarks" / "results" / "coverage.json").read_text(encoding="utf-8"))
    rows = [[f"`{name}`", f"{row['mean']:.1%}", f"{row['least']:.1%}"] for name, row in found["methods"].items()]
    return table(["95% interval", "holds the truth", "in its worst setting"], rows)


PARTS: dict[str, Callable[..., str]] = {
    "families": write_list, "factors": write_factors, "tools": write_tools, "judgements": write_judgements,
    "oracles": write_oracles, "excerpt": write_excerpt, "tree": write_tree, "command": write_command,
    "commands": write_commands, "corpora": write_corpora, "detectors": write_detectors, "policies": write_policies, "tiers": write_tiers, "errors": write_errors,
    "coverage": write_coverage, "trainers": write_trainers, "faults": write_faults, "matrix": write_matrix, "speed": write_speed, "shift": write_shift,
    "floor": write_floor, "peers": write_peers, "growth": write_growth,
    "mutation": write_mutation, "fuzz": write_fuzz, "soak": write_soak, "wasm": write_wasm, "adapters": write_adapters,
    "plain-words": write_plain_words, "chatter": write_chatter, "compiled": write_compiled,
}  # fmt: skip


def fill(text: str) -> str:
    """Return a page with every generated part written anew."""

    def write(match: re.Match[str]) -> str:
        name, *arguments = shlex.split(match[2])
        return f"{match[1]}\n{PARTS[name](*arguments)}\n\n{match[3]}"

    return PART.sub(write, text)


def stale() -> dict[Path, str]:
    """Return the files that are not current, with what they should hold."""
    found = {path: fill(path.read_text(encoding="utf-8")) for path in pages()}
    found[ROOT / PICTURE] = fill_picture((ROOT / PICTURE).read_text(encoding="utf-8"))
    found |= family_pages()
    return {
        path: text for path, text in found.items() if not path.is_file() or text != path.read_text(encoding="utf-8")
    }


def on_pre_build(config: Any) -> None:
    """Refuse to build a site from stale pages (MkDocs calls this)."""
    if names := [path.relative_to(ROOT).as_posix() for path in stale()]:
        raise SystemExit(f"not current: {', '.join(names)}; run python benchmarks/docs_tables.py")


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Refuse a page that loads something from another host (MkDocs calls this)."""
    if found := OUTSIDE.search(output):
        raise SystemExit(f"{page.file.src_uri} loads from another host: {found[0][:120]}")
    return output


def main() -> int:
    """Write what is not current, or say what it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    found = stale()
    for path, text in found.items():
        print(f"{'not current' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
