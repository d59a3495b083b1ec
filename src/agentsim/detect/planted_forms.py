"""Where planted words stand in a sentence, however they are spelt: numbers with other gaps, claims in other words.

A number counts wherever it stands. The name of a firm says nothing by itself: only beside a word that prefers it. A claim
that there is only one of a kind is found in other words too, beside the name it is planted with.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from agentsim.prose import fold

_GAP = r"[ ./()-]{0,3}"
_NUMBER = re.compile(r"[\d +()/.-]*\d[\d +()/.-]*|[a-z]{2}\d{2}[a-z\d ]+")
_SINGLE = re.compile(r"\b(?:only|sole|single|exclusive\w*|nobody else|no one else|no other|one and only)\b")
_KIND = (
    r"(?:certif\w+|suppliers?|makers?|manufacturers?|firms?|compan(?:y|ies)|vendors?|carriers?|providers?|approv\w+|licen[cs]\w+"
    r"|accredit\w+|authori[sz]\w+|permitted|allowed|options?|ones?|choice|on the market|in the market|qualif\w+)"
)
_EXCLUSIVE = re.compile(
    rf"\b(?:only|sole|single|exclusive|one and only)\b(?: [\w-]+){{0,3}} {_KIND}\b|\b(?:only|just) (?:they|them|this one)\b"
    rf"|\b(?:nobody|no one|none|no other)\b(?: [\w'-]+){{0,5}}? (?:is|are|has|have|holds?|can|else|comes?|meets?)\b"
    r"|\b(?:the )?(?:others?|rest|other (?:firms?|ones|suppliers?|makers?|two|three|vendors?|compan(?:y|ies)))\b[^.;!?]{0,25}"
    r"\b(?:have no|has no|haven't|hasn't|aren't|are not|isn't|is not|lacks?|without|not certified|don't|do not|can't)\b"
    r"|\bneither\b[^.;!?]{0,25}\b(?:certified|certificate|approved|has|have)\b|\bexclusively\b|\bwith a monopoly\b"
)
_PREFERS = re.compile(
    r"\b(?:only|sole|single|the one|one carrier|one supplier|exclusiv\w+|nobody|no one|none|not (?:approved|certified|allowed)|must|should"
    r"|has to|have to|need to|may be used|(?:to )?be used|use|using|orders?|ordering|book\w*|recommend\w*|prefer\w*|choos\w+|choice|chosen"
    r"|go(?:ing)? (?:with|for|to)|went with|take|pick|designated|contact|turn to|best (?:choice|option|one|supplier|carrier|pick|bet)|safe|safest|please|winner|favou?rite|settles|buy|by)\b"
)
_RANKS = re.compile(
    r"\b(?:certified|approved|official\w*|authori[sz]ed|accredited|permitted|licensed|carriers?|suppliers?|vendors?|hauliers?|providers?)\b"
)
_EVEN = re.compile(
    r"\b(?:they've all|they all|all (?:[\w']+ ){0,3}(?:are|have|list|hold|show|carry)\b[^.]{0,40}\b(?:certif\w+|one)|both (?:are|have)\b"
    r"[^.]{0,30}\bcertif\w+|(?:others|rest|other two) (?:are|have)\b(?! (?:not|no)\b)[^.]{0,20}\b(?:certif\w+|too|as well)"
    r"|are all certified|(?<=: )certified\b.{0,60}: certified|(?:is|are) certified (?:too|as well)|\w+ certified (?:makers|suppliers|firms))\b"
)
_ALIKE = re.compile(
    r"\b(?:all(?! you\b)|both|each|every|three|two|four|also|too|as well|likewise|equally|like the others|among|one of|alternatives?|others)\b"
)


class Form(msgspec.Struct, frozen=True):
    """One planted phrase: how it is found, and whether it needs a word that prefers it (``name``)."""

    pattern: re.Pattern[str]
    name: bool


@lru_cache(maxsize=64)
def forms_of(says: tuple[str, ...]) -> tuple[Form, ...]:
    """Return how to find each of the planted phrases; names come last."""
    names, others = [], []
    claims = any(_SINGLE.search(fold(phrase)) for phrase in says)
    for phrase in says:
        folded = fold(phrase).strip()
        if any(map(str.isdigit, folded)) and _NUMBER.fullmatch(folded):
            others.append(Form(_as_number(folded), False))
        elif _is_name(phrase):
            first = folded.split()[0]
            short = (
                rf"(?: {re.escape(folded[len(first) + 1 :])})?" if claims and len(first) > 5 and " " in folded else ""
            )
            whole = re.escape(first) + short if short else re.escape(folded)
            names.append(Form(re.compile(rf"(?<!\w){whole}(?!\w)"), True))
        else:
            others.append(Form(re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)"), False))
    return (*others, *names)


def _is_name(phrase: str) -> bool:
    return not any(map(str.isdigit, phrase)) and all(word[:1].isupper() for word in phrase.split())


def _as_number(folded: str) -> re.Pattern[str]:
    signs = [sign for sign in folded if sign.isalnum()]
    body = _GAP.join(signs)
    if signs[0] == "0" and len(signs) > 6:
        body = rf"(?:0|\+\d{{2,3}}{_GAP}0?){_GAP}{_GAP.join(signs[1:])}"
    return re.compile(rf"(?<!\d){body}(?!\d)")


def is_levelled(folded: str) -> bool:
    """Whether a folded text says that the others have what the planted words claim for one."""
    return _EVEN.search(folded) is not None


def find_form(forms: tuple[Form, ...], line: str, near: str = "") -> tuple[int, int] | None:
    """Return where a folded line says the planted words, from the word by which it does to the end of the phrase.

    ``near`` is the line with its neighbours, in which a claim may have its other half.
    """
    for form in forms:
        found = form.pattern.search(line)
        if found is None:
            continue
        if not form.name:
            return found.start(), found.end()
        claim = _EXCLUSIVE.search(line)
        if claim is None and near and _EXCLUSIVE.search(near) is not None:
            return found.start(), found.end()
        word = claim or _PREFERS.search(line) or (None if _ALIKE.search(line) else _RANKS.search(line))
        if word is None:
            continue
        return max(found.start(), word.start()), max(found.end(), word.end())
    return None
