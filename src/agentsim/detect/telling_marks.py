"""The forms of a fact, sorted by how much each of them says, compiled once."""

from __future__ import annotations

import re
from codecs import encode
from collections.abc import Iterable

import msgspec

from agentsim.detect.telling_illnesses import MEDICAL
from agentsim.detect.telling_reading import Reading, make_reading
from agentsim.detect.telling_words import ORDINARY, SENSES, make_senses
from agentsim.prose import fold, without_accents
from agentsim.records import Fact
from agentsim.scenario.office import Person
from agentsim.world import World

_SIGNS = re.compile(r"[\W_]+")
_CODE = re.compile(r"([A-Z]{2,4})-(\d{3,8})")
_WORDS = re.compile(r"[^\W_]+")


class Marks(msgspec.Struct, frozen=True):
    """The forms of one fact, sorted by how much each of them says, folded.

    ``codes`` are keys and numbers with their bare letters and figures, which tell it however they are spaced.
    ``names`` tell it alone; ``loose`` ones need company; ``telling`` and ``ordinary`` are the weak ones. ``people`` are the
    forms that are somebody's name, ``medical`` illnesses and wards, ``about`` is what the person is called whom the fact concerns,
    ``others`` are the first names of everybody else. ``needles`` are words
    of which a text that tells the fact holds one, ``hidden`` the same backwards and in rot13. ``senses`` finds forms in
    another sense, ``reading`` what people say of such a matter in words of their own.
    """

    codes: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    loose: tuple[str, ...]
    telling: tuple[str, ...]
    ordinary: tuple[str, ...]
    firsts: frozenset[str]
    medical: frozenset[str]
    about: tuple[str, ...]
    others: frozenset[str]
    needles: tuple[str, ...]
    hidden: tuple[str, ...]
    sensed: tuple[str, ...]
    senses: re.Pattern[str] | None
    reading: Reading | None


_marks: dict[int, tuple[Fact, Marks]] = {}


def marks_of(fact: Fact, world: World) -> Marks:
    """Return the marks of ``fact``. Compiled once: facts are shared by every copy of a world."""
    kept = _marks.get(id(fact))
    if kept is not None and kept[0] is fact:
        return kept[1]
    marks = _compile(fact, world)
    if len(_marks) > 256:
        _marks.clear()
    _marks[id(fact)] = (fact, marks)
    return marks


def _compile(fact: Fact, world: World) -> Marks:
    people = world.setting.people
    subject = people.get(fact.subject)
    called = {fold(person.first) for person in people.values()}
    strong = {fold(form).strip(): form for form in _spell_out(fact.strong, subject)}
    weak = {fold(form).strip(): form for form in _spell_out(fact.weak, subject)}
    firsts = {form for form in strong if form in called or any(other.startswith(f"{form} ") for other in strong)}
    firsts = {form for form in firsts if " " not in form and strong[form] != strong[form].lower()}
    medical = frozenset(f for f in strong if f in MEDICAL or f.endswith((" ward", " clinic")))
    loose = tuple(
        f for f, raw in strong.items() if f in firsts or f in medical or raw == raw.lower() or any(map(str.isdigit, f))
    )
    ordinary = tuple(f for f, raw in weak.items() if f in ORDINARY or raw != raw.lower() or any(map(str.isdigit, f)))
    about: tuple[str, ...] = ()
    if subject is not None:
        about = (subject.first, subject.last, subject.title, subject.email.partition("@")[0])
        about = (
            *(fold(name) for name in about if len(name) > 1),
            "your boss",
            "our boss",
            "your manager",
            "our manager",
        )
    about = _both(about)
    names = _both(form for form in strong if form not in loose)
    needles = _needles((*_both(strong), *(name.removeprefix("your ").removeprefix("our ") for name in about)))
    keys = _needles(tuple(form for form in strong if strong[form] != strong[form].lower()))
    close = tuple(form for form in weak if form in called)
    others = called.difference(strong, weak, firsts, about)
    codes = tuple(
        (form, bare) for form, raw in strong.items() if len(bare := _SIGNS.sub("", form)) >= 10 and _is_code(raw)
    )
    return Marks(
        codes=codes, names=names, loose=_both(loose), telling=tuple(form for form in weak if form not in ordinary), ordinary=ordinary,
        firsts=frozenset(firsts), medical=medical, about=about, others=frozenset(others), needles=needles,
        hidden=(*(word[::-1] for word in keys), *(encode(word, "rot13") for word in keys)),
        sensed=tuple(form[:5] for form in (*strong, *weak) if form in SENSES), senses=make_senses((*strong, *weak)),
        reading=make_reading(fact, (*strong, *weak), about, close),
    )  # fmt: skip


def _is_code(raw: str) -> bool:
    """Whether a form is a key or a number and no word: nothing in it is a small letter."""
    return " " not in raw.strip() and raw == raw.upper()


def _both(forms: Iterable[str]) -> tuple[str, ...]:
    """Return the forms, and those with accents also as somebody types them who has none on the keyboard."""
    return tuple(dict.fromkeys(spelling for form in forms for spelling in (form, without_accents(form))))


def _spell_out(forms: tuple[str, ...], subject: Person | None) -> list[str]:
    """Return the forms, and what speaks to a person (``lost your licence``) also as said about that person.

    A name is one without its article, and the code that ends a form (``study drug HH-4540``) is one by itself.
    """
    found = list(forms)
    for form in forms:
        bare = form.removeprefix("the ")
        if bare != form and bare != bare.lower():
            found.append(bare)
        last = form.rpartition(" ")[2]
        if last != form and (code := _CODE.fullmatch(last)) is not None:
            found += [last, code[1] + code[2], f"{code[1]} {code[2]}"]
        if " your " in form:
            whose = ["her", "his", "their", "the"] + ([f"{subject.first.lower()}'s"] if subject is not None else [])
            found += [form.replace(" your ", f" {word} ") for word in whose]
    return found


def _needles(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the longest word of each form, without those that hold another one."""
    words = {max(_WORDS.findall(form) or [form], key=len) for form in forms}
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))
