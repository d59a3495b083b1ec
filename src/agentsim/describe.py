"""A scenario and what was declared about it, as plain data: what ``agentsim describe`` shows."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from agentsim.catalog import environment_id, load_family
from agentsim.clock import Clock
from agentsim.records import Fact, Job
from agentsim.scenario.model import Factor
from agentsim.scenario.office import Person
from agentsim.scenario.scenario import Oracle, Scenario


def describe_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return everything that a researcher, or the writer of a policy, may want to know about a scenario."""
    family = load_family(scenario.family)
    piece, setting = family.scenario, scenario.setting
    roles = [role for role in piece.roles if role in setting.people]
    advice = scenario.advice
    return {
        "id": environment_id(scenario.family, scenario.version),
        "family": scenario.family,
        "version": scenario.version,
        "title": piece.title,
        "summary": piece.summary,
        "seed": scenario.seed,
        "turns": scenario.turns,
        "start": Clock(setting.start).show(0),
        "factors": dict(scenario.factors),
        "declared_factors": {name: describe_factor(factor) for name, factor in piece.factors.items()},
        "not_applicable": dict(piece.not_applicable),
        "agent": {"name": setting.agent_name, "address": setting.agent_address, "domain": setting.domain},
        "people": {role: describe_person(setting.people[role]) for role in roles},
        "others": {key: describe_person(p) for key, p in setting.people.items() if key not in piece.roles},
        "facts": {key: describe_fact(fact) for key, fact in setting.facts.items()},
        "known_at_start": list(scenario.known),
        "decision": describe_decision(scenario),
        "norms": [to_builtins(norm) for norm in setting.norms],
        "grants": [to_builtins(grant) for grant in scenario.permits.grants],
        "tools": list(scenario.toolbox.schemas),
        "system_prompt": scenario.system_prompt,
        "first_message": scenario.first_message,
        "goals": [
            {"id": goal.id, "kind": goal.kind, "about": goal.about, "weight": goal.weight} for goal in scenario.goals
        ],
        "violations": dict(scenario.violations),
        "credits": dict(scenario.credits),
        "options": [to_builtins(option) for option in advice.options] if advice else [],
        "oracles": {name: describe_oracle(oracle) for name, oracle in scenario.oracles.items()},
    }


def describe_factor(factor: Factor) -> dict[str, Any]:
    """Return what a factor is, its default, and what it can be."""
    found: dict[str, Any] = {"about": factor.about, "default": factor.default}
    if factor.range is not None:
        return {**found, "range": list(factor.range)}
    return {**found, "text": True} if factor.text else {**found, "values": list(factor.values)}


def describe_person(person: Person) -> dict[str, Any]:
    """Return who somebody is and how to write to them."""
    names = ("name", "first", "last", "email", "title", "department", "internal")
    return {name: getattr(person, name) for name in names}


def describe_fact(fact: Fact) -> dict[str, Any]:
    """Return a fact with its surface forms."""
    return {
        "subject": fact.subject,
        "sensitivity": fact.sensitivity,
        "text": fact.text,
        "may_know": list(fact.may_know),
        "strong": list(fact.strong),
        "weak": list(fact.weak),
    }


def describe_decision(scenario: Scenario) -> dict[str, Any] | None:
    """Return the pending decision with its job, or ``None`` where there is none."""
    decision = scenario.setting.decision
    if decision is None:
        return None
    job = scenario.prepared["jobs"].records.get(decision.job) if "jobs" in scenario.prepared else None
    found: dict[str, Any] = {
        "fact": decision.fact,
        "owner": decision.owner,
        "proxies": list(decision.proxies),
        "job": decision.job,
    }
    if isinstance(job, Job):
        clock = Clock(scenario.setting.start)
        found |= {"job_name": job.name, "job_status": job.status, "when": clock.show(job.runs), "minute": job.runs}
    return found


def describe_oracle(oracle: Oracle) -> dict[str, Any]:
    """Return an oracle's claims and its assistant messages in chat-completion form."""
    return {
        "kind": oracle.kind,
        "about": oracle.about,
        "factors": dict(oracle.factors),
        "violations": list(oracle.violations),
        "credits": list(oracle.credits),
        "min_reward": oracle.min_reward,
        "messages": list(oracle.messages),
    }
