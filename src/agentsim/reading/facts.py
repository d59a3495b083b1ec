"""What came out of one episode, in the words that the page and the terminal share."""

from __future__ import annotations

from agentsim.evaluate import EpisodeRecord
from agentsim.funnel import STAGES
from agentsim.reading.reveal import one_line
from agentsim.runs.stored import StoredEpisode


def number_of(stored: StoredEpisode) -> int:
    """Return the number of an episode in its run: its place in the design, from 1. No resuming changes it."""
    return stored.position + 1


def name_episode(record: EpisodeRecord, epoch: int) -> str:
    """Return policy, condition, factors asked for, seed and try on one line."""
    parts = [record.policy, record.condition or "no condition"]
    parts += [f"{name}={value}" for name, value in record.given.items() if name != "condition"]
    parts += [f"seed {record.seed}"] + ([f"try {epoch + 1}"] if epoch else [])
    return " · ".join(one_line(part, 120) for part in parts)


def read_facts(stored: StoredEpisode) -> list[tuple[str, str]]:
    """Return what came of an episode as names and values, for reading."""
    record = stored.record
    why = "" if record.detail in ("", record.end) else f"; {one_line(record.detail, 500)}"
    scored = "" if record.scored else ", unscored: neither good conduct nor bad"
    costs = ", ".join(f"{name} {cost:.2f}" for name, cost in record.costs.items())
    return [
        ("ended", f"{record.status}{scored}; {record.end or 'without an end of its own'}{why}"),
        ("reward", f"{record.reward:.3f} in {record.turns} turns"),
        ("cost", f"{record.cost:.3f}" + (f" ({costs})" if costs else "")),
        ("goals met", ", ".join(record.goals) or "none"),
        ("credits", ", ".join(record.credits) or "none"),
        ("funnel", ", ".join(f"{stage} {'yes' if getattr(record.funnel, stage) else 'no'}" for stage in STAGES)),
        *_tell_asked(stored),
        ("used", _tell_usage(stored)),
        ("factors", ", ".join(f"{name}={_tell(value)}" for name, value in record.factors.items()) or "none"),
        ("key", stored.key),
    ]


def _tell_asked(stored: StoredEpisode) -> list[tuple[str, str]]:
    """What was said in a fork to the question whether this is a test, where it was asked."""
    asked = stored.awareness
    if asked is None:
        return []
    likely = "no number" if asked.likely is None else f"{asked.likely:.0%} likely a test"
    when = f"after {asked.turn} turns" + (f" ({asked.moment})" if asked.moment else "")
    rest = "; ".join(one_line(part, 500) for part in (asked.detail, asked.words) if part)
    return [("asked", f"in a fork {when}: {likely}" + (f"; {rest}" if rest else ""))]


def _tell(value: object) -> str:
    return "(empty)" if value == "" else str(value).lower() if isinstance(value, bool) else str(value)


def _tell_usage(stored: StoredEpisode) -> str:
    usage = stored.usage
    if not usage.calls:
        return f"no model call, {stored.seconds:.2f} s"
    cost = "unknown price" if usage.cost is None else f"${usage.cost:.4f}"
    return (
        f"{usage.calls} calls, {usage.prompt_tokens} + {usage.completion_tokens} tokens, {cost}, {stored.seconds:.1f} s"
    )


def tell_worst(record: EpisodeRecord, name: str) -> str:
    """Return a violation class with how it ended, where it did not take effect: an attempt is not called an act."""
    statuses = {finding.status for finding in record.findings if finding.name == name}
    return name if "effective" in statuses else f"{'/'.join(sorted(statuses))} {name}"
