"""Mutants of one function at a time, as code that takes the place of that of a module which is already imported."""

from __future__ import annotations
import __future__

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

from .mutants import Mutant, Source, bare
from .server import FUNCTION, function_of

ANNOTATIONS = __future__.annotations.compiler_flag


class Swap(NamedTuple):
    """One mutant and the functions that it changes, by their names; none where only a new import can have it."""

    mutant: Mutant
    codes: dict[str, CodeType]


def module_of(file: str) -> ModuleType:
    """Return the module of a file of the package."""
    return import_module(file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def swaps(root: Path, file: str) -> Iterator[Swap]:
    """Yield the mutants within functions of a file, without those that compile to the same.

    Only the statement of the module in which a change stands is compiled, on its own lines: a tenth of the time.
    """
    source = Source(root, file)
    path = str((root / file).resolve())
    original = _functions(compile(source.text, path, "exec", dont_inherit=True))
    at = 0
    statements = []
    for node in source.module.body:
        at = source.text.index(source.module.code_for_node(node), at)
        statements.append((source.text.count("\n", 0, at) + 1, at, node))
        at += len(source.module.code_for_node(node))
    for mutant, (before, after, *_) in zip(source.mutants, source.found, strict=True):
        if not mutant.where:
            continue
        _, at, node = max(row for row in statements if row[0] <= mutant.line)[:3]
        changed = source.module.code_for_node(node.deep_replace(before, after))
        try:
            made = _functions(
                compile("\n" * source.text.count("\n", 0, at) + changed, path, "exec", ANNOTATIONS, dont_inherit=True)
            )
        except (SyntaxError, SyntaxWarning):
            continue
        yield Swap(
            mutant,
            {name: code for name, code in made.items() if name in original and bare(code) != bare(original[name])},
        )


def _functions(code: CodeType) -> dict[str, CodeType]:
    """The functions and methods in the code of a module, by their qualified names."""
    found: dict[str, CodeType] = {}
    left = [code]
    while left:
        for const in left.pop().co_consts:
            if isinstance(const, CodeType) and not const.co_name.startswith("<"):
                if const.co_flags & FUNCTION:
                    found[const.co_qualname] = const
                else:
                    left.append(const)
    return found


def put(file: str, codes: Mapping[str, CodeType]) -> list[tuple[FunctionType, CodeType]] | None:
    """Put codes in the place of those that the module has, and return what was there. ``None`` where it cannot be done."""
    module = module_of(file)
    pairs = [(function_of(module, name), code) for name, code in codes.items()]
    if not pairs or any(
        function is None or function.__code__.co_freevars != code.co_freevars for function, code in pairs
    ):
        return None
    kept = [(function, function.__code__) for function, _ in pairs if function is not None]
    for function, code in pairs:
        function.__code__ = code  # type: ignore[union-attr]  # asked above
    return kept
