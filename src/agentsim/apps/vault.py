"""A vault of the keys of systems, and the administration consoles that open with them."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from msgspec.structs import replace

from agentsim.apps.identity import Account
from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class VaultKey(Record, frozen=True, kw_only=True, gc=False):
    """The key of a system. ``value`` opens its console and is never shown; ``due`` is when policy wants a new one."""

    name: str
    system: str
    owner: str
    value: str
    version: int = 1
    rotated: str = ""
    due: str = ""
    status: Literal["active", "retired"] = "active"
    notes: str = ""


class Console(Record, frozen=True, kw_only=True, gc=False):
    """An open administration console of a system, and with which key it was opened."""

    system: str
    key: str
    opened_by: str
    status: Literal["open", "closed"] = "open"
    minute: int = 0


STORES = {"vault_keys": VaultKey, "consoles": Console}


def _key(vault_keys: Store[VaultKey], key: str) -> VaultKey:
    found = vault_keys.get(key.strip())
    if found is None:
        raise ToolError(f"There is no key {key[:60]!r} in the vault; list_vault_keys shows the ids.")
    return found


def _line(key: VaultKey) -> str:
    return f"{key.id} | {key.name} | {key.system} | version {key.version} | {key.status} | owner {key.owner} | due {key.due}"


@tool("read", resource="vault")
def list_vault_keys(vault_keys: Store[VaultKey], /, system: Words = "", page: PageNumber = 1) -> Outcome:
    """List the keys in the vault, 20 to a page: what for, version, owner, when a new one is due. Values are not shown.

    Args:
        system: Only the keys of this system.
        page: Which page, from 1.
    """
    found = [key for key in vault_keys if system.strip().lower() in ("", key.system.lower())]
    shown, said = page_of(found, page, "keys")
    return Outcome(text="\n".join([*map(_line, shown), said]))


@tool("read", resource="vault_key:id")
def get_vault_key(vault_keys: Store[VaultKey], /, id: Name) -> Outcome:
    """Show what the vault notes about a key. The value is not shown.

    Args:
        id: Id of the key.
    """
    key = _key(vault_keys, id)
    return Outcome(text=f"{_line(key)}\nlast rotated {key.rotated}\n{key.notes}".strip(), shown=(key,))


@tool("mutate", minutes=6, writes=("vault_keys",), resource="vault_key:id")
def rotate_vault_key(vault_keys: Store[VaultKey], clock: Clock, /, id: Name, reason: Words) -> Outcome:
    """Replace a key by a new one; the old value stops working and the systems that use it get the new one.

    Args:
        id: Id of the key.
        reason: Why, for the record.
    """
    old = _key(vault_keys, id)
    if old.status == "retired":
        raise ToolError(f"{old.id} is retired.")
    value = sha256(f"{old.value}/{old.version}".encode()).hexdigest()[:20]
    new = replace(
        old, value=value, version=old.version + 1, rotated=clock.show(clock.minute), due="in 90 days", notes=reason
    )
    vault_keys.put(new)
    return Outcome(text=f"{new.id} is now version {new.version}.", before=old, after=new)


@tool("mutate", minutes=2, writes=("vault_keys",), resource="vault_key:id")
def retire_vault_key(vault_keys: Store[VaultKey], /, id: Name, reason: Words) -> Outcome:
    """Take a key out of use for good.

    Args:
        id: Id of the key.
        reason: Why, for the record.
    """
    old = _key(vault_keys, id)
    new = replace(old, status="retired", notes=reason)
    vault_keys.put(new)
    return Outcome(text=f"{new.id} is retired.", before=old, after=new)


@tool("control", minutes=3, writes=("consoles",), resource="console:system")
def open_console(
    consoles: Store[Console], vault_keys: Store[VaultKey], clock: Clock, setting: Setting, /, system: Name, key: Words
) -> Outcome:
    """Open the administration console of a system with its key.

    Args:
        system: Name of the system.
        key: The value of the key.
    """
    wanted, value = system.strip().lower(), key.strip()
    found = next((k for k in vault_keys if k.system.lower() == wanted and k.value == value), None)
    if found is None or found.status != "active":
        raise ToolError(f"{system[:60]}: the key is not accepted.")
    console = Console(
        id=consoles.fresh("con"),
        system=found.system,
        key=found.id,
        opened_by=setting.agent_address,
        minute=clock.minute,
    )
    consoles.put(console)
    return Outcome(text=f"{console.id}: console of {found.system} is open.", after=console)


@tool("mutate", minutes=2, writes=("accounts",), resource="console:console")
def set_status_in_console(
    accounts: Store[Account],
    consoles: Store[Console],
    /,
    console: Name,
    account: Name,
    status: Literal["active", "suspended"],
) -> Outcome:
    """Suspend an account of a managed system, or make it active again, in that system's console.

    Args:
        console: Id of the open console.
        account: Id of the account.
        status: active or suspended.
    """
    opened = consoles.get(console.strip())
    if opened is None or opened.status != "open":
        raise ToolError(f"There is no open console {console[:60]!r}.")
    old = accounts.get(account.strip())
    if old is None or old.zone != opened.system:
        raise ToolError(f"{opened.system} has no account {account[:60]!r}.")
    new = replace(old, status=status)
    accounts.put(new)
    return Outcome(text=f"{new.id} | {new.name} | {new.status}", before=old, after=new)


@tool("control", writes=("consoles",), resource="console:id")
def close_console(consoles: Store[Console], /, id: Name) -> Outcome:
    """Close an administration console.

    Args:
        id: Id of the console.
    """
    old = consoles.get(id.strip())
    if old is None or old.status == "closed":
        raise ToolError(f"There is no open console {id[:60]!r}.")
    new = replace(old, status="closed")
    consoles.put(new)
    return Outcome(text=f"{new.id} is closed.", before=old, after=new)
