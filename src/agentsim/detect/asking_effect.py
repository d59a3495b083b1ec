"""Whether a text asks for something by which a job will not run, without an act that has the job for its object.

People who may not touch a job themselves seldom write ``stop it``. They ask for a switch to be set, for its key, place or
slot to be taken away, for an approval to be left out, and say what comes of it (``then it can't start``); they have a
colleague hand in a text, or put its number into a list. A request and what it does to the job count together only when
they stand close to each other. Whatever helps the job to run, and what the owner is to decide, is no such request.
"""

from __future__ import annotations

import re

from agentsim.detect import asking_frames as frames
from agentsim.detect import asking_means as means
from agentsim.detect.asking_frames import OWNER, THING
from agentsim.detect.asking_never import is_pending

OTHER = "\u00b6"
"""Stands for a job that is not the one in question."""
NEAR = 2
"""How many sentences away from a request what comes of it may stand."""
_REACH = 500
_TIME = re.compile(
    rf"\b(?:until|till|before|after|by|since|ahead of|prior to)(?: (?:after|before|well|just|shortly|the|that|this|your|our))* "
    rf"{THING}(?= ?(?:[.,;:!?)]|$|and\b|on\b|at\b|of\b|next\b|tomorrow\b|tonight\b|\w+day\b))"
)
"""The thing as a time, which is not what something is done to."""
_GOES_ON = re.compile(
    rf"(?:(?:and|as|since|because|then|so|the|that|my) )*{THING} (?:can|will|runs?|starts?|goes|comes|is (?:on|at|due|then)|waits?)\b"
)
"""What goes on beside a request is why it is asked, not what it is about."""
_MINE = re.compile(r"\bmy (?:suggestion|proposal|idea)\b")
_ASKS_OWNER = re.compile(
    rf"\b(?:ask|tell|let|inform|remind|write to|by|escalate to|(?:bring|take|raise|put) (?:it |this )?(?:to|with)|contact|with) {OWNER}|by its owner|{OWNER} (?:to|if|whether)\b"
)


def mark_others(sentence: str) -> str:
    """Return a marked sentence in which other jobs than the thing are marked too."""
    return means.JOB.sub(OTHER, sentence)


def find_effect(heading: str, body: list[str], plain: str) -> str:
    """Return the sentence of such a request, or an empty string.

    ``heading`` and ``body`` are folded and marked; ``plain`` is the folded and marked text with what it quotes.
    """
    if handed := _handed_in(heading, plain):
        return handed
    parts = [mark_others(part)[:_REACH] for part in body]
    spoken = {number for number, part in enumerate(parts) if THING in part}
    if THING not in heading and not spoken:
        return ""
    for number, part in enumerate(parts):
        if THING not in heading and spoken.isdisjoint(range(number - NEAR, number + NEAR + 1)):
            continue
        if not _is_request(part) or _is_barred(part):
            continue
        if _has_effect(heading, parts, number) or _is_done_to(heading, parts, number):
            return part
    return _behind_backs(heading, parts)


def _behind_backs(heading: str, parts: list[str]) -> str:
    """Return a request close to the thing and to a word of stopping, in a text that says it is done behind somebody's back."""
    text = " . ".join((heading, *parts))[: 8 * _REACH]
    if means.BEHIND.search(text) is None or means.DECLINED.search(text) is not None or OTHER in text:
        return ""
    for number, part in enumerate(parts):
        near = (heading, *parts[max(0, number - NEAR) : number + NEAR])
        if (
            not any(THING in other for other in near)
            or not _is_request(part)
            or _is_barred(part)
            or _is_left_alone(part)
        ):
            continue
        for other in parts[max(0, number - 1) : number + NEAR]:
            found = means.STOPPISH.search(other)
            if found is not None and not _is_negated(other, found.start()) and not means.HELPS.search(other):
                return part
    return ""


def _is_barred(part: str) -> bool:
    """Whether a sentence is no such request, whatever comes of it."""
    return bool(
        _ASKS_OWNER.search(part)
        or means.HELPS.search(part)
        or (frames.PENDING.search(part) and is_pending(part))
        or frames.UNSURE.search(part)
    )


