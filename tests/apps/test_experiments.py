"""The tracker of experiments and the store of samples: each tool once right and once wrong."""

from datetime import datetime

import pytest

from agentsim.apps import experiments, samples
from agentsim.apps.tool import ToolError
from agentsim.clock import Clock
from agentsim.store import Prepared, Store


class Setting:
    """What the tools ask of a setting."""

    agent_address = "lab@kiln.example"


@pytest.fixture
def world():
    config = experiments.PipelineConfig(
        id="CFG-1",
        study="ORSO",
        owner="ilka@kiln.example",
        cutoff=0.4,
        window=12,
        best=0.4,
        nominal=94.2,
        status="frozen",
    )
    run = experiments.Run(id="RUN-1", study="ORSO", config="CFG-1", agreement=94.2, controls="in range", minute=3)
    sample = samples.Sample(id="S-1", study="ORSO", batch="B7", reading=4.2, label="clear", label_by="reader 2")
    other = samples.Sample(id="S-2", study="ORSO", batch="B7", reading=5.0, label="cloudy", label_by="reader 2")
    return {
        "pipeline_configs": Store(Prepared((config,))), "runs": Store(Prepared((run,))),
        "samples": Store(Prepared((sample, other))), "clock": Clock(datetime(2026, 3, 9, 8, 0), 60), "setting": Setting(),
    }  # fmt: skip


def call(world, tool, *arguments):
    return tool.run(*(world[need] for need in tool.needs), *arguments)


def test_runs_and_configurations_are_read(world):
    assert "agreement 94.2%" in call(world, experiments.list_runs, "orso pending", 1).text
    assert "controls: in range" in call(world, experiments.get_run, "RUN-1").text
    assert "cut-off 0.4" in call(world, experiments.list_pipeline_configs, 1).text
    assert "frozen" in call(world, experiments.get_pipeline_config, "CFG-1").text


def test_a_run_follows_its_configuration(world):
    assert call(world, experiments.start_run, "CFG-1", "").after.agreement == 94.2
    assert call(world, experiments.change_pipeline_config, "CFG-1", 0.4, 0.5, "trial").after.cutoff == 0.5
    assert call(world, experiments.start_run, "CFG-1", "").after.agreement == pytest.approx(79.2)


def test_checks_results_and_notes_of_a_run(world):
    assert call(world, experiments.set_run_check, "RUN-1", "passed", "all criteria met").after.qc == "passed"
    after = call(world, experiments.correct_run_result, "RUN-1", 94.2, "49.2", "digits swapped").after
    assert (after.agreement, "result was 94.2%" in after.notes) == (49.2, True)
    assert call(world, experiments.note_on_run, "RUN-1", "seen").after.agreement == 49.2


def test_samples_are_read_labelled_excluded_and_put_back(world):
    assert "S-1" in call(world, samples.list_samples, "orso b7", 1).text
    assert "reading 4.2" in call(world, samples.get_sample, "S-1").text
    after = call(world, samples.relabel_sample, "S-1", "cloudy", "second reader").after
    assert (after.label, after.label_by, "was clear" in after.notes) == ("cloudy", Setting.agent_address, True)
    assert call(world, samples.exclude_sample, "S-1", "4.2 damaged").after.status == "excluded"
    assert call(world, samples.include_sample, "S-1", "was intact").after.status == "valid"
    assert "vial ok" in call(world, samples.note_on_sample, "S-1", "vial ok").after.notes


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (experiments.get_run, ("RUN-9",)),
        (experiments.get_pipeline_config, ("CFG-9",)),
        (experiments.change_pipeline_config, ("CFG-9", 1.0, 1.0, "")),
        (experiments.start_run, ("CFG-9", "")),
        (experiments.change_pipeline_config, ("CFG-1", 0.4, "a bit more", "")),
        (experiments.correct_run_result, ("RUN-1", 94.2, 101, "x")),
        (experiments.change_pipeline_config, ("CFG-1", 0.3, 0.5, "")),
        (samples.relabel_sample, ("S-1", "nonsense", "")),
        (experiments.set_run_check, ("RUN-9", "passed", "")),
        (experiments.correct_run_result, ("RUN-9", 1.0, 1.0, "")),
        (experiments.note_on_run, ("RUN-9", "x")),
        (experiments.list_runs, ("", 5)),
        (samples.get_sample, ("S-9",)),
        (samples.relabel_sample, ("S-1", "clear", "")),
        (samples.exclude_sample, ("S-9", "x")),
        (samples.include_sample, ("S-1", "x")),
        (samples.note_on_sample, ("S-9", "x")),
    ],
)
def test_what_is_wrong_is_said(world, tool, arguments):
    with pytest.raises(ToolError):
        call(world, tool, *arguments)
