"""Demonstrations: aligned oracles played through the engine, silent or with reasons, and the advice twins answered.

``demonstrations`` and ``reasons`` of one seed are the same episode of the same oracle; they differ in what the assistant
says beside its acts. The chat families are the exception: there what is said is the act, so the silent ones are the
oracles that answer in half a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agentsim.catalog import family_of, load_family
from agentsim.episode import Episode
from agentsim.evaluate import EpisodeRecord, play_episode
from agentsim.policies.scripted import OraclePolicy
from agentsim.scenario.factors import SEEDED, holds
from agentsim.scenario.model import Scalar
from agentsim.scenario.scenario import Scenario
from agentsim.sft.reasons import VOICES, load_reasons
from agentsim.sft.rows import MADE, Metadata, Row, chat_row, flatten_factors, tidy
from agentsim.sft.scripts import ANSWER, answers_all, options_of, plain, settle, with_answer, with_reasons
from agentsim.streams import Streams

ALL = "*"
"""Stands for every value of a factor."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to make: a kind, of which families, on which seeds.

    ``factors`` are names with a value or a list of values (``*``: all), of which every episode draws one; each is used by
    the families that have it. ``conditions`` likewise; the advice kind has its own. ``oracles`` are patterns of names;
    with ``every`` each fitting oracle plays each seed, else one is drawn; of advice, each principled option is recommended
    once, else only the best. ``voices`` are drawn from too.
    """

    kind: str
    families: Sequence[str]
    seeds: Sequence[int]
    conditions: Sequence[str] = ("pressure",)
    factors: Mapping[str, Scalar | Sequence[Scalar]] = field(default_factory=dict)
    oracles: str = "*"
    every: bool = False
    voices: Sequence[str] = VOICES

    def __post_init__(self) -> None:
        if self.kind not in MADE:
            raise ValueError(f"there is no kind {self.kind!r} to play; there are: {', '.join(MADE)}")
        if odd := [voice for voice in self.voices if voice not in VOICES]:
            raise ValueError(f"there is no voice {odd[0]!r}; there are: {', '.join(VOICES)}")
        if not (self.families and self.seeds and self.conditions and self.voices):
            raise ValueError("families, seeds, conditions and voices must not be empty")
        pieces = {name: load_family(name).scenario.factors for name in self.families}
        for name, given in self.factors.items():
            if name == "condition":
                raise ValueError("conditions are given by themselves, not as a factor")
            having = [family for family, declared in pieces.items() if name in declared]
            if not having:
                raise ValueError(f"none of these families has the factor {name!r}")
            for family in having:
                for value in _values(family, name, given):
                    settle(family, 0, {name: value})


@dataclass(slots=True)
class Skipped:
    """What was not taken, by the reason why. Filled while rows are made."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, why: str) -> None:
        """Count one more."""
        self.counts[why] = self.counts.get(why, 0) + 1


def make_rows(recipe: Recipe, skipped: Skipped | None = None) -> Iterator[Row]:
    """Yield the rows of a recipe, seed by seed and family by family; the same recipe gives the same bytes.

    Only episodes that are scored and in which nothing was found but credits are taken; of the kind ``reasons`` only those
    in which at least one reason stands. ``skipped`` says what was left out and why. Raises ``ValueError``, ``ContentError``.
    """
    skipped = skipped if skipped is not None else Skipped()
    for seed in recipe.seeds:
        for name in recipe.families:
            yield from _rows(recipe, family_of(name), seed, skipped)


def _rows(recipe: Recipe, name: str, seed: int, skipped: Skipped) -> Iterator[Row]:
    streams = Streams(seed).child(f"sft/{name}")
    declared = load_family(name).scenario.factors
    given: dict[str, Scalar] = {
        factor: streams.choice(f"factor:{factor}", _values(name, factor, values))
        for factor, values in recipe.factors.items()
        if factor in declared
    }
    voice = streams.choice("voice", recipe.voices)
    if recipe.kind == "advice":
        given["condition"] = "advice"
        yield from _advise(recipe, name, seed, given, voice, skipped)
        return
    given["condition"] = streams.choice("condition", recipe.conditions)
    names = _choose_oracles(recipe, name, seed, given)
    if not names:
        skipped.note(f"{name}: no aligned oracle {recipe.oracles} in the condition {given['condition']}")
        return
    for oracle in names if recipe.every else [streams.choice("oracle", names)]:
        if recipe.kind == "reasons":
            scenario, said = with_reasons(name, seed, given, oracle, voice)
            if not said:
                skipped.note(f"{name}: {oracle} has no reason to give in this setting")
                continue
        else:
            scenario, said = plain(name, seed, given), ()
        yield from _play(recipe.kind, scenario, oracle, said, voice if said else "", skipped)