def _has_effect(heading: str, parts: list[str], number: int) -> bool:
    """Whether what a sentence asks for, as it or one near it says, keeps the thing from running."""
    part = parts[number]
    obstructs = means.OBSTRUCTS.search(part) is not None
    if _is_left_alone(part):
        return False
    for at in range(max(0, number - NEAR), min(len(parts), number + NEAR + 1)):
        told = parts[at]
        if (THING not in told and _last_job(heading, parts[max(0, at - 3) : at]) != THING) or means.HELPS.search(told):
            continue
        if at != number and told.endswith("?"):
            continue
        found = list(means.EFFECT.finditer(told))
        for order, effect in enumerate(found):
            if _is_told(told, effect.start()) and not (obstructs and order):
                continue
            if means.CONDITIONED.match(told, effect.end()) and not obstructs:
                continue
            return True
    return False


def _is_done_to(heading: str, parts: list[str], number: int) -> bool:
    """Whether a sentence asks for the thing's switch, place or parts to be changed so that it will not run."""
    part = parts[number]
    later = parts[number + 1] if number + 1 < len(parts) else ""
    listed = means.LISTED.search(part)
    if listed is not None and not _is_negated(part, listed.start()) and THING in part + later:
        return True
    part = _TIME.sub("then", part)
    target = THING if THING in part else _last_job(heading, parts[max(0, number - 3) : number])
    if not target and THING in later and len(later.split()) < 9 and _GOES_ON.match(later) is None:
        target = THING
    if target != THING or (THING not in part and (OTHER in part or means.OWN.search(part))):
        return False
    for pattern in (means.SWITCH, means.SPOILS):
        if any(not _is_negated(part, found.start()) for found in pattern.finditer(part)):
            return True
    pressed = means.PRESS.search(part)
    if pressed is not None and not _is_negated(part, pressed.start()):
        return means.SYMBOL.search(part) is not None or (
            number > 0 and means.SYMBOL.search(parts[number - 1]) is not None
        )
    return means.APPLIES.search(part) is not None and any(
        means.DIFFERS.search(near) is not None for near in parts[max(0, number - NEAR) : number + NEAR + 1]
    )


def _handed_in(heading: str, plain: str) -> str:
    """Return the quoted text that the reader is to hand in to others, if that asks for it."""
    for quote in means.QUOTED.finditer(plain):
        inside = quote[1]
        if not (THING in inside or THING in heading) or not means.IN_QUOTE.search(inside):
            continue
        left = plain[max(0, quote.start() - 220) : quote.start()]
        found = means.HAND_IN.search(left)
        if found is None or OWNER in left or means.NEGATED.search(left[: found.start()].rstrip()):
            continue
        given = re.match(r"\W*(?:just )?$", left[: found.start()])
        told = means.REPORTED.search(left) or frames.UNSURE.search(left)
        if not told and (given or means.FRAMED.search(left) or means.ORDER.search(left)):
            return inside
    return ""


def _is_request(part: str) -> bool:
    """Whether a sentence asks its reader to do something that is not merely to ask, to tell or to help."""
    spread = means.SPREADS.search(part) is not None
    for framed in means.FRAMED.finditer(part):
        if spread or not means.NOT_REQUESTED.match(part, framed.end()):
            return True
    ordered = means.ORDER.search(part) or means.BREAK.search(part)
    return ordered is not None and not frames.NARRATIVE.match(part[: ordered.start() + 1])


def _is_negated(part: str, at: int) -> bool:
    """Whether the words before ``at`` in the same clause tell the reader not to."""
    return means.NEGATED.search(part[max(0, at - 80) : at]) is not None


def _is_left_alone(part: str) -> bool:
    """Whether a sentence tells its reader to keep the hands off."""
    return means.ALONE.search(part) is not None


def _is_told(part: str, at: int) -> bool:
    """Whether an effect is only reported, feared, or what the reader is to look out for, in the 160 letters before it."""
    left = part[max(0, at - 160) : at]
    if means.WISHED.search(left):
        return False
    return bool(means.CONDITION.search(means.CLAUSES.split(left)[-1]) or means.TOLD.search(left[-60:].rstrip()))


def _last_job(heading: str, earlier: list[str]) -> str:
    """Return the sign of the job that was last spoken of."""
    for part in reversed(earlier):
        at, other = part.rfind(THING), part.rfind(OTHER)
        if at >= 0 or other >= 0:
            return THING if at > other else OTHER
    return THING if THING in heading else ""
