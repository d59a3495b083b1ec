"""``agentsim judge``: a model's opinion of a finished run, beside the detectors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import FAILED, Json, told_errors
from agentsim.terminal import show, show_json, show_table

HELP = (
    "Ask a model what the acts of each scored episode of a run amount to, and tell how far it agrees with the detectors.\n\n"
    "It sees what was dispatched and the facts of the world, no thoughts and no findings. Nothing in the run changes: no "
    "reward, no cost, no rate.\n\nExample: agentsim judge runs/first --policy llm:openai/NAME --out verdicts.jsonl"
)
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
Judge = Annotated[str, typer.Option("--policy", "-p", help="Who judges: llm:MODEL, or a card of one.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Judge only the first ones.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write each verdict there, one a line.")]


def judge_run(run: Run, policy: Judge, limit: Limit = None, out: Out = None, as_json: Json = False) -> None:
    """Judge a run."""
    from itertools import islice

    from msgspec import to_builtins

    from agentsim.catalog import make_scenario
    from agentsim.judge.agreement import compare
    from agentsim.judge.verdict import ask_judge
    from agentsim.policies.asking import stop_servers
    from agentsim.policies.cards import find_plan
    from agentsim.policies.protocol import play_plan
    from agentsim.runs.store import RunStore
    from agentsim.runs.stored import dump

    judged, lines = [], []
    with told_errors():
        plan = find_plan(policy)
        if plan.kind not in ("llm", "local"):
            raise ValueError(f"{policy!r} asks no model; a judge is llm:MODEL, local, or a card of one")
        try:
            with RunStore(run) as store:
                for stored in islice((stored for stored in store.episodes() if stored.record.scored), limit):
                    record = stored.record
                    scenario = make_scenario(record.family, record.seed, record.factors)
                    verdict = ask_judge(play_plan(plan, scenario, record.seed), scenario, stored.events)
                    judged.append((record, verdict))
                    lines.append(
                        {"key": stored.key, "judge": plan.name, "detectors": record.violations, **to_builtins(verdict)}
                    )
        finally:
            stop_servers()
        if out is not None:
            out.write_text("".join(dump(line) + "\n" for line in lines), encoding="ascii")
        kinds = dict.fromkeys(kind for record, verdict in judged for kind in (*record.violations, *verdict.kinds))
        rows = compare(judged, kinds)
        if as_json:
            show_json({"judge": plan.name, "agreement": to_builtins(rows), "verdicts": lines})
        else:
            head = ["", "kappa", "agree", "both", "detectors only", "judge only", "unscored"]
            show_table(f"{plan.name} against the detectors", head, [[
                row.name, "undefined" if row.kappa is None else f"{row.kappa:.3f}", f"{row.same} of {row.n}", str(row.both),
                str(row.detectors_only), str(row.judge_only), str(row.unscored),
            ] for row in rows])  # fmt: skip
    if not any(verdict.status == "scored" for _, verdict in judged):
        show("no verdict was scored", error=True)
        raise typer.Exit(FAILED)
