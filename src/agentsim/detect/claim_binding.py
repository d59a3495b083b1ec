"""What a claim is about: the subject is named in its clause, or only meant there and named nearby."""

from __future__ import annotations

import re

from agentsim.detect.claim_phrases import EXCEPT, FUNCTION, words_of
from agentsim.detect.claim_reading import Statement

_ABOUT = re.compile(
    r" [^ ]+ (?:about|regarding|concerning|re|that|because of|instead of|without|before|after|for|whether|if) "
)
_INCLUDED = re.compile(r"^ (?:including|incl|included|also|even) | (?:included|among them|too|as well|also) $")
_OTHERS = re.compile(
    r"^ (?:plan|plans|template|templates|draft|request|checklist|invitation|form|description|estimate|script|fixture"
    r"|environment|account|room|booking|document|documentation|doc|docs|protocol template|paperwork|data set|setup"
    r"|ticket text)(?= )"
)
_NUMBERED = re.compile(r" (?:card|task|ticket|case|item|run|sample) \d\d+(?= )")
_PRONOUNS = words_of("it them him her this that these those everything all both everyone you")
_PREPOSITIONS = words_of(
    """so on in at of by below above beyond does doesnt since after before during over via for with without from as to until under and again twice once
    today yesterday this now just already also too successfully fully completely cleanly last first second third no here
    there early late ok okay fine throughout across end while except apart but everywhere locally manually myself
    ourselves through when where anywhere"""
)
_DOINGS = words_of(
    """fine ok okay alright
    wrong right true false mistake sorry year years month months week weeks ran run running went go goes took take takes
    came come comes made make makes got gave saw seen sat spent twice once ages hour hours day days minutes time times
    but whereas although though because ago doubt while another long short bit little lot fast slow easy hard same way back will would not no never nothing any some
    more most such very quite newest latest current recent automated required requested overall technical technically regular official full testing anywhere rerun retest latter outcome dusted stays looks ive weve theyve youve red green almost finally spoke had having going find found tried saw dug"""
)
_MIDST = re.compile(r"^ (?:in|during|at|while|before|after|on|just) (?:[^ ]+ ){2,}(?:on|about|of|for|with|regarding) $")
_CODE = re.compile(
    r"^(?: (?:cases?|events?|items?|findings?|rows?|tests?|ones?|at all|left|any more)){0,2}(?: (?:in|of|on|for|under|from))?"
    r"(?: (?:the|trial|study|project|card|ticket|release|run))* ([a-z]{2,6}) \d{2,}(?= )"
)
_GREETING = re.compile(r" (?:dear|hi|hello|hey|hej|good (?:morning|afternoon|evening|day)|morning|afternoon|moin) ")
_SETTING = re.compile(r" (?:after|despite|following|thanks to|in spite of|since) (?!(?:i|we|it|they) )")
_FAULT = re.compile(r" (?:problem|issue|fault|error|certificate|points?|stop|thing|trouble|failure|bug|hiccup|snag)s? ")
_GONE = re.compile(
    r" (?:resolved|fixed|solved|sorted|gone|history|mended|renewed|replaced|cleared|dealt with|repaired|removed|out of the way|behind us) "
)
_OF_IT = re.compile(r" (?:and )?(?:its|their|his|her) ")
_DENYING = re.compile(r" (?:doesnt|didnt|dont|does not|did not|do not|cannot|cant|couldnt|could not) ")
_PAPERS = re.compile(r"(?:^|(?<! \d)(?<! \d\d)(?<! few)(?<! some)) minutes(?= (?:$|is|are|were|have|on|and))")
"""Minutes that are no time: those of a meeting."""
_UNITS = words_of("card ticket case item task pull")
_NO_CODES = _PREPOSITIONS | words_of(
    "january february march april may june july august september october november december nr no page about"
)
_LABEL = re.compile(
    r"^ (?!(?:other|another|training|practice|old|earlier|previous|former) )(?:[a-z]+ )?(?:the )?(?:outcome|verdict|conclusion"
    r"|assessment|opinion|view|judge?ment|rationale|appraisal|evaluation|review|findings?|discrepanc(?:y|ies)|anomal(?:y|ies)|irregularit(?:y|ies)|side effects|results?|status|severity|grade|grading|deviations?|decision|summary)(?: (?:of|from|after) (?:the |my |our |this )?[a-z]+)? $"
)
"""The name of a field that says what came out; of what, stands elsewhere."""
_OTHER_CODE = re.compile(r" (?:[a-z]+ \d{3,}|(?:other|another|training|practice) [a-z]+)(?= )")
_IDLE = re.compile(r" (?:forget|ignore|scratch|never mind|sorry|apologies|disregard|strike) (?:[^ ]+ ){0,5}$")
_MEANT = re.compile(r" (?:it|them|her|him) ")
_ADJUNCT = re.compile(
    r"^ (?:having|despite|notwithstanding|in spite of|regardless of|contrary to|given|considering|based on|judging by|looking at) (?:[^ ]+ ){1,7}$"
    r"|^ (?:[^ ]+ ){1,6}notwithstanding $|^ (?:after|upon|following|on|in|from) (?:[a-z]+ ){0,3}(?:review|assessment|reading|inspection|view|opinion|reflection|consideration"
    r"|fact|short|sum|brief)(?= )"
)
"""Words before a comma that say how somebody came to say it."""
_ITS = re.compile(r" (?:it|its|they|their)(?= )")
_TAKES_OBJECT = re.compile(r" (?:done|finished|complete|completed|set|good|sorted|ready|through) $")
_THIS = re.compile(
    r" (?:this|the said|the) (?:[a-z]+ed |whole )?(?:case|event|reaction|complaint|episode|purge|deletion|removal)(?= )"
    r"|^ (?:case|event|reaction|complaint)(?= )"
    r"| (?:in|on|to|from) (?:my|our) (?:own )?(?:reading|view|opinion|judge?ment|assessment|eyes)(?= )"
    r"| this (?:run|ticket|item|report|one|entry|matter)(?= )"
)
_FURTHER = re.compile(r"[0-9]| (?:of|from|in|on|at|about|with|for|that|which|and) ")
_PASSIVE = words_of("is are was were been s re")


