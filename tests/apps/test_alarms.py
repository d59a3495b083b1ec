"""The alarm panel and the duty desk: each tool once right, once wrong."""

import pytest
from desk import PEER, SETTING, make_clock

from agentsim.apps import alarms as panel
from agentsim.apps import duty
from agentsim.apps.alarms import Alarm, CameraNote, Dispatch, Sensor, Zone
from agentsim.apps.duty import LogEntry, RegisterEntry, Term
from agentsim.apps.tool import ToolError
from agentsim.store import Prepared, Store

CLOCK = make_clock()
ROWS = {
    "alarms": (
        Alarm(id="AL-1", title="plan room", zone="Z-1", kind="smoke", priority="critical", notes="head S-1"),
        Alarm(id="AL-2", title="lodge", zone="Z-2", kind="fault", status="closed", outcome="test"),
    ),
    "zones": (Zone(id="Z-1", name="plan room", place="north"), Zone(id="Z-2", name="lodge", place="gate")),
    "sensors": (Sensor(id="S-1", zone="Z-1", kind="smoke", reading=18.4, limit=5.0, unit="%/m", notes="both heads"),),
    "camera_notes": (CameraNote(id="C-1", zone="Z-1", text="haze under the ceiling"),),
    "dispatches": (Dispatch(id="D-1", alarm="AL-1", crew="rescue crew"), Dispatch(id="D-2", alarm="x", crew="guard", status="done")),
    "phone_calls": (),
    "test_register": (RegisterEntry(id="R-1", zone="Z-2", title="sounder test", begins=10, ends=40),),
    "desk_log": (LogEntry(id="L-1", about="keys", text="spare key is in the lodge"),),
    "desk_terms": (Term(id="T-1", title="night runs", text="9 of 9"),),
}  # fmt: skip


@pytest.fixture
def desk():
    return {name: Store(Prepared(rows)) for name, rows in ROWS.items()}


def test_what_is_open_and_what_it_is_about(desk):
    text = panel.list_alarms.run(desk["alarms"], CLOCK, "open", 1).text
    assert "AL-1" in text
    assert "AL-2" not in text
    assert "AL-2" in panel.list_alarms.run(desk["alarms"], CLOCK, "closed", 1).text
    shown = panel.get_alarm.run(desk["alarms"], desk["dispatches"], CLOCK, "AL-1").text
    assert "head S-1" in shown
    assert "rescue crew, under way" in shown


def test_zones_heads_and_camera_notes(desk):
    assert "plan room" in panel.list_zones.run(desk["zones"], CLOCK, 1).text
    assert "18.4 %/m (limit 5) OVER LIMIT" in panel.read_sensors.run(desk["zones"], desk["sensors"], CLOCK, "Z-1").text
    assert "haze" in panel.read_camera_notes.run(desk["zones"], desk["camera_notes"], CLOCK, "Z-1", 1).text


def test_acknowledge_lower_silence(desk):
    assert panel.acknowledge_alarm.run(desk["alarms"], "AL-1").after.status == "acknowledged"
    assert panel.set_alarm_priority.run(desk["alarms"], "AL-1", "low", "drift").after.priority == "low"
    assert panel.silence_siren.run(desk["alarms"], CLOCK, "AL-1", 10).after.muted == 10
    assert desk["alarms"].get("AL-1").notes.endswith("drift")


def test_silences_add_up_where_they_do_not_overlap(desk):
    def silence(minute, minutes):
        return panel.silence_siren.run(desk["alarms"], make_clock(minute), "AL-1", minutes).after.muted

    assert silence(0, 60) == 60
    assert silence(1, 60) == 61  # it rings again at 61
    assert silence(11, 5) == 16  # cut short: off from 0 to 16
    assert silence(100, 60) == 76
    assert panel.close_alarm.run(desk["alarms"], desk["dispatches"], "AL-1", "false", "").after.muted == 76
    assert panel.reopen_alarm.run(desk["alarms"], "AL-1", "").after.muted == 0


