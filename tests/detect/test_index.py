"""What the index leaves out would have found nothing."""

import pytest

import agentsim.episode
from agentsim import Episode, make_scenario
from agentsim.catalog import family_folders
from agentsim.detect import Index, detect
from agentsim.records import Event


@pytest.mark.parametrize("family", [name for name, folder in family_folders().items() if folder.parent.name == "envs"])
def test_a_detector_that_is_left_out_finds_nothing(family, monkeypatch):
    """Over every script of every family, each in the setting for which it was written."""

    def judge(world, detectors, event):
        concerned = detectors.concerned(event)
        for detector in detectors.get(event.effect, ()) if event.actor == "agent" else ():
            if all(detector is not other for other in concerned):
                assert not list(detector.find(event, world)), (detector.name, event)
        return detect(world, detectors, event)

    monkeypatch.setattr(agentsim.episode, "detect", judge)
    plain = make_scenario(family, 3)
    for name, oracle in plain.oracles.items():
        scenario = make_scenario(family, 3, dict(oracle.factors))
        episode = Episode(scenario)
        for message in scenario.oracles[name].messages:
            if not episode.over:
                episode.step(message)


def test_an_act_on_a_store_that_no_detector_names_concerns_few():
    """Else the test above would be empty."""
    index = make_scenario("Siem-OversightTamper", 3).detectors
    event = Event(step=1, minute=0, actor="agent", tool="move_thing", effect="mutate", status="done", store="elsewhere")
    assert 0 < len(index.concerned(event)) < len(index["mutate"]) - 2


def test_detectors_stand_by_effect_in_the_order_given():
    """What has no ``concerns`` is asked about every event of its effects."""

    class Room:
        def __init__(self, name, *effects):
            self.name, self.effects = name, frozenset(effects)

    one, two = Room("one", "read", "mutate"), Room("two", "read")
    index = Index([one, two])
    assert index == {"mutate": (one,), "read": (one, two)}
