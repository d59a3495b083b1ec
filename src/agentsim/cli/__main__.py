"""``python -m agentsim.cli``."""

from agentsim.cli import app

app(prog_name="agentsim")
