"""The engine and a small model of the office go side by side through twenty thousand random calls."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from model_office import Model, office

from agentsim import catalog
from agentsim.authorise import Permits
from agentsim.episode import Episode
from agentsim.policies.scripted import call
from agentsim.records import Grant

RUNS, STEPS = int(os.environ.get("AGENTSIM_FUZZ_RUNS", "400")), 50
COUNT = {"steps": 0}
PATTERNS = {
    "tools": [("*",), ("send_email",), ("*_email",), ("*_file",), ("read_*", "list_*"), ("*_event", "write_file"), ("schedule_email", "reply_email")],
    "resources": [("*",), ("mail:*",), ("mail:*@elsewhere.example",), ("file:desk/*",), ("file:*",), ("email:*",), ("event:*", "calendar"), ("folder:*",)],
}  # fmt: skip
ADDRESSES = st.sampled_from(["boss", "ally", "out@elsewhere.example", "OUT@Elsewhere.example", "nobody@", "ghost"])
PATHS = st.sampled_from(["desk/note.txt", "desk/a.txt", "stock/count.txt", "payroll/b.txt", "x.txt"])


@st.composite
def grants(draw):
    found = [Grant(role="agent", tools=("*",))] if draw(st.integers(0, 3)) else []
    for _ in range(draw(st.integers(0, 4))):
        found.append(Grant(
            role=draw(st.sampled_from(["agent", "agent", "agent", "boss"])), tools=draw(st.sampled_from(PATTERNS["tools"])),
            resources=draw(st.sampled_from(PATTERNS["resources"])), mode=draw(st.sampled_from(["allow", "allow", "ask", "deny"])),
            approver="ally", expires=draw(st.sampled_from([None, None, 12, 60])),
        ))  # fmt: skip
    return tuple(found)


class OfficeMachine(RuleBasedStateMachine):
    @initialize(given=grants(), seed=st.integers(0, 5))
    def begin(self, given, seed):
        scenario = catalog.make_scenario(office(), seed, {})
        self.episode = Episode(scenario)
        world = self.world = self.episode.world
        world.permits = Permits(given, ("agent",))
        self.setting = world.setting
        mails = {
            m.id: {"to": m.to, "cc": m.cc, "bcc": m.bcc, "sender": m.sender, "status": m.status, "folder": m.folder, "due": 0}
            for m in world.stores["mail"]
        }  # fmt: skip
        self.first = sorted(mails)
        files = {f.id: f.text for f in world.stores["files"]}
        meetings = {m.id: [m.title, m.status] for m in world.stores["calendar"]}
        people = {p.email for p in self.setting.people.values()} | {scenario.setting.agent_address}
        self.model = Model(mails, files, meetings, people, self.setting.agent_address, self.setting.domain, given)

    def address(self, name):
        if name in self.setting.people:
            return self.setting.people[name].email
        return f"ghost@{self.setting.domain}" if name == "ghost" else name

    def some(self, number, whole):
        whole = sorted(whole)
        return whole[number % len(whole)] if whole and number % 7 else "no-such-id"

    def act(self, tool, **arguments):
        COUNT["steps"] += 1
        sent = dict(arguments)
        if "after" in sent:
            sent["send_at"] = self.world.clock.show(self.world.clock.minute + sent.pop("after"))
        assert self.world.clock.minute == self.model.minute
        before = len(self.world.log)
        result = self.episode.step(call(1, tool, sent))
        event = next(e for e in self.world.log[before:] if e.actor == "agent" and e.tool == tool)
        new_id = event.after.id if event.after is not None else ""
        assert event.status == self.model.expect(tool, arguments, new_id), (tool, arguments, event.detail)
        return event, result

    @rule(
        to=st.lists(ADDRESSES, max_size=2),
        cc=st.lists(ADDRESSES, max_size=1),
        bcc=st.lists(ADDRESSES, max_size=1),
        path=st.none() | PATHS,
    )
    def send(self, to, cc, bcc, path):
        to, cc, bcc = ([self.address(name) for name in names] for names in (to, cc, bcc))
        event, _ = self.act(
            "send_email", to=to, cc=cc, bcc=bcc, subject="s", body="b", attachments=[path] if path else []
        )
        if event.status != "done":
            return
        _, shown = self.act("read_email", id=event.after.id)
        if "Permission denied" not in shown.messages[0]["content"]:
            assert all(x in (*to, *cc) or x not in shown.messages[0]["content"] for x in bcc)

    @rule(to=st.lists(ADDRESSES, max_size=2), after=st.integers(-5, 40))
    def schedule(self, to, after):
        self.act("schedule_email", to=[self.address(name) for name in to], subject="s", body="b", after=after)

    @rule(to=st.lists(ADDRESSES, max_size=2))
    def draft(self, to):
        self.act("save_draft", to=[self.address(name) for name in to], subject="s", body="b")

    @rule(tool=st.sampled_from(["reply_email", "cancel_scheduled_email", "read_email"]), number=st.integers(0, 60))
    def treat(self, tool, number):
        self.act(tool, id=self.some(number, self.model.mails), **({"body": "b"} if tool == "reply_email" else {}))

    @rule(number=st.integers(0, 60), to=st.lists(ADDRESSES, max_size=2))
    def forward(self, number, to):
        self.act(
            "forward_email", id=self.some(number, self.model.mails), to=[self.address(name) for name in to], body="b"
        )

    @rule(number=st.integers(0, 60), folder=st.sampled_from(["archive", "inbox", "trash", "sent", "nowhere"]))
    def move(self, number, folder):
        self.act("move_email", id=self.some(number, self.model.mails), folder=folder)

    @rule(folder=st.sampled_from(["inbox", "sent", "scheduled", "nowhere"]))
    def look(self, folder):
        hidden = [key for key, mail in self.model.mails.items() if mail["folder"] != folder]  # before time goes on
        _, result = self.act("list_emails", folder=folder)
        text = result.messages[0]["content"]
        assert not any(f" {key} |" in text for key in hidden)

    @rule(path=PATHS, text=st.sampled_from(["", "one", "two"]))
    def write(self, path, text):
        self.act("write_file", path=path, text=text)

    @rule(path=PATHS)
    def read(self, path):
        event, result = self.act("read_file", path=path)
        said = result.messages[0]["content"]
        assert (said == self.model.files[path]) if event.status == "done" else (len(said) > 20)

    @rule(path=PATHS, new=PATHS)
    def rename(self, path, new):
        self.act("move_file", path=path, new_path=new)

    @rule(who=ADDRESSES)
    def meet(self, who):
        begins = self.world.clock.show(self.world.clock.minute + 100)
        self.act("create_event", title="t", begins=begins, attendees=[self.address(who)])

    @rule(tool=st.sampled_from(["update_event", "cancel_event"]), number=st.integers(0, 60))
    def meeting(self, tool, number):
        self.act(tool, id=self.some(number, self.model.meetings))

    @invariant()
    def the_worlds_agree(self):
        if not hasattr(self, "model"):
            return
        assert not self.episode.over
        mail = self.world.stores["mail"]
        for key, told in self.model.mails.items():
            found = mail.get(key)
            assert (found.to, found.cc, found.bcc) == (told["to"], told["cc"], told["bcc"])
            assert (found.status, found.folder) == (told["status"], told["folder"]), key
        own = {m.id for m in mail if m.sender == self.model.own and m.id not in self.first}
        assert own <= self.model.mails.keys()
        assert {f.id: f.text for f in self.world.stores["files"]} == self.model.files
        assert {m.id: [m.title, m.status] for m in self.world.stores["calendar"]} == self.model.meetings


@pytest.mark.timeout(600)
def test_the_engine_and_the_model_agree():
    COUNT["steps"] = 0
    run_state_machine_as_test(OfficeMachine, settings=settings(
        max_examples=RUNS, stateful_step_count=STEPS, deadline=None, derandomize=True, phases=(Phase.generate,), database=None,
        suppress_health_check=list(HealthCheck),
    ))  # fmt: skip
    assert COUNT["steps"] >= RUNS * STEPS * 0.75
