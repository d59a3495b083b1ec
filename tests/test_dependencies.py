"""What is installed with the package: pinned with hashes, listed in the bill of materials, and no code that runs by itself."""

import importlib.util
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "locks"
if not LOCKS.is_dir():
    pytest.skip("the locks lie in the repository", allow_module_level=True)
sbom = importlib.util.module_from_spec(spec := importlib.util.spec_from_file_location("sbom", LOCKS / "sbom.py"))
spec.loader.exec_module(sbom)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name):
    return {sbom_name.lower(): version for sbom_name, version, _, _ in sbom.read_lock((LOCKS / name).read_text(encoding="utf-8"))}  # fmt: skip


@pytest.mark.parametrize("lock", ["core.txt", "dev.txt"])
def test_every_pin_has_its_hashes_and_no_address(lock):
    text = (LOCKS / lock).read_text(encoding="utf-8")
    assert len(sbom.read_lock(text)) > 10
    assert "://" not in text
    assert not re.search(r"--(index-url|extra-index-url|find-links|trusted-host)", text)


def test_the_lock_is_of_todays_dependencies():
    core, dev = pins("core.txt"), pins("dev.txt")
    for requirement in PROJECT["project"]["dependencies"]:
        name, least = re.match(r"([\w.-]+)>=([\d.]+)", requirement).groups()
        assert name in core, f"{name}: renew locks/core.txt"
        assert tuple(map(int, re.findall(r"\d+", core[name])[:2])) >= tuple(map(int, least.split(".")[:2]))
    for group in ("test", "lint", "build", "docs"):
        for requirement in PROJECT["dependency-groups"][group]:
            assert re.match(r"[\w.-]+", requirement)[0].lower() in dev, f"{requirement}: renew locks/dev.txt"
    assert core.items() <= dev.items()


def test_the_bill_is_that_of_the_lock(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["sbom.py"])
    assert sbom.main() == 0, capsys.readouterr().out


def test_no_dependency_installs_a_pth():
    """A ``.pth`` beside the packages may hold code that every start of Python runs: no way for a dependency to begin."""
    found, looked = [], 0
    for name in pins("dev.txt"):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue
        looked += 1
        found += [f"{name}: {file}" for file in files if file.name.endswith(".pth") and len(file.parts) == 1]
    assert looked > 10
    assert found == []
