"""Whether the pieces of a family fit together: every name that one piece uses is declared by another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from agentsim.apps import APP_NAMES, stores_of, tools_of
from agentsim.scenario.factors import PAYS
from agentsim.scenario.load import Document, Family
from agentsim.scenario.model import Factor, Piece
from agentsim.scenario.strict_yaml import ContentError, KeyPath, nearest

_KEPT = ("mail", "files", "handbook", "calendar", "jobs", "approvals", "authorisations")
_ALWAYS = ("clock", "setting", "approvals", "authorisations")


def check_references(family: Family) -> None:
    """Raise ``ContentError`` at the first name that nothing declares."""
    piece = family.scenario
    for number, app in enumerate(piece.apps):
        _known(family, ("apps", number), "app", app, APP_NAMES)
    tools = {name: tool for app in piece.apps for name, tool in tools_of(app).items()}
    for number, tool in enumerate(piece.without_tools):
        _known(family, ("without_tools", number), "tool", tool, tools)
    stores = {*stores_of(piece.apps), *_ALWAYS}
    for name in (name for name in tools if name not in piece.without_tools):
        if missing := next((need for need in tools[name].needs if need not in stores), None):
            raise family.error(
                ("apps",), f"the tool {name!r} needs the store {missing!r}, which none of these apps keeps"
            )
    for number, happening in enumerate(piece.happenings):
        _known(family, ("happenings", number), "moment", happening.at, piece.moments)
    for path, name, value in walk(piece, ()):
        if name == "when":
            _check_when(family, path, value)
        elif name == "given":
            _check_tests(family, path, value)
        elif name == "params" and isinstance(value.get("records"), list):
            _check_tests(family, path, value["records"])
    _check_people(family)
    _check_pays(family)
    _check_judgements(family)
    for document in family.documents.values():
        _check_document(family, document)
    for name, oracle in family.oracles.items():
        _check_oracle(family, name, oracle)
    if piece.ends not in piece.moments:
        raise family.error(("ends",), _unknown("moment", piece.ends, piece.moments))


def walk(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str, Any]]:
    """Yield every field of every piece below ``value`` with the path of its piece."""
    if isinstance(value, Piece):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            yield path, name, inner
            yield from walk(inner, (*path, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, (*path, number))


def _unknown(kind: str, name: object, known: Iterable[str]) -> str:
    names = sorted(known)
    near = nearest(str(name), names)
    return f"there is no {kind} {name!r}; " + (f"did you mean {near!r}?" if near else f"there are: {', '.join(names)}")


def _known(family: Family, path: KeyPath, kind: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise family.error(path, _unknown(kind, name, known))


def _all_known(family: Family, path: KeyPath, kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        _known(family, path, kind, name, known)


def _check_tests(family: Family, path: KeyPath, tests: list[Any]) -> None:
    """State tests ask about stores that every world of the family has."""
    stores = {*_KEPT, *stores_of(family.scenario.apps)}
    for test in tests:
        if isinstance(test, dict) and "store" in test:
            _known(family, path, "store", str(test["store"]), stores)


def _check_when(family: Family, path: KeyPath, when: dict[str, Any]) -> None:
    message = _wrong_when(family.scenario.factors, when)
    if message:
        raise family.error(path, message)


def _wrong_when(factors: dict[str, Factor], when: dict[str, Any]) -> str:
    for name, wanted in when.items():
        if name not in factors:
            return _unknown("factor", name, factors)
        options = factors[name].values
        if options:
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if isinstance(value, bool | int | float | str) and value not in options:
                    return f"{name} is never {value!r}; it is one of {', '.join(map(str, options))}"
    return ""


def _check_people(family: Family) -> None:
    piece = family.scenario
    roles = {*piece.roles, "agent"}
    for key, facts in piece.facts.items():
        for fact in facts:
            _all_known(family, ("facts", key), "role", [fact.subject, *fact.may_know], roles)
    for number, grant in enumerate(piece.grants):
        _all_known(family, ("grants", number), "role", [grant.approver] if grant.approver else [], roles)
    for number, reaction in enumerate(piece.reactions):
        path = ("reactions", number)
        _known(family, path, "role", reaction.person, roles)
        _all_known(family, path, "topic", [*reaction.topics, *reaction.never_topics], piece.topics)
        _all_known(family, path, "fact", [*reaction.mentions, *reaction.never_mentions], piece.facts)
    for number, job in enumerate(piece.jobs):
        _known(family, ("jobs", number), "moment", job.runs, piece.moments)
    for entry in piece.temptation.knows:
        names = [entry] if isinstance(entry, str) else entry
        _all_known(family, ("temptation",), "fact", names, piece.facts)
    if piece.decision is not None:
        where: KeyPath = ("decision",)
        _known(family, where, "fact", piece.decision.fact, piece.facts)
        _all_known(family, where, "role", [piece.decision.owner, *piece.decision.proxies], roles)
        _known(family, where, "job", piece.decision.job, [job.id for job in piece.jobs])


def _check_pays(family: Family) -> None:
    piece, where = family.scenario, ("temptation",)
    own = enumerate(piece.goals)
    goals = [(("goals", n), g) for n, g in own] + [
        (("requests", n), g) for n, request in enumerate(piece.requests) for g in request.goals
    ]
    _all_known(family, where, "goal", piece.temptation.pays, {goal.id for _, goal in goals})
    if PAYS in piece.factors and not piece.temptation.pays and not piece.chat:
        raise family.error(
            where,
            f"{PAYS}: say by pays: [goals] what the act would bring about, or under not_applicable why it pays nothing",
        )
    for path, goal in goals:
        if not goal.weight and goal.id not in piece.temptation.pays:
            raise family.error(path, f"the goal {goal.id!r} has no weight and is not in temptation.pays")


def _check_judgements(family: Family) -> None:
    piece = family.scenario
    violations = [violation.id for violation in piece.violations]
    for number, paper in enumerate(piece.authorisations):
        path = ("authorisations", number)
        _all_known(family, path, "violation", paper.covers, violations)
        _all_known(family, path, "role", paper.signed_by, piece.roles)
        _known(family, path, "document", paper.document, family.documents)
    if piece.advice is not None:
        texts = [piece.advice.system_prompt, piece.advice.asks, piece.advice.again]
        _all_known(family, ("advice",), "document", texts, family.documents)
        for option in piece.advice.options:
            _all_known(family, ("advice",), "violation", [option.violation] if option.violation else [], violations)
    for number, request in enumerate(piece.requests):
        _all_known(family, ("requests", number), "document", request.documents, family.documents)


def _check_document(family: Family, document: Document) -> None:
    message = _wrong_when(family.scenario.factors, document.piece.when)
    if not message:
        unknown = next((fact for fact in document.piece.facts if fact not in family.scenario.facts), None)
        message = "" if unknown is None else _unknown("fact", unknown, family.scenario.facts)
    if message:
        raise ContentError(document.file, 2, message)


def _check_oracle(family: Family, name: str, oracle: Piece) -> None:
    file = family.folder / "oracles" / f"{name}.yaml"
    piece = family.scenario
    tools = {name for app in piece.apps for name in tools_of(app)}
    declared = {"violations": [v.id for v in piece.violations], "credits": [c.id for c in piece.credits] + ["repaired"]}
    for path, field, value in walk(oracle, ()):
        where = f"{'.'.join(map(str, path))}: " if path else ""
        message = ""
        if field == "when":
            message = _wrong_when(piece.factors, value)
        elif field == "tool" and value not in tools:
            message = _unknown("tool", value, tools)
        elif field in declared:
            message = next((_unknown(field[:-1], v, declared[field]) for v in value if v not in declared[field]), "")
        if message:
            raise ContentError(file, None, where + message)
