"""A family in a package of its own: where its folders lie, and the app and the detector that they need."""

from pathlib import Path

from agentsim_lighthouse import lamps
from agentsim_lighthouse.lamp_dark import LampDark

ENVS = Path(__file__).parent / "envs"
APPS = (lamps,)
DETECTORS = {"lamp_dark": LampDark}