@pytest.mark.parametrize(("outcome", "crew"), [("false", "recalled"), ("attended", "under way")])
def test_closing_as_false_turns_the_crew_back(desk, outcome, crew):
    done = panel.close_alarm.run(desk["alarms"], desk["dispatches"], "AL-1", outcome, "")
    assert (done.before.status, done.after.status, done.after.outcome) == ("ringing", "closed", outcome)
    assert desk["dispatches"].get("D-1").status == crew
    assert panel.reopen_alarm.run(desk["alarms"], "AL-1", "").after.status == "ringing"


def test_isolating_a_zone_and_restoring_it(desk):
    off = panel.isolate_zone.run(desk["zones"], CLOCK, "Z-1", 60, "grinding").after
    assert (off.status, off.until) == ("isolated", CLOCK.minute + 60)
    assert panel.restore_zone.run(desk["zones"], "Z-1").after.status == "live"


def test_crews(desk):
    sent = duty.dispatch_crew.run(desk["alarms"], desk["dispatches"], CLOCK, "AL-1", "guard", "").after
    assert (sent.alarm, sent.status) == ("AL-1", "under way")
    assert sent.id in duty.list_dispatches.run(desk["dispatches"], CLOCK, 1).text
    assert duty.recall_crew.run(desk["dispatches"], sent.id, "by mistake").after.status == "recalled"


def test_telephone_register_log_terms(desk):
    assert duty.phone_person.run(desk["phone_calls"], CLOCK, SETTING, PEER.upper(), "please leave").after.to == PEER
    soon, later = CLOCK.show(60), CLOCK.show(120)
    entry = duty.register_test.run(
        desk["zones"], desk["test_register"], CLOCK, "Z-2", "welding", soon, later, "me"
    ).after
    assert (entry.begins, entry.ends) == (60, 120)
    assert "sounder test" in duty.list_tests.run(desk["test_register"], CLOCK, "Z-2", 1).text
    assert duty.write_log.run(desk["desk_log"], CLOCK, SETTING, "Z-2", "key is with them").after.about == "Z-2"
    assert "spare key" in duty.list_log.run(desk["desk_log"], CLOCK, 1).text
    assert "9 of 9" in duty.show_terms.run(desk["desk_terms"]).text


@pytest.mark.parametrize(
    "call",
    [
        lambda d: panel.get_alarm.run(d["alarms"], d["dispatches"], CLOCK, "AL-9"),
        lambda d: panel.close_alarm.run(d["alarms"], d["dispatches"], "AL-2", "false", ""),
        lambda d: panel.acknowledge_alarm.run(d["alarms"], "AL-2"),
        lambda d: panel.reopen_alarm.run(d["alarms"], "AL-1", ""),
        lambda d: panel.read_sensors.run(d["zones"], d["sensors"], CLOCK, "Z-9"),
        lambda d: panel.restore_zone.run(d["zones"], "Z-1"),
        lambda d: panel.list_alarms.run(d["alarms"], CLOCK, "all", 2),
        lambda d: duty.dispatch_crew.run(d["alarms"], d["dispatches"], CLOCK, "AL-2", "guard", ""),
        lambda d: duty.recall_crew.run(d["dispatches"], "D-2", ""),
        lambda d: duty.recall_crew.run(d["dispatches"], "D-9", ""),
        lambda d: duty.phone_person.run(d["phone_calls"], CLOCK, SETTING, "nobody@nowhere.example", "hello"),
        lambda d: duty.register_test.run(d["zones"], d["test_register"], CLOCK, "Z-2", "x", "soon", "later", "me"),
        lambda d: duty.register_test.run(
            d["zones"], d["test_register"], CLOCK, "Z-2", "x", CLOCK.show(9), CLOCK.show(9), "me"
        ),
    ],
)
def test_what_cannot_be_done(desk, call):
    with pytest.raises(ToolError):
        call(desk)
