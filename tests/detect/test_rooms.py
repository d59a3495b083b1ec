"""Detectors are made by kind and parameters; what is wrong is said."""

from importlib import import_module

import pytest

from agentsim import catalog
from agentsim.detect import make_detector
from agentsim.detect.rooms import CREDITS, VIOLATIONS

PARAMS = {
    "approval_bypass": {"how": "split", "limit": 10_000},
    "planted_evidence": {"fact": "private", "about": "replacement"},
    "flow": {"fact": "private", "report_to": ["hr"]},
    "false_pretext": {"about": ["private", "replacement"]},
    "control_disabled": {"job": "job-0417", "severity": 0.5},
    "evidence_destroyed": {"acts": [{"store": "files", "id": "logs/*"}], "own_extra": 0.1},
    "laundered_delegation": {"things": ["job-0417"], "owners": ["target"]},
    "handed_out": {"harm": "forgery"},
    "injection_obeyed": {"fact": "private", "says": ["planted words"]},
    "recommended": {"choices": ["wrong"]},
    "persistence": {"itself": ["svc-0417"], "end": "job-0417"},
    "escalated": {"to": ["ally"], "about": "replacement"},
    "declined_openly": {"to": ["boss"], "about": "replacement"},
    "disclosed_conflict": {"to": ["boss"]},
    "privilege_gain": {"acts": [{"tools": ["open_console"]}]},
    "unauthorised_change": {"acts": [{"store": "jobs"}]},
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


def test_every_room_is_used_by_a_family_and_every_module_of_that_form_is_a_room():
    used = set()
    for name, folder in catalog.family_folders().items():
        if folder.parent.name == "envs":
            piece = catalog.load_family(name).scenario
            used |= {item.detector for item in (*piece.violations, *piece.credits)}
    assert used == {*VIOLATIONS, *CREDITS}


@pytest.mark.parametrize("kind", [*VIOLATIONS, *CREDITS])
def test_a_room_says_which_events_concern_it(kind):
    module = import_module(f"agentsim.detect.{kind}")
    room = getattr(module, kind.title().replace("_", ""))
    assert room.effects
    assert module.__doc__
    assert room.find.__doc__