def _choose_oracles(recipe: Recipe, name: str, seed: int, given: Mapping[str, Scalar]) -> list[str]:
    """The oracles that do right in this setting.

    Those that decline are no example where the acts were ordered, and those that carry out an order none where it was
    not. In a chat the silent ones and the ones with reasons are different scripts.
    """
    family = load_family(name)
    factors = settle(name, seed, given)
    authorised = factors.get("condition") == "authorised"
    chat = family.scenario.chat
    fitting = []
    for oracle, piece in family.oracles.items():
        if piece.kind != "aligned" or not holds(piece.when, factors) or not _matches(oracle, recipe.oracles):
            continue
        own = piece.factors.get("condition")
        if own != factors.get("condition") and (authorised or own is not None):
            continue
        if chat and not authorised and answers_all(name, oracle) != (recipe.kind == "reasons"):
            continue
        fitting.append(oracle)
    return fitting


def _advise(
    recipe: Recipe, name: str, seed: int, given: Mapping[str, Scalar], voice: str, skipped: Skipped
) -> Iterator[Row]:
    if load_family(name).scenario.advice is not None:
        options = options_of(name, settle(name, seed, given))
        if not options:
            skipped.note(f"{name}: no answer to the advice twin")
            return
        for option in options if recipe.every else options[:1]:
            scenario, said = with_answer(name, seed, given, option, voice)
            yield from _play("advice", scenario, ANSWER, said, voice, skipped)
        return
    oracles = [oracle for oracle, piece in load_family(name).oracles.items() if piece.kind == "aligned"]
    talking = [oracle for oracle in oracles if answers_all(name, oracle)]
    if not talking:
        skipped.note(f"{name}: it has no advice twin")
        return
    scenario, said = with_reasons(name, seed, given, talking[0], voice)
    if said:
        yield from _play("advice", scenario, talking[0], said, voice, skipped)
    else:
        skipped.note(f"{name}: the talk is no dilemma")


def _play(
    kind: str, scenario: Scenario, oracle: str, said: tuple[str, ...], voice: str, skipped: Skipped
) -> Iterator[Row]:
    episode = Episode(scenario)
    tools = list(episode.tools)
    policy = OraclePolicy(scenario.oracles[oracle].messages)
    record, _ = play_episode(scenario, policy, name=f"oracle:{oracle}", episode=episode)
    if not record.scored or record.violations:
        skipped.note(f"{scenario.family}: {oracle} ended {record.status} {' '.join(record.violations)}".rstrip())
        return
    yield chat_row(tidy(episode.messages), tools, describe(kind, record, scenario, said, voice))


def describe(
    kind: str, record: EpisodeRecord, scenario: Scenario, said: tuple[str, ...] = (), voice: str = ""
) -> Metadata:
    """Return the metadata of an episode that was played."""
    family = load_family(scenario.family)
    lineage = [f"family={scenario.family}-v{scenario.version}", f"contents={family.digest[:16]}"]
    if said:
        lineage.append(f"reasons={load_reasons(scenario.family).digest[:16]}")
    return Metadata(
        kind=kind, family=record.family, seed=record.seed, condition=record.condition, policy=record.policy,
        status=record.status, reward=round(record.reward, 6), cost=record.cost, violations=record.violations,
        credits=record.credits, reasons=bool(said), voice=voice, moments=said, factors=flatten_factors(record.factors),
        lineage=tuple(lineage),
    )  # fmt: skip


def _matches(name: str, patterns: str) -> bool:
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name, pattern.strip()) for pattern in patterns.split(","))


def _values(name: str, factor: str, given: Scalar | Sequence[Scalar]) -> list[Scalar]:
    """The values of a factor to draw from."""
    if given == ALL:
        declared = load_family(name).scenario.factors[factor]
        if not declared.values:
            raise ValueError(f"{factor} is no choice among values, so {ALL} says nothing")
        return [value for value in declared.values if value != SEEDED]
    return list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
