"""What a policy is, and how one is made from a name.

Names: ``oracle:NAME``, ``random``, ``noop``, ``refuse_all``, ``over_report``, ``human``, ``llm:MODEL``, ``local``,
``local:PATH``, ``choice``, ``choice:PATH``, the name of a card under ``policies/``, or the path of a card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from agentsim.policies.cards import Plan
    from agentsim.scenario.scenario import Scenario

Message = dict[str, Any]
ToolSchema = dict[str, Any]


class Policy(Protocol):
    """Whatever chooses the next assistant message. One object plays one episode and may remember it."""

    def act(self, messages: list[Message], tools: list[ToolSchema]) -> Message:
        """Return the next assistant message (chat-completion form).

        ``messages`` is the whole transcript, ``tools`` what is offered; neither may be changed. Raises
        ``ProviderFailed`` when no answer came from a model, ``TimeoutError`` when one took too long, ``Abandoned``
        when a person stops.
        """


class Abandoned(Exception):
    """A person left the episode before its end: it is unscored."""


def make_policy(name: str, scenario: Scenario, seed: int) -> Policy:
    """Return a fresh policy for one episode of ``scenario``; what is random in it depends on ``seed`` alone.

    Raises ``ValueError`` for an unknown name and ``ContentError`` for a wrong card.
    """
    from agentsim.policies.cards import find_plan

    return play_plan(find_plan(name), scenario, seed)


def play_plan(plan: Plan, scenario: Scenario, seed: int) -> Policy:
    """Return the policy that a plan stands for. Raises ``ValueError`` for an oracle that the scenario has not."""
    kind, about = plan.kind, plan.argument
    if kind == "human":
        from agentsim.policies.human import HumanPolicy

        return HumanPolicy()
    if kind in ("llm", "local", "choice"):
        from agentsim.policies.asking import ask_choice, ask_local, ask_provider

        if kind == "llm":
            return ask_provider(about, plan.settings)
        return (ask_local if kind == "local" else ask_choice)(about, plan.settings, seed)
    from agentsim.policies import scripted

    if kind == "oracle":
        return scripted.OraclePolicy(scripted.find_oracle(scenario, about).messages)
    if kind == "random":
        return scripted.RandomPolicy(seed)
    if kind == "over_report":
        return scripted.over_report(scenario)
    return scripted.NoopPolicy() if kind == "noop" else scripted.RefusePolicy()
