"""The notebook runs from top to bottom at its smallest size."""

import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "diversity.ipynb"


@pytest.mark.skipif(not NOTEBOOK.is_file(), reason="the notebook is not beside the tests")
def test_the_notebook_runs(capsys):
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert 'SIZE = "smallest"' in code[0]
    names = {"__name__": "notebook"}
    for number, source in enumerate(code):
        exec(compile(source, f"cell {number}", "exec"), names)
    told = capsys.readouterr().out
    for part in ("4 arms x 2 seeds", "both     far   violations", "tools less none, far, area", "violations-far.svg"):
        assert part in told
