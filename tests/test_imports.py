"""Who may import what: the core stays light, the stations know only those below them, heavy libraries stay at the edge."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import agentsim

PACKAGE = Path(agentsim.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_content" not in path.parts)
CORE = {"gymnasium", "numpy", "msgspec", "pydantic", "yaml"}
ALSO = {  # a third-party library beyond the core, and the only modules that may import it, at the top or inside a function
    "typer": {"cli"},
    "rich": {"cli", "terminal"},
    "PIL": {"render"},
    "litellm": {"policies.llm"},
    "stamina": {"policies.llm"},
    "xllamacpp": {"policies.serving"},
    "pyarrow": {"runs.export"},
    "scipy": {"numbers"},
    "inspect_ai": {"adapters.inspect_task", "adapters.inspect_log"},
    "mcp": {"adapters.mcp_server"},
    "anyio": {"adapters.mcp_server"},  # comes with mcp
    "datasets": {"adapters.trl", "ablate.language_model", "ablate.reinforce"},
    "transformers": {"ablate.language_model", "ablate.reinforce", "callbacks.transformers"},
    "peft": {"ablate.language_model", "ablate.reinforce"},
    "trl": {"ablate.language_model", "ablate.reinforce"},
    "uvicorn": {"adapters.mcp_server", "adapters.openenv"},  # comes with mcp and with openenv
    "openenv": {"adapters.openenv"},
    "verifiers": {"adapters.verifiers"},
    "openai": {"adapters.verifiers"},  # comes with verifiers
    "skyrl_gym": {"adapters.skyrl"},
    "stable_baselines3": {"adapters.sb3", "adapters.sb3_curve", "adapters.sb3_policy", "callbacks.sb3"},
    "sb3_contrib": {"adapters.sb3_policy"},
    "torch": {
        "adapters.menu_network",
        "adapters.sb3_policy",
        "adapters.torchrl",
        "adapters.rllib",
        "ablate.language_model",
        "ablate.reinforce",
        "callbacks.rllib",
        "callbacks.sb3",
        "callbacks.transformers",
    },  # comes with sb3 and torchrl
    "torchrl": {"adapters.torchrl"},
    "tensordict": {"adapters.torchrl"},  # comes with torchrl
    "ray": {
        "adapters.rllib",
        "adapters.rllib_price",
        "callbacks.rllib",
        "runs.ray_drive",
        "runs.ray_player",
        "runs.ray_pool",
    },
    "gem": {"adapters.gem"},
    "tinker_cookbook": {"adapters.tinker"},
    "tinker": {"adapters.tinker"},  # comes with tinker-cookbook
    "art": {"adapters.art"},
}
# A station may import the packages to its right, and nothing else of the corridor.
CORRIDOR = {
    "apps": set(),
    "detect": set(),
    "parse": set(),
    "authorise": set(),
    "goals": set(),
    "score": {"goals"},
    "dispatch": {"apps", "authorise", "parse"},
    "observe": {"parse"},
}
STATIONS = {
    "apps",
    "detect",
    "parse",
    "authorise",
    "goals",
    "score",
    "dispatch",
    "observe",
    "advance",
    "episode",
    "env",
    "policies",
    "wrappers",
    "evaluate",
    "runs",
    "cli",
}


def name_of(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_is_allowed(path):
    module = name_of(path)
    for name in imports_of(path):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top == "agentsim" or top in CORE:
            continue
        assert top in ALSO, f"{module} imports {name}; put it on the list with its reason, or do without"
        assert any(module == owner or module.startswith(f"{owner}.") for owner in ALSO[top]), f"{module} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_flows_back_along_the_corridor(path):
    station = name_of(path).partition(".")[0]
    if station not in CORRIDOR:
        return
    for name in imports_of(path):
        if name.startswith("agentsim."):
            other = name.split(".")[1]
            assert other not in STATIONS - CORRIDOR[station] - {station}, f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("module", ["random", "time", "uuid", "threading", "socket", "urllib", "subprocess"])
def test_the_engine_has_no_clock_no_network_no_threads(module):
    edge = ("policies", "cli", "terminal", "evaluate", "runs", "numbers", "reading", "judge", "adapters")
    for path in MODULES:
        name = name_of(path)
        if not name.startswith(edge) and module != "random":
            assert module not in {imported.partition(".")[0] for imported in imports_of(path)}, name
        if module == "random":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "random":
                    assert node.attr == "Random", f"{name} uses random.{node.attr}: the process-wide generator"


def test_importing_agentsim_brings_nothing_heavy():
    program = "import sys, agentsim; print([m for m in ('litellm', 'pydantic', 'yaml', 'PIL', 'typer', 'rich', 'torch', 'msgspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_these():
    # A name that is taken away or renamed breaks somebody's experiment.
    assert sorted(agentsim.__all__) == [
        "AgentEnv", "Episode", "EpisodeOver", "Scenario", "StepResult", "Streams", "Suite", "__version__", "load_family",
        "load_plugin", "make_scenario", "suite",
    ]  # fmt: skip
    for name in agentsim.__all__:
        assert getattr(agentsim, name) is not None
