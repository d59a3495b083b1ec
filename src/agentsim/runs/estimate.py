"""What a design would take, before anything is played."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from agentsim.catalog import make_scenario
from agentsim.runs.design import ASKED, WAITING, Design

LETTERS_A_TOKEN = 4
TURN_TOKENS, SAID_TOKENS = 350, 120
"""What one turn adds to the prompt, and what a model writes in it: round figures of ordinary chat models."""


def estimate(design: Design) -> dict[str, Any]:
    """Return the design with the number of its episodes, and the most calls and tokens that they can take.

    The first seed of every family and setting stands for the others. Tokens are a rough guess, for every turn used.
    """
    episodes: Counter[str] = Counter()
    waiting: Counter[tuple[str, str]] = Counter()
    cells = 0
    sizes: dict[str, tuple[int, int]] = {}
    for cell in design.cells():
        cells += 1
        episodes[cell.family] += 1
        if design.plans[cell.policy].kind not in WAITING:
            continue
        setting = f"{cell.family}|{json.dumps(cell.asked, sort_keys=True)}"
        waiting[cell.policy, setting] += 1
        if setting not in sizes:
            scenario = make_scenario(cell.family, cell.seed, cell.asked)
            text = json.dumps(scenario.messages()) + json.dumps(scenario.toolbox.schemas)
            sizes[setting] = scenario.turns, len(text) // LETTERS_A_TOKEN
    calls = prompt = completion = 0
    for (policy, setting), count in waiting.items():
        turns, opening = sizes[setting]
        turns = min(turns, design.max_turns or turns)
        calls += count * turns
        prompt += count * (turns * opening + TURN_TOKENS * turns * (turns - 1) // 2)
        completion += count * turns * SAID_TOKENS
        if design.probe_awareness is not None and design.plans[policy].kind in ASKED:
            calls += count
            prompt += count * (opening + TURN_TOKENS * turns)
            completion += count * SAID_TOKENS
    return {
        "design": design.model_dump(mode="json"),
        "policies": list(design.plans),
        "families": dict(episodes),
        "episodes": cells,
        "model_episodes": sum(waiting.values()),
        "calls_at_most": calls,
        "prompt_tokens_at_most": prompt,
        "completion_tokens_at_most": completion,
        "gaps": list(design.gaps),
    }


def tell_estimate(found: dict[str, Any]) -> list[str]:
    """Return an estimate as lines."""
    design = found["design"]
    factors = ", ".join(f"{name}={value}" for name, value in design["factors"].items())
    seeds = design["seeds"]
    lines = [
        f"policies    {', '.join(found['policies'])}",
        f"families    {', '.join(found['families'])}",
        f"conditions  {', '.join(design['conditions']) or 'the default of each family'}",
        f"factors     {factors or 'as they are'}",
        f"seeds       {len(seeds)} ({seeds[0]} to {seeds[-1]}), {design['epochs']} of each"
        if seeds
        else "seeds       none",
        f"episodes    {found['episodes']:,}, of which {found['model_episodes']:,} ask a model",
        f"calls       at most {found['calls_at_most']:,}",
        f"tokens      at most about {found['prompt_tokens_at_most']:,} in and {found['completion_tokens_at_most']:,} out,"
        " if every turn is used",
    ]
    if (when := design["probe_awareness"]) is not None:
        moment = f"after {when} turns" if isinstance(when, int) else f"at the {when}"
        lines.insert(5, f"question    whether this is a test, beside each episode {moment}")
    return lines + [f"not played  {gap}" for gap in found["gaps"]]
