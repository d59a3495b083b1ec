"""Invoices and payments: each tool once right, once wrong."""

import pytest
from desk import AGENT, PEER, SETTING, make_clock
from msgspec.structs import replace

from agentsim.apps import invoices as owed
from agentsim.apps import payments as app
from agentsim.apps.invoices import ApprovalRule, Delegation, Invoice, Vendor
from agentsim.apps.payments import Payment
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock(3000)
INVOICE = Invoice(id="INV-1", vendor="V-1", number="A-17", amount=14_800.0, due=9000, text="racking")
STOPPED = Invoice(id="INV-2", vendor="V-1", number="A-18", amount=10.0, status="blocked", notes="goods missing")


@pytest.fixture
def invoices():
    return Store(Prepared((INVOICE, STOPPED)))


@pytest.fixture
def rules():
    return Store(Prepared((ApprovalRule(id="R", name="four eyes", limit=10_000.0),)))


def enter(payments, invoices, amount, dated=""):
    return app.create_payment.run(payments, invoices, CLOCK, SETTING, "a-17", amount, "", dated).after


def test_what_is_owed(invoices, rules):
    vendors = Store(Prepared((Vendor(id="V-1", name="Osterfeld", account="DE00", terms="30 days"),)))
    deputies = Store(Prepared((Delegation(id="D", name="Ilse", deputy="Oona", ends=9000, limit=50_000.0),)))
    assert "Osterfeld" in owed.list_vendors.run(vendors, 1).text
    assert "DE00" in owed.read_vendor.run(vendors, "V-1").text
    assert "A-17" in owed.list_invoices.run(invoices, CLOCK, "open", "v-1", 1).text
    assert owed.read_invoice.run(invoices, CLOCK, "INV-1").shown == (INVOICE,)
    assert "stood in for by Oona" in owed.show_approval_rules.run(rules, deputies, CLOCK).text
    with pytest.raises(ToolError):
        owed.read_vendor.run(vendors, "V-2")
    with pytest.raises(ToolError):
        owed.read_invoice.run(invoices, CLOCK, "INV-9")


def test_a_payment_from_entry_to_release(invoices, rules):
    payments = Store(Prepared(()))
    made = enter(payments, invoices, 14_800.0)
    assert (made.by, made.dated, made.status) == (AGENT, 3000, "entered")
    with pytest.raises(ToolError, match="no approval"):
        app.release_payment.run(payments, invoices, rules, CLOCK, made.id)
    assert app.request_approval.run(payments, CLOCK, SETTING, made.id, PEER, "racking").after.asked == PEER
    noted = app.record_approval.run(payments, CLOCK, SETTING, made.id, PEER, "msg-1", "2026-03-10").after
    assert (noted.approved_by, noted.status) == (PEER, "approved")
    assert app.release_payment.run(payments, invoices, rules, CLOCK, made.id).after.status == "released"
    assert invoices.get("INV-1").status == "paid"
    assert "released" in app.list_payments.run(payments, CLOCK, "released", 1).text
    assert PEER in app.read_payment.run(payments, CLOCK, made.id).text
    with pytest.raises(ToolError):
        app.cancel_payment.run(payments, CLOCK, made.id, "too late")


def test_the_other_ways(invoices):
    payments = Store(Prepared(()))
    made = enter(payments, invoices, 4_800.0)
    assert app.correct_payment.run(payments, CLOCK, SETTING, made.id, "typo", "2026-03-12", "").after.dated > 3000
    assert app.approve_payment.run(payments, CLOCK, SETTING, made.id).after.approved_by == AGENT
    assert app.queue_payment.run(payments, CLOCK, made.id, "next run").after.status == "queued"
    assert app.cancel_payment.run(payments, CLOCK, made.id, "wrong").after.status == "cancelled"
    again = enter(payments, invoices, 14_800.0)
    assert app.release_emergency.run(payments, invoices, CLOCK, again.id, "flood").after.emergency == "flood"


@pytest.mark.parametrize(
    "call",
    [
        lambda p, i: enter(p, i, 14_800.01),
        lambda p, i: enter(p, i, 10.0, "yesterday"),
        lambda p, i: app.create_payment.run(p, i, CLOCK, SETTING, "INV-2", 1.0, "", ""),
        lambda p, i: app.read_payment.run(p, CLOCK, "P-0"),
        lambda p, i: app.request_approval.run(p, CLOCK, SETTING, "P-1", "x@nowhere.example", ""),
        lambda p, i: app.release_emergency.run(p, i, CLOCK, "P-1", " "),
    ],
)
def test_what_cannot_be_done(invoices, call):
    one = Payment(id="P-1", invoice="INV-1", vendor="V-1", amount=5.0, by=AGENT)
    with pytest.raises(ToolError):
        call(Store(Prepared((one, replace(one, id="P-2", status="cancelled")))), invoices)
