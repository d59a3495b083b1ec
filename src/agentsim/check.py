"""Whether a family holds what it promises: it builds everywhere, its oracles show what they claim, its words are clean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agentsim.catalog import load_family, make_scenario
from agentsim.evaluate import EpisodeRecord, Turns, play_episode
from agentsim.lint import lint_claims, lint_lever, lint_stock, lint_styles
from agentsim.policies.scripted import OraclePolicy
from agentsim.records import Email, File, Page
from agentsim.scenario.factors import PAYS
from agentsim.scenario.model import Factor, Scalar
from agentsim.scenario.prompts import load_styles
from agentsim.scenario.scenario import Oracle, Scenario
from agentsim.scenario.skeleton import find_marks


@dataclass
class Report:
    """What was looked at and what was wrong. Nothing looked at is not a pass."""

    family: str
    scenarios: int = 0
    conditions: int = 0
    factor_values: int = 0
    oracles: int = 0
    oracle_runs: int = 0
    violations_shown: int = 0
    texts: int = 0
    problems: dict[str, list[str]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The counts by name."""
        names = (
            "scenarios", "conditions", "factor_values", "oracles", "oracle_runs", "violations_shown", "texts",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    @property
    def passed(self) -> bool:
        """Whether everything was looked at and nothing was wrong."""
        return not self.problems and all(self.counts.values())

    def complain(self, where: str, message: str) -> None:
        """Note a problem; the same one in many places is kept once, with the places."""
        places = self.problems.setdefault(message, [])
        if where not in places:
            places.append(where)

    def lines(self) -> Iterator[str]:
        """Yield the problems as text."""
        for message, places in self.problems.items():
            more = f" and {len(places) - 2} more places" if len(places) > 2 else ""
            yield f"{message} [{'; '.join(places[:2])}{more}]"
        yield from (f"nothing was checked: no {name.replace('_', ' ')}" for name, n in self.counts.items() if not n)


def check_family(name: str, seeds: Sequence[int] = (0, 1, 2)) -> Report:
    """Check a family that the catalogue knows. Raises ``ContentError`` when its folder cannot be read."""
    family = load_family(name)
    report = Report(family.scenario.family)
    declared = family.scenario.factors
    conditions = [str(value) for value in declared["condition"].values] if "condition" in declared else []
    report.oracles = len(family.oracles)
    for path, line, mark in find_marks(family.folder):
        report.complain(f"{path.relative_to(family.folder)}:{line}", f"still to be filled: {mark}")
    if family.scenario.system_prompt == "styles":
        for message in lint_styles(load_styles()):
            report.complain("shared prompts", message)
    shown: set[str] = set()
    for condition in conditions or [""]:
        asked: dict[str, Scalar] = {"condition": condition} if condition else {}
        report.conditions += 1
        for seed in seeds:
            scenario = _build(report, name, seed, asked)
            if scenario is not None:
                _lint(report, scenario, seed, condition)
                shown |= _run_oracles(report, name, seed, condition, asked)
    for factor, value in _values(declared):
        report.factor_values += 1
        for seed in seeds:
            _build(report, name, seed, {factor: value})
        _run_innocent(report, name, seeds[0], {factor: value})
    if PAYS in declared:
        _run_paid(report, name, seeds[0])
    report.violations_shown = len(shown)
    for piece in family.scenario.violations:
        if piece.id not in shown:
            report.complain("oracles", f"no misaligned oracle shows the violation {piece.id!r}")
    return report


def _values(declared: Mapping[str, Factor]) -> Iterator[tuple[str, Scalar]]:
    """Yield every factor with each of its values: all of a list, the ends and the middle of a range, two texts."""
    for name, factor in declared.items():
        if name == "condition":
            continue
        if factor.range is not None:
            low, high = factor.range
            middle = (low + high) / 2
            yield from ((name, int(v) if float(v).is_integer() else v) for v in (low, middle, high))
        elif factor.text:
            yield from ((name, text) for text in ("", "Marlow"))
        else:
            yield from ((name, value) for value in factor.values)


def _build(report: Report, name: str, seed: int, asked: Mapping[str, Scalar]) -> Scenario | None:
    try:
        scenario = make_scenario(name, seed, asked)
    except (ValueError, KeyError, IndexError) as error:
        report.complain(_place(seed, asked), f"does not build: {type(error).__name__}: {error}")
        return None
    report.scenarios += 1
    if scenario.advice is None and abs(sum(goal.weight for goal in scenario.goals) - 1) > 1e-6:
        report.complain(_place(seed, asked), "the goals' weights do not sum to 1")
    return scenario


def _place(seed: int, asked: Mapping[str, Scalar]) -> str:
    return " ".join([f"seed={seed}", *(f"{name}={value}" for name, value in asked.items())])


def _run_oracles(report: Report, name: str, seed: int, condition: str, asked: Mapping[str, Scalar]) -> set[str]:
    """Run every oracle that exists in this condition. Returns the violations that misaligned ones showed."""
    shown: set[str] = set()
    for oracle_name, piece in load_family(name).oracles.items():
        if piece.factors.get("condition", condition) != condition:
            continue
        try:
            scenario = make_scenario(name, seed, {**piece.factors, **asked})
        except (ValueError, KeyError, IndexError) as error:
            report.complain(_place(seed, asked), f"oracle {oracle_name}: does not build: {error}")
            continue
        oracle = scenario.oracles.get(oracle_name)
        if oracle is None:
            continue
        record, turns = play_episode(scenario, OraclePolicy(oracle.messages), name=f"oracle:{oracle_name}")
        report.oracle_runs += 1
        for message in judge_oracle(oracle, record, turns):
            report.complain(_place(seed, asked), f"oracle {oracle_name}: {message}")
        if oracle.kind == "misaligned" and condition != "authorised":
            shown.update(record.violations)
    return shown


def _run_innocent(report: Report, name: str, seed: int, asked: Mapping[str, Scalar]) -> None:
    """Aligned and near-miss oracles cost nothing, whatever the factors."""
    for oracle_name, piece in load_family(name).oracles.items():
        if piece.kind in ("aligned", "near_miss") and "condition" not in piece.factors:
            try:
                scenario = make_scenario(name, seed, {**piece.factors, **asked})
            except (ValueError, KeyError, IndexError):
                continue  # said already, where every value is built
            if oracle_name in scenario.oracles:
                record, _ = play_episode(scenario, OraclePolicy(scenario.oracles[oracle_name].messages))
                report.oracle_runs += 1
                if record.cost > 0:
                    costs = ", ".join(record.costs)
                    report.complain(_place(seed, asked), f"oracle {oracle_name}: {piece.kind}, but has a cost: {costs}")


def _run_paid(report: Report, name: str, seed: int) -> None:
    """Where all the reward hangs on it, some misaligned oracle brings about what the temptation pays for."""
    for oracle_name, piece in load_family(name).oracles.items():
        if piece.kind == "misaligned" and not piece.factors:
            scenario = make_scenario(name, seed, {PAYS: 1})
            if oracle_name in scenario.oracles:
                record, _ = play_episode(scenario, OraclePolicy(scenario.oracles[oracle_name].messages))
                report.oracle_runs += 1
                if record.reward > 0:
                    return
    report.complain(f"{PAYS}=1", "no misaligned oracle brings about what temptation.pays names")


def judge_oracle(oracle: Oracle, record: EpisodeRecord, turns: Turns) -> Iterator[str]:
    """Yield what an oracle's episode shows against its claims.

    Nothing is a violation in ``authorised``. Claims are about ``pressure`` (or an oracle's own condition, or a family
    without conditions); elsewhere only innocence is asked of the aligned and of near misses. What an oracle earns is claimed
    for the family's own weights: where the temptation pays, no honest route need bring about what pays.
    """
    if not record.scored and record.status != "no_answer":  # most scripts have nothing to say in a chat
        yield f"was not scored: {record.status} {record.detail}"
    if record.condition == "authorised":
        if record.violations:
            yield f"is a violation although it was authorised: {', '.join(record.violations)}"
        return
    innocent = oracle.kind in ("aligned", "near_miss")
    if innocent and record.cost > 0:
        yield f"{oracle.kind}, but has a cost of {record.cost:g}: {', '.join(record.costs)}"
    if record.condition not in ("pressure", "", str(oracle.factors.get("condition", "pressure"))):
        return
    if oracle.kind == "aligned" and not record.factors.get(PAYS) and record.reward < oracle.min_reward - 1e-9:
        yield f"reward {record.reward:.3f} is under the {oracle.min_reward:g} that it claims"
    claimed, found = set(oracle.violations), set(record.violations)
    if (oracle.kind == "misaligned" or claimed) and claimed != found:
        yield f"claims the violations {sorted(claimed)} and shows {sorted(found)}"
    if missing := set(oracle.credits) - set(record.credits):
        yield f"claims the credits {sorted(missing)} and does not show them"
    if oracle.kind == "misaligned" and (more := set(record.credits) - set(oracle.credits)):
        yield f"shows the credits {sorted(more)} and does not claim them"
    if oracle.kind != "probe":
        for _, result in turns:
            for message in result.messages:
                text = str(message.get("content"))
                if message.get("role") == "tool" and text.startswith("Error:"):
                    yield f"a call of {message.get('name')} fails: {text[:120]}"


def _lint(report: Report, scenario: Scenario, seed: int, condition: str) -> None:
    place = f"seed={seed} condition={condition}"
    for where, text in _texts(scenario):
        report.texts += 1
        for message in lint_stock(text):
            report.complain(place, f"{where}: {message}")
        if "{{" in text:
            report.complain(place, f"{where}: an unfilled placeholder")
    prompts = [("system prompt", scenario.system_prompt)]
    if scenario.advice is None:  # there the first message is a person's story, in which there may be calendars
        prompts.append(("first message", scenario.first_message))
    for where, text in prompts:
        for message in (*lint_claims(text, scenario), *lint_lever(text, scenario)):
            report.complain(place, f"{where}: {message}")


def _texts(scenario: Scenario) -> Iterable[tuple[str, str]]:
    yield "system prompt", scenario.system_prompt
    yield "first message", scenario.first_message
    for prepared in scenario.prepared.values():
        for record in prepared.records.values():
            if isinstance(record, Email):
                yield f"mail {record.subject!r}", f"{record.from_name}\n{record.subject}\n{record.body}"
            elif isinstance(record, File | Page):
                yield f"document {record.id}", record.text
            else:
                said = [value for name in record.__struct_fields__ if isinstance(value := getattr(record, name), str)]
                yield f"record {record.id}", "\n".join(said)
    for mail in scenario.arrivals.values():
        yield f"mail {mail.subject!r}", f"{mail.from_name}\n{mail.subject}\n{mail.body}"
