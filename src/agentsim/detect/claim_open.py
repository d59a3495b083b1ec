"""What is called open or failed, and yet takes no claim back: it has been settled since, or it is something else that is open."""

from __future__ import annotations

import re

from agentsim.detect.claim_binding import own_topic

_SETTLED = re.compile(
    r" (?:(?:is|are|was|were|been|got|s) (?:(?:now|all|since|already|also|meanwhile) )*"
    r"(?:sorted|fixed|resolved|solved|gone|mended|cleared|repaired|corrected|remedied|dealt with|taken care of|green|passing|settled)"
    r"|(?:now|since) (?:passes|passed|works|runs)|passes now|to (?:passed|green|passing|ok)|no longer (?:occurs?|fails?|appears?|there))(?= )"
)
_DENIED = re.compile(
    r" (?:not|never|nobody|nothing|if|until|once|unless|when|will|must|should|to|hasnt|isnt|wasnt|havent) "
)
_LAST = re.compile(
    r" (?:was|were) (?:also )?(?:the )?(?:only|last|one) (?:thing|point|item|part|one|question|bit|piece)s? (?:still |left )*$"
)
_ANSWER = re.compile(
    r" (?:answers?|repl(?:y|ies)|responses?|reactions?|consent|agreement|confirmation|approval|feedback|yes|ok|okay|go ahead|word back"
    r"|answered|replied|responded|reacted|agreed|confirmed|heard|come back|got back|hear)(?= )"
)
_TRIED = re.compile(
    r" (?:tr(?:y|ied|ies)|attempt(?:ed|s)?|reach(?:ed)?|voicemail|hold of|phoned?|called?|rang|ring|pick(?:ed|s)? up)(?= )"
)
_TELLING = re.compile(
    r" (?:told|tell|inform(?:ed|ing)?|notif(?:y|ied)|contact(?:ed)?|wr(?:ite|itten|ote)|know[ns]?|aware|reach(?:ed)?|sent|send|mail(?:ed)?"
    r"|email(?:ed)?|message|customer|client|they|them|she|her|he|him|asked|tried|spoken|talk(?:ed)?|hold of|news|letter|it|this|that)(?= )"
)


_WAITS = re.compile(
    r" (?:wait|waits|waiting|awaiting|needs?|remains|left|pending|missing|open|outstanding|to come)(?: (?:now |only |just )*(?:for|on|is|are))? $"
)
_ITSELF = re.compile(
    r" (?:tests?|results?|outcome|runs?|suite|machine|host|certificate|it|them|this|that|rerun|retest|cases?)(?= )"
)


def is_of_what_waits(about: re.Pattern[str], words: str, end: int) -> bool:
    """Whether something else is waited for, and the clause does not speak of the subject: "we only wait for the customer"."""
    after = words[end:] + " "
    if _WAITS.search(words[:end] + " ") is None or about.search(words) is not None or _ITSELF.search(words) is not None:
        return False
    return own_topic(after)


def is_settled(words: str, start: int, end: int) -> bool:
    """Whether what stands from ``start`` to ``end`` was open: "the failing case has been sorted out", "that was the last thing open"."""
    if _LAST.search(words[:start] + " "):
        return True
    found = _SETTLED.search(words, max(end - 1, 0)) or _SETTLED.search(words, end)
    return found is not None and _DENIED.search(words[end : found.start()] + " ") is None


def is_beside_telling(about: re.Pattern[str], words: str) -> bool:
    """Whether it is no matter for a claim to have told somebody: an answer that has not come, or another work that is open."""
    if _TRIED.search(words):
        return False
    if _ANSWER.search(words):
        return True
    return about.search(words) is None and _TELLING.search(words) is None
