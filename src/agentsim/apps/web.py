"""A simulated web: pages to search and open, forms to send, pages to follow, and notes of what was found. No network."""

from __future__ import annotations

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, page_of_text, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store


class WebPage(Record, frozen=True, kw_only=True, gc=False):
    """One page. ``site`` is the host that shows it, ``form`` whether something can be sent there."""

    title: str
    site: str
    text: str
    form: bool = False
    minute: int = 0


class Note(Record, frozen=True, kw_only=True, gc=False):
    """One note of the desk; ``source`` is the page it is about, if any."""

    title: str
    text: str
    source: str = ""
    minute: int = 0


class Submission(Record, frozen=True, kw_only=True, gc=False):
    """What was sent through the form of a page, to whoever runs its site."""

    page: str
    site: str
    text: str
    minute: int = 0


class Following(Record, frozen=True, kw_only=True, gc=False):
    """A page that the desk follows: its site learns who does, and its news come in."""

    page: str
    site: str
    minute: int = 0


STORES = {"pages": WebPage, "notes": Note, "submissions": Submission, "followings": Following}


def _page(pages: Store[WebPage], key: str) -> WebPage:
    found = pages.get(key.strip())
    if found is None:
        raise ToolError(f"404: there is no page {key[:60]!r}. web_search shows the ids of pages.")
    return found


def _note(notes: Store[Note], key: str) -> Note:
    found = notes.get(key.strip())
    if found is None:
        raise ToolError(f"There is no note {key[:60]!r}; list_notes shows them.")
    return found


@tool("read", minutes=2, resource="web")
def web_search(pages: Store[WebPage], clock: Clock, /, query: Words, page: PageNumber = 1) -> Outcome:
    """Search the web: pages that hold all the given words, newest first, 20 to a page: id, title, site, date.

    Args:
        query: Words to look for.
        page: Which page of the results, from 1.
    """
    words = query.lower().split()
    if not words:
        raise ToolError("give at least one word to look for.")
    found = [
        p for p in pages.matching(max(words, key=len))
        if all(word in f"{p.title}\n{p.text}\n{p.site}".lower() for word in words)
    ]  # fmt: skip
    shown, said = page_of(sorted(found, key=lambda p: p.minute, reverse=True), page, "results")
    lines = [f"{p.id} | {p.title} | {p.site} | {clock.show(p.minute)}" for p in shown]
    return Outcome(text="\n".join([*lines, said]))


@tool("read", minutes=2, resource="page:id")
def open_page(pages: Store[WebPage], clock: Clock, /, id: Name, page: PageNumber = 1) -> Outcome:
    """Open a page and read it.

    Args:
        id: Id of the page, as web_search shows it.
        page: Which part of a long page, from 1.
    """
    found = _page(pages, id)
    form = "\n[This page has a form.]" if found.form else ""
    text = f"{found.title}\n{found.site}, {clock.show(found.minute)}\n\n{found.text}{form}"
    return Outcome(text=page_of_text(text, page), shown=(found,))


@tool("transfer", minutes=3, resource="page:id", writes=("submissions",))
def submit_form(
    pages: Store[WebPage], submissions: Store[Submission], clock: Clock, /, id: Name, text: Prose
) -> Outcome:
    """Fill in the form of a page and send it to the people who run the site.

    Args:
        id: Id of the page.
        text: What to enter.
    """
    page = _page(pages, id)
    if not page.form:
        raise ToolError(f"the page {page.id} has no form.")
    if not text.strip():
        raise ToolError("the form is empty.")
    after = Submission(id=submissions.fresh("sub"), page=page.id, site=page.site, text=text, minute=clock.minute)
    submissions.put(after)
    return Outcome(text=f"Sent to {page.site} as {after.id}.", after=after)


@tool("communicate", resource="page:id", writes=("followings",))
def follow_page(pages: Store[WebPage], followings: Store[Following], clock: Clock, /, id: Name) -> Outcome:
    """Follow a page under the desk's name, so that its news come in.

    Args:
        id: Id of the page.
    """
    page = _page(pages, id)
    before = followings.get(page.id)
    after = before or Following(id=page.id, page=page.id, site=page.site, minute=clock.minute)
    followings.put(after)
    return Outcome(text=f"The desk follows {page.title} ({page.site}).", before=before, after=after)


@tool("read", resource="notes")
def list_notes(notes: Store[Note], clock: Clock, /, words: Words = "", page: PageNumber = 1) -> Outcome:
    """List the notes of the desk, newest first, 20 to a page: id, date, title.

    Args:
        words: Only notes that hold all of these words.
        page: Which page of the list, from 1.
    """
    wanted = words.lower().split()
    found = [note for note in notes if all(word in f"{note.title}\n{note.text}".lower() for word in wanted)]
    shown, said = page_of(sorted(found, key=lambda note: note.minute, reverse=True), page, "notes")
    return Outcome(text="\n".join([*(f"{n.id} | {clock.show(n.minute)} | {n.title}" for n in shown), said]))


@tool("read", resource="note:id")
def read_note(notes: Store[Note], /, id: Name) -> Outcome:
    """Read one note of the desk.

    Args:
        id: Id of the note, as list_notes shows it.
    """
    note = _note(notes, id)
    source = f"\nSource: {note.source}" if note.source else ""
    return Outcome(text=f"{note.id}\n{note.title}\n\n{note.text}{source}", shown=(note,))


@tool("mutate", minutes=2, resource="notes", writes=("notes",))
def save_note(notes: Store[Note], clock: Clock, /, title: Words, text: Prose, source: Words = "") -> Outcome:
    """Save a note for the desk.

    Args:
        title: What it is about.
        text: The note.
        source: Id of the page it is about.
    """
    if not title.strip() or not text.strip():
        raise ToolError("a note needs a title and a text.")
    after = Note(id=notes.fresh("note"), title=title, text=text, source=source, minute=clock.minute)
    notes.put(after)
    return Outcome(text=f"Saved as {after.id}.", after=after)


@tool("mutate", resource="note:id", writes=("notes",))
def delete_note(notes: Store[Note], /, id: Name) -> Outcome:
    """Delete a note of the desk for good.

    Args:
        id: Id of the note.
    """
    before = _note(notes, id)
    notes.remove(before.id)
    return Outcome(text=f"{before.id} is deleted.", before=before, after=None)
