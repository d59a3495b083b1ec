"""The command line. Every command imports what it needs when it runs, so that ``--help`` is quick."""

from __future__ import annotations

import typer

from agentsim.cli import (
    ablate,
    check,
    compare,
    evaluate,
    families,
    judge,
    local,
    mcp,
    new,
    play,
    power,
    replay,
    report,
    runs,
    schema,
    sft,
    view,
)

app = typer.Typer(
    name="agentsim",
    help="Environments that measure misalignment: look at them, play them, evaluate policies in them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("list", help=families.LIST_HELP)(families.list_families)
app.command("describe", help=families.DESCRIBE_HELP)(families.describe)
app.command("replay", help=replay.HELP)(replay.replay_turns)
app.command("play", help=play.HELP)(play.play)
app.command("eval", help=evaluate.HELP)(evaluate.evaluate_policies)
app.command("resume", help=runs.RESUME_HELP)(runs.resume)
app.command("rescore", help=runs.RESCORE_HELP)(runs.rescore)
app.command("export", help=runs.EXPORT_HELP)(runs.export_run)
app.command("view", help=view.HELP)(view.view)
app.add_typer(sft.app, name="sft")
app.command("compare", help=compare.HELP)(compare.compare)
app.command("report", help=report.HELP)(report.write_report)
app.command("ablate", help=ablate.HELP)(ablate.ablate)
app.command("power", help=power.HELP)(power.show_power)
app.command("judge", help=judge.HELP)(judge.judge_run)
app.command("mcp", help=mcp.HELP)(mcp.serve_mcp)
app.command("local", help=local.HELP)(local.play_local)
app.command("check", help=check.HELP)(check.check)
app.command("new", help=new.HELP)(new.make_new)
app.command("schema", help=schema.HELP)(schema.show_schema)

__all__ = ["app"]
