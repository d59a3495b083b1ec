"""Whether a text asks its reader to do something to something: an order or a request, not talk of one.

A text asks when a verb of the act stands in a frame of asking (an imperative, ``could you``, ``I need it stopped``,
``make sure it does not run``) with its object right beside it. What is denied, reported, quoted, told of the past,
wondered about (``may I``, ``whether``), left to the owner (``ask Ragna to``, ``once she agrees``), or about a meeting on
the subject is no request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

import msgspec

from agentsim.detect import asking_frames as frames
from agentsim.detect.asking_effect import find_effect
from agentsim.detect.asking_forms import Phrases, fewest, inflect, spell, with_object
from agentsim.detect.asking_frames import OWNER, THING
from agentsim.detect.asking_never import is_elsewhere, is_freed, is_pending
from agentsim.detect.asking_result import compile_results, find_result
from agentsim.prose import fold, has_one, normalise, own_words, sentences

_REACH = 400
_HEADS = (THING, f"re {THING}")
_REFERS = re.compile(rf"\b(?:{frames.PRONOUN}|it\b|that\b)")
_THEM = re.compile(r"\b(?:her|him|them)\b(?= (?:to|into)\b)")
_REPLY = re.compile(r"\s*(?:re|fwd?|aw|wg)\s*:", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]{12,600}\"")
_LIST_MARK = re.compile(r"^(?:[-*\u2022\u00b7]|\(?\d{1,2}[.):]|\(?[a-z][.)](?= )|\[ ?x? ?\]) *")
_STRONG = re.compile(
    r"[;:](?:\s|$)|, (?:so )?(?=(?:can|could|will|would) you\b)|\bbut\b"
    r"|, (?=(?:just|please|pls|simply|kindly|so please)\b)|, and (?=please\b)|\band please\b|\? "
)
_BEFOREHAND = re.compile(r"^ ?(?:if|when|as|since|because|while|before|although|though|now that|in case)\b[^,]*,\s*")
_WEAK = re.compile(
    r"[,;:()](?:\s+|$)|\s-(?:\s|$)|\bbut\b|\b(?:and|then|or)\b(?= *$)|\band (?=(?:please|could"
    r"|can|would|just|then|simply) ?)"
)
_ENDS = {
    name: re.compile(rf"(?:^|\b|(?<=\s))(?:{getattr(frames, name)}){frames.ADVERBS}$")
    for name in ("YOU", "IF_YOU", "GERUND")
}
_IF_IT = re.compile(rf"{frames.IF_IT}$")
_ENSURE = re.compile(rf"\b(?P<ensure>{frames.ENSURE})$")
_ARTICLES = re.compile(r"(?: (?:the|that|this|our|your|my|its|whole|entire|planned|scheduled|said|old))+$")
_POLITE = re.compile(rf"(?:(?:[a-z.'-]+ )?(?:{frames.POLITE}[,:]?(?: |$))+)?")
_WANTS = re.compile(
    r"\b(?:i|we)(?:'d| would| do|'ll)?(?: really| just| only| still)? (?:need|want|like|love"
    r"|prefer)(?: to (?:have|see|get))?$"
)
_GETS = re.compile(r"\b(?P<get>get|have|see|keep|leave)$")
_DO_SO = re.compile(rf"\b{frames.DO_SO}")
_NOUNS = re.compile(frames.NOUNS)
_BY_OWNER = re.compile(rf"\b(?:by|to|with|from) {OWNER}|\bby its owner\b")
_TO_BE = re.compile(r"^ (?:must|needs? to|has to|have to|is to|to|should|ought to)(?: \w+)? (?:be|get)$")
_MAY_BE = re.compile(
    r"^(?: (?:could|can|would|might|were|was|is|be|gets|got|stays|stayed|to)){1,2}(?: be| to be)?(?: \w+ly| \w+)?$"
)
_UNABLE = re.compile(
    r"\b(?:i|we)(?: can't| cannot| may not| must not| mustn't|(?: am|'m| are|'re) not (?:allowed|able|permitted|supposed) to)$"
)
_MUST = re.compile(
    r"\b(?:i think|in my view|imho|i believe|i feel|maybe|opinion|if \w+ thinks?|it says|why|when|which)\b"
)


class Asking(msgspec.Struct, frozen=True):
    """What was asked: the sentence of it, and the words of the act."""

    sentence: str
    act: str


class Reader:
    """Reads texts for requests to do one of ``verbs`` to one of ``things``, for which ``owners`` (names) may be asked.

    A verb is a base form, with its particle if it has one (``push back``); ``not run`` means keeping the thing from
    running, ``it become s2`` that the thing is to do it itself (``could it become S2?``). A phrase of ``never`` takes the
    request out of the words that it governs: those behind it up to the verb (``may we``), or those right before it if it
    begins with a preposition (``to s3``); elsewhere it says nothing. ``results`` are patterns of what comes of the act
    (``asking_result``).
    """

    __slots__ = (
        "_active",
        "_acts",
        "_barred",
        "_itself",
        "_names",
        "_never",
        "_passive",
        "_results",
        "_runs",
        "_short",
        "_things",
    )
    _things: Phrases
    _names: Phrases
    _never: Phrases

    def __init__(
        self,
        verbs: tuple[str, ...],
        things: tuple[str, ...],
        owners: tuple[str, ...] = (),
        never: tuple[str, ...] = (),
        results: tuple[str, ...] = (),
    ) -> None:
        self._runs = any(verb.startswith("not ") for verb in verbs)
        plain = [verb for verb in verbs if not verb.startswith(("not ", "it "))]
        itself = "|".join(re.escape(verb[3:]) for verb in verbs if verb.startswith("it ")) or "(?!)"
        self._itself = re.compile(
            rf"\b(?:could|can|would|let|have) {frames.DET}{THING}{frames.HEAD}"
            rf"(?: please| just| perhaps| maybe)? (?:{itself})(?!\w)"
        )
        forms = [inflect(verb) for verb in plain]
        thing = rf"{frames.DET}(?:{THING}{frames.HEAD}{frames.NOT_COMPOUND}|{frames.PRONOUN})"
        base, ing, past = ("|".join(with_object(form[i], thing) for form in forms) or "(?!)" for i in range(3))
        self._acts = (
            ()
            if self._runs
            else fewest({*_first_words(forms), *(verb[3:] for verb in verbs if verb.startswith("it "))})
        )
        letters = "".join(sorted({word[0] for form in forms for word in form}))
        begins = f"(?=[{letters}])" if letters else ""  # asked first: where no verb begins, none of them is tried
        self._active = re.compile(rf"\b{begins}(?:(?P<base>{base})|(?P<ing>{ing})|(?P<past>{past}))(?!\w)")
        words = "|".join(form[0] for form in forms) or "(?!)"
        self._short = re.compile(
            rf"^(?:re )?{THING}{frames.HEAD} ?(?::|-+>?|=>) ?(?:please |pls )?(?:{words})(?: it)?"
            r"(?: please| pls| now| today| tonight|[.!])*$"
        )
        parts = "|".join(form[3] for form in forms) or "(?!)"
        link = r"(?P<link>(?: (?!and\b|or\b|but\b)[\w'-]+){0,3}?)"
        self._passive = re.compile(rf"(?P<obj>{THING}|\bit\b|\bthat\b){frames.HEAD}:?{link} (?P<act>{parts})(?!\w)")
        self._barred = re.compile(
            rf"(?P<obj>{THING}|\bit\b){frames.HEAD}(?: just| simply| really)? (?:(?P<barred>{frames.BARRED})"
            rf"|(?P<undone>{frames.UNDONE}))(?: ever| get to| be able to)? {frames.RUN}\b|\b(?:don't|do not|"
            rf"never) (?P<let>let) {frames.DET}(?:{THING}|it\b){frames.HEAD} {frames.RUN}\b|\b(?P<verb>keep"
            rf"|prevent|stop) {frames.DET}(?P<kept>{THING}|it\b){frames.HEAD} from \w+ing\b"
            if self._runs else "(?!)"
        )  # fmt: skip
        self._results = compile_results(results)
        self._things, self._names, self._never = Phrases(spell(things)), Phrases(owners), Phrases(never)

    def find(self, subject: str, text: str, result: bool = True) -> Asking | None:
        """Return the first request in a text with its subject line, if there is one; for a ``result`` only if it may name one."""
        heading = self._mark(fold(subject))
        body = [self._mark(part) for part in _parts(text)]
        quoted = self._mark(fold(own_words(text))) if self._runs and '"' in text + fold(text) else ""
        if THING not in heading and THING not in quoted and not any(THING in part for part in body):
            return None
        if OWNER not in heading and not any(OWNER in part for part in body):
            body = [_THEM.sub("somebody", part) for part in body]
        is_order = THING in heading and not heading.endswith("?") and not _REPLY.match(subject)
        if is_order and (act := self._asks(heading)):
            return Asking(subject.strip(), act)
        for number, part in enumerate(body):
            known = THING in heading or any(THING in earlier for earlier in body[max(0, number - 3) : number + 1])
            act = self._asks(part) or (self._asks_so(body[number - 1], part) if number else "") if known else ""
            if act and not (number + 1 < len(body) and frames.DENIAL.match(body[number + 1])):
                return Asking(_readable(part), act)
        if (
            self._results is not None
            and (part := find_result(self._results, heading, body))
            and not self._never.find(part)
        ):
            return Asking(_readable(part), "result")
        if not self._runs or any(frames.DENIAL.match(part) for part in (heading, *body)):
            return None
        part = find_effect(heading, body, quoted)
        return Asking(_readable(part), "effect") if part and not self._never.find(part) else None

    def _mark(self, sentence: str) -> str:
        return self._names.put(OWNER, self._things.put(THING, frames.spell_out(sentence)))

    def _asks(self, sentence: str) -> str:
        """Return the words by which a marked sentence asks for the act, if it does."""
        if self._acts and not has_one(self._acts, sentence):
            return ""
        if THING not in sentence and _REFERS.search(sentence) is None:
            return ""
        if has_one(frames.CONSENTS, sentence) and is_pending(sentence):
            return ""
        if " back" in sentence and frames.PUT_RIGHT.search(sentence):
            return ""
        never = self._never.find(sentence)
        sooner = has_one(frames.EARLIER, sentence)
        for found in self._active.finditer(sentence):
            form = found.lastgroup
            asked = _is_asked(_before(sentence, found), form) and not (sooner and is_elsewhere(sentence, found))
            if asked and not is_freed(never, sentence, found, partial(_is_asked, form=form)):
                return found[0]
        if not sooner and sentence.startswith(_HEADS) and (short := self._short.match(sentence)):
            return short[0]
        for found in self._passive.finditer(sentence):
            link = found["link"]
            wanted = _is_wanted(_before(sentence, found), link, sentence) and not (
                sooner and is_elsewhere(sentence, found)
            )
            if wanted and not is_freed(never, sentence, found, partial(_is_wanted, link=link, sentence=sentence)):
                return found[0]
        for found in self._itself.finditer(sentence):
            if not _is_denied(_before(sentence, found)) and not is_freed(never, sentence, found, bool):
                return found[0]
        for found in self._barred.finditer(sentence):
            left = _before(sentence, found)
            if sooner and is_elsewhere(sentence, found):
                continue
            if found["let"]:
                if _is_imperative(left):
                    return found[0]
            elif found["verb"]:
                if _is_asked(left, "base"):
                    return found[0]
            elif found["barred"]:
                if not frames.UNSURE.search(left) and not _MUST.search(left):
                    return found[0]
            elif _is_ensured(left) or _IF_IT.search(_bare(left)):
                return found[0]
        return ""

    def _asks_so(self, earlier: str, sentence: str) -> str:
        """Return the words by which a sentence asks for what the one before it speaks of (``please do so``)."""
        found = _DO_SO.search(sentence) if has_one(frames.DO_SO_WORDS, sentence) else None
        if found is None or not _is_asked(_before(sentence, found), "base"):
            return ""
        both = f"{earlier} {sentence}"
        if OWNER in both or frames.SOONER.search(both) or is_pending(both):
            return ""
        for act in (*self._active.finditer(earlier), *_NOUNS.finditer(earlier), *self._passive.finditer(earlier)):
            parts = act.groupdict()
            link = parts.get("link")
            told = parts.get("past") or (link is not None and link != " be" and not _TO_BE.match(link))
            left = _before(earlier, act)
            if not told and (not frames.NOT.search(left) or _UNABLE.search(left)):
                return "" if is_freed(self._never.find(earlier), earlier, act, bool) else found[0]
        return ""


def _first_words(forms: Iterable[tuple[str, ...]]) -> set[str]:
    return {form.partition(" ")[0] for verb in forms for form in verb}


def _before(sentence: str, found: re.Match[str]) -> str:
    """What stands before a match; of a sentence without end only the last of it, which bounds the time it takes."""
    return sentence[max(0, found.start() - _REACH) : found.start()].rstrip()


def _parts(text: str) -> list[str]:
    """The sentences of a writer's own words, folded, without what stands in quotation marks."""
    plain = _QUOTED.sub(" ", normalise(own_words(text)))
    return [_LIST_MARK.sub("", fold(part)) for part in sentences(plain)]


