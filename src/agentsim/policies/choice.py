"""A policy that chooses among given answers by how much the episode makes each more likely.

The score of a candidate is log p(candidate | episode) - log p(candidate | empty context): the raw sum would pick the
shortest, the mean the longest (Holtzman et al. 2021, "Surface form competition", for the correction). The empty context
has the tools and nothing else: with no tools in it the form of a call weighs in again, and with the system prompt in it
whatever a condition says there would cancel out.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

from agentsim.policies.llama import LlamaClient
from agentsim.policies.local import MARGIN, fit_turns, write_reply, write_turns
from agentsim.policies.provider import ProviderFailed, Usage, call_id, count_calls
from agentsim.streams import Streams

Candidates = Callable[[list[dict[str, Any]], list[dict[str, Any]]], list[dict[str, Any]]]
NOTHING = [{"role": "user", "content": ""}]


class ChoicePolicy:
    """Choose one of ``candidates(messages, tools)``, assistant messages, by likelihood under the model at ``base_url``.

    At ``temperature`` 0 the best score wins, the first of equals; otherwise the draw is from the softmax of score over
    temperature and depends on ``seed`` and on the turn. Give the server two slots: the last one keeps the empty
    context, so that the first keeps the episode. ``reuse`` is as in ``LocalPolicy``. After each ``act``, ``metadata``
    holds ``scores`` and ``log_likelihoods`` (both in nats), ``probabilities`` and the ``index`` that was chosen.
    ``act`` raises ``ProviderFailed``, and ``ValueError`` when there is no candidate.
    """

    def __init__(
        self,
        base_url: str,
        candidates: Candidates,
        *,
        temperature: float = 0.0,
        seed: int = 0,
        timeout: float = 300.0,
        reuse: bool = True,
    ) -> None:
        if temperature < 0:
            raise ValueError("temperature must not be negative")
        self.client = LlamaClient(base_url, timeout)
        self.usage = Usage()
        self.metadata: dict[str, Any] = {}
        self._candidates = candidates
        self._temperature = temperature
        self._seed = seed
        self._reuse = reuse
        self._begun = False
        self._last_slot: int | None = None
        self._context: int | None = None
        self._empty: list[dict[str, str]] = []
        self._priors: dict[str, float] = {}

    def act(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the chosen candidate, with its tool call ids renumbered."""
        options = self._candidates(messages, tools)
        if not options:
            raise ValueError("there is no candidate to choose from")
        texts = [write_reply(option) for option in options]
        likelihoods, notes = self._score(messages, tools, texts)
        priors = self._score_empty(tools, texts)
        scores = [found - prior for found, prior in zip(likelihoods, priors, strict=True)]
        probabilities = soften(scores, self._temperature)
        turn = sum(message.get("role") == "assistant" for message in messages)
        index = draw(probabilities, Streams(self._seed).child("choice").fraction(f"turn {turn}"))
        self.metadata = notes | {
            "scores": scores,
            "log_likelihoods": likelihoods,
            "probabilities": probabilities,
            "index": index,
        }
        message = copy.deepcopy(options[index])
        for position, call in enumerate(message.get("tool_calls") or ()):
            call["id"] = call_id(count_calls(messages) + position)
        return message

    def _score(
        self, messages: list[dict[str, Any]], tools: list[dict[str, Any]], texts: list[str]
    ) -> tuple[list[float], dict[str, Any]]:
        """Return log p of each text after this episode, and what was left out of it."""
        if self._context is None:
            self._context = self.client.context()
        answers = [self.client.tokenize(text) for text in texts]
        room = self._context - max(map(len, answers)) - MARGIN
        turns, notes = fit_turns(write_turns(messages, tools), self.client, room)
        prompt = self.client.tokenize(self.client.render(turns), special=True)
        self.usage.add(len(prompt), sum(map(len, answers)), 0.0)
        begun, self._begun = self._begun, True
        return self._add_up(prompt, answers, 0, self._reuse and begun), notes

    def _score_empty(self, tools: list[dict[str, Any]], texts: list[str]) -> list[float]:
        """Return log p of each text after the tools alone; kept while the tools stay the same."""
        empty = write_turns(NOTHING, tools)
        if self._last_slot is None:
            self._last_slot = self.client.slots() - 1
        known = empty == self._empty and len(self._priors) < 4096
        if not known:
            self._empty, self._priors = empty, {}
        if missing := [text for text in texts if text not in self._priors]:
            prompt = self.client.tokenize(self.client.render(empty), special=True)
            answers = [self.client.tokenize(text) for text in missing]
            found = self._add_up(prompt, answers, self._last_slot, self._reuse and known)
            self._priors |= dict(zip(missing, found, strict=True))
        return [self._priors[text] for text in texts]

    def _add_up(self, prompt: list[int], answers: list[list[int]], slot: int, reuse: bool) -> list[float]:
        self.client.prime(prompt, slot, reuse)
        totals = [math.fsum(self.client.score(prompt, answer, slot)) for answer in answers]
        if not all(map(math.isfinite, totals)):
            raise ProviderFailed("bad_shape", 200)
        return totals


def soften(scores: list[float], temperature: float) -> list[float]:
    """Return the softmax of ``scores / temperature``; at temperature 0 all weight is on the first of the best."""
    best = max(scores)
    if temperature == 0:
        return [float(position == scores.index(best)) for position in range(len(scores))]
    weights = [math.exp((score - best) / temperature) for score in scores]
    return [weight / math.fsum(weights) for weight in weights]


def draw(probabilities: list[float], fraction: float) -> int:
    """Return the index at which the running sum passes ``fraction`` (in ``[0, 1)``)."""
    total = 0.0
    for index, probability in enumerate(probabilities):
        total += probability
        if fraction < total:
            return index
    return max(range(len(probabilities)), key=probabilities.__getitem__)
