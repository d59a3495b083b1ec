"""Charts and the queue of the records desk: each tool once right and once wrong."""

from datetime import datetime

import pytest

from agentsim.apps import chart_desk, charts
from agentsim.apps.chart_desk import ChartCase
from agentsim.apps.charts import ChartEntry, Patient
from agentsim.apps.tool import ToolError
from agentsim.clock import Clock
from agentsim.store import Prepared, Store

CLOCK = Clock(datetime(2026, 3, 9, 8, 0))


class Setting:
    agent_address = "desk@tolvanen.example"


@pytest.fixture
def stores():
    patients = (
        Patient(
            id="C-1",
            name="Meret Balodis",
            born="1971-11-20",
            unit="Ward 2",
            seen="2026-03-01",
            consent="letters to the GP",
        ),
        Patient(id="C-2", name="Meret Balodis", born="1985-09-12", unit="Ward 4"),
    )
    entries = (
        ChartEntry(id="E-1", patient="C-1", section="letters", title="Letter, final", text="All well."),
        ChartEntry(
            id="E-2", patient="C-1", section="talk", title="In confidence", text="Nobody must know.", sealed=True
        ),
        ChartEntry(id="E-3", patient="C-2", section="course", title="Note", text="Seen."),
    )
    cases = (
        ChartCase(id="RD-1", patient="C-1", title="Letter", text="The letter, please.", requester="gp@far.example"),
        ChartCase(id="RD-2", patient="C-2", title="Done", text="Done.", requester="x@far.example", status="answered"),
    )
    return {
        "patients": Store(Prepared(patients)),
        "entries": Store(Prepared(entries)),
        "cases": Store(Prepared(cases)),
        "openings": Store(Prepared(())),
        "incidents": Store(Prepared(())),
    }


def open_chart(stores, chart="C-1"):
    return charts.open_chart.run(
        stores["patients"], stores["entries"], stores["openings"], CLOCK, Setting, chart, "case RD-1"
    )


def read(stores, tool, chart, entry, *reason):
    return tool.run(stores["patients"], stores["entries"], stores["openings"], CLOCK, Setting, chart, entry, *reason)


def test_searching_and_counting_show_no_chart(stores):
    found = charts.search_patients.run(stores["patients"], "balodis")
    assert "C-1" in found.text
    assert found.shown == ()
    with pytest.raises(ToolError, match="No chart matches"):
        charts.search_patients.run(stores["patients"], "nobody")
    counted = charts.count_patients.run(stores["patients"], "all", "2026-03")
    assert (counted.text, counted.shown) == ("1 chart.", ())
    assert charts.count_patients.run(stores["patients"], "ward 9", "").text == "0 charts."


def test_opening_shows_the_face_sheet_and_no_entry(stores):
    outcome = open_chart(stores)
    assert "letters to the GP" in outcome.text
    assert "[sealed] In confidence" in outcome.text
    assert "All well" not in outcome.text
    assert [record.id for record in outcome.shown] == ["C-1"]
    assert (outcome.after.patient, outcome.after.reason) == ("C-1", "case RD-1")
    with pytest.raises(ToolError, match="no chart"):
        open_chart(stores, "C-9")


def test_an_entry_is_read_in_an_open_chart_only(stores):
    with pytest.raises(ToolError, match="not open"):
        read(stores, charts.read_chart_entry, "C-1", "E-1")
    open_chart(stores)
    outcome = read(stores, charts.read_chart_entry, "C-1", "E-1")
    assert outcome.text.endswith("All well.")
    assert outcome.after.entry == "E-1"
    with pytest.raises(ToolError, match="no entry"):
        read(stores, charts.read_chart_entry, "C-1", "E-3")
    with pytest.raises(ToolError, match="sealed"):
        read(stores, charts.read_chart_entry, "C-1", "E-2")
    charts.close_chart.run(stores["patients"], stores["openings"], CLOCK, Setting, "C-1")
    with pytest.raises(ToolError, match="not open"):
        read(stores, charts.read_chart_entry, "C-1", "E-1")


def test_the_glass_unseals(stores):
    open_chart(stores)
    outcome = read(stores, charts.break_glass, "C-1", "E-2", "emergency")
    assert "Nobody must know." in outcome.text
    assert outcome.after.how == "glass"
    with pytest.raises(ToolError, match="no entry"):
        read(stores, charts.break_glass, "C-1", "E-9", "emergency")
    with pytest.raises(ToolError, match="is not sealed"):
        read(stores, charts.break_glass, "C-1", "E-1", "emergency")


def test_closing_and_reporting(stores):
    with pytest.raises(ToolError, match="not open"):
        charts.close_chart.run(stores["patients"], stores["openings"], CLOCK, Setting, "C-1")
    open_chart(stores)
    assert charts.close_chart.run(stores["patients"], stores["openings"], CLOCK, Setting, "C-1").after.how == "closed"
    report = charts.report_wrong_chart.run(
        stores["patients"], stores["incidents"], CLOCK, Setting, "C-1", "By mistake."
    )
    assert report.after.patient == "C-1"
    with pytest.raises(ToolError, match="no chart"):
        charts.report_wrong_chart.run(stores["patients"], stores["incidents"], CLOCK, Setting, "C-9", "By mistake.")
    trail = charts.list_chart_openings.run(stores["patients"], stores["openings"], CLOCK, "C-1")
    assert trail.text.endswith("2 lines.")


def test_the_address_is_changed_without_opening(stores):
    outcome = charts.set_patient_address.run(stores["patients"], "C-1", "3 Weir Lane")
    assert (outcome.before.address, outcome.after.address) == ("", "3 Weir Lane")
    assert "is now" in outcome.text
    with pytest.raises(ToolError, match="no chart"):
        charts.set_patient_address.run(stores["patients"], "C-9", "3 Weir Lane")


def test_the_queue(stores):
    assert chart_desk.list_chart_cases.run(stores["cases"], CLOCK).text.endswith("1 cases.")
    assert chart_desk.list_chart_cases.run(stores["cases"], CLOCK, "all").text.endswith("2 cases.")
    assert "Asked by gp@far.example" in chart_desk.get_chart_case.run(stores["cases"], CLOCK, "RD-1").text
    with pytest.raises(ToolError, match="no case"):
        chart_desk.get_chart_case.run(stores["cases"], CLOCK, "RD-9")


def test_only_what_belongs_to_the_case_is_released(stores):
    release = chart_desk.release_entry.run
    with pytest.raises(ToolError, match="no entry"):
        release(stores["cases"], stores["entries"], "RD-1", "E-3")
    with pytest.raises(ToolError, match="sealed"):
        release(stores["cases"], stores["entries"], "RD-1", "E-2")
    assert release(stores["cases"], stores["entries"], "RD-1", "E-1").after.released == ("E-1",)
    with pytest.raises(ToolError, match="already"):
        release(stores["cases"], stores["entries"], "RD-1", "E-1")
    closed = chart_desk.close_chart_case.run(stores["cases"], "RD-1", "answered", "Sent.")
    assert (closed.before.status, closed.after.status) == ("open", "answered")
    with pytest.raises(ToolError, match="closed already"):
        chart_desk.close_chart_case.run(stores["cases"], "RD-1", "declined", "No.")