def is_said_of(
    statements: tuple[Statement, ...], heads: int, number: int, at: int, span: tuple[int, int], about: re.Pattern[str]
) -> bool:
    """Whether what stands at ``span`` is said of the subject: it is named in the clause, or only meant there and named nearby."""
    statement = statements[number]
    clause = statement.clauses[at]
    before, after = clause.words[: span[0]] + " ", clause.words[span[1] :]
    if at and _OF_IT.match(clause.words) and own_topic(statement.clauses[at - 1].words):
        return names(about, statement.clauses[at - 1].words)
    if names(about, clause.words) and not _only_about(about, clause.words, span) and not _beside(about, before, after):
        return True
    if (code := _CODE.match(after)) and (code[1] in _UNITS or not (code[1] in FUNCTION or code[1] in _NO_CODES)):
        return False
    following = statement.clauses[at + 1 :]
    if following and following[0].joint == ":" and before.rstrip().endswith("s") and len(after.split()) < 3:
        return any(names(about, one.words) for one in following)  # "parties contacted so far: ..."
    if following and following[0].joint == "and" and " between " in after and names(about, following[0].words):
        return True
    meant = _MEANT.search(clause.words[span[0] : span[1]] + " " + " ".join(after.split()[:1]) + " ") is not None
    if (own_topic(_ADJUNCT.sub(" ", before)) and not meant) or _own_object(
        before, clause.words[span[0] : span[1]] + " ", after
    ):
        return False
    following = statement.clauses[at + 1 :]
    if any(_INCLUDED.search(c.words) and names(about, c.words) for c in following):
        return True
    if following and following[0].joint in (":", "-", "->") and not before.strip() and not _DENYING.match(clause.words):
        return any(names(about, c.words) for c in following if c.joint in (":", "-", ",", "and", "->"))
    if clause.joint == "(" and at:
        words = statement.clauses[at - 1].words
        return any(not own_topic(words[found.end() :]) for found in about.finditer(words))
    form = _form(statements, heads, number)
    for place in range(at - 1, -1, -1):
        earlier = statement.clauses[place]
        if names(about, earlier.words):
            return True
        if statement.clauses[place + 1].joint == ":" and _LABEL.match(earlier.words):
            continue
        if form and place == 0:
            break  # the heading of a list, which each of its items repeats
        spoken_to = place == 0 and _is_greeting(earlier.words) and statement.clauses[1].joint == ","
        if own_topic(_ADJUNCT.sub(" ", earlier.words)) and not spoken_to and not _tells_of_a_mend(earlier.words):
            return False
    if any(names(about, one.words) for one in form) and _no_other(form, about):
        return True
    for earlier_one in reversed(statements[max(heads, number - 2) : number]):
        if names(about, earlier_one.words):
            return True
        if (
            own_topic(earlier_one.words)
            and not _tells_of_a_mend(earlier_one.words)
            and not _IDLE.match(earlier_one.words)
        ):
            if _NUMBERED.search(earlier_one.words) and _ITS.search(clause.words):
                return False
            break
    early = number <= heads + 2 or len(statements) - heads <= 4
    sole = _no_other(statements[heads:number], about) if _is_field(statement, at) else early
    if sole and any(names(about, head.words) for head in statements[:heads]):
        return True
    after_it = statements[number + 1] if number + 1 < len(statements) else None
    return (
        number >= heads
        and after_it is not None
        and not after_it.asks
        and names(about, after_it.clauses[0].words)
        and early
    )


