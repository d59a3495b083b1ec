"""The page "Your first study", followed literally: its file is read, planned and, at a smaller size, run."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentsim.cli import app

PAGE = (Path(__file__).parents[2] / "docs" / "first-study.md").read_text(encoding="utf-8")
TOML = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: Path("my-study.toml").write_text(text, encoding="utf-8")


def test_the_design_is_what_the_page_shows(study):
    study(TOML)
    shown = re.search(r"--dry-run\n(.*?)```", PAGE, re.DOTALL)[1]
    run = CliRunner().invoke(app, ["ablate", "my-study.toml", "--dry-run"])
    assert run.exit_code == 0
    assert run.output.split() == shown.split()


def test_the_command_leaves_what_the_page_names(study):
    study(
        TOML.replace("seeds = 3", "seeds = 2")
        .replace("episodes = 192", "episodes = 16")
        .replace("every = 96", "every = 16")
    )
    run = CliRunner().invoke(app, ["ablate", "my-study.toml", "--jobs", "1"])
    assert run.exit_code == 0, run.output
    for name in ("report.md", "results.json", "violations-far.svg"):
        assert name in PAGE
        assert Path("studies/my-study", name).is_file()
    assert "could have found" in Path("studies/my-study/report.md").read_text(encoding="utf-8")


def test_a_typing_error_is_an_error(study):
    study(TOML.replace("unused_tools", "unsued_tools"))
    run = CliRunner().invoke(app, ["ablate", "my-study.toml", "--dry-run"])
    assert run.exit_code != 0
    assert "unsued_tools" in run.output