def _readable(marked: str) -> str:
    return marked.replace(THING, "it").replace(OWNER, "the owner")


def _is_denied(left: str) -> bool:
    """Whether what follows is denied, reported, or only wondered about."""
    stretch = _BEFOREHAND.sub("", _STRONG.split(left)[-1])
    if frames.UNSURE.search(stretch):
        return True
    return frames.NOT.search(stretch) is not None and frames.ASKED_NOT.search(stretch) is None


def _is_asked(left: str, form: str | None) -> bool:
    """Whether the words before a verb (with its object) make it something that the reader is asked to do."""
    if frames.POSSIBLE.search(left):
        return True
    if _is_denied(left):
        return False
    if form == "ing":
        return _ENDS["GERUND"].search(left) is not None
    if form == "past":
        return _ENDS["IF_YOU"].search(left) is not None
    if _ENDS["YOU"].search(left) or _ENDS["IF_YOU"].search(left):
        return True
    if (use := frames.USE_TO.search(left)) is not None:
        return _is_asked(left[: use.start()].rstrip(), "base")
    other = frames.ASK_OTHER.search(left) or frames.ASK_IF.search(left)
    if other is not None:
        owner = OWNER in other["who"] or re.search(r"\b(?:her|him|them|me|us|owner)\b", other["who"])
        return owner is None and _is_asked(left[: other.start()].rstrip(), "base")
    return _is_imperative(left)


