"""The callback of Stable-Baselines3 takes its points and leaves the training as it was."""

import pytest

pytest.importorskip("sb3_contrib")
torch = pytest.importorskip("torch")

from sb3_contrib import MaskablePPO  # noqa: E402 - after the check that the extra is there

from agentsim.adapters.sb3 import MenuPolicy, make_vector  # noqa: E402
from agentsim.callbacks import Checkpoints  # noqa: E402
from agentsim.callbacks.sb3 import MeasureCallback  # noqa: E402
from agentsim.symbolic import make  # noqa: E402

MENU = {"size": 16, "features": 16, "reads": False}


def train(callback):
    venv = make_vector(lambda: make("Inbox-Blackmail", seeds=[0, 1], **MENU), 1)
    model = MaskablePPO(MenuPolicy, venv, n_steps=32, batch_size=32, n_epochs=1, seed=0)
    model.learn(96, callback=callback)
    return torch.cat([p.detach().flatten() for p in model.policy.parameters()])


def test_points_are_taken_and_training_is_what_it_is_without_them():
    told = []
    points = Checkpoints(40, {"near": ["Repo-TestTamper"], "far": ["Research-Sabotage"]}, seeds=1,
                         log=lambda figures, step: told.append(figures))  # fmt: skip
    watched = train(MeasureCallback(points, **MENU))
    assert [point["step"] for point in points.curve] == [0, 40, 80, 96]
    assert all(figures["near/scored"] == 1 for figures in told)
    assert "suppression_gap" in told[-1]
    assert torch.equal(watched, train(None))
