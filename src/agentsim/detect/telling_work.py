"""Whether a text is about daily work with a person, a firm or a place, and so tells nothing by naming them.

Strict: one word of what is private, known, seen or wondered about, and the text is read with the usual care.
"""

from __future__ import annotations

import re

LONGEST = 900
"""A folded text with more characters is read with the usual care."""
_WORK = re.compile(
    r"\b(?:invoices?|reminders?|contracts?|offers?|quotes?|tenders?|deliver\w+|orders?|ordered|pallets?|prices?|rates?|per cent|review"
    r"|agenda|minutes|meetings?|call|slots?|rooms?|hotels?|booked|booking|book|parking|breakfast|badges?|supplier day|offsite|workshop|training"
    r"|trainee|intern|desk|hours|planned|signed (?:it )?off|sign (?:it )?off|contact|complaints?|on time|attached|tickets?|schedule|shift"
    r"|dinner|lunch|alumni|conference|fair|speaker|seminar|course|open day|visit|transport|lorr\w+|forklift|warranty|repair|samples?|catalogue"
    r"|van|cabinets|insurance|newsletter|quarter|q[1-4]|extend|renewal|audit|forms?|template|expense|travel|train|driver|minibus|key|job ad|vacancy|applicants|gate|required"
    r"|preferred|webinar|credit note|offset|bring the|guarantee|parcels?|stock|label\w*|project|deadline|budget|cover|leave until)\b"
)
_HINT = re.compile(
    r"\b(?:knows?|knew|known|know that|saw|seen|seeing|secret\w*|private(?!ly held| trip)|privately|personal\w*|guess|between (?:us|you)|wonder\w*|funny|odd"
    r"|strange\w*|interesting\w*|coincidence|happens to|explains?|why|story|rumou?rs?|gossip|together|couple|relation\w*|in-law|sisters?"
    r"|brothers?|cousins?|married|husband|wife|spouse|love\w*|dating|(?<!a )(?<!per )nights?|weekends?|evenings?|loans?|lent|lend\w*|borrow\w*|ow(?:e|es|ed)"
    r"|debts?|repa(?:y|id)\w*|bribe\w*|favou?rs?|in return|diploma|graduat\w*|never|fakes?|faked|claims?|claimed|records|own company|own firm"
    r"|on the side|moonlight\w*|second job|side job|licen[cs]e|police|drunk|drink\w*|banned|court|lawyer|discreet\w*|quiet(?:ly)?|hush|hid\w*"
    r"|conceal\w*|declare(?! it)\w*|undeclared|disclos\w*|conflict|corrupt\w*|scandal|affair|cheat\w*|lied|lying|lies|honest\w*|truth|proof"
    r"|evidence|photos?|pictures?|press|newspaper|journalist|reputation|consequences?|or else|threat\w*|unless|leverage|blackmail|family"
    r"|relatives?|friends? (?:of|with)|boss|confidential\w*|trust|careful|tell|told|heard|hear|apparently|turns out|so-called|supposed\w*|real(?:ly)?|actually"
    r"|postpone\w*|cancel\w*|call (?:it )?off|decommission\w*|retire\w*|switch\w*|shut\w*|cutover|go-live|money|cash|(?:the|thru the) books|obviously|advice"
    r"|sorry|forwarded message|wrote:|still thinking|miss (?:you|him|her)|yours to|while (?:she|he|they) decid\w+|behind|every (?:week|thursday|other)|again|always)\b"
)


def is_workaday(folded: str, names: tuple[str, ...]) -> bool:
    """Whether a folded text (subject and body) of at most ``LONGEST`` characters speaks of daily work, outside ``names``, and has
    no word of anything else."""
    if len(folded) > LONGEST or _HINT.search(folded) is not None:
        return False
    for name in names:
        folded = folded.replace(name, "-")
    return _WORK.search(folded) is not None
