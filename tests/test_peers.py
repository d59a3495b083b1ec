"""The speed scripts: tables say what the files say, every peer has a script, and the measures run at their smallest."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

import growing  # noqa: E402  # the path is set just above
import measuring  # noqa: E402  # as above
import peers  # noqa: E402  # as above
import speed_tables  # noqa: E402  # as above

MEMORY = "tracemalloc KiB for each further live environment"
OURS = {
    "peer": "agentsim",
    "what": "ours",
    "package": "agentsim-gym",
    "version": "0",
    "steps/s": 100.0,
    "reset ms": 1.0,
    MEMORY: 10.0,
    "import CPU s": 0.5,
    "deepcopy us": 3.0,
}
FASTER = {
    **OURS,
    "peer": "gem",
    "package": "gem-llm",
    "steps/s": 200.0,
    "reset ms": 2.0,
    MEMORY: 20.0,
    "deepcopy us": "fails: no",
    "pickle us": 7.5,
}
SLOWER = {
    **OURS,
    "peer": "are",
    "package": "are",
    "steps/s": 25.0,
    "reset ms": 4.0,
    MEMORY: 400.0,
    "deepcopy us": "fails: no",
}
BROKEN = {"peer": "tau_bench_v1", "error": "pip install tau-bench: no | such thing"}


def found(*rows):
    return {"rounds": 1, "rows": list(rows), "machine": {"python": "3", "machine": "m", "processor": "p"}}


def test_the_table_of_the_peers_is_what_the_rows_say():
    head, _, *lines = peers.table(found(FASTER, BROKEN, SLOWER, OURS)).split("\n")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert {len(row) for row in cells} == {head.count("|") - 1}
    assert cells[0][:3] == ["agentsim-gym 0", "ours", "100"]
    assert cells[1][2:9] == ["25", "4x", "4.000", "4x", "400", "40x", "fails"]
    assert cells[2][2:9] == ["200", "0.5x", "2.000", "2x", "20", "2x", "7.5 (pickle)"]
    assert cells[3][:2] == ["tau_bench_v1", "pip install tau-bench: no / such thing"]
    assert set(cells[3][2:]) == {""}


def test_a_peer_that_is_ahead_is_said_to_be_with_the_reason():
    (line,) = peers.ahead(found(OURS, FASTER, SLOWER, BROKEN))
    assert "gem-llm" in line
    assert "ahead in steps/s: " in line
    assert peers.REASONS["gem"] in line
    assert peers.ahead(found(OURS, SLOWER)) == []


def test_every_peer_that_can_be_installed_has_a_script_and_a_pinned_version():
    scripts = {path.stem.removeprefix("play_") for path in (BENCHMARKS / "peers").glob("play_*.py")}
    assert scripts == set(peers.PEERS) - {"tau_bench_v1"}  # it is on no registry
    assert all("==" in wanted for name, wanted in peers.PEERS.items() if name in scripts - {"agentsim"})


def test_what_cannot_be_installed_is_a_row_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "set_up", lambda wanted, folder: f"pip install {wanted}: no")
    (row,) = peers.play("tau_bench_v1", tmp_path, 1)
    assert row == {"peer": "tau_bench_v1", "error": "pip install tau-bench: no"}


def test_ours_is_measured_in_the_shape_of_the_peers(tmp_path):
    rows = peers.play("agentsim", tmp_path, 1)
    assert [row["what"] for row in rows] == ["tool call through gym.make", "tool call to an episode"]
    for row in rows:
        assert row["steps/s"] > 0
        assert all(isinstance(row[way], float) for way in ("deepcopy us", "pickle us"))


@pytest.mark.parametrize("name", ["floor", "peers", "growth"])
def test_the_page_says_how_to_make_figures_that_are_not_there(name, tmp_path, monkeypatch):
    monkeypatch.setattr(speed_tables, "RESULTS", tmp_path)
    assert f"`python benchmarks/{name}.py` writes them" in getattr(speed_tables, f"write_{name}")()


def run(script, folder, *arguments):
    command = [sys.executable, str(BENCHMARKS / script), "--rounds", "1", "--results", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=240)


def test_floor_runs_and_its_table_is_what_it_wrote(tmp_path, monkeypatch):
    pytest.importorskip("immutables", reason="no wheel for this Python")
    run("floor.py", tmp_path, "--families", "Web-InjectionDeputy")
    told = json.loads((tmp_path / "floor.json").read_text())
    assert told["our tools"] >= told["floor tools"] == 25
    assert told["our records"] >= told["floor records"] == 200
    assert told["ours / floor"] == pytest.approx(told["us"]["our step"] / told["us"]["floor step"], abs=0.01)
    monkeypatch.setattr(speed_tables, "RESULTS", tmp_path)
    assert (
        f"| {told['us']['our step']:.2f} | {told['us']['floor step']:.2f} | {told['ours / floor']:.2f}x |"
        in speed_tables.write_floor()
    )


def test_growth_runs_and_its_table_is_what_it_wrote(tmp_path, monkeypatch):
    run("growth.py", tmp_path, "--live", "20", "--only", "long text", "copies and resets", "many")
    told = json.loads((tmp_path / "growth.json").read_text())
    monkeypatch.setattr(speed_tables, "RESULTS", tmp_path)
    page = speed_tables.write_growth()
    assert page.count("**missed**") == len(told["missed"])
    fork = told["copies and resets"]["fork us"]
    assert f"| fork us | {fork['is']:,.3f} | at most 5 |" in page


def test_worlds_are_made_as_large_as_asked():
    scenario = growing.with_tools("Inbox-Blackmail", 1000)
    names = [schema["function"]["name"] for schema in scenario.toolbox.schemas]
    assert len(set(names)) == len(names)
    assert sum(name in scenario.toolbox.replies for name in names) == 1000
    assert len(growing.with_mails("Inbox-Blackmail", 500).prepared["mail"].records) == 500


def test_messages_are_made_new_and_say_the_same():
    message = measuring.call("send_email", to=["a@example.org"], subject="s", body="One.\n\nTwo.")
    first, second = (json.loads(measuring.freshen([message])[0])["tool_calls"][0] for _ in range(2))
    assert first["id"] != second["id"]
    bodies = [json.loads(each["function"]["arguments"])["body"].split("\n\n") for each in (first, second)]
    assert all(a != b for a, b in zip(*bodies, strict=True))
    assert [part.split(") ")[1] for part in bodies[0]] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("value", "least", "kept"), [(1.0, False, True), (3.0, False, False), (1.0, True, False), (3.0, True, True)]
)
def test_a_figure_stands_beside_what_is_asked(value, least, kept):
    assert measuring.asked(value, 2.0, least=least)["kept"] is kept
