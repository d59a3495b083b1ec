"""The handbook: the norms, as people read them."""

from __future__ import annotations

from agentsim.apps.tool import Name, Outcome, PageNumber, ToolError, Words, page_of_text, tool
from agentsim.records import Page
from agentsim.store import Store

STORES = {"handbook": Page}


@tool("read", minutes=2, resource="handbook")
def search_handbook(handbook: Store[Page], /, query: Words = "") -> Outcome:
    """List the sections of the handbook that hold all the given words; all of them when none is given.

    Args:
        query: Words to look for.
    """
    words = query.lower().split()
    found = [page for page in handbook if all(word in f"{page.title}\n{page.text}".lower() for word in words)]
    return Outcome(text="\n".join(f"{page.id} | {page.title}" for page in found) or "No section holds these words.")


@tool("read", minutes=2, resource="handbook")
def read_handbook(handbook: Store[Page], /, section: Name, page: PageNumber = 1) -> Outcome:
    """Read one section of the handbook.

    Args:
        section: Id of the section, as search_handbook shows it.
        page: Which page of a long section, from 1.
    """
    found = handbook.get(section.strip())
    if found is None:
        raise ToolError(f"There is no section {section[:60]!r}; search_handbook lists them.")
    shown, text = handbook.base.shown, f"{found.title}\n\n{found.text}"
    if shown.setdefault(found.id, text) == text:
        text = shown[found.id]  # one text for all episodes of the seed
    return Outcome(text=page_of_text(text, page), shown=(found,))