def _is_greeting(words: str) -> bool:
    """Whether somebody is spoken to, or a time is given: "good morning ms virtanen", "after the first stop"."""
    return (
        len(words.split()) < 3
        or _SETTING.match(words) is not None
        or (_GREETING.match(words) is not None and len(words.split()) < 6)
    )


def _tells_of_a_mend(words: str) -> bool:
    """Whether a fault is said to be gone: what is said next is said of what had it."""
    return _FAULT.search(words) is not None and _GONE.search(words) is not None


def _form(statements: tuple[Statement, ...], heads: int, number: int) -> tuple[Statement, ...]:
    """Return the items of the same list that stand before one: they begin with the same heading."""
    heading, first = statements[number].clauses[0], number
    if len(statements[number].clauses) < 3 or statements[number].clauses[1].joint != ":":
        return ()
    while first > heads and statements[first - 1].clauses[0] == heading:
        first -= 1
    return statements[first:number]


def _is_field(statement: Statement, at: int) -> bool:
    """Whether a clause is what a field of a form says: "Verdict: fail"."""
    return at > 0 and statement.clauses[at].joint == ":" and _LABEL.match(statement.clauses[at - 1].words) is not None


def _no_other(earlier: tuple[Statement, ...], about: re.Pattern[str]) -> bool:
    """Whether nothing before it in the text names another record, so that a field is one of the heading's."""
    return not any(_OTHER_CODE.search(about.sub(" ", one.words)) for one in earlier)


def _only_about(about: re.Pattern[str], words: str, span: tuple[int, int]) -> bool:
    """Whether the subject is only what somebody else was spoken to about: "I asked the depot about the customer"."""
    first = about.search(words)
    between = words[span[1] : first.start() + 1] if first is not None and first.start() >= span[1] else ""
    return _ABOUT.search(between) is not None


def _beside(about: re.Pattern[str], before: str, after: str) -> bool:
    """Whether another thing did it, beside something about the subject: "the printer failed in the middle of the report on it"."""
    if about.search(before) is not None or not own_topic(before):
        return False
    found = about.search(after)
    return found is not None and _MIDST.match(after[: found.start()] + " ") is not None


def names(about: re.Pattern[str], words: str) -> bool:
    """Whether the words name the subject itself, not a plan, a template or a form for it."""
    return any(not _OTHERS.match(words[found.end() :]) for found in about.finditer(words))


def own_topic(before: str) -> bool:
    """Whether the words before a phrase name something of their own; "this case" points at what was named."""
    if (found := _THIS.match(before)) and _FURTHER.search(before, found.end()) is None:
        return False
    before = _THIS.sub(" ", before)
    return (
        _NUMBERED.search(before) is not None
        or _PAPERS.search(before) is not None
        or any(
            word not in FUNCTION
            and word not in EXCEPT
            and not word.isdigit()
            and not word.endswith(("ed", "ly"))
            and word not in _DOINGS
            for word in before.split()
        )
    )


def _own_object(before: str, said: str, after: str) -> bool:
    """Whether a verb takes another object: "I tested the portal"; "done with the labels"."""
    rest = after.split()
    if said.rsplit(maxsplit=1)[-1] in ("them", "her", "him"):
        return False
    if rest[:1] and rest[0] in ("with", "for") and _TAKES_OBJECT.search(said):
        rest = rest[1:]
    elif (
        not rest
        or rest[0] in _PREPOSITIONS
        or (set((before + said).split()) & _PASSIVE and not said.endswith((" with ", " to ")))
    ):
        return False
    for word in rest[:3]:
        if word in _PREPOSITIONS:
            return False
        if word in _PRONOUNS:
            return False
        if word not in FUNCTION and not word.isdigit() and not word.endswith(("ed", "ing")):
            return True
    return False
