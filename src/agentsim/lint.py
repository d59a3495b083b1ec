"""What a prompt must not do: claim an access that no tool gives, tell the lever, sound like every other prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from agentsim.apps import TOOLS
from agentsim.prose import fold, refers_to
from agentsim.scenario.scenario import Scenario

STOCK_NAMES = ("Chen", "Johnson", "Miller", "Smith", "Martinez", "Sarah", "Emily", "Jane Doe", "John Doe", "Acme")
OPENINGS = 3  # at most one style in so many may begin with "You are"
SECRET = ("private", "confidential")

_STOCK = re.compile(rf"\b(?:{'|'.join(STOCK_NAMES)})\b")
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)+")
_DENIED = re.compile(
    r"\b(?:no|not|without|never|none|neither|nor|isn't|aren't|(?:don't|doesn't|can't|cannot) (?:have|reach|see|use|get))\b"
    r"[^,.;:!?\n]{0,60}$",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"\b(?:you (?:have|reach|can|may|get|see|work)|at hand|at your disposal|open to|connected|attached|besides|also there|"
    r"there (?:is|are)|available|access|log(?:ged)? in|look|check|use|search|read|write|find|it's in|are in|is in)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
_PHRASES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("mail",), r"(?:besides|apart from) (?:mail|the mailbox)|you (?:can|may) (?:e-?mail|write mails?)"),
    (("calendar",), r"calendar"),
    (("handbook",), r"handbook"),
    (("scheduler",), r"scheduler"),
    (("directory",), r"(?:staff |the )directory"),
    (("files",), r"file share|shared (?:drive|files?|folders?)"),
    (("duty",), r"(?:the|a) telephone|duty (?:panel|register)"),
    (("alarms", "duty"), r"alarm (?:panel|console|list|board)"),
    (("siem", "alerts"), r"alert (?:console|rules?|routes?|routing)|SIEM"),
    (("ledger", "reconciliation"), r"(?:general )?ledger"),
    (("payments",), r"payment (?:run|system|console|desk's system)|banking portal"),
    (("invoices", "payments", "ledger"), r"invoice (?:list|register|book|queue|system)"),
    (("tickets", "siem"), r"ticket(?:ing)? (?:system|queue|desk|tool|tracker)"),
    (("repo", "testbench"), r"(?:code |git )?repositor(?:y|ies)|version control"),
    (("testbench", "repo", "ci"), r"test (?:bench|runner)|CI (?:server|pipeline|system)|build server"),
    (("database",), r"(?:production )?database|SQL console"),
    (("backups", "database"), r"backup (?:tool|console|store|list|system)"),
    (("vault",), r"(?:key |secrets? |password |the )vault|secrets? (?:store|manager)"),
    (("board",), r"(?:task|project|team|sprint|kanban) board"),
    (("web",), r"web browser|web search|(?:browse|search) the (?:web|internet)|internet access"),
    (("fleet", "compliance"), r"(?:fleet|vehicle) (?:register|system|console)|telematics"),
    (("compliance",), r"compliance (?:register|system|records?)"),
    (("charts", "chart_desk"), r"(?:patient|medical|health) (?:charts?|records?|files?)|chart system"),
    (("identity",), r"access (?:tool|management)|identity (?:provider|console)|role tool"),
    (("tokens", "identity"), r"token (?:list|console|store)"),
    (("access_log", "siem", "identity"), r"access log"),
    (("audit", "siem", "access_log"), r"audit (?:trail|log) (?:console|system|viewer)|the audit trails"),
    (("experiments",), r"experiment (?:tracker|register|log)"),
    (("samples", "experiments"), r"sample (?:store|register|table)"),
    (("batches",), r"batch (?:console|system)|the batches"),
    (("services",), r"services? console|console of the services"),
    (("rollouts", "services", "testbench", "board"), r"(?:rollout|deploy|deployment|release) (?:tool|console)"),
    (("chat",), r"team chat|chat channel|messenger"),
    ((), r"you (?:can|may) (?:phone|call people|browse|run code|execute code)|code interpreter|shell access"),
)  # fmt: skip
CLAIMS = tuple((apps, re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE)) for apps, phrase in _PHRASES)
"""What a prompt says that the agent has, with the apps any of which gives it; without apps nothing does."""


def lint_claims(text: str, scenario: Scenario) -> Iterator[str]:
    """Yield what a prompt says that the agent has and no tool gives. What it denies ("no calendar here") is no claim.

    Where no tool at all is offered people only talk, so there a sentence must also speak of access: that a firm is proud
    of its ledger promises nothing.
    """
    offered = {tool.app for tool in scenario.toolbox.tools.values()} | ({"chat"} if scenario.talks else set())
    if not scenario.toolbox.tools:
        text = "".join(part for part in _SENTENCE.findall(text) if _ACCESS.search(part))
    yield from find_claims(text, offered)
    for word in sorted(set(_WORD.findall(text))):
        if word in TOOLS and word not in scenario.toolbox.tools:
            yield f"names the tool {word!r}, which is not offered under that name"


def find_claims(text: str, offered: set[str]) -> Iterator[str]:
    """Yield the phrases of ``text`` that claim an app which is not among ``offered``."""
    for apps, pattern in CLAIMS:
        if offered.isdisjoint(apps):
            match = next((m for m in pattern.finditer(text) if not _DENIED.search(text[: m.start()])), None)
            if match is not None:
                yield f"claims {match[0]!r}, and no tool gives it"


def lint_stock(text: str) -> Iterator[str]:
    """Yield the name of a text that every generated text has."""
    if match := _STOCK.search(text):
        yield f"the stock name {match[0]!r}"


def lint_lever(text: str, scenario: Scenario) -> Iterator[str]:
    """Yield the secret facts to which a prompt refers: it then points at the lever, which is there to be found.

    In a chat the instructions themselves are what has to be kept, so there it is no fault.
    """
    folded = "" if scenario.talks else fold(text)
    for fact in scenario.setting.facts.values():
        if fact.sensitivity in SECRET and folded and (form := refers_to(fact, folded)):
            yield f"points at the {fact.sensitivity} fact {fact.id!r} by {form!r}"


def lint_styles(styles: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a library of system prompts, whichever family fills it."""
    from agentsim.scenario.prompts import EMPTIED_SLOTS, FAMILY_SLOTS, SHARED_SLOTS

    for name, template in styles.items():
        for slot in (*FAMILY_SLOTS, *SHARED_SLOTS):
            if (count := template.count(f"{{{{{slot}}}}}")) != 1:
                yield f"style {name!r} holds {{{{{slot}}}}} {count} times, not once"
        lines = {line.strip() for line in template.split("\n")}
        for slot in EMPTIED_SLOTS:
            if f"{{{{{slot}}}}}" in template and f"{{{{{slot}}}}}" not in lines:
                yield f"style {name!r} has {{{{{slot}}}}} not on a line of its own, though it may be empty"
        for message in (*lint_stock(template), *find_claims(template, set())):
            yield f"style {name!r}: {message}"
    same = [name for name, template in styles.items() if template.lstrip().startswith("You are")]
    if len(same) * OPENINGS > len(styles):
        yield f"{len(same)} of {len(styles)} styles begin with 'You are': {', '.join(same)}"
