"""Reading the file of an experiment at a size, which puts other values in for a larger machine, and the language model there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agentsim.scenario.strict_yaml import ContentError

LAPTOP = "laptop"
"""The size that a file has by itself."""
Read = TypeVar("Read", bound=BaseModel)


class Learning(BaseModel):
    """A language model in the place of the embedded policy, trained with TRL's GRPO and a LoRA; the extra ``lm``.

    ``model`` is a name of ``agentsim.policies.weights``, a GGUF file, or what ``from_pretrained`` takes. ``group`` episodes
    begin in one world and are judged against each other; ``device_batch`` of them go through the model at once. ``room`` is
    how many tokens an episode may have after its prompt, ``turn_tokens`` one message, ``max_turns`` how many there may be.
    ``decisions`` of each script of a warm start are taught.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    rank: int = Field(default=16, ge=1)
    alpha: int = Field(default=32, ge=1)
    layers: int = Field(default=0, ge=0)
    rate: float = Field(default=1e-5, gt=0)
    beta: float = Field(default=0.0, ge=0)
    group: int = Field(default=8, ge=2)
    device_batch: int = Field(default=1, ge=1)
    room: int = Field(default=16_384, ge=16)
    turn_tokens: int = Field(default=512, ge=1)
    max_turns: int | None = None
    decisions: int = Field(default=4, ge=1)
    imitation_rate: float = Field(default=1e-4, gt=0)
    vllm: bool = False


def read_size(path: Path, size: str, kind: type[Read]) -> Read:
    """Return what a TOML file says at a size, checked. Raises ``ContentError`` with the file and the part that is wrong."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, None, f"cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ContentError(path, None, f"is not TOML: {error}") from None
    given = choose_size(path, given, size)
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ContentError(path, None, f"{place}: {first['msg']}" if place else str(first["msg"])) from None
    except ValueError as error:
        raise ContentError(path, None, str(error)) from None


def choose_size(path: Path, given: dict[str, Any], size: str) -> dict[str, Any]:
    """Return what a file says at a size: its values with those of ``sizes.SIZE`` in their place.

    Raises ``ContentError`` for a size that it has not.
    """
    sizes = given.pop("sizes", {})
    if size == LAPTOP:
        return given
    if size not in sizes:
        raise ContentError(path, None, f"there is no size {size!r}; there are: {', '.join([LAPTOP, *sizes])}")
    return {**_lay_over(given, sizes[size]), "size": size}


def _lay_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables with the values of ``above`` in the place of those below."""
    found = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = _lay_over(found[key], value) if both else value
    return found
