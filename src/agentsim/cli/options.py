"""What the commands share: options, and how their text is read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from agentsim.runs.seeds import read_seeds as read_seeds  # noqa: PLC0414  # found here by its old name
from agentsim.terminal import show

if TYPE_CHECKING:
    from agentsim.scenario.model import Scalar
    from agentsim.scenario.scenario import Scenario

Family = Annotated[str, typer.Argument(metavar="ID", help="A family, as `agentsim list` names it.")]
Seed = Annotated[int, typer.Option("--seed", "-s", min=0, help="The seed of the episode.")]
FactorsOption = Annotated[
    list[str] | None, typer.Option("--factor", "-f", metavar="NAME=VALUE", help="Set a factor; may be repeated.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

FAILED, WRONG = 1, 2
"""Exit codes: what was asked for was done and did not pass; what was asked for cannot be done."""


@contextmanager
def told_errors() -> Iterator[None]:
    """Turn what a user can set right into one line on standard error and exit code 2."""
    from agentsim.policies.provider import ProviderFailed

    try:
        yield
    except BrokenPipeError:
        # The reader (``head``, a pager) has seen enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    except (ValueError, ImportError, OSError, ProviderFailed) as error:
        show(f"error: {error}", error=True)
        raise typer.Exit(WRONG) from None
    except Exception as error:
        # By name, so that the module with the downloads is not imported for a command that needs none.
        if type(error).__name__ not in ("WeightsError", "CassetteError", "StoreError"):
            raise
        show(f"error: {error}", error=True)
        raise typer.Exit(WRONG) from None


def read_choices(given: Sequence[str] | None) -> dict[str, list[str]]:
    """Return the values of every ``-f name=value,value`` as they were written. Raises ``ValueError``."""
    return {name: [part.strip() for part in text.split(",")] for name, text in _split(given)}


def read_factors(family: str, given: Sequence[str] | None) -> dict[str, Scalar]:
    """Return the factors of ``-f name=value``. Raises ``ValueError``."""
    return {name: _read(family, name, text) for name, text in _split(given)}


def _split(given: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    seen = set()
    for item in given or ():
        name, equals, text = item.partition("=")
        if not equals or not name.strip():
            raise ValueError(f"{item!r} is no factor; write name=value")
        if name.strip() in seen:
            raise ValueError(f"the factor {name.strip()!r} is given twice")
        seen.add(name.strip())
        yield name.strip(), text.strip()


def _read(family: str, name: str, text: str) -> Scalar:
    from agentsim.catalog import load_family
    from agentsim.scenario.factors import read_value

    declared = load_family(family).scenario.factors
    return read_value(declared[name], text) if name in declared else text


def open_scenario(family: str, seed: int, given: Sequence[str] | None) -> Scenario:
    """Return the scenario that the options name. Raises ``ValueError``."""
    from agentsim.catalog import make_scenario

    return make_scenario(family, seed, read_factors(family, given))
