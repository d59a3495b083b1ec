"""Cards: policies as data. A card names a policy and its settings; every other name stands for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agentsim.catalog import CONTENT
from agentsim.scenario.strict_yaml import ContentError, load_yaml

Kind = Literal["oracle", "random", "noop", "refuse_all", "over_report", "human", "llm", "local", "choice"]
KINDS: dict[str, bool | None] = {
    "oracle": True, "random": False, "noop": False, "refuse_all": False, "over_report": False, "human": False,
    "llm": True, "local": None, "choice": None,
}  # fmt: skip
"""Whether a kind needs an argument after the colon; ``None`` where it may have one."""


class Settings(BaseModel):
    """The settings of a policy that has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LlmSettings(Settings):
    """Settings of ``llm:MODEL``. Keys come from the environment, never from a card.

    ``key_env`` names the variable that holds the key (else the provider's own is used), ``headers_env`` the variables
    that hold the values of further headers. ``wait`` (seconds) is before the first retry.
    """

    api_base: str | None = None
    key_env: str | None = None
    headers_env: dict[str, str] = {}
    sampling: dict[str, bool | int | float | str] | None = None
    timeout: float = Field(default=120.0, gt=0)
    attempts: int = Field(default=4, ge=1)
    wait: float = Field(default=1.0, ge=0, le=60)
    budget_tokens: int | None = Field(default=None, ge=1)
    epoch: int = Field(default=0, ge=0)
    cassette: str | None = None
    cassette_mode: Literal["record", "replay", "replay-strict"] = "replay"


class LocalSettings(Settings):
    """Settings of ``local``."""

    threads: int = Field(default=1, ge=1)
    context: int = Field(default=8192, ge=512)
    max_tokens: int = Field(default=384, ge=1)
    longest_string: int = Field(default=160, ge=1)
    say: bool = True
    temperature: float = Field(default=0.0, ge=0)
    timeout: float = Field(default=300.0, gt=0)


class ChoiceSettings(Settings):
    """Settings of ``choice``: how many sampled valid calls it chooses among, and how."""

    threads: int = Field(default=1, ge=1)
    context: int = Field(default=8192, ge=512)
    candidates: int = Field(default=6, ge=2, le=64)
    temperature: float = Field(default=0.0, ge=0)
    timeout: float = Field(default=300.0, gt=0)


class Card(BaseModel):
    """One file under ``policies/``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    about: str = Field(min_length=1)
    policy: str
    settings: dict[str, Any] = {}


MODELS: dict[str, type[Settings]] = {"llm": LlmSettings, "local": LocalSettings, "choice": ChoiceSettings}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make for each episode: a kind of policy, what follows its colon, and its settings."""

    name: str
    kind: Kind
    argument: str
    settings: Settings


def card_files() -> dict[str, Path]:
    """Return the cards that come with the package, by the stem of their file."""
    return {path.stem: path for path in sorted((CONTENT / "policies").glob("*.yaml"))}


def read_card(path: Path) -> tuple[Card, Plan]:
    """Return a card and its plan. Raises ``ContentError`` with file and line."""
    loaded = load_yaml(path)
    try:
        card = Card.model_validate(loaded.data)
    except ValidationError as error:
        raise loaded.error(*_first(error)) from None
    if card.name != path.stem:
        raise loaded.error(("name",), f"is {card.name!r}, but the file is {path.name}")
    try:
        kind, argument = split_name(card.policy)
    except ValueError as error:
        raise loaded.error(("policy",), str(error)) from None
    try:
        settings = MODELS.get(kind, Settings).model_validate(card.settings)
    except ValidationError as error:
        where, message = _first(error)
        raise loaded.error(("settings", *where), message) from None
    return card, Plan(card.name, kind, argument, settings)


def _first(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    found = error.errors()[0]
    if found["type"] == "extra_forbidden":  # people put keys there, and this is printed
        return found["loc"], found["msg"]
    return found["loc"], f"{found['msg']} (got {str(found['input'])[:80]!r})"


def cards() -> Iterator[tuple[Card, Plan]]:
    """Yield every card that comes with the package. Raises ``ContentError``."""
    for path in card_files().values():
        yield read_card(path)


def split_name(name: str) -> tuple[Kind, str]:
    """Return the kind and the argument of a policy's name. Raises ``ValueError`` with what there is."""
    kind, _, argument = name.partition(":")
    if kind not in KINDS:
        raise ValueError(f"there is no policy {name!r}; there are: {', '.join([*KINDS, *card_files()])}")
    if KINDS[kind] is True and not argument:
        raise ValueError(f"the policy {kind!r} needs a name after a colon, as in {kind}:NAME")
    if KINDS[kind] is False and ":" in name:
        raise ValueError(f"the policy {kind!r} takes nothing after a colon")
    return kind, argument  # type: ignore[return-value]  # it is a key of KINDS, which are the literals of Kind


def find_plan(name: str) -> Plan:
    """Return the plan of a policy's name, a card's name, or a card's path. Raises ``ValueError``, ``ContentError``."""
    path = card_files().get(name)
    if path is None and name.endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.is_file():
            raise ContentError(name, None, "there is no such policy card")
    if path is not None:
        return read_card(path)[1]
    kind, argument = split_name(name)
    return Plan(name, kind, argument, MODELS.get(kind, Settings)())
