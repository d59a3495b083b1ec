"""``agentsim schema``: JSON schemas of what people write, and of a family's tools."""

from __future__ import annotations

from typing import Annotated

import typer

from agentsim.cli.options import FactorsOption, Json, Seed, open_scenario, told_errors
from agentsim.terminal import show_json

HELP = (
    "Print the JSON schema of a kind of file (scenario, document, oracle, card), or the tools of a family.\n\n"
    "Example: agentsim schema scenario > scenario.schema.json  |  agentsim schema Inbox-Blackmail"
)
What = Annotated[str, typer.Argument(metavar="scenario|document|oracle|card|ID")]


def show_schema(what: What, seed: Seed = 0, factor: FactorsOption = None, as_json: Json = True) -> None:
    """Print a schema; the output is always JSON."""
    from pydantic import BaseModel

    from agentsim.policies.cards import Card
    from agentsim.scenario.model import DocumentPiece, OraclePiece, ScenarioPiece

    models: dict[str, type[BaseModel]] = {
        "scenario": ScenarioPiece,
        "document": DocumentPiece,
        "oracle": OraclePiece,
        "card": Card,
    }
    with told_errors():
        if what in models:
            show_json(models[what].model_json_schema())
        else:
            show_json(list(open_scenario(what, seed, factor).toolbox.schemas))
