"""What runs the mutants says of one that no test was asked of: not found. (It once said found, for an error of its own.)"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASK = """
import json, sys
from benchmarks.mutation.server import Server
task = {"file": "src/agentsim/detect/asking.py", "code": None, "tests": sys.argv[1:]}
print(Server(None, None).run(task, {}))
"""


def test_a_mutant_of_which_no_test_is_asked_is_not_found():
    for tests in ([], ["tests/test_that.py::is_not_there"]):
        run = subprocess.run([sys.executable, "-c", ASK, *tests], cwd=ROOT, capture_output=True, text=True, check=True)
        assert json.loads(run.stdout) == {"outcome": "passed"}
