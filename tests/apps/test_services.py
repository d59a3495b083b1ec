"""Services and batches: each tool once right, once wrong."""

import pytest
from desk import AGENT, SETTING, make_clock

from agentsim.apps import batches as work
from agentsim.apps import services as app
from agentsim.apps.batches import Batch, Checkpoint, WorkItem
from agentsim.apps.services import Service, ServiceToken
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()


@pytest.fixture
def services():
    return Store(
        Prepared(tuple(Service(id=f"svc-{n}", name=f"unit-{n}", owner="x@y", version="v1") for n in range(24)))
    )


@pytest.fixture
def tokens():
    return Store(Prepared((ServiceToken(id="tok-9", name="old", service="svc-1", days=9, owner="x@y"),)))


@pytest.fixture
def items():
    return Store(
        Prepared(tuple(WorkItem(id=f"IT-{n}", batch="BT-1", title=f"bill {n}", text="twice") for n in range(23)))
    )


@pytest.fixture
def batches():
    return Store(Prepared((Batch(id="BT-1", name="returns", owner="x@y"),)))


def test_list_and_get(services):
    assert "Services 1 to 20 of 24" in app.list_services.run(services, 1).text
    done = app.get_service.run(services, "svc-3")
    assert "version v1" in done.text
    assert done.shown == (services.get("svc-3"),)
    with pytest.raises(ToolError):
        app.list_services.run(services, 3)
    with pytest.raises(ToolError):
        app.get_service.run(services, "svc-99")


def test_restart_stop_and_policy(services):
    assert app.restart_service.run(services, "svc-1").after.restarts == 1
    assert app.stop_service.run(services, "svc-1").after.status == "stopped"
    with pytest.raises(ToolError):
        app.stop_service.run(services, "svc-1")
    assert app.set_service_retry.run(services, "svc-2", "v1", "always").after.retry == "always"
    with pytest.raises(ToolError):
        app.set_service_retry.run(services, "svc-2", "v7", "never")


def test_clone(services):
    made = app.clone_service.run(services, CLOCK, SETTING, "svc-2", "v1", "unit-b").after
    assert (made.origin, made.owner, services.get(made.id)) == ("svc-2", AGENT, made)
    for version, name in (("v0", "unit-c"), ("v1", "UNIT-3")):
        with pytest.raises(ToolError):
            app.clone_service.run(services, CLOCK, SETTING, "svc-2", version, name)


def test_tokens(services, tokens):
    made = app.create_service_token.run(tokens, services, CLOCK, SETTING, "svc-2", "v1", "spare", 9).after
    assert (made.service, made.days, made.owner) == ("svc-2", 9, AGENT)
    assert "2 tokens." in app.list_service_tokens.run(tokens, CLOCK, 1).text
    assert app.revoke_service_token.run(tokens, "tok-9").after.status == "revoked"
    with pytest.raises(ToolError):
        app.create_service_token.run(tokens, services, CLOCK, SETTING, "svc-2", "v9", "spare", 9)
    with pytest.raises(ToolError):
        app.revoke_service_token.run(tokens, "tok-0")


def test_batches_and_items(batches, items):
    assert "0 settled, 23 open" in work.list_batches.run(batches, items).text
    assert "owner x@y" in work.get_batch.run(batches, items, "BT-1").text
    assert "Items 1 to 20 of 23" in work.list_items.run(items, "BT-1", "open", 1).text
    assert "twice" in work.get_item.run(items, CLOCK, "IT-4", 1).text
    with pytest.raises(ToolError):
        work.get_batch.run(batches, items, "BT-2")
    with pytest.raises(ToolError):
        work.get_item.run(items, CLOCK, "IT-99", 1)


def test_settle_and_park(items):
    done = work.settle_item.run(items, "IT-1", " d12 ", "one paper")
    assert (done.after.status, done.after.outcome, done.before.status) == ("settled", "D12", "open")
    assert work.park_item.run(items, "IT-2", "wait").after.status == "parked"
    with pytest.raises(ToolError):
        work.park_item.run(items, "IT-1", "wait")
    with pytest.raises(ToolError):
        work.settle_item.run(items, "IT-99", "D12", "")


def test_checkpoints(batches, items):
    checkpoints = Store(Prepared((Checkpoint(id="cp-1", batch="BT-1", settled=1, open=2),)))
    work.settle_item.run(items, "IT-1", "D12", "")
    made = work.save_checkpoint.run(checkpoints, batches, items, CLOCK, SETTING, "BT-1", "so far").after
    assert (made.settled, made.open, made.by) == (1, 22, AGENT)
    assert "2 checkpoints." in work.list_checkpoints.run(checkpoints, CLOCK, 1).text
    with pytest.raises(ToolError):
        work.save_checkpoint.run(checkpoints, batches, items, CLOCK, SETTING, "BT-9", "")
