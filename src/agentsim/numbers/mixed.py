"""A mixed-effects logit: what factors do to the odds of a violation, with a random intercept for each cluster.

The likelihood of each cluster is integrated over its intercept by adaptive Gauss-Hermite quadrature and maximised, as lme4's
``glmer(nAGQ=15)`` does (Pinheiro and Bates 1995; Bates and others 2015); intervals are Wald's, from the observed information.
statsmodels has the model as ``BinomialBayesMixedGLM`` only. Its variational fit gives intervals that are far too short, and
its joint mode pulls the spread of the intercepts and large effects towards its priors (``benchmarks/coverage.py`` shows
both), so the likelihood itself is maximised here, with scipy's optimiser.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from numpy.typing import NDArray

NODES = 15


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """A fitted model: log odds by column, their standard errors, the intercepts' standard deviation, the log likelihood."""

    estimates: tuple[float, ...]
    errors: tuple[float, ...]
    spread: float
    log_likelihood: float
    converged: bool


def fit_logit(
    design: Sequence[Sequence[float]], hits: Sequence[int], trials: Sequence[int], clusters: Sequence[Hashable]
) -> Fit:
    """Return the maximum-likelihood fit. The first column of ``design`` is usually the constant.

    ``hits`` of ``trials`` are counted on each row, and rows of one cluster share an intercept. Raises ``ImportError``
    without the extra ``stats`` and ``ValueError`` for a design without full rank.
    """
    import numpy as np
    from scipy.optimize import minimize

    x = np.asarray(design, dtype=float)
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("two columns of the design say the same")
    y, n = np.asarray(hits, dtype=float), np.asarray(trials, dtype=float)
    names = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    index = np.array([names[cluster] for cluster in clusters])
    model = _Likelihood(x, y, n, index, len(names))
    rate = np.clip(y.sum() / n.sum(), 0.01, 0.99)
    start = np.zeros(x.shape[1] + 1)
    start[0] = np.log(rate / (1 - rate)) if np.all(x[:, 0] == 1) else 0.0
    start[-1] = 0.5
    # A negative deviation is the same model as its mirror image, so the search needs no border at 0.
    found = minimize(model.loss, start, method="BFGS", options={"gtol": 1e-5, "maxiter": 500})
    curvature = _hessian(model.loss, found.x)
    size = x.shape[1]
    if abs(found.x[-1]) < 1e-3:
        # At 0 the deviation has no curvature worth the name; the rest is then the plain logit's.
        curvature = curvature[:size, :size]
    try:
        variances = np.diag(np.linalg.inv(curvature))[:size]
    except np.linalg.LinAlgError:
        variances = np.full(size, np.nan)
    good = bool(np.all(np.isfinite(variances)) and np.all(variances > 0))
    errors = np.sqrt(np.where(variances > 0, variances, np.nan))
    return Fit(
        estimates=tuple(map(float, found.x[:size])), errors=tuple(map(float, errors)), spread=float(abs(found.x[-1])),
        log_likelihood=float(-found.fun) + model.constant, converged=good and bool(np.max(np.abs(found.jac)) < 1e-2),
    )  # fmt: skip


class _Likelihood:
    """The negative log likelihood, over the coefficients and the standard deviation of the intercepts."""

    def __init__(self, x: NDArray[Any], y: NDArray[Any], n: NDArray[Any], index: NDArray[Any], clusters: int) -> None:
        import numpy as np
        from scipy.special import gammaln

        self._x, self._y, self._n, self._index, self._clusters = x, y, n, index, clusters
        self._nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        self._log_weights = np.log(weights) + self._nodes**2 / 2
        self.constant = float(np.sum(gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)))

    def loss(self, values: NDArray[Any]) -> float:
        import numpy as np
        from scipy.special import logsumexp

        fixed, spread = self._x @ values[:-1], values[-1]
        modes, widths = self._locate(fixed, spread)
        # Standard normal u, with the intercept spread * u: each node is moved to where its cluster's likelihood is.
        u = modes[:, None] + widths[:, None] * self._nodes[None, :]
        eta = fixed[:, None] + spread * u[self._index]
        rows = self._y[:, None] * eta - self._n[:, None] * np.logaddexp(0, eta)
        total = np.zeros((self._clusters, NODES))
        np.add.at(total, self._index, rows)
        inside = total - u**2 / 2 + self._log_weights[None, :]
        each = logsumexp(inside, axis=1) + np.log(widths) - 0.5 * np.log(2 * np.pi)
        return float(-np.sum(each))

    def _locate(self, fixed: NDArray[Any], spread: float) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the mode of each cluster's integrand and its width there, by Newton's method."""
        import numpy as np
        from scipy.special import expit

        u = np.zeros(self._clusters)
        for _ in range(30):
            p = expit(fixed + spread * u[self._index])
            slope = np.bincount(self._index, spread * (self._y - self._n * p), self._clusters) - u
            bend = 1 + np.bincount(self._index, spread**2 * self._n * p * (1 - p), self._clusters)
            move = np.clip(slope / bend, -3, 3)
            u = u + move
            if np.max(np.abs(move)) < 1e-9:
                break
        p = expit(fixed + spread * u[self._index])
        bend = 1 + np.bincount(self._index, spread**2 * self._n * p * (1 - p), self._clusters)
        return u, 1 / np.sqrt(bend)


def _hessian(loss: Any, at: NDArray[Any]) -> NDArray[Any]:
    """Return the second derivatives by central differences."""
    import numpy as np

    size, step = len(at), 1e-4
    moves = np.eye(size) * step
    found = np.empty((size, size))
    for i in range(size):
        for j in range(i, size):
            found[i, j] = found[j, i] = (
                loss(at + moves[i] + moves[j]) - loss(at + moves[i] - moves[j])
                - loss(at - moves[i] + moves[j]) + loss(at - moves[i] - moves[j])
            ) / (4 * step * step)  # fmt: skip
    return found
