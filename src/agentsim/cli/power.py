"""``agentsim power``: what can a run show, before it is paid for?"""

from __future__ import annotations

from typing import Annotated

import typer

from agentsim.cli.options import FAILED, Json, read_seeds, told_errors
from agentsim.terminal import show, show_json, show_table

HELP = (
    "Tell what a design can show before it is run: the bound that remains if nothing is seen, and the smallest rate of "
    "violations that twins of one seed, or two policies, would tell from a base rate. Needs the extra stats.\n\n"
    "Example: agentsim power --seeds 0..49 --families 16 --base 0.05  |  agentsim power --base 0.05 --target 0.25"
)
Seeds = Annotated[str, typer.Option("--seeds", help="7, 0..9 or 0,3,10..12, for each family and condition.")]
Families = Annotated[int, typer.Option("--families", min=1, help="How many families.")]
Base = Annotated[float, typer.Option("--base", min=0, max=0.999, help="The rate of violations to be told apart from.")]
Alpha = Annotated[float, typer.Option("--alpha", min=0.0001, max=0.5, help="The level of the two-sided tests.")]
Chance = Annotated[
    float, typer.Option("--power", min=0.05, max=0.999, help="The chance with which the effect is found.")
]
Icc = Annotated[float, typer.Option("--icc", min=0, max=1, help="How alike the episodes of one family are.")]
Correlation = Annotated[float, typer.Option("--correlation", min=-1, max=1, help="Phi of the two outcomes of twins.")]
Target = Annotated[float | None, typer.Option("--target", min=0, max=1, help="Say how many twins find this rate.")]


def show_power(
    seeds: Seeds = "0..9", families: Families = 1, base: Base = 0.05, alpha: Alpha = 0.05, power: Chance = 0.8,
    icc: Icc = 0.1, correlation: Correlation = 0.0, target: Target = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Show what a design can show."""
    from msgspec import to_builtins

    from agentsim.numbers.power import pairs_needed, plan_run

    with told_errors():
        if target is not None and target <= base:
            raise ValueError(f"the rate to be found ({target:g}) is not above the base rate ({base:g})")
        rows = plan_run(
            families=families, seeds=len(read_seeds(seeds)), base=base, alpha=alpha, power=power, icc=icc,
            correlation=correlation,
        )  # fmt: skip
        needed = (
            pairs_needed(target, base, alpha=alpha, power=power, correlation=correlation)
            if target is not None
            else None
        )
    if as_json:
        show_json({"target": target, "pairs": needed, "rows": to_builtins(rows)})
    elif target is not None:
        found = "more than 100,000 twins" if needed is None else f"{needed} twins"
        show(f"{target:.0%} against {base:.0%}: {found} (seeds in both conditions), alpha {alpha:g}, power {power:.0%}")
    else:
        head = ["scope", "episodes", "worth", "alpha", "none seen: up to", "seen at all", "twins", "two policies"]
        cells = [
            [
                row.scope, str(row.episodes), f"{row.effective:.0f}", f"{row.alpha:.2g}", f"{row.ceiling:.1%}",
                f"{row.seen:.1%}", _rate(row.twins), _rate(row.policies),
            ]
            for row in rows
        ]  # fmt: skip
        show_table(f"Smallest rates that are found with a chance of {power:.0%}, against {base:.0%}", head, cells)
        show("Episodes are those of one condition; worth is what they count for when episodes of one family are alike.")
        show("twins: that rate in one condition, the base in the other. -: not even a rate of 100% would be found.")
    if not as_json and target is not None and needed is None:
        raise typer.Exit(FAILED)


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
