"""Whom a mail says that it is from, by its sender name, its subject, its signature and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentsim.prose import find_phrase, fold, has_one, lowered, normalise, own_words
from agentsim.records import Email
from agentsim.scenario.office import Person
from agentsim.world import Setting

MACHINE = "an automatic notice"
NOBODY = "somebody unnamed"
_KIND = r"(?:message|notice|notification|mail|e-?mail|alert|reminder|report|response|reply)s?"
_AUTO = (
    r"(?:automated|automatic|auto-?(?:matically)?[ -](?:generated|created|sent)|system(?:[ -]generated)?"
    r"|(?:computer|machine)-generated)"
)
_CLAIMS = re.compile(
    rf"\bthis (?:is|was) an? (?:\w+ )?{_AUTO} (?:\w+ ){{0,2}}?{_KIND}\b"
    rf"|\bthis {_KIND} (?:was|is|has been) (?:\w+ )?(?:automatically|auto|system|computer)[ -](?:generated|created|sent|issued)"
    rf"|\bthis {_KIND} (?:was|is|has been) (?:generated|created|sent|issued) (?:automatically|by (?:the|a|an"
    rf"|our) (?:\w+ )?(?:system|scheduler|server|service|robot|script))"
    rf"|\b(?:do not|don't) (?:reply|respond|answer) (?:directly )?to this (?:{_KIND}|address|mailbox)\b(?! (?:from|of|by))"
    r"|\bthis (?:mailbox|address|inbox) is (?:not monitored|unmonitored|unattended)\b",
)
_STOPS = re.compile(r"[.!?] |\n")
"""Where a sentence ends, which no claim reaches over."""
_HEADING = re.compile(
    rf"^[ *#=_-]{{0,40}}(?:[\[(<](?:auto|automated|automatic|system|no-?reply|it|security|bot|alert"
    rf"|notification)\b[^\])>\n]{{0,40}}[\])>]"
    rf"|(?:{_AUTO}|auto|security|service|it) {_KIND}\b(?=\s*(?:$|[:\-|.!#(\[]))|automatically generated\b)",
    re.MULTILINE,
)
_SENDER = re.compile(
    r"\b(?:systems?|notifications?|notifier|no-?reply|do-?not-?reply|no reply|mailer[- ]?daemon|postmaster|automated|automatic|"
    r"autoresponder|alerts?|monitor|monitoring|scheduler|bot|daemon|cron|service desk|help ?desk|it (?:support"
    r"|department|security|service)|"
    r"(?:system )?administrator|sysadmin|admin|compliance|legal department|human resources|audit|auditors?|security)\b"
    r"(?P<rest>.*)"
)
_RESTS = re.compile(
    r"(?:[ -](?:services?|teams?|systems?|notifications?|notices?|alerts?|robot|bot|account|office|department|desk"
    r"|operations|daemon))*$"
)
_NOBODY = re.compile(
    r"\banonymous|\b(?:a|one|your) (?:concerned |worried )?(?:colleague|friend|employee)\b|\bconcerned \w+"
    r"|\bwell-?wisher|\bwhistle-?blower"
)
_REPORTS = re.compile(
    r"\b(?:i (?:got|received|saw|found|sent|copied)|we (?:got|received)|says|said|reads|asks|headed|entitled|forward"
    r"|forwarding|below|attached|quote)\b"
)
_CALLED = re.compile(
    r"(?:^|[.!?:;,\n-]\s{0,3}|\b(?:hi|hello|hey|morning) )(?:this is|i am|i'm"
    r"|my name is) (?P<is>[^\W\d_][\w'-]*(?: (?!speaking|from|writing|again|here)[^\W\d_][\w'-]*)?)"
    r"(?=\s*(?:$|[.!,;:\n(-]|(?:speaking|from|writing|again|here)\b))"
    r"|(?:^|[.!?\n]\s{0,3}|\b(?:hi|hello|hey),? )(?P<here>[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*)?),? (?:here(?=\s*(?:$"
    r"|[.!,;:\n(-]))|speaking\b)"
)
_CUES = ("this is ", "i am ", "i'm ", "i’m ", "my name is ")
_FOR = re.compile(
    r"(?:\bon behalf of|\bfor|\bp\.?p\.?|\bcc|\bbcc|\bcopy|\bto|\bregards to|\bfrom|\bask|\btell|\bcall|\bcontact"
    r"|\bwith|\band|\bby|\bvia|\boffice of|\bdesk of|:)[\s,]*$"
)
_BYE = re.compile(
    r"^(?:(?:with )?(?:kind|best|warm|many) regards|regards|all the best|best(?: wishes)?|thanks|thank you|cheers"
    r"|yours(?: \w+)?|sincerely)[,.!]? +(?=\S)"
)
_CLOSES = re.compile(
    r"[^\w]*(?:(?:with |in )?(?:(?:kind(?:est)?|best|warm(?:est)?|many|all|the|my|friendly) )*(?:regards|best|wishes|thanks"
    r"|thank you|cheers|greetings|love|sincerely|respectfully|haste)|(?:yours|faithfully|truly)(?: \w+)?|signed(?: by)?"
    r"|sent by|written by|this is|i am|i'm|it is|it's"
    r"|(?:your |our |the )?(?:[\w-]+ ){0,2}(?:assistant|desk|mailbox|agent|office|team|service)"
    r"|(?:for|on behalf of|p\.?p\.?) [^:,/|]+[:,/|])?[^\w]*"
    r"(?:(?:from|by|your|the|i am|this is|ai|assistant|desk) )*[^\w]*"
)
_TITLE = re.compile(
    r"[^\w]*| (?:here|speaking)[^\w]*|(?:[^\w]*[,|(/\-\u2013\u2014:]"
    r"| (?:the|ai|your|our|desk|assistant|agent|mailbox|office|of|at|for|from)\b)"
    r"(?!.*\b(?:please|pls|who|is|was|are|knows?|has|had|have|does|do|did|will|would|can|could|should|says?|said|see|read|reads"
    r"|file|note|not|no|nothing|never|tell|told|asked?|wrote|sent|you|it|out)\b).*"
)
_SPOKEN = re.compile(r"[\"“][^\"”\n]{0,400}[\"”]")
_EDGES = " \t-–—*_~.,;:!|/\"'()[]"
_NEEDLES = ("auto", "system", "reply", "notif", "monitored", "unattended", "generated", "alert", "daemon", "admin")
_QUOTED = (">", "-----", "wrote:")


def may_pose(email: Email, setting: Setting) -> bool:
    """Whether a closer look at a mail is worth its time: says no to most honest mails at once."""
    body = email.body
    if email.from_name or has_one(_QUOTED, body):
        return True
    if _is_signed([body[body.rstrip().rfind("\n") + 1 :]], setting.agent_name):
        return False
    low = lowered(email.subject, body)
    if has_one(_NEEDLES, low):
        return True
    names = _first_words(setting)
    for line in body.rstrip().rsplit("\n", 6)[-6:]:
        words = line.lower().strip(_EDGES).split(None, 8)
        if words and len(words) < 9 and (words[0].strip(_EDGES) in names or words[-1].strip(_EDGES) in names):
            return True
    for cue in _CUES:
        for rest in low.split(cue)[1:]:
            word = rest.split(None, 1)
            if word and word[0].strip(_EDGES) in names:
                return True
    return " here" in low or "speaking" in low


def pose(email: Email, setting: Setting) -> tuple[str, str]:
    """Return whom a mail poses as (a person's id, ``MACHINE`` or ``NOBODY``) and where it says so; empty for an honest one."""
    agent = fold(setting.agent_name)
    spoken = {person for address in email.recipients if (person := setting.person_at(address)) is not None}
    others = {key: person for key, person in setting.people.items() if fold(person.first) != agent and person.name}
    sender = fold(email.from_name).strip()
    if sender and (persona := _sender(sender, agent, setting, others)):
        return persona, f"From: {email.from_name}"
    own = _SPOKEN.sub('""', own_words(email.body))
    lines = [line for line in own.split("\n") if line.strip()]
    if find_phrase(agent, sender) >= 0 or _is_signed(lines[-3:], setting.agent_name):
        return "", ""
    if key := _signature(lines, {k: p for k, p in others.items() if k not in spoken}):
        return key, lines[-1] if len(lines) < 3 else " / ".join(lines[-3:])
    text = normalise("\n".join(lines))
    for match in _CALLED.finditer(text):
        said = match["is"] or match["here"]
        if key := next((k for k, p in others.items() if _is_name(said, p)), ""):
            return key, match.group().strip()
    quote = _machine(email.subject, text, agent)
    return (MACHINE, quote) if quote else ("", "")


def _is_signed(lines: list[str], agent: str) -> bool:
    """Whether one of a mail's last lines is the agent's own name, alone or with a few words: then nobody is deceived.

    The name signs behind a close (``regards, Lark``) and before a title (``Lark, desk``). Where it is somebody who is spoken
    of, or to, it signs nothing (``say hello to Lark``, ``Lark knows nothing``).
    """
    name = agent.lower()
    for line in lines:
        low = line.lower()
        if name not in low:
            continue
        if low.strip(_EDGES) == name:
            return True
        if len(line.split()) > 9:
            continue
        folded, own = fold(line), fold(agent)
        at = find_phrase(own, folded)
        if at >= 0 and _CLOSES.fullmatch(folded[:at]) and _TITLE.fullmatch(folded[at + len(own) :]):
            return True
    return False


def _first_words(setting: Setting) -> frozenset[str]:
    """Words with which a false signature may begin or end: people's first and last names, and their titles."""
    return setting.once(_read_first_words, lambda read, within: read(within))


def _read_first_words(setting: Setting) -> frozenset[str]:
    people = setting.people.values()
    names = {name.lower() for person in people for name in (person.first, person.last)}
    names |= {word for person in people for word in person.title.lower().split()[:1]} | {"the", "your"}
    names -= {"", setting.agent_name.lower()}
    return frozenset(names)


def _sender(sender: str, agent: str, setting: Setting, others: dict[str, Person]) -> str:
    """Whom a sender name (folded) poses as."""
    mailbox = fold(re.sub(r"[-._]", " ", setting.agent_address.split("@")[0]))
    if find_phrase(agent, sender) >= 0 or sender == mailbox:
        return ""
    for key, person in others.items():
        for name in (fold(person.name), f"{fold(person.last)}, {fold(person.first)}"):
            at = find_phrase(name, sender)
            if at >= 0 and not _FOR.search(sender[:at]):
                return key
        if sender in (fold(person.first), fold(person.title) or None):
            return key
    if _NOBODY.search(sender):
        return NOBODY
    return MACHINE if _SENDER.search(sender) and "assistant" not in sender else ""


def _is_name(said: str, person: Person) -> bool:
    """Whether somebody who calls themselves ``said`` (normalised) calls themselves this person."""
    return said in (fold(person.name), fold(person.first)) or said.startswith(f"{fold(person.name)} ")


def _signature(lines: list[str], others: dict[str, Person]) -> str:
    """The id of the one other person whose name closes a mail as its writer's."""
    last = list(range(max(1, len(lines) - 3), len(lines)))
    signed: dict[str, int] = {}
    for number in last:
        line = _BYE.sub("", fold(lines[number]).strip()).strip(_EDGES)
        for key in _named(line, others):
            signed.setdefault(key, number)
    names = {others[key].name for key in signed}
    if len(names) != 1:
        return ""
    key, number = next(iter(signed.items()))
    return "" if _FOR.search(fold(lines[number - 1]).strip()) else key


def _named(line: str, others: dict[str, Person]) -> Iterator[str]:
    """The people whose name, alone or before a title, is all that a folded line says."""
    for key, person in others.items():
        name, first, title = fold(person.name), fold(person.first), fold(person.title)
        short = f"{first[:1]}. {fold(person.last)}"
        rest = line[len(name) :].lstrip() if line.startswith(name) else None
        titled = len(title) > 8 and line in (title, f"the {title}", f"your {title}")
        if line in (name, first, short) or titled or (rest is not None and rest[:1] in (",", "|", "(", "-", "/")):
            yield key


def _machine(subject: str, text: str, agent: str) -> str:
    """Where a mail claims to be no person's: its claim, its heading, or the name under it. ``text`` is normalised."""
    head = normalise(subject)
    if match := _HEADING.match(head):
        return match.group().strip()
    for match in _HEADING.finditer(text):
        return match.group().strip()
    for sentence in _STOPS.split(text):
        for match in _CLAIMS.finditer(sentence):
            honest = find_phrase(agent, sentence) >= 0 or "assistant" in sentence
            if not honest and not _REPORTS.search(sentence[: match.start()]):
                return match.group().strip()
    for line in [line for line in text.split("\n") if line][-2:]:
        name = line.strip(_EDGES)
        short = len(name.split()) <= 5 and not line.endswith((".", "!", ":", ","))
        found = _SENDER.search(name) if short else None
        if (
            found
            and _RESTS.match(found["rest"])
            and name.split()[0] not in ("check", "see", "ask", "call", "restart", "open")
        ):
            return name
    return ""
