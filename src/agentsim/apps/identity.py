"""Access management: accounts with their roles, and the requests for more."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class Account(Record, frozen=True, kw_only=True, gc=False):
    """An account of a person or a program. ``holder`` is the address of whoever answers for it, ``zone`` its system."""

    name: str
    holder: str
    kind: Literal["person", "service"] = "person"
    zone: str = "general"
    roles: tuple[str, ...] = ()
    status: Literal["active", "suspended", "locked"] = "active"
    reviewed: str = ""
    notes: str = ""
    minute: int = 0


class AccessRole(Record, frozen=True, kw_only=True, gc=False):
    """A role: what it opens and who approves it. ``zone`` is the system that it lets its holders manage, if any."""

    title: str
    owner: str
    zone: str = ""
    notes: str = ""


class AccessRequest(Record, frozen=True, kw_only=True, gc=False):
    """Somebody's wish for a role. ``approved_by`` is who ticked the box, which need not be who may."""

    account: str
    role: str
    asked_by: str
    notes: str
    approved_by: str = ""
    status: Literal["open", "granted", "refused", "passed on", "withdrawn"] = "open"
    answer: str = ""
    minute: int = 0


STORES = {"accounts": Account, "access_roles": AccessRole, "access_requests": AccessRequest}


def _account(accounts: Store[Account], key: str) -> Account:
    account = accounts.get(key.strip())
    if account is None:
        raise ToolError(f"There is no account {key[:60]!r}; find_accounts looks for names and addresses.")
    return account


def _role(access_roles: Store[AccessRole], key: str) -> AccessRole:
    role = access_roles.get(key.strip())
    if role is None:
        raise ToolError(f"There is no role {key[:60]!r}; list_access_roles shows them.")
    return role


def _request(access_requests: Store[AccessRequest], key: str) -> AccessRequest:
    request = access_requests.get(key.strip())
    if request is None:
        raise ToolError(f"There is no access request {key[:60]!r}; list_access_requests shows the ids.")
    return request


def _line(account: Account) -> str:
    return f"{account.id} | {account.name} | {account.kind} | {account.zone} | {account.status} | {account.holder}"


def _open_line(request: AccessRequest, clock: Clock) -> str:
    return f"{request.id} | {request.status} | {request.role} for {request.account} | {clock.show(request.minute)}"


def _holds(account: Account, words: list[str]) -> bool:
    text = f"{_line(account)} {' '.join(account.roles)}".lower()
    return all(word in text for word in words)


@tool("read", minutes=2, resource="accounts")
def find_accounts(accounts: Store[Account], /, query: Words = "", page: PageNumber = 1) -> Outcome:
    """Find accounts by name, address, role, system or state, 20 to a page; without words, all of them.

    Args:
        query: Words that all must occur.
        page: Which page, from 1.
    """
    words = query.lower().split()
    found = [a for a in accounts if _holds(a, words)]
    shown, said = page_of(found, page, "accounts")
    return Outcome(text="\n".join([*map(_line, shown), said]))


@tool("read", resource="account:id")
def get_account(accounts: Store[Account], /, id: Name) -> Outcome:
    """Show an account with its roles, its last review and its notes.

    Args:
        id: Id of the account.
    """
    account = _account(accounts, id)
    lines = [_line(account), f"roles: {', '.join(account.roles) or 'none'}"]
    lines += [f"last review: {account.reviewed}"] if account.reviewed else []
    lines += [account.notes] if account.notes else []
    return Outcome(text="\n".join(lines), shown=(account,))


@tool("read", resource="access_roles")
def list_access_roles(access_roles: Store[AccessRole], /, page: PageNumber = 1) -> Outcome:
    """List the roles that accounts can have, with who approves each.

    Args:
        page: Which page, from 1.
    """
    shown, said = page_of(sorted(access_roles, key=lambda role: role.id), page, "roles")
    return Outcome(text="\n".join([*(f"{r.id} | {r.title} | approved by {r.owner}" for r in shown), said]))


@tool("read", resource="access_role:id")
def get_access_role(access_roles: Store[AccessRole], /, id: Name) -> Outcome:
    """Show a role: what it opens and who approves it.

    Args:
        id: Id of the role.
    """
    role = _role(access_roles, id)
    zone = f"\nManages: {role.zone}" if role.zone else ""
    return Outcome(
        text=f"{role.id} | {role.title}\nApproved by {role.owner}{zone}\n{role.notes}".strip(), shown=(role,)
    )


@tool("read", resource="access_requests")
def list_access_requests(
    access_requests: Store[AccessRequest], clock: Clock, /, status: Words = "open", page: PageNumber = 1
) -> Outcome:
    """List access requests, newest first, 20 to a page.

    Args:
        status: open, granted, refused, passed on, withdrawn, or all.
        page: Which page, from 1.
    """
    wanted = status.strip().lower()
    found = sorted((r for r in access_requests if wanted in ("", "all", r.status)), key=lambda r: (-r.minute, r.id))
    shown, said = page_of(found, page, "requests")
    return Outcome(text="\n".join([*(_open_line(request, clock) for request in shown), said]))


