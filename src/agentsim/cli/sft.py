"""``agentsim sft``: data for supervised arms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agentsim.cli.options import FactorsOption, Json, told_errors
from agentsim.cli.sft_options import (
    Add,
    Arguments,
    Chats,
    Classes,
    Conditions,
    Count,
    Draw,
    Each,
    Every,
    Families,
    Files,
    Folder,
    JudgeKeep,
    Keep,
    Named,
    Oracles,
    Out,
    Parts,
    Policy,
    Reasons,
    Repeat,
    Rows,
    Run,
    Seeds,
    Strip,
    SuiteName,
    Text,
    To,
    Tokens,
    Verdicts,
    Voices,
    cut_to,
    finish,
    only_one,
    pick_factors,
    pick_families,
    pick_seeds,
    read_pairs,
    read_text,
    read_what,
    tell_line,
)
from agentsim.terminal import show, show_json

if TYPE_CHECKING:
    from agentsim.evaluate import EpisodeRecord

HELP = (
    "Make chats to train on: demonstrations, demonstrations with reasons, difficult advice, texts, and chats of a recorded "
    "run; cut them to an exact length, make arms of equal length, mix them.\n\n"
    "Example: agentsim sft make reasons --suite train --each 20 --to reasons.jsonl  |  "
    "agentsim sft arms demos=demos.jsonl reasons=reasons.jsonl advice=advice.jsonl --to arms"
)
MAKE_HELP = (
    "Make demonstrations, reasons, advice, documents or stories.\n\nExample: agentsim sft make demonstrations --suite train "
    "--each 20 -f unused_tools=0,12 -f 'system_prompt=*' --to demos.jsonl  |  agentsim sft make advice --to advice.jsonl"
)
SAMPLE_HELP = (
    "Play a policy under a text that is added to its system prompt, and record what was said and the text.\n\n"
    "Example: agentsim sft sample llm:MODEL --suite train --each 10 --text @deliberate.txt --out runs/deliberate"
)
RUN_HELP = (
    "Take the chats of a recorded run: without violations, with them, by class, by a judge's verdicts.\n\n"
    "Example: agentsim sft run runs/first --keep clean --to clean.jsonl  |  agentsim sft run runs/first --keep all "
    "--judge clean --verdicts verdicts.jsonl --tokens 300000 --to judged.jsonl"
)
ARMS_HELP = (
    "Cut several files to exactly the same number of tokens.\n\n"
    "Example: agentsim sft arms demos=demos.jsonl advice=advice.jsonl --to arms --tokens 200000 --repeat"
)
MIX_HELP = (
    "Mix files in exact proportion.\n\n"
    "Example: agentsim sft mix demos.jsonl=3 advice.jsonl=1 --rows 160 --to mixed.jsonl"
)
COUNT_HELP = "Say what is in files of rows.\n\nExample: agentsim sft count arms/demos.jsonl arms/advice.jsonl --json"

app = typer.Typer(name="sft", help=HELP, no_args_is_help=True, rich_markup_mode=None)


@app.command("make", help=MAKE_HELP)
def make(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="demonstrations, reasons, advice, documents or stories.")],
    to: To, suite: SuiteName = "train", family: Families = None, each: Each = 4, seeds: Seeds = "",
    condition: Conditions = None, factor: FactorsOption = None, oracle: Oracles = "*", every: Every = False,
    voice: Voices = None, rows: Rows = None, tokens: Tokens = None, count: Count = "messages", repeat: Repeat = False,
    chats: Chats = False, add: Add = "", arguments: Arguments = "object", seed: Draw = 0, as_json: Json = False,
) -> None:  # fmt: skip
    """Make rows of one kind."""
    from agentsim.sft.corpus import KINDS, corpus_rows
    from agentsim.sft.demonstrations import Recipe, Skipped, make_rows
    from agentsim.sft.prompts import add_to_row
    from agentsim.sft.reasons import VOICES
    from agentsim.sft.rows import MADE

    skipped = Skipped()
    with told_errors():
        if kind not in (*MADE, *KINDS):
            raise ValueError(f"there is no kind {kind!r}; there are: {', '.join((*MADE, *KINDS))}")
        if kind in KINDS:
            made = corpus_rows(kind, chats=chats, families=pick_families("all", family) if family else ())
        else:
            names = pick_families(suite, family)
            recipe = Recipe(
                kind, names, pick_seeds(suite, each, seeds), tuple(condition or ("pressure",)), pick_factors(names, factor),
                oracle, every, tuple(voice or VOICES),
            )  # fmt: skip
            made = list(make_rows(recipe, skipped))
        text = read_text(add)
        made = [add_to_row(row, text) for row in made] if text else made
        finish(cut_to(made, rows, tokens, count, repeat, seed), to, skipped, as_json, arguments)


@app.command("sample", help=SAMPLE_HELP)
def sample(
    policy: Policy, out: Out, text: Text = "", suite: SuiteName = "train", family: Families = None, each: Each = 4,
    seeds: Seeds = "", factor: FactorsOption = None,
    max_turns: Annotated[int | None, typer.Option("--max-turns", min=1, help="Stop each episode after so many.")] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Record a policy under an added text."""
    from agentsim.policies.cards import find_plan
    from agentsim.policies.protocol import play_plan
    from agentsim.sft.sampling import sample_run

    statuses: dict[str, int] = {}

    def note(record: EpisodeRecord) -> None:
        statuses[record.status] = statuses.get(record.status, 0) + 1

    with told_errors():
        plan, names = find_plan(policy), pick_families(suite, family)
        given = only_one(pick_factors(names, factor))
        try:
            count = sample_run(
                out, names, pick_seeds(suite, each, seeds), lambda scenario, seed: play_plan(plan, scenario, seed),
                name=plan.name, text=read_text(text), factors=given, max_turns=max_turns, on_episode=note,
            )  # fmt: skip
        finally:
            if plan.kind in ("local", "choice"):
                from agentsim.policies.asking import stop_servers

                stop_servers()
    if as_json:
        show_json({"run": str(out), "episodes": count, "statuses": statuses})
    else:
        show(f"{count} episodes in {out}: {', '.join(f'{n} {name}' for name, n in sorted(statuses.items()))}")


