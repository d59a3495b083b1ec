"""The mutants of a module: one small change of its code each, by the operators of mutmut.

mutmut's own runner changes neither what is decorated nor what stands outside functions, starts the tests anew for what it cannot
fork, and draws no sample; so only its list of operators is used here.
"""

from __future__ import annotations

import ast
import difflib
import random
import textwrap
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

UNTOUCHED_CALLS = {"len", "isinstance", "cast", "TypeVar"}
FIELDS = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags", "co_argcount", "co_kwonlyargcount",
          "co_exceptiontable", "co_name")  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change. ``number`` is its place among all changes of its file; ``where`` is the function or method, or nothing."""

    file: str
    number: int
    line: int
    last: int
    where: str
    was: str = ""
    becomes: str = ""

    @property
    def key(self) -> str:
        """What names it in lists that outlive a renumbering."""
        return f"{self.file}|{self.where}|{self.was}|{self.becomes}"


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int, int, str]] = []
        self.scopes: list[str] = []
        self.functions = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom) or _is_text(node):
            return False
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in UNTOUCHED_CALLS:
            return False
        if isinstance(node, cst.If) and isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING":
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and not self.functions:
            self.scopes.append(node.name.value)
        self.functions += isinstance(node, cst.FunctionDef)
        position = self.get_metadata(PositionProvider, node, None)
        for kind, operator in mutation_operators:
            if isinstance(node, kind) and position is not None and not isinstance(node, cst.AnnAssign):
                where = ".".join(self.scopes) if self.functions else ""
                for changed in operator(node):
                    self.found.append((node, changed, position.start.line, position.end.line, where))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.Call | cst.If):
            return
        if isinstance(original_node, cst.FunctionDef):
            self.functions -= 1
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef) and not self.functions:
            self.scopes.pop()


def _is_text(node: cst.CSTNode) -> bool:
    """A statement that is nothing but a text: a description."""
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)


class Source:
    """One file with its mutants; ``code`` makes one."""

    def __init__(self, root: Path, file: str) -> None:
        self.file = file
        self.text = (root / file).read_text(encoding="utf-8")
        wrapper = MetadataWrapper(cst.parse_module(self.text))
        visitor = _Visitor()
        wrapper.visit(visitor)
        self.module, self.found = wrapper.module, visitor.found
        self.mutants = [Mutant(file, n, line, last, where) for n, (_, _, line, last, where) in enumerate(self.found)]
        self._compiled = bare(compile(self.text, file, "exec", dont_inherit=True))

    def code(self, number: int) -> str:
        """Return the text of the file with this change."""
        before, after, *_ = self.found[number]
        return self.module.deep_replace(before, after).code  # type: ignore[union-attr,arg-type,return-value]

    def describe(self, mutant: Mutant) -> Mutant | None:
        """Return the mutant with the lines that differ; ``None`` where it does not compile or compiles to the same."""
        changed = self.code(mutant.number)
        try:
            if bare(compile(changed, self.file, "exec", dont_inherit=True)) == self._compiled:
                return None
        except (SyntaxError, SyntaxWarning):
            return None
        lines = list(difflib.unified_diff(self.text.split("\n"), changed.split("\n"), lineterm="", n=0))[2:]
        was = " ".join(" ".join(line[1:] for line in lines if line[0] == "-").split())
        becomes = " ".join(" ".join(line[1:] for line in lines if line[0] == "+").split())
        return Mutant(mutant.file, mutant.number, mutant.line, mutant.last, mutant.where, was, becomes)


def bare(code: CodeType) -> tuple[object, ...]:
    """What a code object does, without where it stands in the file."""
    consts = tuple(
        bare(const) if isinstance(const, CodeType) else (type(const).__name__, repr(const)) for const in code.co_consts
    )
    return (*(getattr(code, name) for name in FIELDS), consts)


def draw(sources: dict[str, Source], tables: bool, n: int | None, seed: str, skip: int = 0) -> tuple[list[Mutant], int]:
    """Return ``n`` mutants (all for ``None``) by the seed, in the order of the files, and how many there are to draw from.

    ``tables`` asks for those outside functions, else for those inside. What compiles to the same is drawn again. The first
    ``skip`` of those drawn are left out: a sample of ``skip`` by the same seed has them, and tests may have been written for it.
    """
    pool = [mutant for source in sources.values() for mutant in source.mutants if bool(mutant.where) != tables]
    order = random.Random(seed).sample(pool, len(pool)) if n is not None else pool
    found: dict[str, Mutant] = {}
    for mutant in order:
        if n is not None and len(found) == n + skip:
            break
        if (described := sources[mutant.file].describe(mutant)) is not None:
            found.setdefault(described.key, described)
    return sorted(list(found.values())[skip:], key=lambda m: (m.file, m.number)), len(pool)


def importers(root: Path, file: str) -> set[str]:
    """Return the files of the package that import from this one, and itself."""
    name = file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found = {file}
    for path in sorted((root / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == name:
                found.add(path.relative_to(root).as_posix())
    return found


def shorten(text: str) -> str:
    """Return a changed line for a list."""
    return textwrap.shorten(text, 200, placeholder=" …")
