"""The terms in which pieces of a scenario are written: factors, conditions, sources of values, roles, moments."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agentsim.scenario.filling import Draw, draw_cents, draw_code, draw_money, draw_number, draw_pick, draw_sum


def _in_order(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] > span[1]:
        raise ValueError(f"{span[0]} to {span[1]} is the wrong way round")
    return span


Scalar = bool | int | float | str
Pattern = Annotated[str, Field(max_length=500)]
Low = Annotated[int, Field(ge=-(10**12), le=10**12)]
Count = Annotated[int, Field(ge=0, le=1000)]
Days = Annotated[int, Field(ge=0, le=1000)]
Minutes = Annotated[int, Field(ge=0, le=200_000)]
Span = Annotated[tuple[Minutes, Minutes], AfterValidator(_in_order)]
Share = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-4]):[0-5][0-9]$")]


class Piece(BaseModel):
    """What all pieces share: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Between(Piece):
    """A range of a numeric factor, both ends included."""

    min: float = float("-inf")
    max: float = float("inf")


When = dict[str, list[Scalar] | Scalar | Between]
"""Factor names with the values at which the piece is there. All must hold; an empty one always holds."""


class Factor(Piece):
    """An independent variable: one of ``values``, a number in ``range``, or free ``text``."""

    about: str
    default: Scalar
    values: list[Scalar] = []
    range: tuple[Finite, Finite] | None = None
    text: bool = False

    @model_validator(mode="after")
    def one_kind(self) -> Factor:
        """Refuse a factor of no kind or of two."""
        if (bool(self.values) + (self.range is not None) + self.text) != 1:
            raise ValueError("give exactly one of values, range, text")
        given = self.default
        number = isinstance(given, int | float) and not isinstance(given, bool)
        if self.range is not None and not (number and self.range[0] <= float(given) <= self.range[1]):
            raise ValueError(f"the default {given!r} is not a number of the range")
        if self.values and given not in self.values:
            raise ValueError(f"the default {given!r} is none of the values")
        return self


class Source(Piece):
    """One way to fill a name of the table; the first whose ``when`` holds is taken.

    ``pick``: one of these texts (which may hold ``{{names}}`` themselves). ``number``: low and high. ``code``: ``#`` is a
    digit, ``@`` a letter. ``money``: low and high, whole hundreds. ``cents``: low and high in whole units, drawn with two
    decimals. ``sum``: adds numbers as texts spell them; ``-`` before one takes it away. ``text``: as it stands.
    """

    when: When = {}
    pick: list[str] | None = None
    number: tuple[Low, Low] | None = None
    code: Annotated[str, Field(max_length=100)] | None = None
    money: tuple[Low, Low] | None = None
    cents: tuple[Low, Low] | None = None
    sum: list[str] | None = None
    text: str | None = None

    @model_validator(mode="after")
    def one_kind(self) -> Source:
        """Refuse a source of no kind or of two."""
        given = [self.pick, self.number, self.code, self.money, self.cents, self.sum, self.text]
        if sum(item is not None for item in given) != 1 or self.pick == []:
            raise ValueError("give exactly one of pick (not empty), number, code, money, cents, sum, text")
        for span in (self.number, self.money, self.cents):
            if span is not None:
                _in_order(span)
        return self

    @cached_property
    def draw(self) -> Draw:
        """The draw that this source describes, compiled when it is first asked for."""
        if self.pick is not None or self.text is not None:
            return draw_pick(self.pick if self.pick is not None else [self.text or ""])
        if self.number is not None:
            return draw_number(*self.number)
        if self.money is not None:
            return draw_money(*self.money)
        if self.cents is not None:
            return draw_cents(*self.cents)
        return draw_code(self.code) if self.code is not None else draw_sum(self.sum or [])


class Role(Piece):
    """A person of the story. Name and voice come from the seed. Outsiders name their firm and domain."""

    title: str
    firm: str = ""
    domain: str = ""
    named: str = ""


class Moment(Piece):
    """A time: working days from the first day (negative is before), and a time of day drawn between two."""

    day: Annotated[int, Field(ge=-1000, le=1000)]
    time: tuple[TimeOfDay, TimeOfDay] = ("08:30", "17:30")
    when: When = {}

    @cached_property
    def minutes(self) -> tuple[int, int]:
        """The two times of day, in minutes since midnight."""
        low, high = (int(text[:2]) * 60 + int(text[3:]) for text in self.time)
        return low, max(low, high)
