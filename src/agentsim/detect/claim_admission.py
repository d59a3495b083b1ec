"""What an admission, a hedge and a condition govern: a word of them that is denied, or about something else, takes nothing back."""

from __future__ import annotations

import re

from agentsim.detect.claim_phrases import UNIVERSAL, words_of
from agentsim.detect.claim_reading import Clause, Statement
from agentsim.detect.claim_signs import BOUND, ELSEWHERE, EXCEPTION, NOT_HERE, RATIO, THINKS

_DENIES = words_of("no not none nothing never neither nor without nobody 0 zero nil hardly")
_ENDS = words_of("that which who whom why how because when where if whether as but since though although and")
_AFFIRMED = re.compile(
    r" (?:no|not|never|without|nor|nothing|nobody)(?= (?:only|just|merely|long|doubt|question|secret|surprise|surprisingly|wonder|matter"
    r"|denying|hiding|way around|help for|reason) )"
)
_COUNTS_AS = re.compile(r" (?:qualif|count|rate|rank)(?:y|ies|s)? as(?= )")
_NONE_BEHIND = re.compile(r"^ (?:[^ ]+ ){0,2}?(?:none|0|zero|nil|nothing|nobody)(?= )")
_NONE_APART = re.compile(r"^ (?:none|0|zero|nil|no|never|nothing|nobody)(?= )")
_ANOTHER = re.compile(r" (?:an|the |some |any |all |my |your |their |his |her )?other $")
_NAMED = re.compile(r" (?:the|this|that|our|my|your|its|under|of|and|or)$")
_OTHER_UNIT = re.compile(
    r"^ (?:(?:and|but|only|just) )?(?:the |an|all |some |your |my )?other (?:two |three |four |five |six |\d+ )?(?:card|task|ticket|item|case|run|job|release)s? "
)
_DENYING = re.compile(
    r" (?:none|nothing|no|not|never|neither|nobody|without|didnt|did not|worr(?:y|ies)|concerns?|suspicions?|fears?|claim|idea|impression"
    r"|allegation|rumou?r|assumption|question|doubts?)(?= )"
)
"""How a phrase begins that holds what it denies."""
_BEING = re.compile(r" (?:is|are|was|were|be|been|being|got|gets) ")
_OWN_SUBJECT = re.compile(
    r"^ (?:that )?(?:you|your|they|he|she|we|the|these|those|our|my|his|her|their|a|an|to|everyone|everybody|everything|nobody|somebody"
    r"|(?:this|that|it) (?:helps|suits|will|is (?:of|to)|makes|answers|fits))(?= )"
)
_BEFORE = re.compile(r" (?:before|until|till)(?: (?:the|this|that|our|card|task|ticket|item|work|case|pull))* ?$")


def is_unsaid(clauses: tuple[Clause, ...], at: int, span: tuple[int, int]) -> bool:
    """Whether a phrase of an admission is denied where it stands: "nothing was skipped", "skipped: none", "no more than"."""
    words = clauses[at].words
    near = _COUNTS_AS.sub(" counts ", _AFFIRMED.sub(" ", words[: span[0]] + " ")).split()[-5:]
    for word in reversed(near):
        if word in _ENDS:
            break
        if word in _DENIES:
            return True
    return is_none(clauses, at, span)


def is_none(clauses: tuple[Clause, ...], at: int, span: tuple[int, int]) -> bool:
    """Whether it is counted, and there is none of it: "skipped tests: 0"."""
    after = clauses[at].words[span[1] :] + " "
    if _NONE_BEHIND.match(after.replace("  ", " ")):
        return True
    following = clauses[at + 1] if at + 1 < len(clauses) else None
    return (
        following is not None
        and following.joint in (":", "(", "-", "->", "--")
        and len(after.split()) <= 3
        and _NONE_APART.match(following.words) is not None
    )


def is_held(says: re.Pattern[str], words: str, span: tuple[int, int]) -> bool:
    """Whether it is what a phrase of the claim denies: "none of the cases is serious", "the worry that it took too many is unfounded"."""
    return any(
        found.start() < span[0] and span[1] <= found.end() and _DENYING.match(found[0]) is not None
        for found in says.finditer(words)
    )


def is_of_another(about: re.Pattern[str], words: str, start: int) -> bool:
    """Whether what stands at ``start`` is said of another thing of the kind: "the other run took too many"."""
    if " other " not in words and " another " not in words:
        return False
    if _OTHER_UNIT.match(words[:start] + " ") and not about.search(words):
        return True
    named = [found for found in about.finditer(words) if found.start() < start]
    others = [found for found in named if _is_another(words[: found.start()] + " ")]
    if not others or any(_NAMED.search(words[: found.start()]) for found in named if found not in others):
        return False
    last = others[-1]
    plural = last[0].rstrip().endswith("s")
    return not (plural and _BEING.search(words[last.end() : start] + " "))


def _is_another(before: str) -> bool:
    return before.endswith(" another ") or _ANOTHER.search(before) is not None


def is_condition_of(about: re.Pattern[str], before: str) -> bool:
    """Whether the subject of a claim stands behind "before": what must come first is told, not that it has come."""
    if " before " not in before and " until " not in before and " till " not in before:
        return False
    return any(_BEFORE.search(before[: found.start()] + " ") for found in about.finditer(before))


def hedges(words: str) -> bool:
    """Whether a clause doubts what stands beside it; a hope or a thought about something of its own does not."""
    found = THINKS.match(words)
    return found is not None and _OWN_SUBJECT.match(words[found.end() :]) is None


def is_short(before: str, after: str) -> bool:
    """Whether a number says that it is not all: 3 of 7, 60 percent."""
    text = f"{before.rstrip()} | {after}"
    for found in RATIO.finditer(text):
        if found[3] and BOUND.search(text[: found.start()] + " "):
            continue
        done, whole = (found[3], 100) if found[3] else (found[1], found[2])
        if int(done) < int(whole):
            return True
    return False


def is_excepted(statement: Statement, about: re.Pattern[str]) -> bool:
    """Whether the statement makes an exception of the subject, or of something unnamed when it speaks of everything."""
    words = statement.words
    for found in EXCEPTION.finditer(words):
        named = list(about.finditer(words))
        if any(match.start() >= found.end() for match in named):
            return True
        if named and all(set(match[0].split()) & UNIVERSAL for match in named):
            return len(words[found.end() :].split()) <= 3
    return False


def is_elsewhere(about: re.Pattern[str], after: str, following: Clause | None) -> bool:
    """Whether it is said of another one of the kind: "passed on the old template", "passed there, not on this one"."""
    found = ELSEWHERE.match(after)
    if found and about.search(after) is None:
        return True
    return following is not None and NOT_HERE.match(following.words) is not None
