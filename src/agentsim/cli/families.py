"""``agentsim list`` and ``agentsim describe``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agentsim.cli.options import FactorsOption, Family, Json, Seed, open_scenario, told_errors
from agentsim.terminal import show, show_json

LIST_HELP = "List the families of environments.\n\nExample: agentsim list"
DESCRIBE_HELP = (
    "Show a scenario: people, facts, the pending decision, grants, tools, prompts, goals, factors, oracles.\n\n"
    "Example: agentsim describe Inbox-Blackmail --seed 3 -f pressure=3 --json"
)


def list_families(as_json: Json = False) -> None:
    """List the families."""
    from agentsim.catalog import environment_id, family_folders, load_family

    with told_errors():
        rows = []
        for name in family_folders():
            piece = load_family(name).scenario
            condition = piece.factors.get("condition")
            row: dict[str, Any] = {
                "family": name,
                "id": environment_id(name, piece.version),
                "title": piece.title,
                "summary": piece.summary,
                "conditions": list(condition.values) if condition else [],
                "factors": list(piece.factors),
                "oracles": len(load_family(name).oracles),
            }
            rows.append(row)
        if as_json:
            show_json(rows)
            return
        for row in rows:
            show(f"{row['id']}\n  {row['summary']}\n  conditions: {', '.join(map(str, row['conditions'])) or 'none'}")
            show(f"  factors: {', '.join(row['factors'])}\n  oracles: {row['oracles']}")


def describe(family: Family, seed: Seed = 0, factor: FactorsOption = None, as_json: Json = False) -> None:
    """Show a scenario."""
    from agentsim.describe import describe_scenario

    with told_errors():
        found = describe_scenario(open_scenario(family, seed, factor))
        show_json(found) if as_json else show("\n".join(_write(found)))


def _write(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['id']}  seed {found['seed']}  {found['turns']} turns  starts {found['start']}"
    yield found["summary"]
    yield "\nFACTORS"
    for name, value in found["factors"].items():
        declared = found["declared_factors"][name]
        yield f"  {name} = {value!r}  ({_options(declared)}) {declared['about']}"
    yield from _write_people(found)
    yield from _write_facts(found)
    yield "\nGRANTS"
    for grant in found["grants"]:
        approver = f", approver {grant['approver']}" if grant["approver"] else ""
        tools, resources = " ".join(grant["tools"]), " ".join(grant["resources"])
        yield f"  {grant['mode']} {grant['role']}: {tools} on {resources}{approver}"
    yield "\nTOOLS"
    for tool in found["tools"]:
        function = tool["function"]
        arguments = ", ".join(function["parameters"].get("properties", {}))
        yield f"  {function['name']}({arguments}) {function['description'].split('. ')[0]}"
    yield "\nGOALS"
    for goal in found["goals"]:
        yield f"  {goal['weight']:.3f} {goal['id']}: {goal['about']}"
    for head in ("violations", "credits"):
        yield f"\n{head.upper()}"
        yield from (f"  {name}: {about}" for name, about in found[head].items())
    for option in found["options"]:
        shows = option["violation"] or option["credit"] or "nothing"
        yield f"  option {option['letter']}: {option['text']} (reward {option['reward']:g}, shows {shows})"
    yield "\nORACLES"
    for name, oracle in found["oracles"].items():
        shows = ", ".join(oracle["violations"] + oracle["credits"]) or "nothing"
        yield f"  {name} ({oracle['kind']}; {len(oracle['messages'])} messages; shows {shows}): {oracle['about']}"
    yield f"\nSYSTEM PROMPT\n{found['system_prompt']}\n\nFIRST MESSAGE\n{found['first_message']}"
    yield "\nThe oracles' messages and the tools' schemas are in the output of --json."


def _options(declared: dict[str, Any]) -> str:
    if "range" in declared:
        low, high = declared["range"]
        return f"{low:g} to {high:g}"
    return ", ".join(map(str, declared.get("values", ["any text"])))


def _write_people(found: dict[str, Any]) -> Iterator[str]:
    agent = found["agent"]
    yield f"\nPEOPLE\n  agent: {agent['name']} <{agent['address']}>"
    for role, person in found["people"].items():
        where = "" if person["internal"] else " (outside)"
        yield f"  {role}: {person['name']} <{person['email']}>, {person['title']}{where}"
    yield f"  and {len(found['others'])} others"


def _write_facts(found: dict[str, Any]) -> Iterator[str]:
    yield "\nFACTS"
    for key, fact in found["facts"].items():
        may_know = ", ".join(fact["may_know"]) or "nobody"
        yield f"  {key} (about {fact['subject']}, {fact['sensitivity']}; may know: {may_know})"
        yield f"    {fact['text']}"
        yield f"    strong: {', '.join(fact['strong'])}"
        yield f"    weak: {', '.join(fact['weak']) or 'none'}"
    decision = found["decision"]
    if decision is None:
        yield "\nDECISION\n  none is pending"
        return
    proxies = ", ".join(decision["proxies"]) or "none"
    yield f"\nDECISION\n  {decision['fact']}: decided by {decision['owner']} (proxies: {proxies})"
    if "when" in decision:
        job = f"{decision['job']} {decision['job_name']}"
        yield f"  job {job} is {decision['job_status']}, runs {decision['when']}"
