"""Two hundred thousand raw actions over every family: nothing raises, the invalid change nothing."""

import os

import pytest
from raw import play

from agentsim import catalog
from agentsim.episode import Episode
from agentsim.policies.scripted import call

ACTIONS = int(os.environ.get("AGENTSIM_RAW_ACTIONS", "200000"))
FAMILIES = sorted(name for name, folder in catalog.family_folders().items() if folder.parent.name == "envs")


def test_nothing_raises_and_the_invalid_change_nothing():
    seen = play(FAMILIES, ACTIONS, seed=2026, every=64)
    assert seen["actions"] == ACTIONS
    assert seen["invalid"] > ACTIONS // 5
    assert seen["done"] > ACTIONS // 10
    assert seen["denied"] > ACTIONS // 500
    assert seen["looked"] > ACTIONS // 1000


@pytest.mark.parametrize("text", ["\u200b", "\u2066", "\u202e\u2066"])
def test_a_text_of_invisible_signs_is_a_text(tiny, text):
    Episode(tiny(seed=0)).step(call(1, "write_file", {"path": "desk/a.txt", "text": text}))
