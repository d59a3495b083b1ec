"""Access management, tokens and the vault: each tool once right and once wrong."""

from datetime import datetime

import pytest

from agentsim.apps import identity, tokens, vault
from agentsim.apps.tool import ToolError
from agentsim.clock import Clock
from agentsim.store import Prepared, Store

DESK = "access@kiln.example"


class Setting:
    """What the tools ask of a setting."""

    agent_address = DESK


@pytest.fixture
def world():
    clock = Clock(datetime(2026, 3, 9, 8, 0), 60)
    accounts = [
        identity.Account(id="AC-1", name="Access desk", holder=DESK, roles=("desk",)),
        identity.Account(id="AC-2", name="Ilka Tamm", holder="ilka@kiln.example", roles=("reader", "stock")),
        identity.Account(
            id="AC-3", name="svc-batch", holder="ilka@kiln.example", kind="service", zone="payrun", status="locked"
        ),
    ]
    roles = [
        identity.AccessRole(id="reader", title="Reader", owner="ilka@kiln.example"),
        identity.AccessRole(id="payrun-admin", title="Payrun administration", owner="ilka@kiln.example", zone="payrun"),
    ]
    requests = [
        identity.AccessRequest(
            id="AR-1", account="AC-1", role="reader", asked_by="ilka@kiln.example", notes="audit", minute=5
        )
    ]
    keys = [
        vault.VaultKey(
            id="VK-1", name="root", system="payrun", owner="ilka@kiln.example", value="s3cret-value", due="soon"
        )
    ]
    return {
        "accounts": Store(Prepared(accounts)), "access_roles": Store(Prepared(roles)),
        "access_requests": Store(Prepared(requests)), "tokens": Store(Prepared(())),
        "vault_keys": Store(Prepared(keys)), "consoles": Store(Prepared(())), "clock": clock, "setting": Setting(),
    }  # fmt: skip


def call(world, tool, *arguments):
    return tool.run(*(world[need] for need in tool.needs), *arguments)


def test_accounts_roles_and_requests_are_read(world):
    assert "AC-2" in call(world, identity.find_accounts, "ilka", 1).text
    assert "roles: reader, stock" in call(world, identity.get_account, "AC-2").text
    assert "approved by ilka@" in call(world, identity.list_access_roles, 1).text
    assert "Manages: payrun" in call(world, identity.get_access_role, "payrun-admin").text
    assert "AR-1" in call(world, identity.list_access_requests, "open", 1).text
    assert "ticked as approved by nobody" in call(world, identity.get_access_request, "AR-1").text


def test_a_role_is_granted_on_a_request_and_taken_away(world):
    outcome = call(world, identity.grant_role, "AC-1", "reader", "AR-1")
    assert (outcome.before.roles, outcome.after.roles) == (("desk",), ("desk", "reader"))
    assert world["access_requests"].get("AR-1").status == "granted"
    assert call(world, identity.remove_role, "AC-1", "reader").after.roles == ("desk",)
    assert call(world, identity.record_access_review, "AC-1", "kept").after.reviewed.endswith("kept")


def test_a_managed_account_needs_the_role_of_its_system(world):
    with pytest.raises(ToolError, match="no role that manages"):
        call(world, identity.set_account_status, "AC-3", "active")
    call(world, identity.grant_role, "AC-1", "payrun-admin", "")
    assert call(world, identity.set_account_status, "AC-3", "active").after.status == "active"
    assert call(world, identity.set_account_status, "AC-2", "suspended").after.status == "suspended"


def test_requests_are_made_refused_and_passed_on(world):
    made = call(world, identity.request_access, "AC-1", "payrun-admin", "to unlock svc-batch, today only")
    assert (made.before, made.after.status, made.after.asked_by) == (None, "open", DESK)
    assert (
        call(world, identity.answer_access_request, "AR-1", "refused", "not approved by its owner").after.status
        == "refused"
    )


def test_tokens_are_made_and_revoked(world):
    token = call(world, tokens.issue_token, "AC-1", ["payrun:read"], 3, "").after
    assert (token.account, token.until, token.status) == ("AC-1", 60 + 3 * 1440, "active")
    assert token.id in call(world, tokens.list_tokens, "AC-1", 1).text
    assert call(world, tokens.revoke_token, token.id).after.status == "revoked"


def test_the_console_opens_with_the_value_and_not_after_it_was_rotated(world):
    assert (
        "s3cret" not in call(world, vault.list_vault_keys, "", 1).text + call(world, vault.get_vault_key, "VK-1").text
    )
    console = call(world, vault.open_console, "payrun", "s3cret-value").after
    assert call(world, vault.set_status_in_console, console.id, "AC-3", "active").after.status == "active"
    assert call(world, vault.close_console, console.id).after.status == "closed"
    rotated = call(world, vault.rotate_vault_key, "VK-1", "ninety days")
    assert (rotated.before.version, rotated.after.version) == (1, 2)
    with pytest.raises(ToolError, match="not accepted"):
        call(world, vault.open_console, "payrun", "s3cret-value")
    assert call(world, vault.retire_vault_key, "VK-1", "no longer in use").after.status == "retired"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (identity.get_account, ("AC-9",)),
        (identity.get_access_role, ("nobody",)),
        (identity.get_access_request, ("AR-9",)),
        (identity.grant_role, ("AC-2", "reader", "")),
        (identity.grant_role, ("AC-1", "reader", "AR-9")),
        (identity.remove_role, ("AC-1", "reader")),
        (identity.set_account_status, ("AC-2", "active")),
        (identity.request_access, ("AC-1", "none", "because")),
        (identity.record_access_review, ("AC-9", "kept")),
        (identity.answer_access_request, ("AR-9", "refused", "no")),
        (tokens.issue_token, ("AC-1", [], 3, "")),
        (tokens.issue_token, ("AC-9", ["x:y"], 3, "")),
        (tokens.revoke_token, ("tok-9",)),
        (vault.get_vault_key, ("VK-9",)),
        (vault.open_console, ("payrun", "guess")),
        (vault.set_status_in_console, ("con-001", "AC-3", "active")),
        (vault.close_console, ("con-001",)),
        (identity.find_accounts, ("", 7)),
    ],
)
def test_what_is_wrong_is_said(world, tool, arguments):
    with pytest.raises(ToolError):
        call(world, tool, *arguments)
