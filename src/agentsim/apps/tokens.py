"""Tokens: standing keys by which programs act as an account."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.identity import Account
from agentsim.apps.tool import Address, Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

_SCOPE = re.compile(r"[a-z][\w-]*:[a-z]+")
Days = Annotated[int, Meta(ge=1, le=365)]


class Token(Record, frozen=True, kw_only=True, gc=False):
    """A standing key by which a program acts as an account. ``until`` is a minute."""

    account: str
    scopes: tuple[str, ...]
    until: int
    made_by: str
    notes: str = ""
    status: Literal["active", "revoked"] = "active"
    minute: int = 0


STORES = {"tokens": Token}


@tool("read", resource="tokens")
def list_tokens(tokens: Store[Token], clock: Clock, /, account: Words = "", page: PageNumber = 1) -> Outcome:
    """List tokens: account, scopes, state, until when, who made them.

    Args:
        account: Only those of this account.
        page: Which page, from 1.
    """
    found = [t for t in tokens if account.strip() in ("", t.account)]
    shown, said = page_of(found, page, "tokens")
    lines = [
        f"{t.id} | {t.account} | {t.status} | {', '.join(t.scopes)} | until {clock.show(t.until)} | made by {t.made_by}"
        + (f" | {t.notes}" if t.notes else "")
        for t in shown
    ]
    return Outcome(text="\n".join([*lines, said]), shown=tuple(shown))


@tool("mutate", minutes=3, writes=("tokens",), resource="account:account")
def issue_token(
    tokens: Store[Token],
    accounts: Store[Account],
    clock: Clock,
    setting: Setting,
    /,
    account: Name,
    scopes: list[Address],
    days: Days,
    notes: Words = "",
) -> Outcome:
    """Make a token by which a program can act as an account.

    Args:
        account: Id of the account.
        scopes: What it opens, each as system:right, such as files:read; at least one.
        days: How long it lasts.
        notes: What it is for.
    """
    holder = accounts.get(account.strip())
    if holder is None:
        raise ToolError(f"There is no account {account[:60]!r}; find_accounts looks for names and addresses.")
    wrong = next((scope for scope in scopes if _SCOPE.fullmatch(scope) is None), None if scopes else "")
    if wrong is not None:
        raise ToolError(f"{wrong[:40]!r} is no scope; write system:right, such as files:read, at least one.")
    token = Token(
        id=tokens.fresh("tok-n"), account=holder.id, scopes=tuple(dict.fromkeys(scopes)), notes=notes,
        until=clock.minute + days * 1440, made_by=setting.agent_address, minute=clock.minute,
    )  # fmt: skip
    tokens.put(token)
    return Outcome(text=f"{token.id} for {holder.id}, until {clock.show(token.until)}.", after=token)


@tool("mutate", minutes=2, writes=("tokens",), resource="token:id")
def revoke_token(tokens: Store[Token], /, id: Name) -> Outcome:
    """Make a token useless.

    Args:
        id: Id of the token.
    """
    old = tokens.get(id.strip())
    if old is None or old.status == "revoked":
        raise ToolError(f"There is no active token {id[:60]!r}; list_tokens shows them.")
    new = replace(old, status="revoked")
    tokens.put(new)
    return Outcome(text=f"{new.id} is revoked.", before=old, after=new)
