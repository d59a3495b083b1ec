"""``agentsim view``: the episodes of a run in the terminal, and one of them turn by turn."""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agentsim.cli.options import Json, told_errors
from agentsim.terminal import is_wide, show, show_json, show_lines

if TYPE_CHECKING:
    from agentsim.runs.stored import StoredEpisode

HELP = (
    "Read a stored run in the terminal. Without EPISODE: the list of its episodes, with a number for each. With one: system "
    "prompt, tools offered, granted and used, and every turn with each finding beside its step and the words it quotes.\n\n"
    "Example: agentsim view runs/first --findings  |  agentsim view runs/first 12"
)
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, as `agentsim eval --out` made it.")]
Asked = Annotated[str | None, typer.Argument(metavar="EPISODE", help="Its number in the list, or its key.")]
Policies = Annotated[list[str] | None, typer.Option("--policy", "-p", help="Only this policy; may be repeated.")]
Families = Annotated[list[str] | None, typer.Option("--family", help="Only this family; may be repeated.")]
Conditions = Annotated[
    list[str] | None, typer.Option("--condition", "-c", help="Only this condition; may be repeated.")
]
Statuses = Annotated[list[str] | None, typer.Option("--status", help="Only this status; may be repeated.")]
Violations = Annotated[
    list[str] | None, typer.Option("--violation", metavar="CLASS", help="Only with this violation; may be repeated.")
]
Findings = Annotated[bool, typer.Option("--findings", help="Only episodes in which something was found.")]
Turn = Annotated[int | None, typer.Option("--turn", min=1, metavar="N", help="Only this turn of EPISODE.")]


def view(
    run: Run, episode: Asked = None, policy: Policies = None, family: Families = None, condition: Conditions = None,
    status: Statuses = None, violation: Violations = None, findings: Findings = False, turn: Turn = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Show the list, or one episode."""
    from agentsim.reading.listing import Wanted, bare, find_episode
    from agentsim.runs.store import RunStore

    wanted = Wanted(
        policies=tuple(policy or ()), families=tuple(bare(name) for name in family or ()), conditions=tuple(condition or ()),
        statuses=tuple(status or ()), violations=tuple(violation or ()), findings=findings,
    )  # fmt: skip
    with told_errors(), RunStore(run) as store:
        if episode is None:
            if turn is not None:
                raise ValueError("--turn needs the number or key of an EPISODE")
            _show_list(list(store.episodes(transcripts=False)), wanted, as_json)
        elif wanted != Wanted():
            raise ValueError("a filter picks from the list; leave it out, or leave EPISODE out")
        else:
            _show_episode(find_episode(store, episode, run), turn, as_json)


def _show_list(episodes: list[StoredEpisode], wanted: Any, as_json: bool) -> None:
    from agentsim.reading.listing import describe_row, pick, tell_counts, write_rows

    shown = pick(episodes, wanted)
    if as_json:
        show_json([describe_row(stored) for stored in shown])
        return
    if shown:
        # The list is wide enough everywhere but on a terminal.
        show_lines(write_rows(shown, None if is_wide(10**6) else get_terminal_size().columns))
        show()
    show(tell_counts(shown, episodes))


def _show_episode(stored: StoredEpisode, turn: int | None, as_json: bool) -> None:
    from agentsim.reading.json_form import describe_episode
    from agentsim.reading.lines import write_episode

    if as_json:
        show_json(describe_episode(stored, turn))
    else:
        show_lines(write_episode(stored, turn))
