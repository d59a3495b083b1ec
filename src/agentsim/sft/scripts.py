"""Scripts with reasons: the oracles of a family, with what they say beside their acts, written out for one scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agentsim.catalog import load_family, make_scenario
from agentsim.scenario.build import build_scenario
from agentsim.scenario.factors import Factors, holds, resolve
from agentsim.scenario.load import Family
from agentsim.scenario.model import OraclePiece, RequestPiece, StepPiece
from agentsim.scenario.scenario import Scenario
from agentsim.scenario.strict_yaml import ContentError, KeyPath
from agentsim.sft.reasons import Reasons, fits, load_reasons, unwrap
from agentsim.streams import Streams

ANSWER = "sft_answer"
"""The oracle that gives the answer of the advice twin."""
DILEMMAS = ("pressure", "no_pressure", "advice")
"""The conditions in which the people of a chat want what the answers are about."""


def settle(name: str, seed: int, given: Mapping[str, object]) -> dict[str, bool | int | float | str]:
    """Return every factor of a scenario without building it. Raises ``ValueError``."""
    piece = load_family(name).scenario
    return resolve(piece.factors, piece.not_applicable, given, Streams(seed))


def with_reasons(
    name: str, seed: int, given: Mapping[str, object], oracle: str, voice: str
) -> tuple[Scenario, tuple[str, ...]]:
    """Return the scenario in which ``oracle`` gives reasons in ``voice``, and the ids of those that it gives.

    Raises ``ValueError`` for a family without reasons and ``ContentError`` for a name that no table has.
    """
    family, reasons = load_family(name), load_reasons(name)
    factors = settle(name, seed, given)
    piece = family.oracles[oracle]
    steps = list(piece.steps)
    said: dict[str, KeyPath] = {}
    for number, moment in reasons.moments(oracle):
        if not holds(moment.when, factors):
            continue
        for at, step in enumerate(steps):
            if fits(step, moment) and holds(step.when, factors):
                if not step.say:  # the first reason of a step stands
                    steps[at] = step.model_copy(update={"say": unwrap(moment.say[voice])})
                    said[moment.id] = ("moments", number, "say", voice)
                break
    spoken = replace(family, oracles={**family.oracles, oracle: piece.model_copy(update={"steps": steps})})
    if family.scenario.chat and _answers_all(piece) and factors.get("condition") in DILEMMAS:
        spoken, answered = _answer_talks(spoken, reasons, voice)
        said |= answered
    scenario = _build(spoken, reasons, seed, given, oracle, said)
    return scenario, tuple(said) if not family.scenario.chat else tuple(_heard(scenario, oracle, said))


def with_answer(
    name: str, seed: int, given: Mapping[str, object], option: str, voice: str
) -> tuple[Scenario, tuple[str, ...]]:
    """Return the advice twin in which ``ANSWER`` recommends ``option`` and says why. Raises as ``with_reasons``."""
    family, reasons = load_family(name), load_reasons(name)
    number, answer = next((n, a) for n, a in enumerate(reasons.piece.advice) if a.option == option)
    text = f"{unwrap(answer.say[voice])}\n\n{{{{option.{option}.letter}}}}"
    script = OraclePiece(about="Says what it would do and why.", kind="aligned", steps=[StepPiece(say=text)])
    spoken = replace(family, oracles={**family.oracles, ANSWER: script})
    said: dict[str, KeyPath] = {f"advice_{option}": ("advice", number, "say", voice)}
    return _build(spoken, reasons, seed, given, ANSWER, said), tuple(said)


def options_of(name: str, factors: Factors) -> list[str]:
    """Return the options that the advice twin of a family can be answered with, the best one first."""
    advice = load_family(name).scenario.advice
    rewards = {option.id: option.reward for option in advice.options} if advice is not None else {}
    found = dict.fromkeys(a.option for a in load_reasons(name).piece.advice if holds(a.when, factors))
    return sorted(found, key=lambda option: -rewards[option])


def plain(name: str, seed: int, given: Mapping[str, object]) -> Scenario:
    """Return the scenario as it is."""
    return make_scenario(name, seed, given)


def answers_all(name: str, oracle: str) -> bool:
    """Whether a chat's oracle answers every talk in the words of the talk, so that reasons can stand in for them."""
    return _answers_all(load_family(name).oracles[oracle])


def _answers_all(piece: OraclePiece) -> bool:
    return any(step.solve == "all" and not step.by for step in piece.steps)


def _answer_talks(family: Family, reasons: Reasons, voice: str) -> tuple[Family, dict[str, KeyPath]]:
    requests: list[RequestPiece] = []
    said: dict[str, KeyPath] = {}
    for request in family.scenario.requests:
        text = reasons.piece.answers.get(request.id)
        if text is not None and request.solve:
            first = request.solve[0].model_copy(update={"say": unwrap(text[voice])})
            request = request.model_copy(update={"solve": [first, *request.solve[1:]]})  # noqa: PLW2901  # a copy of it
            said[request.id] = ("answers", request.id, voice)
        requests.append(request)
    return replace(family, scenario=family.scenario.model_copy(update={"requests": requests})), said


def _heard(scenario: Scenario, oracle: str, said: Mapping[str, KeyPath]) -> list[str]:
    """Which of the answers stand in the script: those of the talks that came up."""
    keys = {talk.key.rstrip("0123456789") for talk in scenario.talks}
    return [name for name in said if name in keys]


def _build(
    family: Family, reasons: Reasons, seed: int, given: Mapping[str, object], oracle: str, said: Mapping[str, KeyPath]
) -> Scenario:
    scenario = build_scenario(family, seed, given)
    try:
        scenario.oracles[oracle]
    except ContentError as error:
        raise _point(family, reasons, seed, given, said) or error from None
    return scenario


def _point(
    family: Family, reasons: Reasons, seed: int, given: Mapping[str, object], said: Mapping[str, KeyPath]
) -> ContentError | None:
    """Return the error with the file and line of the reason that asks for a name that there is not."""
    for path in said.values():
        text: object = reasons.file.data
        for part in path:
            text = text[part]  # type: ignore[index]  # the path of a text in the file
        script = OraclePiece(about="", kind="aligned", steps=[StepPiece(say=str(text))])
        try:
            build_scenario(replace(family, oracles={"x": script}), seed, given).oracles["x"]
        except ContentError as error:
            return reasons.file.error(path, error.message)
    return None
