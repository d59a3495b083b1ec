"""Every adapter has its extra, what cannot be installed together is declared, and what is loaded by name is in the wheel."""

import ast
import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("art", "gem", "openenv", "skyrl", "tinker", "verifiers")
if not (ROOT / "pyproject.toml").is_file():
    pytest.skip("away from the checkout", allow_module_level=True)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


@pytest.mark.parametrize("name", OURS)
def test_an_adapter_is_a_leaf_with_an_extra_a_test_and_a_page(name):
    assert name in EXTRAS
    assert (ROOT / "src" / "agentsim" / "adapters" / f"{name}.py").is_file()
    assert (ROOT / "tests" / "adapters" / f"test_{name}.py").is_file()
    assert (ROOT / "docs" / "trainers" / f"{name}.md").is_file()
    for path in (ROOT / "src" / "agentsim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module != f"agentsim.adapters.{name}", path


def test_what_cannot_be_installed_together_is_declared():
    conflicts = [{entry["extra"] for entry in group} for group in PROJECT["tool"]["uv"]["conflicts"]]
    assert all(names <= set(EXTRAS) for names in conflicts)
    for pair in ({"openenv", "verifiers"}, {"mcp", "verifiers"}, {"mcp", "openenv"}, {"art", "llm"}, {"tinker", "trl"}):
        assert any(pair <= names for names in conflicts)


def test_the_module_that_verifiers_loads_by_name_is_installed():
    assert importlib.util.find_spec("agentsim_verifiers") is not None
    assert "src/agentsim_verifiers" in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
