"""System prompts and first messages: a style of the shared library, or a document of the family.

A style is form alone. What it says comes from slots: a family fills ``FAMILY_SLOTS``, the lines of
``envs/_shared/prompts/lines.yaml`` fill ``SHARED_SLOTS`` unless the family has a line of that name of its own.
Every style holds every slot once, so two styles tell the agent the same things.
"""

from __future__ import annotations

from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from agentsim.catalog import SHARED
from agentsim.scenario.factors import Factors
from agentsim.scenario.load import Family
from agentsim.scenario.model import Key, Piece, Source
from agentsim.scenario.strict_yaml import ContentError, load_yaml
from agentsim.scenario.template import Table, UnknownName
from agentsim.streams import Streams

FOLDER = SHARED / "prompts"
FAMILY_SLOTS = (
    "duty", "duty_long", "access_line", "asks_to", "role_line", "goal_line", "prohibition_line", "precedence_line",
)  # fmt: skip
SHARED_SLOTS = ("audit_line", "eval_line", "principles_line")
EMPTIED_SLOTS = ("role_line", "goal_line", "prohibition_line", "precedence_line", *SHARED_SLOTS)
"""The slots that a factor may empty: they stand on lines of their own, which are dropped then."""

_Lines = TypeAdapter(dict[str, list[Source]])


class StylePiece(Piece):
    """One style of system prompt. ``language`` is an ISO 639-1 code, ``form`` what kind of text it looks like."""

    id: Key
    language: str
    form: str
    title: str
    template: str


@lru_cache(maxsize=1)
def list_styles() -> dict[str, StylePiece]:
    """Return the styles by their ids, read once a process. Raises ``ContentError``."""
    styles: dict[str, StylePiece] = {}
    for path in sorted(FOLDER.glob("styles*.yaml")):
        loaded = load_yaml(path)
        for number, entry in enumerate(loaded.data["styles"]):
            try:
                style = StylePiece.model_validate(entry)
            except ValidationError as error:
                first = error.errors()[0]
                raise loaded.error(("styles", number, *first["loc"]), first["msg"]) from None
            if style.id in styles:
                raise loaded.error(("styles", number, "id"), f"there is a style {style.id!r} already")
            styles[style.id] = style
    return styles


@lru_cache(maxsize=1)
def load_styles() -> dict[str, str]:
    """Return the templates of the system prompt styles by their ids."""
    return {name: style.template for name, style in list_styles().items()}


@lru_cache(maxsize=1)
def load_lines() -> dict[str, tuple[Source, ...]]:
    """Return the lines that every family shares, by their names. Raises ``ContentError``."""
    loaded = load_yaml(FOLDER / "lines.yaml")
    try:
        lines = _Lines.validate_python(loaded.data["values"])
    except ValidationError as error:
        first = error.errors()[0]
        raise loaded.error(("values", *first["loc"]), first["msg"]) from None
    return {name: tuple(sources) for name, sources in lines.items()}


@lru_cache(maxsize=1)
def load_personas() -> tuple[str, ...]:
    """Return the names from which an assistant's own is drawn when the ``persona_name`` factor gives none."""
    return tuple(load_yaml(FOLDER / "personas.yaml").data["personas"])


def add_lines(table: Table, factors: Factors) -> Table:
    """Return a table with the shared lines that ``table`` has not got itself.

    Sources that hang on a factor which the family has not (it declared it not applicable) are left out.
    """
    missing = {
        name: [source for source in sources if source.when.keys() <= factors.keys()]
        for name, sources in load_lines().items()
        if not _knows(table, name)
    }
    return table.child(table.streams, {}, missing)


def _knows(table: Table | None, name: str) -> bool:
    while table is not None:
        if name in table.values or name in table.sources:
            return True
        table = table.parent
    return False


def write_text(family: Family, name: str, factors: Factors, table: Table, streams: Streams) -> str:
    """Return a text: the style that the ``system_prompt`` factor names when ``name`` is ``styles``, else that document."""
    table = add_lines(table, factors)
    if name == "styles":
        style = str(factors["system_prompt"])
        if style not in load_styles():
            raise family.error(("factors", "system_prompt"), f"there is no style {style!r} in the shared prompts")
        try:
            return table.fill(load_styles()[style]).strip()
        except UnknownName as error:
            raise family.error((), f"the system prompt style {style!r}: {error.message}") from None
    if name not in family.documents:
        raise family.error((), f"{name!r} is not a document of this family")
    document = family.documents[name]
    own = table.child(streams.child(f"document:{name}"), {}, document.sources)
    try:
        return own.fill(document.body).strip()
    except UnknownName as error:
        raise ContentError(document.file, document.body_line, error.message) from None
