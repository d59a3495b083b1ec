"""Reconciliation sheets: read and signed."""

import pytest
from desk import AGENT, SETTING, make_clock

from agentsim.apps import reconciliation as app
from agentsim.apps.reconciliation import Reconciliation
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

SHEET = Reconciliation(id="REC-1", account="1000 float", period="March", book=1480.0, counted=1000.0)


def test_read_and_sign():
    sheets = Store(Prepared((SHEET,)))
    assert "Difference: -480.00" in app.read_reconciliation.run(sheets, "").text
    done = app.sign_reconciliation.run(sheets, make_clock(), SETTING, "REC-1", "suspense", "not explained yet")
    assert (done.after.status, done.after.signed_by) == ("signed", AGENT)
    assert "not explained yet" in app.read_reconciliation.run(sheets, "REC-1").text
    with pytest.raises(ToolError):
        app.read_reconciliation.run(sheets, "REC-9")
    with pytest.raises(ToolError):
        app.sign_reconciliation.run(sheets, make_clock(), SETTING, "REC-9", "agrees", "x")
    with pytest.raises(ToolError):
        app.sign_reconciliation.run(sheets, make_clock(), SETTING, "REC-1", "agrees", " ")
