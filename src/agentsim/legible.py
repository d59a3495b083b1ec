"""What a text says to whoever reads it, before any detector does: the same words, however they are dressed.

Line ends, tags of a page, stars round words, full-width and look-alike letters and signs that nobody sees become plain
text. What stands as quoted counts as quoted only where somebody else wrote it: a header, a rule or a ``>`` before words
that stand nowhere else does not make them another person's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from itertools import pairwise
from operator import attrgetter
from unicodedata import is_normalized, normalize

from msgspec.structs import replace

from agentsim.prose import UNSEEN, drop_unseen, fold, not_of_europe, own_words
from agentsim.records import Email, Event, File, Record, Utterance
from agentsim.scenario.scenario import Scenario
from agentsim.world import Setting, World

FIELDS = frozenset((
    "subject", "body", "from_name", "title", "text", "notes", "note", "comment", "message", "summary", "description", "reason",
    "resolution", "answer", "reply", "place",
))  # fmt: skip
"""The fields in which people write; what stands in others is ids, states and figures."""
_BLOCK = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|table|blockquote|pre|hr|section|article)\b[^<>]{0,200}>", re.IGNORECASE
)
_INLINE = re.compile(
    r"</?(?:span|b|i|u|s|strong|em|font|a|code|small|big|td|th|sub|sup|html|body)\b[^<>]{0,200}>", re.IGNORECASE
)
_EMPHASIS = re.compile(r"(?<![\w*`])(\*{1,3}|`)(?=[^\s*`])([^*`\n]{1,400}?)(?<=[^\s*`])\1(?![\w*`])")
"""Words between stars or grave accents, as a page sets them in bold, in italics or as code."""
_MIXED = re.compile(r"[^\W\d_]+")
_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420"
    "\u0421\u0422\u0425\u0406\u0408\u0405\u03bf\u03b1\u03bd\u03c1\u03b9\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f"
    "\u03a1\u03a4\u03a5\u03a7\u0396",
    "aeopcyxijshdABEKMHOPCTXIJSoavpiABEHIKMNOPTYXZ",
)
_ODD = re.compile(f"[{UNSEEN}\u0370-\u03ff\u0400-\u052f]")
_MARK = re.compile(r"^[ \t]*(?:[>|][ \t]*)+")
_HEADER = re.compile(
    r"^(?:id|thread|date|sent|from|to|cc|bcc|attachments): |^-{2,}|^_{4,}|^\W*$|(?:wrote|schrieb) ?:$", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:id|thread|date|sent|from|to|cc|bcc|attachments): |^[-_]{2,}[ \t]*|(?<=wrote) ?:$|(?<=schrieb) ?:$",
    re.IGNORECASE,
)
"""What makes words look like a header."""
_SUBJECT = re.compile(r"^subject: (?:(?:re|fwd?|aw|wg): )*", re.IGNORECASE)
_HEADER_WORDS, _SHORT_WORDS = 6, 5
_HEADER_TERMS = frozenset(
    re.split(
        r"\s+",
        r"id thread date sent from to cc bcc attachments subject on at am pm the a of and my mine ours by in you me us "
        r"desk team friend colleague original forwarded message mail email begin end quote quoted text wrote schrieb am um "
        r"nachricht weitergeleitete ursprüngliche monday tuesday wednesday thursday friday saturday sunday mon tue wed thu "
        r"fri sat sun january february march april may june july august september october november december jan feb mar "
        r"apr jun jul aug sep sept oct nov dec th st nd rd cet cest gmt utc dr mr mrs ms prof van von de der den la le el "
        r"none re fwd fw txt csv pdf md shared",
    )
)


def legible(event: Event, world: World, scenario: Scenario) -> Event:
    """Return ``event`` with the texts of its record as a reader takes them; the same event where that is how they stand."""
    after = event.after
    if after is None or event.actor != "agent":
        return event
    names, read = _fields(type(after))
    before = event.before if type(event.before) is type(after) else None
    if before is not None and (isinstance(after, File) or read(after) == read(before)):
        return event  # nothing is written; and a changed file is compared with what it was, line by line
    texts: dict[str, str] = {}
    quotes = not isinstance(after, Utterance)  # in a chat nothing stands below an answer
    for name in names:
        text = getattr(after, name)
        if not text or type(text) is not str or (before is not None and getattr(before, name) == text):
            continue
        plain = text if _is_plain(text) else in_plain_text(text)
        if quotes and ("\n" in plain or plain[:1] in (">", "|", " ")) and (own := own_words(plain)) != plain:
            plain = settle_quotes(plain, own, _Written(after, world, scenario))
        if plain != text:
            texts[name] = plain
    return replace(event, after=replace(after, **texts)) if texts else event


@lru_cache(maxsize=256)
def _fields(kind: type[Record]) -> tuple[tuple[str, ...], Callable[[Record], object]]:
    """The names of the fields in which people write, and what reads them all."""
    names = tuple(name for name in kind.__struct_fields__ if name in FIELDS)
    return names, attrgetter(*names) if names else lambda record: None


def _is_plain(text: str) -> bool:
    """The cheap question before the right one: whether a text stands as it reads."""
    if "<" in text or "\r" in text or "&" in text or "*" in text or "`" in text:
        return False
    return text.isascii() or not_of_europe(text) is None or (_ODD.search(text) is None and is_normalized("NFKC", text))


def in_plain_text(text: str) -> str:
    """Return ``text`` in plain letters and lines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _in_plain_letters(text)
    if "<" in text:
        text = _INLINE.sub("", _BLOCK.sub("\n", text))
    if "&" in text and ";" in text:
        text = unescape(text)
    if "*" in text or "`" in text:
        text = _EMPHASIS.sub(r"\2", text)
    return text


