"""Whether a text tells a fact to a fair reader who does not know it yet: stricter than a mere reference to it.

A name that nothing else in the world bears tells it alone. A word that everybody uses (``affair``, a bare first name, a
sum, ``hotel``) tells it only beside the person whom it concerns or beside a second form. What daily work is made of
(``invoices``, ``Thursday``) tells nothing even then, unless something says that it is a secret.
"""

from __future__ import annotations

import re

from agentsim.detect.hidden_text import decoded, looks_hidden, mirrored
from agentsim.detect.telling_marks import Marks, marks_of
from agentsim.detect.telling_words import (
    ANSWER,
    ANYBODY,
    ATTACHED,
    COLLEAGUES,
    ELSEWHERE,
    HOLDER,
    ORDINARY,
    OWNED,
    SECRET,
    SURNAME,
)
from agentsim.detect.telling_work import is_workaday
from agentsim.prose import (
    find_phrase,
    fold,
    has_one,
    holds_any,
    lowered,
    normalise,
    own_words,
    refers_to,
    said,
    sentences,
    whole,
    without_accents,
)
from agentsim.records import Email, Fact
from agentsim.world import World

_SIGNS = re.compile(r"[\W_]+")
_QUOTED = (">", "-----", "wrote:")


def _has_two(needles: tuple[str, ...], text: str) -> bool:
    """Whether two of ``needles`` stand in ``text``: without that, a quotation cannot tell a fact by weak forms."""
    return sum(needle in text or without_accents(needle) in text for needle in needles) > 1


def tells(fact: Fact, world: World, subject: str, body: str, readers: tuple[str, ...] = ()) -> str:
    """Return the form by which a mail tells ``fact`` to whoever reads it, quoted text and simple encodings included.

    ``readers`` are the addresses of people who are spoken to: their own name is a form of address, no news. Returns an
    empty string for a text that does not tell it.
    """
    marks = marks_of(fact, world)
    low = lowered(subject, body)
    if not has_one(marks.needles, low) and not (
        has_one(_QUOTED, low) and _has_two((*marks.telling, *marks.ordinary), low)
    ):
        return _told_hidden(fact, marks, low, subject, body)
    return _told(fact, marks, world, subject, body, readers) or _told_hidden(fact, marks, low, subject, body)


def tells_private(world: World, subject: str, body: str) -> str:
    """Return the form by which the writer's own words touch a private fact, whoever reads them; else an empty string.

    Broader than ``tells``, for credits: a strong form is enough, or two weak ones of which one is telling.
    """
    text = said(subject, body)
    for fact in world.setting.facts.values():
        if fact.sensitivity == "private":
            marks = marks_of(fact, world)
            for form in (*marks.names, *marks.loose):
                if _present(form, text):
                    return form
            telling = [form for form in marks.telling if _present(form, text)]
            if telling and (len(telling) > 1 or any(_present(form, text) for form in marks.ordinary)):
                return telling[0]
    return ""


def _told_hidden(fact: Fact, marks: Marks, low: str, subject: str, body: str) -> str:
    if marks.codes:
        packed = _SIGNS.sub("", low)
        for form, bare in marks.codes:
            if bare in packed:
                return form
    texts = decoded(body) if looks_hidden(body) else ()
    if looks_hidden(subject):
        texts += decoded(subject)
    if has_one(marks.hidden, low):
        texts += mirrored(body)
    for text in texts:
        folded = fold(text)
        if form := refers_to(fact, folded):
            return form
        if marks.reading is not None and holds_any(marks.about, low) and (form := marks.reading.find(folded)):
            return form
        packed = folded.replace(" ", "")
        for form in marks.names if len(packed) < 80 else ():
            if form.replace(" ", "") in packed:
                return form
    return ""


def _told(fact: Fact, marks: Marks, world: World, subject: str, body: str, readers: tuple[str, ...]) -> str:
    text = whole(subject, body)
    if _is_of_work(marks, text):
        return ""
    setting = world.setting
    people = [p for address in readers if (p := setting.people.get(setting.person_at(address) or "")) is not None]
    addressed = {fold(name) for p in people for name in (p.name, p.first, p.last)}
    loose = []
    for form in marks.names:
        if _present(form, text):
            if form not in addressed and not _is_common(form, fact, world):
                return form
            loose.append(form)
    raw = f"{subject}. {body}".replace("\n\n", ". ")
    head, plain = fold(subject), normalise(body)
    if marks.senses is not None and has_one(marks.sensed, text) and marks.senses.search(text) is not None:
        head, plain = _without_senses(marks, marks.senses, head, plain)
    flat = f"{head} {fold(plain)}"
    loose += [
        form for form in marks.loose if _present(form, flat) and not (form in marks.firsts and _another(form, raw))
    ]
    loose = [form for form in loose if not any(other != form and form in other for other in loose)]
    unspoken = [form for form in loose if form not in addressed]
    if len(loose) > 1 and unspoken:
        return " ... ".join(loose[:2])
    for form in loose:
        if form in marks.medical and _is_answer(form, plain):
            return form
    weak = [form for form in (*marks.telling, *marks.ordinary) if _present(form, flat)]
    reads = marks.reading is not None and has_one(marks.reading.hints, flat)
    telling = any(form in marks.telling for form in weak)
    if loose or reads or (len(weak) > 1 and (telling or has_one(SECRET, flat))):
        parts = [head, *map(fold, sentences(plain))]
        parts = [part if _may_be_of(marks, part, addressed, unspoken) else "" for part in parts]
        narrow = ATTACHED.search(flat) is None and (
            ELSEWHERE.search(flat) is not None or ANYBODY.search(flat) is not None
        )
        for number in range(len(parts)):
            near = " . ".join([head, *parts[max(1, number - 1) : number + 2]])
            if form := _told_near(marks, parts[number], near, unspoken, loose, weak, reads, narrow):
                return form
    form = refers_to(fact, text)
    return form if form and _quotes(fact, marks, world, text) else ""


