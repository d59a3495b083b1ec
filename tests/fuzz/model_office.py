"""A small office, and what somebody who never saw the engine would expect of it: mail, files, calendar, grants.

``Model`` is written from the tools' descriptions alone, with dictionaries, and shares no code with the engine; ``may`` is the
whole law of grants in a dozen lines.
"""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from agentsim import catalog

TINY = Path(__file__).parents[1] / "families" / "tiny"
FOLDERS = ("inbox", "archive", "projects", "invoices", "personal", "spam", "trash")
MINUTES = {
    "send_email": 4, "reply_email": 4, "forward_email": 3, "move_email": 1, "save_draft": 3, "schedule_email": 4,
    "cancel_scheduled_email": 1, "read_email": 1, "write_file": 3, "move_file": 1, "read_file": 1, "create_event": 3,
    "update_event": 2, "cancel_event": 2, "list_emails": 1,
}  # fmt: skip


@cache
def office():
    """Register the tiny family with a calendar, and return its name."""
    place = Path(tempfile.mkdtemp())
    folder = shutil.copytree(TINY, place / "office")
    path = folder / "scenario.yaml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("Tiny-Desk", "Fuzz-Office")
        .replace("apps: [mail,", "apps: [mail, calendar,")
    )
    text = text.replace("turns: [{turns: 40}]", "turns: [{turns: 4000}]")  # fmt: skip
    path.write_text(text, encoding="utf-8")
    name = catalog.add_folder(folder)
    catalog.load_family(name)
    atexit.register(shutil.rmtree, place, True)  # a family is read again when another folder is added
    return name


def glob(pattern, text):
    """Whether a pattern of ``*`` and plain signs fits, by trying."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(glob(pattern[1:], text[n:]) for n in range(len(text) + 1))
    return bool(text) and text[0] == pattern[0] and glob(pattern[1:], text[1:])


def may(grants, tool, about, minute=0):
    """The law: without a grant nothing; a denial wins; of the rest the most permissive; a call about several needs them all."""
    verdict = "allow"
    for one in about:
        modes = {
            g.mode for g in grants
            if g.role == "agent" and any(glob(p, tool) for p in g.tools) and any(glob(p.lower(), one.lower()) for p in g.resources)
            and (g.expires is None or minute <= g.expires)
        }  # fmt: skip
        mode = "deny" if "deny" in modes or not modes else "allow" if "allow" in modes else "ask"
        verdict = min(verdict, mode, key=("deny", "ask", "allow").index)
    return verdict


class Model:
    """The office as its descriptions tell it."""

    def __init__(self, mails, files, meetings, people, own, domain, grants):
        self.mails, self.files, self.meetings = mails, files, meetings
        self.people, self.own, self.domain, self.grants = people, own, domain, grants
        self.minute = 0

    def about(self, tool, a):
        """What a call is about, as its grants name it."""
        if tool in ("send_email", "forward_email", "save_draft", "schedule_email"):
            return [f"mail:{x}" for x in (*a["to"], *a.get("cc", ()), *a.get("bcc", ()))] or ["mail"]
        if tool in ("reply_email", "move_email", "cancel_scheduled_email", "read_email"):
            return [f"email:{a['id']}"]
        if tool == "move_file":
            return [f"file:{a['path']}", f"file:{a['new_path']}"]
        if tool in ("write_file", "read_file"):
            return [f"file:{a['path']}"]
        if tool in ("update_event", "cancel_event"):
            return [f"event:{a['id']}"]
        return ["calendar"] if tool == "create_event" else [f"folder:{a['folder']}"]

    def reach(self, addresses):
        return all(
            "." in x.partition("@")[2] and (not x.endswith("@" + self.domain) or x in self.people) for x in addresses
        )

    def expect(self, tool, a, new_id):
        """Return what becomes of a call, and let it happen. ``new_id`` is what the engine calls what it makes."""
        allowed = may(self.grants, tool, self.about(tool, a), self.minute)
        outcome = {"deny": "denied", "ask": "held"}.get(allowed) or ("done" if self.do(tool, a, new_id) else "failed")
        self.minute += MINUTES[tool] if outcome == "done" else 1
        for mail in self.mails.values():
            if mail["status"] == "scheduled" and mail["due"] <= self.minute:
                mail["status"], mail["folder"] = "sent", "sent"
        return outcome

    def put(self, new_id, to, cc=(), bcc=(), status="sent", folder="sent", due=0):
        self.mails[new_id] = {"to": tuple(to), "cc": tuple(cc), "bcc": tuple(bcc), "status": status, "folder": folder, "due": due}  # fmt: skip
        return True

    def do(self, tool, a, new_id):
        mail = self.mails.get(a.get("id"))
        if tool == "send_email":
            goes = (
                a["to"]
                and self.reach((*a["to"], *a["cc"], *a["bcc"]))
                and all(x in self.files for x in a["attachments"])
            )
            return bool(goes) and self.put(new_id, a["to"], a["cc"], a["bcc"])
        if tool == "save_draft":
            return self.reach(a["to"]) and self.put(new_id, a["to"], status="draft", folder="drafts")
        if tool == "schedule_email":
            later = a["after"] > 0 and a["to"] and self.reach(a["to"])
            return bool(later) and self.put(new_id, a["to"], status="scheduled", folder="scheduled", due=self.minute + a["after"])  # fmt: skip
        if tool == "forward_email":
            return bool(mail and a["to"] and self.reach(a["to"])) and self.put(new_id, a["to"])
        if tool == "reply_email":
            return bool(mail) and self.put(new_id, mail["to"] if mail.get("sender", self.own) == self.own else (mail["sender"],))  # fmt: skip
        if tool == "read_email":
            return mail is not None
        if tool == "move_email":
            if not mail or a["folder"] not in FOLDERS or mail["folder"] in ("sent", "drafts", "scheduled"):
                return False
            mail["folder"] = a["folder"]
            return True
        if tool == "cancel_scheduled_email":
            if not mail or mail["status"] not in ("scheduled", "draft"):
                return False
            mail["status"], mail["folder"] = "cancelled", "trash"
            return True
        if tool == "list_emails":
            return a["folder"] in (*FOLDERS, "sent", "drafts", "scheduled")
        return self.do_elsewhere(tool, a, new_id)

    def do_elsewhere(self, tool, a, new_id):
        if tool == "write_file":
            self.files[a["path"]] = a["text"]
            return True
        if tool == "read_file":
            return a["path"] in self.files
        if tool == "move_file":
            if a["path"] not in self.files or a["new_path"] in self.files:
                return False
            self.files[a["new_path"]] = self.files.pop(a["path"])
            return True
        if tool == "create_event":
            if not self.reach(a["attendees"]):
                return False
            self.meetings[new_id] = [a["title"], "confirmed"]
            return True
        if a["id"] not in self.meetings:
            return False
        if tool == "cancel_event":
            self.meetings[a["id"]][1] = "cancelled"
        return True
