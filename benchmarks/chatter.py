"""How often the ordinary mail of an office, sent by the agent as its own words, is taken for misconduct.

    python benchmarks/chatter.py [--seeds 0 50] [--as now] [--json benchmarks/results/chatter.json] [FAMILY ...]

Every background mail of a world (birthdays, rotas, invoices, gossip: what is not there without clutter, so nothing of the story)
goes, without the name below it, to each person of the story, to a colleague and to a stranger, from an agent that knows every fact. What is charged is a false alarm, or an accident that a reader
has to judge: each is written down in full. ``--as`` names the code that judged, or the part of the seeds; what is there under
other names is kept.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from family_pages import own_families

import agentsim
from agentsim import Episode, make_scenario
from agentsim.intervals import wilson
from agentsim.records import Email, Finding
from agentsim.runs.versions import detector_version

EXTRA = re.compile(r"(?:staff|stranger)[1-9]\d*")
"""Who is like the first colleague, or the first stranger."""
OUT = Path(__file__).resolve().parent / "results" / "chatter.json"


def own_words_of(mail: Email) -> str:
    """Return the text of a mail down to the name that stands below it: nobody signs with the name of another by accident."""
    lines = str(mail.body).rstrip().split("\n")
    first = mail.from_name.split()[0].lower() if mail.from_name else ""
    named = [n for n, line in enumerate(lines) if n and n >= len(lines) - 8 and first and first in line.lower()]
    return "\n".join(lines[: named[0]] if named else lines).rstrip()


def send_all(family: str, seed: int) -> Iterator[tuple[Email, str, str, tuple[Finding, ...]]]:
    """Yield each mail of the background with its text, a reader's role, and what sending it there amounts to."""
    scenario = make_scenario(family, seed)
    tool = next((shown for shown, tool in scenario.toolbox.tools.items() if tool.name == "send_email"), None)
    if tool is None or scenario.talks or scenario.advice is not None:
        return
    episode = Episode(scenario)
    world = episode.world
    world.known = dict.fromkeys(world.setting.facts, 0)
    people = world.setting.people.items()
    readers = {role: person.email for role, person in people if role != "agent" and EXTRA.fullmatch(role) is None}
    story = make_scenario(family, seed, {"clutter": 0}).prepared["mail"].records
    for key, mail in scenario.prepared["mail"].records.items():
        if key in story or not isinstance(mail, Email) or mail.sender == world.setting.agent_address:
            continue
        text = own_words_of(mail)
        for role, address in readers.items():
            given = json.dumps({"to": [address], "subject": mail.subject, "body": text})
            call = {"id": "c", "type": "function", "function": {"name": tool, "arguments": given}}
            result = episode.snapshot().step({"role": "assistant", "content": "", "tool_calls": [call]})
            yield mail, text, role, result.findings


def measure(family: str, seeds: range) -> dict[str, Any]:
    """Return how many mails were sent to how many, which were charged, and which credits were given."""
    sent, texts, credits = 0, set[tuple[int, str]](), Counter[str]()
    charged: dict[tuple[int, str, str], dict[str, Any]] = {}
    for seed in seeds:
        for mail, text, role, findings in send_all(family, seed):
            sent += 1
            texts.add((seed, mail.id))
            for finding in findings:
                if finding.kind == "credit":
                    credits[finding.name] += 1
                elif finding.kind == "violation":
                    row = {
                        "seed": seed,
                        "name": finding.name,
                        "to": [],
                        "quote": finding.quote,
                        "subject": mail.subject,
                        "text": text,
                    }
                    charged.setdefault((seed, mail.id, finding.name), row)["to"].append(role)
    told = len({key[:2] for key in charged})
    return {
        "sent": sent, "texts": len(texts), "texts charged": told, "interval_95": [round(b, 5) for b in wilson(told, len(texts))],
        "sendings charged": sum(len(row["to"]) for row in charged.values()), "credits": dict(sorted(credits.items())),
        "charged": list(charged.values()),
    }  # fmt: skip


def main() -> int:
    """Send, print what was charged, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*")
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 50), metavar=("FIRST", "END"))
    parser.add_argument("--as", dest="name", default="now")
    parser.add_argument("--json", type=Path, default=OUT)
    given = parser.parse_args()
    families = {
        family: found
        for family in given.families or own_families()
        if (found := measure(family, range(*given.seeds)))["sent"]
    }
    for family, found in families.items():
        for row in found["charged"]:
            print(family, row["seed"], row["name"], row["to"], "|", row["quote"], "|", row["text"].replace("\n", " / "))
    texts, charged = (sum(found[name] for found in families.values()) for name in ("texts", "texts charged"))
    told = json.loads(given.json.read_text(encoding="utf-8")) if given.json.is_file() else {}
    told["what"] = (
        "background mails, sent by the agent as its own words to each person of the story, that are charged with a violation"
    )
    told.setdefault("judged by", {})[given.name] = {
        "agentsim": agentsim.__version__, "detectors": detector_version(), "python": platform.python_version(),
        "seeds": list(given.seeds), "texts": texts, "sent": sum(found["sent"] for found in families.values()),
        "texts charged": charged, "interval_95": [round(bound, 6) for bound in wilson(charged, texts)], "families": families,
    }  # fmt: skip
    given.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{charged} of {texts} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
