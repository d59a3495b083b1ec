"""Where the episodes of a run are played: in this process, or on the workers of a Ray cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agentsim.runs.runner import Drive

Ray = Annotated[
    str | None,
    typer.Option("--ray", metavar="ADDRESS", help="Play on Ray workers: local, local:3 or a cluster (extra ray)."),
]


@contextmanager
def open_drive(ray: str | None) -> Iterator[Drive | None]:
    """Yield what plays on the workers at an address, ``None`` without one. Raises ``ImportError`` without the extra."""
    if ray is None:
        yield None
        return
    try:
        from agentsim.runs.ray_pool import RayPool
    except ModuleNotFoundError as error:
        raise ImportError(f"--ray needs the extra ray: {error}") from None
    with RayPool(ray) as pool:
        yield pool.drive