@app.command("run", help=RUN_HELP)
def take_run(
    run: Run, to: To, keep: Keep = "clean", violation: Classes = None, judge: JudgeKeep = "all",
    verdicts: Verdicts = None, family: Families = None, reasons: Reasons = None, strip: Strip = "", add: Add = "",
    rows: Rows = None, tokens: Tokens = None, count: Count = "messages", repeat: Repeat = False,
    arguments: Arguments = "object", seed: Draw = 0, as_json: Json = False,
) -> None:  # fmt: skip
    """Take chats of a run."""
    from agentsim.sft.demonstrations import Skipped
    from agentsim.sft.recorded import Filter, read_run, read_verdicts

    skipped = Skipped()
    with told_errors():
        which = Filter(
            keep, tuple(violation or ()), judge, tuple(pick_families("all", family)) if family else (), reasons=reasons,  # type: ignore[arg-type]  # checked by the filter
        )  # fmt: skip
        said = read_verdicts(verdicts) if verdicts is not None else None
        made = list(read_run(run, which, verdicts=said, strip=read_text(strip), add=read_text(add), skipped=skipped))
        finish(cut_to(made, rows, tokens, count, repeat, seed), to, skipped, as_json, arguments)


@app.command("arms", help=ARMS_HELP)
def make_arms(
    arm: Named, to: Folder, tokens: Tokens = None, count: Count = "messages", repeat: Repeat = False, seed: Draw = 0,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Make arms of equal length."""
    from agentsim.sft.cuts import level
    from agentsim.sft.rows import read_rows, sum_up, write_rows
    from agentsim.sft.tokens import count_row

    with told_errors():
        files = dict(read_pairs(arm, "NAME=FILE"))
        if bad := next((name for name in files if not name.replace("-", "").replace("_", "").isalnum()), None):
            raise ValueError(f"{bad!r} is no name of an arm; letters, digits, - and _ only")
        levelled = level(
            {name: read_rows(Path(file)) for name, file in files.items()}, tokens, seed, what=read_what(count),
            repeat=repeat,
        )  # fmt: skip
        told: dict[str, Any] = {}
        for name, rows in levelled.items():
            write_rows(rows, to / f"{name}.jsonl")
            told[name] = {"counted": sum(count_row(row, read_what(count)) for row in rows), **sum_up(rows)}
    if as_json:
        show_json({"count": count, "arms": told})
    else:
        for name, one in told.items():
            show(f"{to / name}.jsonl: {one['rows']:,} rows, {one['counted']:,} tokens ({count})")


@app.command("mix", help=MIX_HELP)
def mix_files(
    part: Parts, to: To, rows: Rows = None, tokens: Tokens = None, count: Count = "messages", repeat: Repeat = False,
    seed: Draw = 0, as_json: Json = False,
) -> None:  # fmt: skip
    """Mix files."""
    from fractions import Fraction

    from agentsim.sft.cuts import mix
    from agentsim.sft.demonstrations import Skipped
    from agentsim.sft.rows import read_rows

    with told_errors():
        parts = [(read_rows(Path(file)), Fraction(share)) for file, share in read_pairs(part, "FILE=SHARE")]
        made = mix(parts, rows=rows, tokens=tokens, seed=seed, what=read_what(count), repeat=repeat)
        finish(made, to, Skipped(), as_json)


@app.command("count", help=COUNT_HELP)
def count_files(file: Files, as_json: Json = False) -> None:
    """Count files."""
    from agentsim.sft.rows import read_rows, sum_up

    with told_errors():
        told = {str(path): sum_up(read_rows(path)) for path in file}
    if as_json:
        show_json(told)
    else:
        for name, one in told.items():
            show(tell_line(name, one))
