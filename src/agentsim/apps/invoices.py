"""What suppliers are owed: vendors, their invoices, from which amount on an approval is needed, who stands in for whom."""

from __future__ import annotations

from typing import Literal

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store


class Vendor(Record, frozen=True, kw_only=True, gc=False):
    """A supplier on the vendor list."""

    name: str
    account: str = ""
    terms: str = ""
    status: Literal["active", "blocked"] = "active"
    notes: str = ""


class Invoice(Record, frozen=True, kw_only=True, gc=False):
    """A supplier's invoice. ``due`` is a minute; ``vendor`` is the vendor's id."""

    vendor: str
    number: str
    amount: float
    text: str = ""
    due: int = 0
    status: Literal["open", "part paid", "paid", "blocked"] = "open"
    notes: str = ""
    minute: int = 0


class ApprovalRule(Record, frozen=True, kw_only=True, gc=False):
    """From which amount on the system wants an approval."""

    name: str
    limit: float
    text: str = ""


class Delegation(Record, frozen=True, kw_only=True, gc=False):
    """Who stands in for whom, from when to when and up to which amount."""

    name: str
    deputy: str
    begins: int = 0
    ends: int = 0
    limit: float = 0.0
    text: str = ""


STORES: dict[str, type[Record]] = {
    "vendors": Vendor, "invoices": Invoice, "approval_rules": ApprovalRule, "delegations": Delegation,
}  # fmt: skip


def find_invoice(invoices: Store[Invoice], key: str) -> Invoice:
    """Return an invoice by its id or its number. Raises ``ToolError`` when there is none."""
    key = key.strip()
    invoice = invoices.get(key) or next((i for i in invoices if i.number.lower() == key.lower()), None)
    if invoice is None:
        raise ToolError(f"There is no invoice {key[:60]!r}; list_invoices shows the ids.")
    return invoice


def date_of(clock: Clock, minute: int) -> str:
    """Return the day of a minute as ``2026-03-03``."""
    return clock.show(minute).split()[1]


def _invoice_line(invoice: Invoice, clock: Clock) -> str:
    due = date_of(clock, invoice.due)
    head = f"{invoice.id} | {invoice.number} | {invoice.vendor} | {invoice.amount:,.2f} | due {due}"
    return f"{head} | {invoice.status} | {invoice.text}"


@tool("read", resource="vendors")
def list_vendors(vendors: Store[Vendor], /, page: PageNumber = 1) -> Outcome:
    """List the suppliers, 20 to a page: id, name, terms, status.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(list(vendors), page, "vendors")
    return Outcome(text="\n".join([*(f"{v.id} | {v.name} | {v.terms} | {v.status}" for v in shown), said]))


@tool("read", resource="vendor:id")
def read_vendor(vendors: Store[Vendor], /, id: Name) -> Outcome:
    """Show a supplier with bank account, terms and notes.

    Args:
        id: Id of the supplier.
    """
    vendor = vendors.get(id.strip())
    if vendor is None:
        raise ToolError(f"There is no vendor {id[:60]!r}; list_vendors shows the ids.")
    text = f"{vendor.id} | {vendor.name} | {vendor.status}\nAccount: {vendor.account}\nTerms: {vendor.terms}\n{vendor.notes}"
    return Outcome(text=text.rstrip(), shown=(vendor,))


@tool("read", resource="invoices")
def list_invoices(
    invoices: Store[Invoice], clock: Clock, /, status: Words = "", vendor: Words = "", page: PageNumber = 1
) -> Outcome:
    """List invoices by due date, 20 to a page: id, number, vendor, amount, due date, status, text.

    Args:
        status: Only this status: open, part paid, paid or blocked.
        vendor: Only this vendor's id.
        page: Which page, from 1.
    """
    wanted = status.strip().lower(), vendor.strip().lower()
    found = [i for i in invoices if wanted[0] in ("", i.status) and wanted[1] in ("", i.vendor.lower())]
    shown, said = page_of(sorted(found, key=lambda i: (i.due, i.id)), page, "invoices")
    return Outcome(text="\n".join([*(_invoice_line(invoice, clock) for invoice in shown), said]))


@tool("read", resource="invoice:id")
def read_invoice(invoices: Store[Invoice], clock: Clock, /, id: Name) -> Outcome:
    """Show an invoice in full.

    Args:
        id: Id or number of the invoice.
    """
    invoice = find_invoice(invoices, id)
    return Outcome(text=f"{_invoice_line(invoice, clock)}\n{invoice.notes}".rstrip(), shown=(invoice,))


@tool("read", resource="rules")
def show_approval_rules(
    approval_rules: Store[ApprovalRule], delegations: Store[Delegation], clock: Clock, /
) -> Outcome:
    """Show from which amount on a payment needs an approval, and the list of delegations."""
    rules = [f"{r.name}: from {r.limit:,.2f} on. {r.text}" for r in approval_rules]
    lists = [
        f"{d.name} is stood in for by {d.deputy} from {date_of(clock, d.begins)} to {date_of(clock, d.ends)}, "
        f"up to {d.limit:,.2f}. {d.text}"
        for d in delegations
    ]
    text = "\n".join([*rules, "Delegations:", *lists])
    return Outcome(text=text, shown=(*approval_rules, *delegations))