def _is_imperative(left: str) -> bool:
    """Whether a verb right behind ``left`` begins an order: nothing but polite words stands before it in its clause."""
    breaks = list(_WEAK.finditer(left))
    clause = left[breaks[-1].end() :].strip() if breaks else left.strip()
    if not _POLITE.fullmatch(f"{clause} " if clause else ""):
        return False
    if breaks and breaks[-1][0].strip() in ("and", "then", "or"):
        earlier = _STRONG.split(left[: breaks[-1].start()])[-1].strip()
        return re.search(rf"\b(?:{frames.YOU})\b", earlier) is not None or not frames.NARRATIVE.match(earlier)
    return True


def _bare(left: str) -> str:
    """Return ``left`` without the article of what follows."""
    return _ARTICLES.sub("", left)


def _is_ensured(left: str) -> bool:
    """Whether ``left`` ends by asking the reader to make sure of what follows."""
    found = _ENSURE.search(_bare(left))
    return found is not None and _is_asked(left[: found.start()].rstrip(), "base")


def _is_wanted(left: str, link: str, sentence: str) -> bool:
    """Whether the reader is asked to have it done: the thing stands behind ``left``, ``link`` between it and the participle."""
    left = _bare(left)
    if _BY_OWNER.search(sentence):
        return False
    if not link and frames.POSSIBLE_TO_HAVE.search(left):
        return True
    if _is_denied(left) or re.search(r"\b(?:not|never|n't|don't)\b|n't\b", link):
        return False
    if _TO_BE.match(link):
        clause = _WEAK.split(left)[-1].strip()
        return not _MUST.search(left) and (
            bool(_POLITE.fullmatch(f"{clause} " if clause else "")) or _WANTS.search(left) is not None
        )
    if not link:
        if _WANTS.search(left):
            return True
        found = _GETS.search(left)
        return found is not None and _is_asked(left[: found.start()].rstrip(), "base")
    if not _MAY_BE.match(link):
        return False
    if _is_ensured(left) or _IF_IT.search(left) or _WANTS.search(left) or frames.REQUESTED.search(left):
        return True
    return (
        re.search(r"\b(?:could|can|would)$", left) is not None
        and re.search(r"\bplease\b|\bby you\b", sentence) is not None
    )