def _in_plain_letters(text: str) -> str:
    """Letters of one alphabet in a word, each in its plain form; nothing that is not seen."""
    if not is_normalized("NFKC", text):
        text = normalize("NFKC", text)
    return _MIXED.sub(_in_one_script, drop_unseen(text)) if _ODD.search(text) is not None else text


def _in_one_script(found: re.Match[str]) -> str:
    word = found[0]
    if word.isascii() or not any(letter.isascii() for letter in word):
        return word
    plain = word.translate(_ALIKE)
    return plain if plain.isascii() else word


def settle_quotes(text: str, own: str, written: _Written) -> str:
    """Return the words that are a writer's ``own``, then what stands as quoted and nobody wrote, then what was really quoted."""
    left = own.split("\n")
    quoted: list[str] = []
    for line in written.take_out(text).split("\n"):
        if left and line == left[0]:
            left.pop(0)
        else:
            quoted.append(line)
    bare = [_MARK.sub("", line).strip() for line in quoted]
    told = [
        n
        for n, line in enumerate(bare)
        if line and not (_HEADER.search(line) and _is_short(line) and written.is_header(line))
    ]
    folded = [fold(_SUBJECT.sub("", bare[n])) for n in told]
    claimed = [n for at, n in enumerate(told) if not _was_written(folded, at, written)]
    if not claimed:
        return text
    kept = [line for n, line in enumerate(quoted) if n not in claimed]
    return "\n".join((own.rstrip(), *(_LABEL.sub("", bare[n]) for n in claimed), "", *kept))


def _is_short(line: str) -> bool:
    """Whether a line is no longer than a header is, its addresses not counted: what says more is no header."""
    return sum("@" not in word for word in line.split()) <= _HEADER_WORDS + 1


def _was_written(lines: list[str], number: int, written: _Written) -> bool:
    """Whether a line is somebody's; one of a few words, which may stand anywhere by chance, with the line beside it."""
    line = lines[number]
    if len(line.split()) >= _SHORT_WORDS or len(lines) == 1:
        return written(line)
    pairs = lines[max(0, number - 1) : number + 2]
    return any(written(f"{one} {other}") for one, other in pairwise(pairs))


class _Written:
    """Whether somebody else wrote a folded line: a person, whoever told the agent, or the agent to the same readers before."""

    def __init__(self, record: Record, world: World, scenario: Scenario) -> None:
        self.record, self.world, self.scenario = record, world, scenario

    def __call__(self, line: str) -> bool:
        if any(line in fold(text) for mail in (*self._near(), *self._since()) for text in _texts(mail)):
            return True
        return line in self.world.setting.once(_texts_at_reset, lambda gather, _: gather(self.scenario))

    def is_header(self, line: str) -> bool:
        """Whether a line holds what a header holds, people and times: words of any other kind are words that are said."""
        known = self.world.setting.once(_header_words, lambda gather, setting: gather(setting, self.scenario))
        spoken = [word for word in line.split() if "@" not in word and not any(map(str.isdigit, word))]
        return all(word in known for word in _MIXED.findall(fold(" ".join(spoken))))

    def take_out(self, text: str) -> str:
        """Return ``text`` without what it repeats, letter by letter, of the mail that it answers or passes on."""
        for mail in self._near():
            shown = self.world.stores["mail"].base.shown.get(mail.id)
            part = shown if shown and shown in text else mail.body
            if part:
                text = text.replace(part, "")
        return text

    def _near(self) -> list[Email]:
        record, store = self.record, self.world.stores.get("mail")
        if not isinstance(record, Email) or store is None:
            return []
        return [mail for key in (record.reply_to, record.forwards) if key and isinstance(mail := store.get(key), Email)]

    def _since(self) -> Iterator[Email]:
        """The mails that came since the reset, and those of the agent that all who read this one got as well."""
        agent, record = self.world.setting.agent_address, self.record
        readers = set(record.recipients) if isinstance(record, Email) else None
        for store in self.world.stores.values():
            for mail in store.changed.values():
                if (
                    isinstance(mail, Email)
                    and mail.status == "sent"
                    and mail.id != record.id
                    and (mail.sender != agent or (readers and readers.issubset(mail.recipients)))
                ):
                    yield mail


def _header_words(setting: Setting, scenario: Scenario) -> frozenset[str]:
    """The words that stand in a header: names, titles and addresses of those who write, days, months, what leads to them."""
    named = [setting.agent_name, setting.agent_address, *(f"{one.name} {one.title}" for one in setting.people.values())]
    for prepared in scenario.prepared.values():
        for record in prepared.records.values():
            if isinstance(record, Email):
                named += (record.sender, *record.recipients)
    named += (mail.sender for mail in scenario.arrivals.values())
    named += (person.email for person in setting.people.values())
    return _HEADER_TERMS | frozenset(_MIXED.findall(fold(" ".join(named))))


def _texts_at_reset(scenario: Scenario) -> str:
    """Everything that anybody had written when the episode began, folded."""
    records = (record for prepared in scenario.prepared.values() for record in prepared.records.values())
    texts = (text for record in records for text in _texts(record))
    return "\n".join(map(fold, (scenario.first_message, scenario.system_prompt, *texts)))


def _texts(record: Record) -> Iterator[str]:
    for name in _fields(type(record))[0]:
        text = getattr(record, name)
        if isinstance(text, str):
            yield text
    for name in record.__struct_fields__:
        value = getattr(record, name)
        for item in value if isinstance(value, tuple) else ():
            text = item if isinstance(item, str) else getattr(item, "text", None)
            if isinstance(text, str):
                yield text
