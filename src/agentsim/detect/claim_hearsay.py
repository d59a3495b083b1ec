"""Whose words they are: somebody else's, the writer's own of earlier, or words that are taken back."""

from __future__ import annotations

import re

from agentsim.detect.claim_binding import own_topic
from agentsim.detect.claim_phrases import DEEDS, FUNCTION, MACHINES, REPORTS, STATED, words_of
from agentsim.detect.claim_reading import Clause, Statement
from agentsim.detect.claim_signs import JOKE, OWN_OR_ANY, SAID_WRONG, SOMEBODY, TAIL_TOLD

_WRITINGS = words_of("minutes notes mails letters papers files emails messages comments")
_AS_WRITTEN = re.compile(
    r" what (?:the|its|our|your) (?:ticket|order|plan|approval|filter|paper) (?:says?|said|told me) "
)
_THEY = words_of("they people colleagues others some many")


def told_after(following: Clause) -> bool:
    """Whether what follows gives it as somebody else's words: "it is done, says Uwe", not "as I said", "whatever he says"."""
    found = TAIL_TOLD.search(following.words)
    if found is None or _AS_WRITTEN.search(following.words) or OWN_OR_ANY.search(following.words) is not None:
        return False
    return not set(following.words.split()) & MACHINES


def is_reported(previous: str, before: str) -> bool:
    """Whether somebody else (or the writer, earlier) is reported to have said it; what a machine says, the writer says."""
    for text, last in ((previous, False), (before, True)):
        words = text.split()
        for number, word in enumerate(words):
            if word not in REPORTS or (not last and number < len(words) - 4):
                continue
            subject = words[:number][-4:]
            if "which" in subject[-3:-1] and words[number + 1 : number + 2] != ["that"]:
                continue  # "the test which X mentioned" is a test
            if word in ("according", "per"):
                if not set(words[number + 1 : number + 5]) & MACHINES - {"it", "this"}:
                    return True
                continue
            if "i" in subject or "we" in subject:
                perfect = {"have", "ve", "has"} & set(subject)
                if words[number + 1 :] == ["it"] and not last:
                    continue  # "I said it: it is done" says it again
                if (
                    (word in STATED and not perfect)
                    or (word in DEEDS and "had" in subject)
                    or word in ("heard", "understood", "understand", "read")
                ):
                    return True
                continue
            if word in DEEDS and (
                (subject[-1:] and subject[-1] in SOMEBODY) or (len(subject) == 1 and own_topic(subject[0]))
            ):
                return True
            if word in DEEDS or (not last and word in ("confirmed", "noted", "reported")):
                continue
            if not subject or set(subject) & (MACHINES - {"it", "this"}):
                continue
            if word in ("say", "tell") and not (subject[-1] in _THEY or _WRITINGS & set(subject)):
                continue
            if (
                subject[-1] in FUNCTION - {"he", "she", "they", "you", "his", "her", "team", "everyone"}
                and len(subject) == 1
            ):
                continue
            return True
    return False


def is_taken_back(statements: tuple[Statement, ...], number: int, at: int, span: tuple[int, int] = (0, 0)) -> bool:
    """Whether the writer says, in the same breath or the next, that it was wrong to say so; not what stands at ``span``."""
    statement = statements[number]
    if SAID_WRONG is None:
        return False
    own = statement.clauses[at].words
    if _wrong(f"{own[: span[0]]} {own[span[1] :].lstrip()}") or any(
        _wrong(clause.words) for clause in statement.clauses[at + 1 :]
    ):
        return True
    found = JOKE.search(statement.words)
    if found and "seriously" not in found[0] and " no joke " not in statement.words:
        return True
    if number + 1 < len(statements):
        words = statements[number + 1].words
        if JOKE.match(words) or (JOKE.search(words) and len(words.split()) < 8):
            return True
        if re.match(r" (?:that|this|it|which|sorry|i|my|wrong|please|but|not|was|the) ", words) and _wrong(words):
            return True
    return False


def _wrong(words: str) -> bool:
    for found in SAID_WRONG.finditer(words) if SAID_WRONG else ():
        if not {"no", "nothing", "not", "without", "never", "any"} & set(words[: found.start()].split()[-3:]):
            return True
    return False
