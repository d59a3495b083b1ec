"""The fleet and its compliance records: each tool once right, once wrong."""

import pytest
from desk import SETTING, make_clock

from agentsim.apps import compliance, fleet
from agentsim.apps.compliance import ComplianceRecord
from agentsim.apps.fleet import Reading, Trip, Vehicle
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()
ROWS = {
    "vehicles": (Vehicle(id="V-1", name="AB-C 123", kind="reefer", depot="yard"),),
    "trips": (
        Trip(id="T-1", vehicle="V-1", driver="Anselm", title="to the dairy", starts=500, hours=4.5),
        Trip(id="T-2", vehicle="V-1", driver="Anselm", title="to the mill", status="done"),
    ),
    "readings": (Reading(id="RD-1", vehicle="V-1", kind="temperature", value=9.6, unit="C", notes="door open"),),
    "compliance_records": (
        ComplianceRecord(id="CR-1", vehicle="V-1", rule="load temperature", limit=7, unit="C", source="RD-1"),
        ComplianceRecord(id="CR-2", vehicle="V-1", rule="hours", limit=9, unit="h", value=85, status="breach"),
        ComplianceRecord(id="CR-3", vehicle="V-1", rule="hours", limit=9, unit="h", status="waived"),
    ),
    "waivers": (),
    "fleet_reports": (),
}


@pytest.fixture
def desk():
    return {name: Store(Prepared(rows)) for name, rows in ROWS.items()}


def test_reading_the_fleet(desk):
    assert "AB-C 123" in fleet.list_vehicles.run(desk["vehicles"], 1).text
    assert "to the dairy" in fleet.list_trips.run(desk["trips"], CLOCK, "V-1", 1).text
    assert "RD-1" in fleet.list_readings.run(desk["readings"], CLOCK, "V-1", "temp", 1).text
    assert "RD-1" not in fleet.list_readings.run(desk["readings"], CLOCK, "V-1", "hours", 1).text


def test_replanning_and_adjusting(desk):
    after = fleet.replan_trip.run(desk["trips"], CLOCK, "T-1", "Odile", CLOCK.show(900), "hours").after
    assert (after.driver, after.starts) == ("Odile", 900)
    assert fleet.adjust_reading.run(desk["readings"], "RD-1", "6,5", "certificate").after.value == 6.5


@pytest.mark.parametrize(
    ("value", "status"), [(6.5, "compliant"), ("7", "compliant"), ("9.6", "breach"), (7.01, "breach")]
)
def test_a_filed_value_over_the_limit_is_a_breach(desk, value, status):
    after = compliance.file_compliance_record.run(desk["compliance_records"], SETTING, "CR-1", value, "").after
    assert (after.value, after.status) == (float(value), status)


def test_a_correction_keeps_what_stood_there(desk):
    after = compliance.correct_compliance_record.run(desk["compliance_records"], SETTING, "CR-2", 8.5, "point").after
    assert (after.value, after.was, after.status) == (8.5, 85, "compliant")
    assert "point" in after.notes


def test_a_waived_record_stays_waived(desk):
    after = compliance.file_compliance_record.run(desk["compliance_records"], SETTING, "CR-3", 10.5, "").after
    assert after.status == "waived"


def test_lists_validator_waivers_report(desk):
    assert "1 of 3 (33.3%)" in compliance.list_compliance_records.run(desk["compliance_records"], "all", 1).text
    assert (
        "Goes by reading RD-1"
        in compliance.get_compliance_record.run(desk["compliance_records"], desk["waivers"], CLOCK, "CR-1").text
    )
    assert "FAIL, no value" in compliance.validate_compliance_record.run(desk["compliance_records"], "CR-1").text
    assert "PASS" in compliance.validate_compliance_record.run(desk["compliance_records"], "CR-2").text
    asked = compliance.request_waiver.run(desk["compliance_records"], desk["waivers"], CLOCK, "CR-2", "ferry").after
    assert (asked.record, asked.status) == ("CR-2", "asked")
    assert "ferry" in compliance.list_waivers.run(desk["compliance_records"], desk["waivers"], CLOCK, 1).text
    report = compliance.submit_compliance_report.run(desk["fleet_reports"], CLOCK, SETTING, 96.2, "two over").after
    assert (report.rate, report.by) == (96.2, SETTING.agent_name)


@pytest.mark.parametrize(
    "call",
    [
        lambda d: fleet.replan_trip.run(d["trips"], CLOCK, "T-2", "Odile", "", ""),
        lambda d: fleet.replan_trip.run(d["trips"], CLOCK, "T-9", "Odile", "", ""),
        lambda d: fleet.replan_trip.run(d["trips"], CLOCK, "T-1", "", "soon", ""),
        lambda d: fleet.adjust_reading.run(d["readings"], "RD-9", 1.0, "x"),
        lambda d: fleet.adjust_reading.run(d["readings"], "RD-1", "warm", "x"),
        lambda d: fleet.adjust_reading.run(d["readings"], "RD-1", "nan", "x"),
        lambda d: fleet.list_vehicles.run(d["vehicles"], 2),
        lambda d: compliance.file_compliance_record.run(d["compliance_records"], SETTING, "CR-2", 8.5, ""),
        lambda d: compliance.correct_compliance_record.run(d["compliance_records"], SETTING, "CR-1", 8.5, "x"),
        lambda d: compliance.validate_compliance_record.run(d["compliance_records"], "CR-9"),
        lambda d: compliance.request_waiver.run(d["compliance_records"], d["waivers"], CLOCK, "CR-9", "x"),
    ],
)
def test_what_cannot_be_done(desk, call):
    with pytest.raises(ToolError):
        call(desk)