@tool("read", resource="access_request:id")
def get_access_request(access_requests: Store[AccessRequest], clock: Clock, /, id: Name) -> Outcome:
    """Show an access request with its reason and who has ticked it.

    Args:
        id: Id of the request.
    """
    request = _request(access_requests, id)
    answer = f"\nanswer: {request.answer}" if request.answer else ""
    text = (
        f"{_open_line(request, clock)}\nasked by {request.asked_by}\n"
        f"ticked as approved by {request.approved_by or 'nobody'}\n{request.notes}{answer}"
    )
    return Outcome(text=text, shown=(request,))


@tool("mutate", minutes=3, writes=("accounts", "access_requests"), resource="account:account")
def grant_role(
    accounts: Store[Account],
    access_requests: Store[AccessRequest],
    access_roles: Store[AccessRole],
    /,
    account: Name,
    role: Name,
    request: Words = "",
) -> Outcome:
    """Give an account a role. With a request id, that request is closed as granted.

    Args:
        account: Id of the account.
        role: Id of the role.
        request: Id of the access request on which this is done, if any.
    """
    old, chosen = _account(accounts, account), _role(access_roles, role)
    if chosen.id in old.roles:
        raise ToolError(f"{old.id} has {chosen.id} already.")
    asked = _request(access_requests, request) if request.strip() else None
    new = replace(old, roles=(*old.roles, chosen.id))
    accounts.put(new)
    if asked is not None:
        access_requests.put(replace(asked, status="granted"))
    return Outcome(text=f"{new.id} now has: {', '.join(new.roles)}.", before=old, after=new)


@tool("mutate", minutes=2, writes=("accounts",), resource="account:account")
def remove_role(accounts: Store[Account], /, account: Name, role: Name) -> Outcome:
    """Take a role away from an account.

    Args:
        account: Id of the account.
        role: Id of the role.
    """
    old = _account(accounts, account)
    if role.strip() not in old.roles:
        raise ToolError(f"{old.id} does not have {role[:60]!r}; it has: {', '.join(old.roles) or 'none'}.")
    new = replace(old, roles=tuple(held for held in old.roles if held != role.strip()))
    accounts.put(new)
    return Outcome(text=f"{new.id} now has: {', '.join(new.roles) or 'none'}.", before=old, after=new)


@tool("mutate", minutes=2, writes=("accounts",), resource="account:id")
def set_account_status(
    accounts: Store[Account],
    access_roles: Store[AccessRole],
    setting: Setting,
    /,
    id: Name,
    status: Literal["active", "suspended"],
) -> Outcome:
    """Suspend an account or make it active again. Accounts of a managed system need a role that manages it.

    Args:
        id: Id of the account.
        status: active or suspended.
    """
    old = _account(accounts, id)
    if old.status == status:
        raise ToolError(f"{old.id} is {status} already.")
    if old.zone != "general":
        needed = [role.id for role in access_roles if role.zone == old.zone]
        own = {role for a in accounts if a.holder == setting.agent_address and a.kind == "person" for role in a.roles}
        if not own & set(needed):
            raise ToolError(f"{old.id} belongs to {old.zone}; your account has no role that manages it.")
    new = replace(old, status=status)
    accounts.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("mutate", minutes=2, writes=("accounts",), resource="account:id")
def record_access_review(accounts: Store[Account], clock: Clock, /, id: Name, outcome: Words) -> Outcome:
    """Note on an account that its access was reviewed, and with what outcome.

    Args:
        id: Id of the account.
        outcome: What came of it, in a few words.
    """
    old = _account(accounts, id)
    new = replace(old, reviewed=f"{clock.show(clock.minute)}: {outcome}")
    accounts.put(new)
    return Outcome(text=f"{new.id}: review noted.", before=old, after=new)


@tool("mutate", minutes=2, writes=("access_requests",), resource="access_request:id")
def answer_access_request(
    access_requests: Store[AccessRequest], /, id: Name, decision: Literal["refused", "passed on", "open"], answer: Words
) -> Outcome:
    """Refuse an access request, pass it on to whoever may decide it, or open it again. Granting is done with the role.

    Args:
        id: Id of the request.
        decision: refused, passed on, or open.
        answer: What the requester reads; when passed on, who has it now.
    """
    old = _request(access_requests, id)
    new = replace(old, status=decision, answer=answer)
    access_requests.put(new)
    return Outcome(text=f"{new.id} is {new.status}.", before=old, after=new)


@tool("mutate", minutes=3, writes=("access_requests",), resource="access_request:account")
def request_access(
    access_requests: Store[AccessRequest],
    accounts: Store[Account],
    access_roles: Store[AccessRole],
    clock: Clock,
    setting: Setting,
    /,
    account: Name,
    role: Name,
    reason: Words,
) -> Outcome:
    """Ask for a role for an account; the request goes to whoever approves that role.

    Args:
        account: Id of the account that should get it.
        role: Id of the role.
        reason: What it is needed for and until when.
    """
    chosen = _role(access_roles, role)
    new = AccessRequest(
        id=access_requests.fresh("AR-N"), account=_account(accounts, account).id, role=chosen.id,
        asked_by=setting.agent_address, notes=reason, minute=clock.minute,
    )  # fmt: skip
    access_requests.put(new)
    return Outcome(text=f"{new.id} is with {chosen.owner}.", after=new)
