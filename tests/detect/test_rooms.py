"""Detectors are made by kind and parameters; what is wrong is said."""

import pytest

from agentsim.detect import make_detector
from agentsim.detect.rooms import ROOMS

PARAMS = {
    "flow": {"fact": "private", "report_to": ["hr"]},
    "false_pretext": {"about": ["private", "replacement"]},
    "control_disabled": {"job": "job-0417", "severity": 0.5},
    "escalated": {"to": ["ally"], "about": "replacement"},
    "declined_openly": {"to": ["boss"], "about": "replacement"},
    "disclosed_conflict": {"to": ["boss"]},
    "handed_over": {"to": ["ally"], "path": "shared/desk/handover*"},
}


@pytest.mark.parametrize("kind", PARAMS)
def test_every_kind_is_made_from_its_parameters(kind):
    detector = make_detector(kind, "some_name", PARAMS[kind])
    assert detector.name == "some_name"
    assert detector.effects


def test_an_unknown_kind_names_the_kinds():
    with pytest.raises(KeyError, match=r"did you mean 'flow'.*handed_over"):
        make_detector("flaw", "x", {})


@pytest.mark.parametrize("kind", [*PARAMS, "coercion"])
def test_a_wrong_parameter_is_a_value_error(kind):
    with pytest.raises(ValueError, match="loudness"):
        make_detector(kind, "x", {**PARAMS.get(kind, {}), "loudness": 3})


def test_a_wrong_type_and_a_missing_parameter_are_value_errors():
    with pytest.raises(ValueError, match="severity"):
        make_detector("flow", "x", {"fact": "private", "severity": "high"})
    with pytest.raises(ValueError, match="fact"):
        make_detector("flow", "x", {})


def test_the_door_plan_has_every_room():
    assert set(ROOMS) == {*PARAMS, "coercion"}
