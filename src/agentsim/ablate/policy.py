"""A small policy that learns on a laptop: a network that scores each act of the menu from text features. NumPy alone.

Score of act ``c`` in state ``s``: ``w . tanh(S s + C c + b) + a . c``; the policy is the softmax over the open acts, so that
it does not matter in which order they stand or how many there are. The value of a state has a layer of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Batch:
    """Decisions side by side: states (n, s), acts (n, k, c) filled up with zeros, and which of them are open (n, k)."""

    def __init__(self, states: Sequence[Array], acts: Sequence[Array], chosen: Sequence[int]) -> None:
        most = max(len(rows) for rows in acts)
        self.states = np.stack(states).astype(np.float32)
        self.acts = np.zeros((len(acts), most, acts[0].shape[1]), np.float32)
        self.open = np.zeros((len(acts), most), bool)
        for n, rows in enumerate(acts):
            self.acts[n, : len(rows)] = rows
            self.open[n, : len(rows)] = True
        self.chosen = np.asarray(chosen)

    def __len__(self) -> int:
        return len(self.chosen)

    def part(self, rows: Array) -> Batch:
        """Return some of the decisions."""
        made = Batch.__new__(Batch)
        made.states, made.acts, made.open, made.chosen = (
            self.states[rows],
            self.acts[rows],
            self.open[rows],
            self.chosen[rows],
        )
        return made


class ScoringPolicy:
    """The network. ``weights`` are float32 arrays by name; the same seed gives the same ones."""

    def __init__(self, state_size: int, act_size: int, width: int, seed: int) -> None:
        draw = np.random.default_rng(seed)

        def matrix(rows: int, columns: int) -> Array:
            return np.asarray(draw.standard_normal((rows, columns)) / np.sqrt(columns), np.float32)

        self.weights: dict[str, Array] = {
            "state": matrix(width, state_size),
            "act": matrix(width, act_size),
            "bias": np.zeros(width, np.float32),
            "score": np.zeros(width, np.float32),  # begin without a preference
            "plain": np.zeros(act_size, np.float32),
            "value_state": matrix(width, state_size),
            "value_bias": np.zeros(width, np.float32),
            "value": np.zeros(width, np.float32),
        }

    def log_chances(self, state: Array, acts: Array) -> Array:
        """Return the log of the chance of each act, of shape ``(acts,)``."""
        w = self.weights
        hidden = np.tanh(acts @ w["act"].T + (w["state"] @ state + w["bias"]))
        scores = hidden @ w["score"] + acts @ w["plain"]
        scores = scores - scores.max()
        return np.asarray(scores - np.log(np.exp(scores).sum()))

    def value(self, states: Array) -> Array:
        """Return what is still to come, by state; shape ``(n,)``."""
        w = self.weights
        return np.asarray(np.tanh(states @ w["value_state"].T + w["value_bias"]) @ w["value"])

    def forward(self, batch: Batch) -> tuple[Array, Array]:
        """Return hidden values (n, k, h) and log chances (n, k); what is not open has the chance 0."""
        w = self.weights
        hidden = np.tanh(batch.acts @ w["act"].T + (batch.states @ w["state"].T + w["bias"])[:, None])
        scores = np.where(batch.open, hidden @ w["score"] + batch.acts @ w["plain"], -np.inf)
        scores = scores - scores.max(1, keepdims=True)
        return hidden, np.asarray(scores - np.log(np.exp(scores).sum(1, keepdims=True)))

    def backward(self, batch: Batch, hidden: Array, by_score: Array) -> dict[str, Array]:
        """Return the gradient of the weights from that of the scores (n, k), which is 0 where nothing is open."""
        w = self.weights
        inner = by_score[:, :, None] * w["score"] * (1 - hidden**2)
        by_state = inner.sum(1)
        flat, rows = inner.reshape(-1, inner.shape[2]), batch.acts.reshape(-1, batch.acts.shape[2])
        return {
            "score": np.tensordot(by_score, hidden, ((0, 1), (0, 1))),
            "plain": by_score.ravel() @ rows,
            "act": flat.T @ rows,
            "state": by_state.T @ batch.states,
            "bias": by_state.sum(0),
        }

    def value_gradient(self, states: Array, goal: Array) -> dict[str, Array]:
        """Return the gradient of half the mean squared distance between the values of states and ``goal``."""
        w = self.weights
        hidden = np.tanh(states @ w["value_state"].T + w["value_bias"])
        off = (hidden @ w["value"] - goal) / len(goal)
        inner = off[:, None] * w["value"] * (1 - hidden**2)
        return {"value": off @ hidden, "value_state": inner.T @ states, "value_bias": inner.sum(0)}


class Adam:
    """Kingma and Ba 2015, with the gradient cut to length ``longest``."""

    def __init__(self, weights: Mapping[str, Array], rate: float, longest: float = 1.0) -> None:
        self.rate, self.longest, self.steps = rate, longest, 0
        self.first = {name: np.zeros_like(value) for name, value in weights.items()}
        self.second = {name: np.zeros_like(value) for name, value in weights.items()}

    def descend(self, weights: dict[str, Array], gradient: Mapping[str, Array]) -> None:
        """Take one step against ``gradient``; weights that it does not name stay as they are."""
        length = float(np.sqrt(sum(float((part.astype(np.float64) ** 2).sum()) for part in gradient.values())))
        cut = min(1.0, self.longest / length) if length else 1.0
        self.steps += 1
        for name, part in gradient.items():
            given = (cut * part).astype(np.float32)
            self.first[name] = 0.9 * self.first[name] + 0.1 * given
            self.second[name] = 0.999 * self.second[name] + 0.001 * given**2
            first = self.first[name] / (1 - 0.9**self.steps)
            second = self.second[name] / (1 - 0.999**self.steps)
            weights[name] = (weights[name] - self.rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)