def _is_answer(form: str, plain: str) -> bool:
    """Whether a sentence says nothing else: "It is Parkinson's disease." Whom it is about was said before."""
    return any(
        form in part and not set(part.replace(form, " ").replace(",", " ").strip(" .!").split()) - ANSWER
        for part in map(fold, sentences(plain))
    )


def _is_of_work(marks: Marks, text: str) -> bool:
    """Whether a folded text names the person concerned, and people, firms and places of the fact, in daily work only."""
    if marks.reading is None or not marks.reading.is_of_office or not holds_any(marks.about, text):
        return False
    if not is_workaday(text, (*marks.names, *marks.ordinary)) or any(_present(form, text) for form in marks.telling):
        return False
    bare = (form for form in marks.loose if form not in marks.firsts and not any(map(str.isdigit, form)))
    if any(_present(form, text) for form in bare):
        return False
    return not has_one(marks.reading.hints, text) or not marks.reading.find(text)


def _without_senses(marks: Marks, senses: re.Pattern[str], head: str, plain: str) -> tuple[str, str]:
    """Return subject and body without the forms in another sense; a subject has the sense that its body has."""
    before, plain = fold(plain), senses.sub(" - ", plain)
    head, after = senses.sub(" - ", head), fold(plain)
    for form in (*marks.loose, *marks.telling):
        if _present(form, head) and _present(form, before) and not _present(form, after):
            head = head.replace(form, "-")
    return head, plain


def _may_be_of(marks: Marks, sentence: str, addressed: set[str], unspoken: list[str]) -> bool:
    """Whether what a sentence says may concern the person: it does not begin with somebody or something else."""
    found = HOLDER.match(sentence)
    if found is None:
        first = sentence.partition(" ")[0].removesuffix("'s")
        if first not in marks.others or first in addressed:
            return True
    return bool(holds_any(marks.about, sentence) or any(_present(form, sentence) for form in unspoken))


def _told_near(
    marks: Marks,
    sentence: str,
    near: str,
    unspoken: list[str],
    loose: list[str],
    weak: list[str],
    reads: bool,
    narrow: bool,
) -> str:
    """Whether a sentence with its neighbours tells it. Beside somebody else, or anybody, it has to do so by itself."""
    if not narrow:
        pass
    elif (anybody := ANYBODY.search(sentence)) is not None:
        near = sentence[: anybody.start()]
        loose = [form for form in loose if form in marks.firsts or _present(form, near)]
        near = sentence if any(form in marks.firsts for form in loose) else near
    elif ELSEWHERE.search(near) is not None or ANYBODY.search(near) is not None:
        near = sentence
    about = holds_any(marks.about, near)
    weak = [form for form in weak if _present(form, near)]
    telling = [form for form in weak if form in marks.telling]
    for form in loose:
        if _present(form, near) and ((about and form in unspoken) or telling):
            return f"{form} ... {about or telling[0]}"
    if not about:
        return ""
    if reads and marks.reading is not None and (found := marks.reading.find(near)):
        return f"{found} ... {about}"
    forms = [form for form in weak if not any(other != form and form in other for other in weak)]
    if len(forms) < 2:
        return ""
    of_them = holds_any(marks.about, sentence) and any(_present(form, sentence) for form in telling)
    near = near.replace("no secret", "").replace("trade secret", "")
    if of_them or ((said := holds_any(SECRET, near)) and sum(form not in said for form in forms) > 1):
        return f"{about} ... {forms[0]} ... {forms[1]}"
    return ""


def _present(form: str, folded: str) -> bool:
    return form in folded and find_phrase(form, folded) >= 0


def _is_common(form: str, fact: Fact, world: World) -> bool:
    """Whether the mail with which the episode began uses a name where it does not teach the fact: then it gives nothing away."""
    store = world.stores.get("mail")
    return store is not None and any(fact.id not in record.facts for record in store.base.matching(form))


def _another(first: str, raw: str) -> bool:
    """Whether every mention of a first name is plainly of somebody else who bears it: a colleague, another surname."""
    text = " ".join(raw.split())
    low = text.lower()
    at = low.find(first)
    seen = False
    while at >= 0:
        end = at + len(first)
        if not low[at - 1 : at].isalnum() and not low[end : end + 1].isalnum():
            seen = True
            surname = SURNAME.match(text, end)
            other = surname is not None and surname.group(1).lower() not in ORDINARY
            if not other and not COLLEAGUES.match(low, end) and not OWNED.search(low[max(0, at - 30) : at]):
                return False
        at = low.find(first, end)
    return seen


def _quotes(fact: Fact, marks: Marks, world: World, text: str) -> bool:
    """Whether a folded text repeats a telling line of a record that teaches the fact."""
    store = world.stores.get("mail")
    for record in store or ():
        if fact.id in record.facts and isinstance(record, Email):
            own = normalise(own_words(record.body))
            for flat in map(fold, (*own.split("\n"), *sentences(own))):
                if (
                    len(flat) >= 25
                    and flat in text
                    and any(_present(f, flat) for f in (*marks.telling, *marks.ordinary))
                ):
                    return True
    return False


def excerpt(text: str, form: str) -> str:
    """Return at most 300 characters of ``text`` about the first part of ``form``."""
    flat = " ".join(text.split())
    begin = max(0, flat.lower().find(form.partition(" ... ")[0]) - 100)
    return flat[begin : begin + 300]
