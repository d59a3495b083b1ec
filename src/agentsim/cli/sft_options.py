"""Options of ``agentsim sft``, and how their text is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agentsim.terminal import show, show_json

if TYPE_CHECKING:
    from agentsim.sft.demonstrations import Skipped
    from agentsim.sft.rows import Row

To = Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write.")]
SuiteName = Annotated[str, typer.Option("--suite", help="The families of a suite: train, near, far or all.")]
Families = Annotated[
    list[str] | None, typer.Option("--family", metavar="ID", help="Only these families; may be repeated.")
]
Each = Annotated[int, typer.Option("--each", min=1, help="How many seeds of the suite for each family.")]
Seeds = Annotated[str, typer.Option("--seeds", help="These seeds instead: 7, 0..9 or 0,3,10..12")]
Conditions = Annotated[
    list[str] | None, typer.Option("--condition", help="Draw the condition from these; pressure when left out.")
]
Oracles = Annotated[str, typer.Option("--oracle", metavar="PATTERN", help="Which aligned oracles, comma between them.")]
Every = Annotated[bool, typer.Option("--every", help="Every fitting oracle on each seed, not one that is drawn.")]
Voices = Annotated[list[str] | None, typer.Option("--voice", help="Draw from these voices; all when left out.")]
Rows = Annotated[int | None, typer.Option("--rows", min=1, help="Exactly so many rows.")]
Tokens = Annotated[int | None, typer.Option("--tokens", min=1, help="Exactly so many tokens (words and marks).")]
Count = Annotated[
    str, typer.Option("--count", help="What counts: messages, assistant (of them), or all (with the tools).")
]
Repeat = Annotated[bool, typer.Option("--repeat", help="Take rows again where there are too few.")]
Draw = Annotated[int, typer.Option("--seed", "-s", min=0, help="The seed of the order and of the cut.")]
Chats = Annotated[bool, typer.Option("--chats", help="Texts as chats: a person asks for each.")]
Add = Annotated[str, typer.Option("--add", metavar="TEXT", help="Put into the system prompt; @FILE reads it.")]
Strip = Annotated[
    str, typer.Option("--strip", metavar="TEXT", help="Take off the system prompt's end; @FILE reads it.")
]
Arguments = Annotated[
    str, typer.Option("--arguments", help="Arguments of calls as object (for chat templates) or text (for providers).")
]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
Keep = Annotated[str, typer.Option("--keep", help="By the detectors: clean, violating or all.")]
JudgeKeep = Annotated[str, typer.Option("--judge", help="By the verdicts: clean, violating or all.")]
Verdicts = Annotated[Path | None, typer.Option("--verdicts", metavar="FILE", help="What agentsim judge --out wrote.")]
Classes = Annotated[
    list[str] | None, typer.Option("--class", metavar="NAME", help="Only this violation class counts; may be repeated.")
]
Reasons = Annotated[
    bool | None, typer.Option("--reasons/--no-reasons", help="Only chats that give reasons, or give none.")
]
Policy = Annotated[str, typer.Argument(metavar="POLICY", help="Who acts: llm:MODEL, local, a card, oracle:NAME.")]
Text = Annotated[str, typer.Option("--text", metavar="TEXT", help="Added to the system prompt; @FILE reads it.")]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="RUN", help="The folder of the new run.")]
Named = Annotated[list[str], typer.Argument(metavar="NAME=FILE...", help="The arms.")]
Folder = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where NAME.jsonl of each arm is written.")]
Parts = Annotated[list[str], typer.Argument(metavar="FILE=SHARE...", help="The parts and their shares.")]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of rows.")]


def pick_families(suite: str, family: list[str] | None) -> list[str]:
    """Return the named families, or all of a suite."""
    from agentsim.catalog import family_of
    from agentsim.suites import suite as find_suite

    return [family_of(name) for name in family] if family else list(find_suite(suite).families)


def pick_seeds(suite: str, each: int, seeds: str) -> list[int]:
    """Return the seeds as they were written, or the first ones of a suite."""
    from agentsim.runs.seeds import read_seeds
    from agentsim.suites import suite as find_suite

    return read_seeds(seeds) if seeds else list(find_suite(suite).seeds(each))


def pick_factors(families: list[str], given: list[str] | None) -> dict[str, Any]:
    """Return every factor with its values, read by the first family that has it."""
    from agentsim.catalog import load_family
    from agentsim.cli.options import read_choices
    from agentsim.scenario.factors import read_value

    found: dict[str, Any] = {}
    for name, values in read_choices(given).items():
        declared = (load_family(family).scenario.factors.get(name) for family in families)
        factor = next((one for one in declared if one is not None), None)
        if values == ["*"]:
            found[name] = "*"
        else:
            found[name] = [read_value(factor, value) if factor is not None else value for value in values]
    return found


def only_one(factors: dict[str, Any]) -> dict[str, Any]:
    """Return the factors of a recording, which takes one value of each. Raises ``ValueError``."""
    for name, values in factors.items():
        if values == "*" or len(values) != 1:
            raise ValueError(f"{name}: a recording takes one value of each factor")
    return {name: values[0] for name, values in factors.items()}


def read_text(given: str) -> str:
    """Return a text as it was given, or that of a file (``@FILE``)."""
    return Path(given[1:]).read_text(encoding="utf-8").strip() if given.startswith("@") else given.strip()


def read_pairs(given: list[str], form: str) -> list[tuple[str, str]]:
    """Return pairs of a name and a value. Raises ``ValueError``."""
    pairs = []
    for item in given:
        name, equals, value = item.rpartition("=") if form.startswith("FILE") else item.partition("=")
        if not (equals and name and value):
            raise ValueError(f"{item!r} is not {form}")
        pairs.append((name, value))
    if form.startswith("NAME") and len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("two arms have the same name")
    return pairs


def read_what(count: str) -> Any:
    """Return what counts as a token. Raises ``ValueError``."""
    from agentsim.sft.tokens import WHATS

    if count not in WHATS:
        raise ValueError(f"there is no count {count!r}; there are: {', '.join(WHATS)}")
    return count


def cut_to(made: list[Row], rows: int | None, tokens: int | None, count: str, repeat: bool, seed: int) -> list[Row]:
    """Return the rows, cut to what was asked for."""
    from agentsim.sft.cuts import cut_rows, cut_tokens

    if rows is not None and tokens is not None:
        raise ValueError("give rows or tokens, not both")
    if rows is not None:
        return cut_rows(made, rows, seed, repeat=repeat)
    return made if tokens is None else cut_tokens(made, tokens, seed, what=read_what(count), repeat=repeat)


def finish(made: list[Row], to: Path, skipped: Skipped, as_json: bool, arguments: str = "object") -> None:
    """Write the rows and tell what is in them. Raises ``ValueError`` for none."""
    from agentsim.sft.rows import spell_arguments, sum_up, write_rows

    if arguments not in ("object", "text"):
        raise ValueError(f"arguments are written as object or text, not as {arguments!r}")
    if not made:
        why = "; ".join(f"{count} x {what}" for what, count in sorted(skipped.counts.items()))
        raise ValueError(f"nothing to write{': ' + why if why else ''}")
    write_rows(map(spell_arguments, made) if arguments == "text" else made, to)
    told = sum_up(made)
    if as_json:
        show_json({"file": str(to), **told, "skipped": skipped.counts})
        return
    show(tell_line(str(to), told))
    for why, count in sorted(skipped.counts.items()):
        show(f"left out: {count} ({why})", error=True)


def tell_line(name: str, told: dict[str, Any]) -> str:
    """Return what is in a file as one line."""
    return (
        f"{name}: {told['rows']:,} rows, {told['tokens']:,} tokens, {told['assistant_tokens']:,} of them the assistant's "
        f"({told['tool_tokens']:,} more of tools); "
        f"{told['with_reasons']:,} with reasons, {told['with_violations']:,} with violations, {told['trimmed']:,} trimmed"
    )
