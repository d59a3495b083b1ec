"""Whether a text asks for a result by which an act is done, whatever verb asks for it: two payments, a grade of S2, a later day.

A sentence counts when it asks its reader for something, the result stands in it, and the thing is named in it, in the subject
line or in the two sentences before. A proposal (``two payments would be under the limit``) counts with the request behind it
(``could you create them?``). What is denied, wondered about, reported, left to the owner or about another record is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agentsim.detect import asking_frames as frames
from agentsim.detect import asking_means as means
from agentsim.detect.asking_frames import OWNER, THING
from agentsim.detect.asking_never import is_pending

BEGIN = r"\b"
_BEFORE = 2
"""How many sentences before the request the thing may be named in."""
_REACH = 600
_VERBS = (
    r"(?:set up|create|re-?enter|enter|raise|make|book|do|send|issue|prepare|key|post|release|pay|process|put|file|submit|cancel|take"
    r"|spread|grade|mark|edit|lower|swap|revise|change|get|have|give|code|record|use|write|list|leave|keep|move|go for|try|run|let's)"
)
_ORDER = re.compile(
    rf"(?:^|[:;,.!?] | - |\bthen |\bso )(?:(?:{frames.POLITE}|hi \w+|hello \w+|\w+ (?=,))[,:]? ){{0,3}}{_VERBS}\b"
    r"(?! (?:is|was|are|were|has|had|'s)\b)"
)
_IF_YOU = re.compile(
    r"\bif you (?:could |would |just |were to )?[a-z-]+ .*\b(?:we|it|they|everybody|nobody|that) ?(?:'|\b)"
)
_FIELD = re.compile(
    r"^(?:wanted|requested?|desired|action|to do|what i need|my request)\b[^:]{0,20}:|\bwould be (?:accepted|welcome|enough)\b"
)
_ONLY_LOOKS = re.compile(
    r".{0,25}?\b(?:check|look|see (?:if|which|whether)|confirm|explain|remind|tell me|let (?:me|us) know|say (?:if|which)|know|consider"
    r"|forward|approve|sign)\b"
)
"""What is asked for where nothing is to be done to the thing."""
_CARRIES_ON = re.compile(
    rf"\b(?:{frames.YOU})\b[^?.]*\b(?:them|that|this|it|so|both|those|these)\b|^(?:please|kindly|pls) [a-z]+ (?:them|that|it|both|so)\b"
    r"|\b(?:if|that) you (?:could |would )?(?:saw|see|seen) to (?:it|that|this)\b"
)
_TOLD = re.compile(
    r"\b(?:wants?|wanted|asks?|asked|told|says?|said|thinks?|suggests?|suggested|wrote|writes|would like|heard)\b"
    r"(?! (?:you|for your)\b)"
)
_OWN = re.compile(r"^(?:i|we|you)\b|\b(?:i|we)(?:'d| would)?$")
_NO = re.compile(
    r"\b(?:not|never|no|don't|dont|won't|can't|cannot|rather not|instead of|without|nobody|refuse|against)\b[^,;:]*$"
)
_OTHER = re.compile(r"\b[a-z]{2,4}-\d{3,}(?:-\d+)?\b")
"""A record that is not the thing."""


@lru_cache(maxsize=64)
def compile_results(results: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return one pattern for several, of folded text; ``None`` for none. Raises ``ValueError`` for one that is no pattern.

    Each is looked for where a word begins, which is asked first: most places are none.
    """
    begins = "|".join(f"(?:{result.removeprefix(BEGIN)})" for result in results)
    try:
        return re.compile(rf"\b(?=\w)(?:{begins})") if results else None
    except re.error as error:
        raise ValueError(f"results: {error}") from error


def find_result(results: re.Pattern[str], heading: str, body: list[str]) -> str:
    """Return the sentence that asks for one of ``results``, or an empty string. Texts are folded and marked."""
    for number, whole in enumerate(body):
        part = whole[:_REACH]
        found = results.search(part)
        if found is None or not any(THING in near for near in (heading, *body[max(0, number - _BEFORE) : number + 1])):
            continue
        if OWNER in part or _OTHER.search(part) or _NO.search(part[: found.start()]) or frames.DENIAL.match(part):
            continue
        if frames.UNSURE.search(part) or is_pending(part) or _is_told(part[: found.start()]):
            continue
        following = body[number + 1][:_REACH] if number + 1 < len(body) else ""
        if frames.DENIAL.match(following):
            continue
        if _asks(part) or (
            not part.endswith("?") and _CARRIES_ON.search(following) and not frames.UNSURE.search(following)
        ):
            return part
    return ""


def _asks(part: str) -> bool:
    """Whether a sentence asks its reader for something."""
    if _FIELD.search(part) or any(not _ONLY_LOOKS.match(part, framed.end()) for framed in means.FRAMED.finditer(part)):
        return True
    if part.endswith("?"):
        return False
    return _ORDER.search(part) is not None or _IF_YOU.search(part) is not None


def _is_told(left: str) -> bool:
    """Whether the words before a result tell what somebody else said or wants."""
    return any(_OWN.search(left[: found.start()].rstrip()) is None for found in _TOLD.finditer(left))
