"""What many tests need: the tiny family, built once for each seed and set of factors."""

import asyncio
import gc
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


@pytest.fixture(scope="session", autouse=True)
def no_loop_of_others_stays_open():
    """Close what event loops are left, which would fail a run whose tests all passed. The package makes none but by ``asyncio.run``,
    which closes its own; who leaves one in the runs with a model has not been found."""
    yield
    for thing in gc.get_objects():
        if issubclass(type(thing), asyncio.AbstractEventLoop) and not thing.is_running() and not thing.is_closed():
            thing.close()
