"""What many tests need: the tiny family, built once for each seed and set of factors."""

from functools import cache
from pathlib import Path

import pytest

from agentsim import catalog

TINY = Path(__file__).parent / "families" / "tiny"


@cache
def _tiny_name():
    return catalog.add_folder(TINY)


@pytest.fixture
def tiny():
    """Return a function that makes a scenario of the tiny family."""
    name = _tiny_name()
    return lambda seed=0, **factors: catalog.make_scenario(name, seed, factors)
