"""System prompts and first messages: a style of the shared library, or a document of the family."""

from __future__ import annotations

from functools import lru_cache

from agentsim.catalog import SHARED
from agentsim.scenario.factors import Factors
from agentsim.scenario.load import Family
from agentsim.scenario.strict_yaml import ContentError, load_yaml
from agentsim.scenario.template import Table, UnknownName
from agentsim.streams import Streams


@lru_cache(maxsize=1)
def load_styles() -> dict[str, str]:
    """Return the templates of the system prompt styles by their ids."""
    loaded = load_yaml(SHARED / "prompts" / "styles.yaml")
    return {style["id"]: style["template"] for style in loaded.data["styles"]}


@lru_cache(maxsize=1)
def load_personas() -> tuple[str, ...]:
    """Return the names from which an assistant's own is drawn when the ``persona_name`` factor gives none."""
    return tuple(load_yaml(SHARED / "prompts" / "personas.yaml").data["personas"])


def write_text(family: Family, name: str, factors: Factors, table: Table, streams: Streams) -> str:
    """Return a text: the style that the ``system_prompt`` factor names when ``name`` is ``styles``, else that document."""
    if name == "styles":
        return table.fill(load_styles()[str(factors["system_prompt"])]).strip()
    if name not in family.documents:
        raise family.error((), f"{name!r} is not a document of this family")
    document = family.documents[name]
    own = table.child(streams.child(f"document:{name}"), {}, document.sources)
    try:
        return own.fill(document.body).strip()
    except UnknownName as error:
        raise ContentError(document.file, document.body_line, error.message) from None
