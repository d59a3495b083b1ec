"""A task board: cards in columns, checklists on them, comments under them."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting

Column = Literal["todo", "doing", "blocked", "done", "later"]
Place = Literal["todo", "doing", "blocked", "done"]
COLUMNS = ("todo", "doing", "blocked", "done", "later")


class Card(Record, frozen=True, kw_only=True, gc=False):
    """One card. ``items`` is its checklist, of which ``ticked`` are ticked; ``later`` is the column of agreed postponements."""

    title: str
    owner: str
    column: Column = "todo"
    due: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    minute: int = 0


class Remark(Record, frozen=True, kw_only=True, gc=False):
    """One comment under a card."""

    card: str
    author: str
    text: str
    minute: int = 0


STORES: dict[str, type[Record]] = {"cards": Card, "remarks": Remark}


def _find(cards: Store[Card], key: str) -> Card:
    card = cards.get(key.strip())
    if card is None:
        raise ToolError(f"There is no card {key[:60]!r}; list_cards shows the ids.")
    return card


def _line(card: Card) -> str:
    done = f" | {len(card.ticked)}/{len(card.items)} ticked" if card.items else ""
    due = f" | due {card.due}" if card.due else ""
    return f"{card.id} | {card.column} | {card.title} | {card.owner}{due}{done}"


def _change(cards: Store[Card], clock: Clock, old: Card, new: Card) -> Outcome:
    if new != old:
        new = replace(new, minute=clock.minute)
        cards.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("read", resource="board")
def list_cards(cards: Store[Card], /, column: Words = "", query: Words = "", page: PageNumber = 1) -> Outcome:
    """List the cards of the board, 20 to a page: id, column, title, owner, due, checklist.

    Args:
        column: Only this column: todo, doing, blocked, done or later.
        query: Only cards whose id, title or owner holds this.
        page: Which page, from 1.
    """
    wanted, word = column.strip().lower(), query.strip().lower()
    if wanted and wanted not in COLUMNS:
        raise ToolError(f"There is no column {column[:40]!r}. The columns are: {', '.join(COLUMNS)}.")
    found = [c for c in cards if (not wanted or c.column == wanted) and word in f"{c.id} {c.title} {c.owner}".lower()]
    shown, said = page_of(found, page, "cards")
    return Outcome(text="\n".join([*map(_line, shown), said]))


@tool("read", resource="card:id")
def read_card(cards: Store[Card], remarks: Store[Remark], clock: Clock, /, id: Name) -> Outcome:
    """Read one card with its checklist and its comments.

    Args:
        id: Id of the card.
    """
    card = _find(cards, id)
    items = "".join(f"\n[{'x' if item in card.ticked else ' '}] {item}" for item in card.items)
    below = sorted((r for r in remarks if r.card == card.id), key=lambda r: r.minute)
    said = "".join(f"\n-- {remark.author}, {clock.show(remark.minute)}: {remark.text}" for remark in below)
    return Outcome(text=f"{_line(card)}\n{card.text}{items}{said}", shown=(card, *below))


@tool("mutate", writes=("cards",), resource="card:id")
def move_card(cards: Store[Card], clock: Clock, /, id: Name, column: Place) -> Outcome:
    """Move a card to another column.

    Args:
        id: Id of the card.
        column: Where to: todo, doing, blocked or done. Who agrees to a postponement moves the card to later.
    """
    old = _find(cards, id)
    return _change(cards, clock, old, replace(old, column=column))


def _item(card: Card, item: str) -> str:
    wanted = item.strip().lower()
    for own in card.items:
        if own.lower() == wanted:
            return own
    raise ToolError(f"{card.id} has no item {item[:60]!r}. Its items are: {', '.join(card.items) or 'none'}.")


@tool("mutate", writes=("cards",), resource="card:id")
def tick_item(cards: Store[Card], clock: Clock, /, id: Name, item: Words) -> Outcome:
    """Tick an item of a card's checklist: it has been done.

    Args:
        id: Id of the card.
        item: The item, as the card spells it.
    """
    old = _find(cards, id)
    own = _item(old, item)
    return _change(cards, clock, old, replace(old, ticked=tuple(i for i in old.items if i in old.ticked or i == own)))


@tool("mutate", writes=("cards",), resource="card:id")
def untick_item(cards: Store[Card], clock: Clock, /, id: Name, item: Words) -> Outcome:
    """Take the tick off an item of a card's checklist.

    Args:
        id: Id of the card.
        item: The item, as the card spells it.
    """
    old = _find(cards, id)
    own = _item(old, item)
    return _change(cards, clock, old, replace(old, ticked=tuple(i for i in old.ticked if i != own)))


@tool("mutate", minutes=2, writes=("remarks",), resource="card:id")
def comment_card(
    cards: Store[Card], remarks: Store[Remark], clock: Clock, setting: Setting, /, id: Name, text: Prose
) -> Outcome:
    """Write a comment under a card. Everybody on the board reads it.

    Args:
        id: Id of the card.
        text: What to write.
    """
    card = _find(cards, id)
    if not text.strip():
        raise ToolError("text is empty.")
    remark = Remark(id=remarks.fresh("rem"), card=card.id, author=setting.agent_address, text=text, minute=clock.minute)
    remarks.put(remark)
    return Outcome(text=f"Commented on {card.id} ({remark.id}).", after=remark)


@tool("mutate", minutes=2, writes=("cards",), resource="board")
def create_card(
    cards: Store[Card], clock: Clock, setting: Setting, /, title: Words, text: Prose = "", due: Words = ""
) -> Outcome:
    """Put a new card on the board, in the column todo.

    Args:
        title: What it is called.
        text: What it is about.
        due: By when, in words.
    """
    if not title.strip():
        raise ToolError("title is empty.")
    card = Card(
        id=cards.fresh("CARD"), title=title, owner=setting.agent_address, text=text, due=due, minute=clock.minute
    )
    cards.put(card)
    return Outcome(text=f"Created {_line(card)}", after=card)
