"""Plain data that many hold and nobody changes: dicts and lists that refuse it. A copy of one can be changed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NoReturn

import msgspec


def _refuse(self: object, *args: object, **kwargs: object) -> NoReturn:
    raise TypeError("this is shared with other episodes; change a copy of it: copy.deepcopy(...)")


class FixedDict(dict[str, Any]):
    """A dict that cannot be changed; its copies and deep copies are plain dicts."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    pop = popitem = clear = update = setdefault = _refuse

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return deepcopy(dict(self), memo)

    def __reduce__(self) -> tuple[Any, tuple[bytes]]:
        return read_fixed, (msgspec.json.encode(self),)


class FixedList(list[Any]):
    """A list that cannot be changed; its copies and deep copies are plain lists."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = extend = insert = pop = remove = clear = sort = reverse = _refuse

    def __copy__(self) -> list[Any]:
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return deepcopy(list(self), memo)

    def __reduce__(self) -> tuple[Any, tuple[bytes]]:
        return read_fixed, (msgspec.json.encode(self),)


def fix(value: Any) -> Any:
    """Return plain data (what JSON holds) as data that cannot be changed, whole and in depth."""
    if type(value) is dict:
        return FixedDict({key: fix(held) if type(held) in (dict, list) else held for key, held in value.items()})
    if type(value) is list:
        return FixedList([fix(held) if type(held) in (dict, list) else held for held in value])
    return value


def read_fixed(text: bytes) -> Any:
    """Return the data of a JSON text as data that cannot be changed: how it is read back from a pickle."""
    return fix(msgspec.json.decode(text))


class FixedTools:
    """The schemas of the last sets of tools that were asked for, each made unchangeable once. A set is known by its owner."""

    def __init__(self, most: int = 4096) -> None:
        self._kept: dict[int, tuple[object, tuple[Any, ...]]] = {}
        self._most, self._tools = most, 0

    def of(self, owner: object, schemas: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
        """Return a new list of the schemas, which are ``owner``'s and stay as they are."""
        kept = self._kept.get(id(owner))
        if kept is None:
            while self._kept and self._tools + len(schemas) > self._most:
                _, old = self._kept.pop(next(iter(self._kept)), (None, ()))  # another thread may have been before
                self._tools -= len(old)
            # As JSON has them, with lists for tuples. The owner is kept, so that its id stays its own.
            kept = self._kept[id(owner)] = owner, tuple(read_fixed(msgspec.json.encode(schemas)))
            self._tools += len(schemas)
        return list(kept[1])
