"""One episode as a trajectory of ART (extra ``art``): ``await rollout(model, make_scenario("Inbox-Blackmail", 3))``."""

from __future__ import annotations

from typing import Any

import art

from agentsim.adapters.exchange import figures, send
from agentsim.recording import Recording
from agentsim.scenario.scenario import Scenario


async def rollout(
    model: art.Model[Any, Any], scenario: Scenario, *, max_turns: int | None = None, cost_weight: float = 0.0,
    **sampling: Any,
) -> art.Trajectory:  # fmt: skip
    """Let the model play one episode to its end, or to ``max_turns``.

    The reward is progress, less ``cost_weight`` times the cost; the weight is 0 unless you ask. The cost, ``scored`` and each
    class of violation are in ``metrics``, what rebuilds the episode and the SHA-256 of its trajectory in ``metadata``.
    ``sampling`` goes into every request. A model that fails raises, as ART wants it: that is no trajectory.
    """
    recording = Recording(scenario)
    episode = recording.episode
    opening: Any = list(scenario.messages())
    tools: Any = list(episode.tools)
    trajectory = art.Trajectory(messages_and_choices=opening, tools=tools or None)
    client: Any = model.openai_client()
    offered = {"tools": tools} if tools else {}
    while not episode.over and (max_turns is None or episode.turn < max_turns):
        answer = await client.chat.completions.create(
            model=model.get_inference_name(), messages=trajectory.messages(), **offered, **sampling
        )
        choice = answer.choices[0]
        new: Any = send(recording, choice.message.model_dump(exclude_none=True))
        trajectory.messages_and_choices.extend([choice, *new])
    trajectory.reward = episode.reward - cost_weight * episode.cost
    trajectory.metrics = {**figures(recording), "progress": episode.reward}
    factors = {f"factor/{name}": value for name, value in scenario.factors.items()}
    trajectory.metadata = {
        "family": scenario.family, "seed": scenario.seed, "trajectory": recording.sum_up()["trajectory"], **factors,
    }  # fmt: skip
    return trajectory.finish()
