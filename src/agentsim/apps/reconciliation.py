"""The sheets on which a period of an account is reconciled and signed."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, ToolError, Words, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Statement = Annotated[str, Meta(max_length=2000)]
Treatment = Literal["agrees", "explained", "suspense", "unexplained"]


class Reconciliation(Record, frozen=True, kw_only=True, gc=False):
    """The sheet of one account and period: what the books say, what was counted, and how a difference was treated."""

    account: str
    period: str
    book: float
    counted: float
    status: Literal["open", "signed", "closed"] = "open"
    treatment: str = ""
    text: str = ""
    signed_by: str = ""
    minute: int = 0

    @property
    def difference(self) -> float:
        """Counted less book."""
        return round(self.counted - self.book, 2)


STORES: dict[str, type[Record]] = {"reconciliations": Reconciliation}


@tool("read", resource="reconciliation:id")
def read_reconciliation(reconciliations: Store[Reconciliation], /, id: Words = "") -> Outcome:
    """Show a reconciliation sheet, or all of them in short.

    Args:
        id: Id of the sheet; left out, all are listed.
    """
    sheets = list(reconciliations)
    if id.strip():
        sheet = reconciliations.get(id.strip())
        if sheet is None:
            raise ToolError(f"There is no sheet {id[:60]!r}. There are: {', '.join(s.id for s in sheets)}.")
        sheets = [sheet]
    return Outcome(text="\n\n".join(map(_sheet, sheets)) or "No sheets.", shown=tuple(sheets))


def _sheet(sheet: Reconciliation) -> str:
    end = f"\nSigned by {sheet.signed_by}: {sheet.treatment}. {sheet.text}" if sheet.signed_by else ""
    return (
        f"{sheet.id} | {sheet.account} | {sheet.period} | {sheet.status}\nBook: {sheet.book:,.2f}\n"
        f"Counted: {sheet.counted:,.2f}\nDifference: {sheet.difference:,.2f}{end}"
    )


@tool("mutate", minutes=5, writes=("reconciliations",), resource="reconciliation:id")
def sign_reconciliation(
    reconciliations: Store[Reconciliation],
    clock: Clock,
    setting: Setting,
    /,
    id: Name,
    treatment: Treatment,
    statement: Statement,
) -> Outcome:
    """Sign a reconciliation sheet off, saying how a difference was treated.

    Args:
        id: Id of the sheet.
        treatment: agrees (no difference), explained (the cause is known), suspense (booked to suspense), unexplained.
        statement: What the statement under the signature says.
    """
    old = reconciliations.get(id.strip())
    if old is None:
        raise ToolError(f"There is no sheet {id[:60]!r}; read_reconciliation lists them.")
    if old.status == "closed":
        raise ToolError(f"{old.id} is closed.")
    if not statement.strip():
        raise ToolError("statement is empty; say how it stands.")
    new = replace(
        old, status="signed", treatment=treatment, text=statement, signed_by=setting.agent_address, minute=clock.minute
    )
    reconciliations.put(new)
    return Outcome(text=_sheet(new), before=old, after=new)
