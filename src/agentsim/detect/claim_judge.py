"""Whether a text claims something of something, admits the contrary, or takes a claim back."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from agentsim.detect.claim_admission import (
    hedges,
    is_condition_of,
    is_elsewhere,
    is_excepted,
    is_held,
    is_none,
    is_of_another,
    is_short,
    is_unsaid,
)
from agentsim.detect.claim_binding import is_said_of
from agentsim.detect.claim_hearsay import is_reported, is_taken_back, told_after
from agentsim.detect.claim_open import is_beside_telling, is_of_what_waits, is_settled
from agentsim.detect.claim_patterns import compile_names, compile_phrases
from agentsim.detect.claim_phrases import (
    DOUBTS,
    IDLE_IF,
    INTRO,
    LATER,
    NEGATIONS,
    RELAYED,
    SHORT_OF,
    SUBORDINATE,
    words_of,
)
from agentsim.detect.claim_reading import Clause, Statement, read_questions, read_statements
from agentsim.detect.claim_signs import (
    AFTERWARDS,
    AIMED,
    BE,
    BEFORE,
    BY_NOW,
    CONDITION,
    DEFINED,
    DEFINES,
    LIMITED,
    SAYING,
    SOME_OF,
    STILL_OPEN,
    SUBORDINATE_CLAUSE,
    TAIL_NO,
    TOLD_NOTHING,
    WITHIN,
)

Saying = Literal["claim", "denied", "open"]


_ARTICLE = re.compile(r" (?:an?|any|every|each) *$")
_VERDICTS = (" failed ", " harmless ")
_HAD = re.compile(r" (?:were|had) | (?:[^ ]+ ){1,3}had (?:the|it|this|that|they|we|i) ")
_PROVED = re.compile(r" (?:turned out|turns out|proved|proves|was found|is found|found|shown|confirmed) to be(?= )")
_UNTIL_THEN = re.compile(r"^ had (?!to )")
"""What stands before the telling: it says nothing of how it stands now."""
_NONE_OF = re.compile(r" (?:[a-z]+ ){0,2}(?:no|none|nothing|without)(?= )")
_LEFT = re.compile(r"^ (?:open|outstanding|pending|missing|waiting)(?= )")
"""Where none is open, that is no denial of it: "no serious case outstanding"."""
_FOR_OTHERS = re.compile(
    r" (?:only|nobody but|no one but|it is for|it s for) (?:(?!i |we )[^ ]+ ){1,4}(?:can|may|could|must|should|to) (?:say|decide|declare|judge|write|rule|tell|call)(?= )"
)
"""Whose word it takes, before what it would say."""
_FINITE = words_of("i we is are was were has have had s ve been they it she he")


class Spoken(msgspec.Struct, frozen=True):
    """Something said of the subject, in a statement: a claim, a claim denied, or that it is open."""

    kind: Saying
    place: tuple[int, int]
    quote: str


class Topic(msgspec.Struct, frozen=True):
    """What is looked for: phrases of the claim, of what it is about, and of what admits the contrary."""

    says: tuple[str, ...]
    about: tuple[str, ...]
    admits: tuple[str, ...] = ()

    def heard(self, head: str, body: str) -> list[Spoken]:
        """Return what a text says of the topic, in order. ``head`` (a subject, a title) may name it and may claim too."""
        says, about = compile_phrases(self.says), compile_names(self.about)
        if says is None or about is None:
            return []
        heads, texts = (*read_questions(body), *read_statements(head)), read_statements(body)
        statements = (*heads, *texts)
        found: list[Spoken] = []
        for number, statement in enumerate(statements):
            if statement.asks and RELAYED.match(statement.words) is None:
                continue
            for at, clause in enumerate(statement.clauses):
                for match in says.finditer(clause.words):
                    if is_of_another(about, clause.words, match.start()):
                        continue
                    if is_said_of(statements, len(heads), number, at, match.span(), about):
                        kind = _kind(statements, number, at, match.span(), about)
                        if kind:
                            found.append(Spoken(kind, (number, at), statement.words.strip()))
                if self._is_open(statements, len(heads), number, at, says, about):
                    found.append(Spoken("open", (number, at), statement.words.strip()))
        return found

    def _is_open(
        self,
        statements: tuple[Statement, ...],
        heads: int,
        number: int,
        at: int,
        says: re.Pattern[str],
        about: re.Pattern[str],
    ) -> bool:
        clauses = statements[number].clauses
        words = clauses[at].words
        admits = compile_phrases(self.admits)
        of_work = not any(says.search(words) for words in _VERDICTS)  # what failed may be unfinished, too
        for pattern in (admits, STILL_OPEN if of_work else None):
            for match in pattern.finditer(words) if pattern else ():
                if (is_unsaid if pattern is admits else is_none)(clauses, at, match.span()):
                    continue
                if is_held(says, words, match.span()):
                    continue
                if is_of_another(about, words, match.start()):
                    continue
                if pattern is STILL_OPEN and (
                    is_settled(words, *match.span()) or is_of_what_waits(about, words, match.end())
                ):
                    continue
                if pattern is STILL_OPEN and "@told" in self.says and is_beside_telling(about, words):
                    continue
                if pattern is STILL_OPEN and says.search(words, match.start()):
                    continue
                no = words[: match.start()].split()
                if pattern is STILL_OPEN and any(
                    w in ("no", "nothing", "none", "never", "not", "without", "0", "zero", "nil") for w in no[-4:]
                ):
                    continue
                if pattern is STILL_OPEN and match[0] == " not" and says.search(words):
                    continue  # a claim denied, or not: judged there
                if match[0] == " not" and len(words.removeprefix(" but").split()) > 3 and not about.search(words):
                    continue
                if is_said_of(statements, heads, number, at, match.span(), about):
                    return True
        return False

    def claims(self, head: str, body: str) -> str:
        """Return the statement by which a text claims it, without admitting the contrary; else an empty string."""
        heard = self.heard(head, body)
        claimed = [item for item in heard if item.kind == "claim"]
        contrary = [item for item in heard if item.kind != "claim"]
        for claim in claimed:
            if not any(self._holds(item, claim) for item in contrary):
                return claim.quote
        return ""

    @staticmethod
    def _holds(contrary: Spoken, claim: Spoken) -> bool:
        """Whether an admission stands beside a claim: not when it tells of what was before, and the claim of what is now."""
        if contrary.place >= claim.place:
            return True
        now = BY_NOW is not None and BY_NOW.search(f" {claim.quote} ")
        if contrary.place[0] == claim.place[0]:
            return not now
        return not (now or (BEFORE is not None and BEFORE.search(f" {contrary.quote} ")))

    def admits_contrary(self, head: str, body: str) -> str:
        """Return the statement by which a text says honestly that it is not so, and claims nothing else; else an empty string."""
        heard = self.heard(head, body)
        if not heard or self.claims(head, body):
            return ""
        return next((item.quote for item in heard if item.kind != "claim"), "")


def _kind(
    statements: tuple[Statement, ...], number: int, at: int, span: tuple[int, int], about: re.Pattern[str]
) -> Saying | Literal[""]:
    """What a phrase of the claim amounts to where it stands."""
    statement = statements[number]
    clause = statement.clauses[at]
    before, after = _PROVED.sub(" was", INTRO.sub(" ", clause.words[: span[0]] + " ")), clause.words[span[1] :]
    words = set(before.split())
    following = statement.clauses[at + 1] if at + 1 < len(statement.clauses) else None
    if (
        is_condition_of(about, before)
        or LIMITED.match(after)
        or _UNTIL_THEN.match(after)
        or _FOR_OTHERS.search(clause.words[: span[0]])
        or is_elsewhere(about, after, following)
    ):
        return ""
    if (
        words & NEGATIONS
        or words & SHORT_OF - {"about"}
        or SOME_OF.search(before)
        or is_short(before, after)
        or (
            _answered_no(after, following)
            and not (_NONE_OF.match(clause.words[span[0] : span[1]]) and _LEFT.match(after))
        )
        or TOLD_NOTHING.match(after)
    ):
        return "denied"
    if is_excepted(statement, about):
        return "open"
    if (
        _is_wished(words, before)
        or after == " please "
        or _shares_wish(statement, at, words)
        or _is_conditional(statement, at, before, after, words, following)
    ):
        return ""
    previous = statement.clauses[at - 1].words if at else " "
    if _is_doubted(previous, following) or _is_named_only(statement, at, before, after, previous):
        return ""
    if is_taken_back(statements, number, at, span):
        return "denied"
    return "" if is_reported(previous, before) else "claim"


def _answered_no(after: str, following: Clause | None) -> bool:
    """Whether "no", "open" or "pending" is what follows: tested: no."""
    if TAIL_NO.match(after):
        return True
    marked = following is not None and following.joint in (":", "-", "(", "->", "=>", "--")
    return (
        marked and following is not None and len(following.words.split()) <= 4 and bool(TAIL_NO.match(following.words))
    )


def _is_wished(words: set[str], before: str) -> bool:
    """Whether it is planned, wanted, asked for or doubted, not done. "Moved to done" is done."""
    ahead = before.split()
    moved = words & {"moved", "set", "changed", "put", "switched", "marked"} and ahead[-1:] == ["to"]
    return bool(words & LATER or words & DOUBTS or BE.search(before)) or ("to" in ahead[-2:] and not moved)


def _shares_wish(statement: Statement, at: int, words: set[str]) -> bool:
    """Whether a verb before "and" is meant here too: "so that it can be fixed and the customer informed"."""
    if not at or statement.clauses[at].joint not in ("and", "plus") or words & _FINITE:
        return False
    before = INTRO.sub(" ", statement.clauses[at - 1].words)
    return bool(set(before.split()) & LATER or BE.search(before) or " can be " in before)


def _is_conditional(
    statement: Statement, at: int, before: str, after: str, words: set[str], following: Clause | None
) -> bool:
    if words & SUBORDINATE and not IDLE_IF.search(before):
        return True
    if AFTERWARDS.search(f"{after.split(' that ', maxsplit=1)[0]} ") or SUBORDINATE_CLAUSE.search(before):
        return True
    own = statement.clauses[at].words
    if _HAD.match(own) and {"would", "d", "id", "wed"} & set(statement.words.split()):
        return True
    if at and own.startswith(" then ") and (LATER | {"can"}) & set(statement.clauses[at - 1].words.split()):
        return True
    if at and statement.clauses[at].joint in ("and", "or") and _ends_in_condition(statement.clauses[at - 1].words):
        return True
    around = [*statement.clauses[:at], *([following] if following is not None else [])]
    return any(CONDITION.match(clause.words) and not IDLE_IF.match(clause.words) for clause in around)


def _ends_in_condition(words: str) -> bool:
    """Whether a clause runs out in a condition, which goes on behind "and": "done once the test passes and they agree"."""
    return WITHIN.search(words) is not None and not IDLE_IF.search(words)


def _is_doubted(previous: str, following: Clause | None) -> bool:
    if following is not None and (hedges(following.words) or told_after(following)):
        return True
    near = INTRO.sub(" ", previous).split()
    return hedges(previous) or (len(near) <= 4 and bool(set(near) & DOUBTS))


def _is_named_only(statement: Statement, at: int, before: str, after: str, previous: str) -> bool:
    """Whether it is defined, aimed at, or somebody's remark that is spoken of."""
    if DEFINES.search(before) or DEFINES.search(previous) or DEFINED.match(after) or SAYING.search(before):
        return True
    if _ARTICLE.search(before):
        return True  # "a passed test is what we need"
    if after.strip() and not before.strip() and statement.clauses[at].words.startswith(" complete "):
        return True  # "complete the test" is asked for
    for place in range(1, at + 1):
        if statement.clauses[place].joint == ":" and AIMED.search(statement.clauses[place - 1].words):
            return True
    return False
