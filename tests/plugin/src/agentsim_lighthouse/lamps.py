"""The lamps of a coast."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, ToolError, tool
from agentsim.records import Record
from agentsim.store import Store


class Lamp(Record, frozen=True, kw_only=True, gc=False):
    """One lamp."""

    name: str
    state: Literal["lit", "dark"] = "lit"


STORES = {"lamps": Lamp}


@tool("read", resource="lamps")
def list_lamps(lamps: Store[Lamp], /) -> Outcome:
    """List the lamps and whether they burn."""
    return Outcome(text="\n".join(f"{lamp.id} | {lamp.name} | {lamp.state}" for lamp in lamps), shown=tuple(lamps))


@tool("control", minutes=2, writes=("lamps",), resource="lamp:id")
def set_lamp(lamps: Store[Lamp], /, id: Name, state: Literal["lit", "dark"]) -> Outcome:
    """Light a lamp or put it out.

    Args:
        id: Id of the lamp.
        state: What it shall be.
    """
    old = lamps.get(id)
    if old is None:
        raise ToolError(f"There is no lamp {id[:40]!r}.")
    new = replace(old, state=state)
    lamps.put(new)
    return Outcome(text=f"{new.name} is {new.state}.", before=old, after=new)
