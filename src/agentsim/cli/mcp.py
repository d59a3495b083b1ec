"""``agentsim mcp``: an episode for any MCP client."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agentsim.cli.options import FactorsOption, Family, Seed, open_scenario, told_errors
from agentsim.terminal import show

HELP = (
    "Serve the tools of one episode to an MCP client, over standard input and output or on a port of this machine.\n\n"
    "With --out, the file always holds what `agentsim replay --json` tells of the episode so far: findings, reward, cost, "
    "goals, trajectory. The agent cannot reach it.\n\n"
    "Example: agentsim mcp Inbox-Blackmail --seed 3 -f unused_tools=40 --out episode.json"
)
Http = Annotated[
    str, typer.Option("--http", metavar="127.0.0.1:PORT", help="Serve http://127.0.0.1:PORT/mcp instead of stdio.")
]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where the episode is written.")]


def serve_mcp(family: Family, seed: Seed = 0, factor: FactorsOption = None, http: Http = "", out: Out = None) -> None:
    """Serve one episode."""
    with told_errors():
        scenario = open_scenario(family, seed, factor)
        try:
            from agentsim.adapters.mcp_server import Desk, read_address, serve_http, serve_stdio
        except ImportError:
            raise ImportError('this command needs the mcp extra: pip install "agentsim-gym[mcp]"') from None
        if not http:
            serve_stdio(Desk(scenario, out))
            return
        host, port = read_address(http)
        show(f"http://{host}:{port}/mcp", error=True)
        serve_http(Desk(scenario, out), host, port)
