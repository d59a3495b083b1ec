"""A simulated file share: text files by path, never the disk."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from agentsim.apps.tool import Outcome, PageNumber, Prose, ToolError, Words, page_of, page_of_text, tool
from agentsim.clock import Clock
from agentsim.records import File
from agentsim.store import Store
from agentsim.world import Setting

STORES = {"files": File}

Path = Annotated[str, Meta(min_length=1, max_length=200)]
_PATH = re.compile(r"/?[\w][\w .()+&'-]*(/[\w][\w .()+&'-]*)*")


def _clean(path: str) -> str:
    path = path.strip()
    if _PATH.fullmatch(path) is None:
        raise ToolError(f"{path[:80]!r} is not a path of the share; write folder/name.txt, without .. or empty parts.")
    return path.lstrip("/")


def _find(files: Store[File], path: str) -> File:
    file = files.get(_clean(path))
    if file is None:
        raise ToolError(f"There is no file {path[:80]!r}; list_files shows the paths.")
    return file


@tool("read", resource="share")
def list_files(files: Store[File], /, folder: Words = "", page: PageNumber = 1) -> Outcome:
    """List the files of the share, 20 to a page: path and size.

    Args:
        folder: Only paths that begin with this.
        page: Which page, from 1.
    """
    prefix = folder.strip().lstrip("/").lower()
    found = sorted((file for file in files if file.id.lower().startswith(prefix)), key=lambda file: file.id)
    shown, said = page_of(found, page, "files")
    return Outcome(text="\n".join([*(f"{file.id} | {len(file.text)} characters" for file in shown), said]))


@tool("read", resource="file:path")
def read_file(files: Store[File], /, path: Path, page: PageNumber = 1) -> Outcome:
    """Read a file of the share.

    Args:
        path: Path of the file, as list_files shows it.
        page: Which page of a long file, from 1.
    """
    file = _find(files, path)
    return Outcome(text=page_of_text(file.text, page), shown=(file,))


@tool("read", minutes=2, resource="share")
def search_files(files: Store[File], /, query: Words, page: PageNumber = 1) -> Outcome:
    """Find files whose path or text holds all the given words.

    Args:
        query: Words to look for.
        page: Which page of the results, from 1.
    """
    words = query.lower().split()
    if not words:
        raise ToolError("query is empty; give at least one word.")
    found = files.matching(words[0])
    for word in words[1:]:
        held = {file.id for file in files.matching(word)}
        found = [file for file in found if file.id in held]
    shown, said = page_of(sorted(found, key=lambda file: file.id), page, "files")
    return Outcome(text="\n".join([*(file.id for file in shown), said]))


@tool("mutate", minutes=3, writes=("files",), resource="file:path")
def write_file(files: Store[File], clock: Clock, setting: Setting, /, path: Path, text: Prose) -> Outcome:
    """Write a text file on the share. A file that is there already is replaced.

    Args:
        path: Path of the file.
        text: What it will hold.
    """
    key = _clean(path)
    old = files.get(key)
    file = File(id=key, text=text, owner=setting.agent_address, minute=clock.minute)
    files.put(file)
    return Outcome(text=f"{'Replaced' if old else 'Wrote'} {key} ({len(text)} characters).", before=old, after=file)


@tool("mutate", writes=("files",), resource="file:path,new_path")
def move_file(files: Store[File], /, path: Path, new_path: Path) -> Outcome:
    """Give a file another path.

    Args:
        path: Path of the file.
        new_path: Its path from now on.
    """
    old, key = _find(files, path), _clean(new_path)
    if files.get(key) is not None:
        raise ToolError(f"{key} is there already.")
    file = replace(old, id=key)
    files.changed[old.id] = None
    files.put(file)
    return Outcome(text=f"{old.id} is now {key}.", before=old, after=file)
