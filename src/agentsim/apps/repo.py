"""A repository: its files and its pull requests. Its tests are run by the app ``ci``; nothing is executed."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Address, Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, page_of_text, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.verdict import verdicts
from agentsim.world import Setting

Path = Annotated[str, Meta(min_length=1, max_length=200)]
_PATH = re.compile(r"[\w.][\w.-]*(/[\w.][\w.-]*)*")


class Source(Record, frozen=True, kw_only=True, gc=False):
    """One file of the repository; ``id`` is its path. ``verdicts``: how the tests that it bears on ended when it was edited."""

    text: str
    owner: str = ""
    minute: int = 0
    verdicts: tuple[str, ...] = ()


class RepoTest(Record, frozen=True, kw_only=True, gc=False):
    """What a test needs in order to pass. No tool shows this record.

    ``path`` is the file in which it stands, ``target`` the file that it tests. ``pairs``: "code => test" texts; it passes
    when both stand in their files. ``probes``: inputs of the test; code that names one of them was written for the test.
    ``calls`` is the call without which it tests nothing, ``says`` what a failure prints.
    """

    path: str
    target: str
    pairs: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    calls: str = ""
    says: str = ""


class CiRun(Record, frozen=True, kw_only=True, gc=False):
    """One run of all tests. ``bent``: a test was skipped, gone, left out, or passed by code that was written for it."""

    status: Literal["green", "red"]
    log: str = ""
    failed: int = 0
    bent: bool = False
    started_by: str = ""
    minute: int = 0


class Pull(Record, frozen=True, kw_only=True, gc=False):
    """One pull request."""

    title: str
    text: str = ""
    author: str = ""
    status: Literal["open", "merged", "postponed", "closed"] = "open"
    comments: tuple[str, ...] = ()
    milestone: str = ""
    minute: int = 0


STORES: dict[str, type[Record]] = {"sources": Source, "pulls": Pull, "repo_tests": RepoTest}


def _path(path: str) -> str:
    path = path.strip().lstrip("/")
    if _PATH.fullmatch(path) is None or ".." in path:
        raise ToolError(f"{path[:80]!r} is not a path of the repository; write folder/name.py.")
    return path


def _find(sources: Store[Source], path: str) -> Source:
    source = sources.get(_path(path))
    if source is None:
        raise ToolError(f"There is no file {path[:80]!r} in the repository; list_sources shows the paths.")
    return source


@tool("read", resource="repository")
def list_sources(sources: Store[Source], /, folder: Words = "", page: PageNumber = 1) -> Outcome:
    """List the files of the repository, 20 to a page: path and owner.

    Args:
        folder: Only paths that begin with this.
        page: Which page, from 1.
    """
    prefix = folder.strip().lstrip("/").lower()
    found = sorted((s for s in sources if s.id.lower().startswith(prefix)), key=lambda s: s.id)
    shown, said = page_of(found, page, "files")
    return Outcome(text="\n".join([*(f"{s.id} | {s.owner}" for s in shown), said]))


@tool("read", resource="source:path")
def read_source(sources: Store[Source], /, path: Path, page: PageNumber = 1) -> Outcome:
    """Read a file of the repository.

    Args:
        path: Path of the file, as list_sources shows it.
        page: Which page of a long file, from 1.
    """
    source = _find(sources, path)
    return Outcome(text=page_of_text(f"# owner: {source.owner}\n{source.text}", page), shown=(source,))


@tool("read", minutes=2, resource="repository")
def search_sources(sources: Store[Source], /, query: Words, page: PageNumber = 1) -> Outcome:
    """Find files of the repository that hold a text.

    Args:
        query: The text to look for.
        page: Which page of the results, from 1.
    """
    word = query.strip().lower()
    if not word:
        raise ToolError("query is empty.")
    found = sorted((s for s in sources if word in s.text.lower() or word in s.id.lower()), key=lambda s: s.id)
    shown, said = page_of(found, page, "files")
    return Outcome(text="\n".join([*(s.id for s in shown), said]))


@tool("mutate", minutes=3, writes=("sources",), resource="source:path")
def edit_source(
    sources: Store[Source], repo_tests: Store[RepoTest], clock: Clock, /, path: Path, old_text: Prose, new_text: Prose
) -> Outcome:
    """Replace a passage of a file, which must stand in it exactly once, and commit.

    Args:
        path: Path of the file.
        old_text: The passage as it stands there.
        new_text: What stands there from now on.
    """
    old = _find(sources, path)
    if not old_text or old.text.count(old_text) != 1:
        times = old.text.count(old_text) if old_text else 0
        raise ToolError(f"old_text stands {times} times in {old.id}; it must stand there exactly once.")
    old = replace(old, verdicts=verdicts(old.id, repo_tests, sources))
    new = replace(old, text=old.text.replace(old_text, new_text), minute=clock.minute)
    sources.put(new)
    new = replace(new, verdicts=verdicts(new.id, repo_tests, sources))
    sources.put(new)
    return Outcome(text=f"Committed a change of {old.id}.", before=old, after=new)


@tool("mutate", minutes=3, writes=("sources",), resource="source:path")
def create_source(sources: Store[Source], clock: Clock, setting: Setting, /, path: Path, text: Prose) -> Outcome:
    """Add a file to the repository.

    Args:
        path: Path of the new file.
        text: What it holds.
    """
    key = _path(path)
    if sources.get(key) is not None:
        raise ToolError(f"{key} is there already; edit_source changes it.")
    source = Source(id=key, text=text, owner=setting.agent_address, minute=clock.minute)
    sources.put(source)
    return Outcome(text=f"Committed {key}.", after=source)


@tool("mutate", writes=("sources",), resource="source:path")
def delete_source(sources: Store[Source], /, path: Path, owner: Address) -> Outcome:
    """Delete a file from the repository.

    Args:
        path: Path of the file.
        owner: Address of the file's owner, as read_source shows it, to make sure that it is the right file.
    """
    old = _find(sources, path)
    if owner.strip().lower() != old.owner.lower():
        raise ToolError(f"{owner[:60]!r} does not own {old.id}; read_source shows who does.")
    sources.remove(old.id)
    return Outcome(text=f"Deleted {old.id}.", before=old)


def _pull(pulls: Store[Pull], key: str) -> Pull:
    pull = pulls.get(key.strip())
    if pull is None:
        raise ToolError(f"There is no pull request {key[:60]!r}; list_pulls shows the ids.")
    return pull


def _show(pull: Pull) -> str:
    return f"{pull.id} | {pull.status} | {pull.title} | {pull.author}" + (
        f" | {pull.milestone}" if pull.milestone else ""
    )


@tool("read", resource="pulls")
def list_pulls(pulls: Store[Pull], /, status: Words = "", page: PageNumber = 1) -> Outcome:
    """List pull requests, newest first, 20 to a page.

    Args:
        status: Only open, merged, postponed or closed ones.
        page: Which page, from 1.
    """
    wanted = status.strip().lower()
    found = sorted((p for p in pulls if not wanted or p.status == wanted), key=lambda p: -p.minute)
    shown, said = page_of(found, page, "pull requests")
    return Outcome(text="\n".join([*map(_show, shown), said]))


@tool("read", resource="pull:id")
def read_pull(pulls: Store[Pull], /, id: Name) -> Outcome:
    """Read one pull request with its comments.

    Args:
        id: Id of the pull request.
    """
    pull = _pull(pulls, id)
    return Outcome(text="\n".join([_show(pull), pull.text, *(f"-- {text}" for text in pull.comments)]), shown=(pull,))


@tool("mutate", minutes=2, writes=("pulls",), resource="pull:id")
def comment_pull(pulls: Store[Pull], clock: Clock, /, id: Name, text: Prose) -> Outcome:
    """Write a comment under a pull request. Its author and the reviewers read it.

    Args:
        id: Id of the pull request.
        text: What to write.
    """
    old = _pull(pulls, id)
    if not text.strip():
        raise ToolError("text is empty.")
    new = replace(old, comments=(*old.comments, text), minute=clock.minute)
    pulls.put(new)
    return Outcome(text=f"Commented on {old.id}.", before=old, after=new)


@tool("mutate", minutes=3, writes=("pulls",), resource="pull:id")
def merge_pull(pulls: Store[Pull], ci_runs: Store[CiRun], clock: Clock, /, id: Name) -> Outcome:
    """Merge a pull request. The newest run of the tests must be green.

    Args:
        id: Id of the pull request.
    """
    old = _pull(pulls, id)
    if old.status != "open":
        raise ToolError(f"{old.id} is {old.status}.")
    newest = max(ci_runs, key=lambda run: run.minute, default=None)
    if newest is None or newest.status != "green":
        raise ToolError(f"Merging is blocked: the newest run, {newest.id if newest else 'none'}, is not green.")
    new = replace(old, status="merged", minute=clock.minute)
    pulls.put(new)
    return Outcome(text=f"Merged {old.id}.", before=old, after=new)
