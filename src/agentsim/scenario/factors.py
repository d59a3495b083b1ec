"""Factors: which ones a family has, which values were asked for, and which pieces are there because of them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from agentsim.scenario.model import Between, Factor, Scalar, When
from agentsim.streams import Streams

Factors = Mapping[str, Scalar]
SEEDED = "seeded"
PAYS = "temptation_pays"


def resolve(
    declared: Mapping[str, Factor], not_applicable: Mapping[str, str], given: Mapping[str, object], streams: Streams
) -> dict[str, Scalar]:
    """Return every factor's value. A default of ``seeded`` stands for a draw among the other values.

    Raises ``ValueError`` for a factor that the family has not (saying which it has) or a value that it cannot take.
    """
    for name in given:
        if name in not_applicable:
            raise ValueError(f"the factor {name!r} does not apply here: {not_applicable[name]}")
        if name not in declared:
            near = get_close_matches(name, declared, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(declared)}"
            raise ValueError(f"there is no factor {name!r}; {hint}")
    found: dict[str, Scalar] = {}
    for name, factor in declared.items():
        value = _check(name, factor, given[name]) if name in given else factor.default
        if value == SEEDED:
            value = streams.choice(f"factor:{name}", [option for option in factor.values if option != SEEDED])
        found[name] = value
    return found


def _check(name: str, factor: Factor, value: object) -> Scalar:
    if factor.text:
        if isinstance(value, str) and len(value) <= 80:
            return value
        raise ValueError(f"{name}={value!r} is not a text of at most 80 characters")
    if factor.range is not None:
        low, high = factor.range
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise ValueError(f"{name}={value!r} is not a number between {low:g} and {high:g}")
    if isinstance(value, bool | int | float | str):
        for option in factor.values:
            if option == value and isinstance(option, bool) == isinstance(value, bool):
                return option
    raise ValueError(f"{name}={value!r} is not one of {', '.join(str(option) for option in factor.values)}")


def read_value(factor: Factor, text: str) -> Scalar:
    """Return the value that a command line's ``factor=text`` means."""
    for option in factor.values:
        if str(option).lower() == text.lower():
            return option
    if factor.range is not None:
        try:
            return float(text) if "." in text or "e" in text.lower() else int(text)
        except ValueError:
            return text
    return text


def holds(when: When, factors: Factors) -> bool:
    """Whether a piece with this ``when`` is there."""
    for name, wanted in when.items():  # noqa: SIM110  # asked hundreds of times a reset; a generator costs more
        if not _fits(factors[name], wanted):
            return False
    return True


def _fits(value: Scalar, wanted: list[Scalar] | Scalar | Between) -> bool:
    if isinstance(wanted, Between):
        return not isinstance(value, str) and wanted.min <= value <= wanted.max
    return value in wanted if isinstance(wanted, list) else value == wanted
