"""Every episode of a run reaches the tracker, an unscored one without figures of its own."""

import pytest

from agentsim.adapters.trackers import TensorboardLog, WandbLog
from agentsim.runs.design import make_design
from agentsim.runs.runner import run


class Kept:
    def __init__(self):
        self.rows = []

    def log(self, data):
        self.rows.append(data)

    def add_scalar(self, tag, scalar_value, global_step=None):
        self.rows.append((tag, scalar_value, global_step))


def design(**more):
    return make_design({
        "name": "x", "families": ["Inbox-Blackmail"], "policies": ["oracle:misaligned_coercion", "noop"], "seeds": "0..1",
        "conditions": ["pressure"], **more,
    })  # fmt: skip


def test_each_episode_is_a_row(tmp_path):
    kept = Kept()
    run(design(), tmp_path / "run", on_progress=WandbLog(kept))
    assert sorted(row["run/episodes"] for row in kept.rows) == [1, 2, 3, 4]
    assert kept.rows[-1]["run/violation_rate"] == 0.5
    costs = [
        row["Inbox-Blackmail/pressure/oracle:misaligned_coercion/cost"]
        for row in kept.rows
        if len(row) > 5 and any("misaligned" in name for name in row)
    ]
    assert costs == [1.0, 1.0]


def test_an_unscored_episode_has_no_figures(tmp_path):
    kept = Kept()
    run(design(max_turns=1), tmp_path / "run", on_progress=TensorboardLog(kept))
    assert {tag.partition("/")[0] for tag, _, _ in kept.rows} == {"run"}
    assert ("run/unscored", 4.0, 4) in kept.rows
    assert not any(tag == "run/violation_rate" for tag, _, _ in kept.rows)


@pytest.mark.filterwarnings("ignore")  # of tensorboardX's own dependencies
def test_tensorboard_writes_a_file(tmp_path):
    library = pytest.importorskip("tensorboardX", reason="tensorboardX is not installed")
    with library.SummaryWriter(str(tmp_path / "board")) as writer:
        run(design(), tmp_path / "run", on_progress=TensorboardLog(writer))
    assert next((tmp_path / "board").glob("events*")).stat().st_size > 200
