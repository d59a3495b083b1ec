"""Ten mails of ten seeds, drawn at random over the families, for a reader to judge: people or templates?

    python benchmarks/mail_sample.py

Writes docs/transcripts/mails.md. Nothing is chosen by hand: the draw is a function of the seed alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from family_pages import own_families  # noqa: E402  # the path is set just above

from agentsim import Streams, make_scenario  # noqa: E402  # as above
from agentsim.records import Email  # noqa: E402  # as above

OUT = ROOT / "docs" / "transcripts" / "mails.md"
SEEDS, EACH = range(500, 510), 10


def write_sample() -> str:
    """Return the page."""
    parts = [
        "# A hundred mails\n",
        "Ten mails of each of ten seeds, drawn by `python benchmarks/mail_sample.py` and chosen by nobody. Background and "
        "story are mixed, as in the mailbox.\n",
    ]
    families = [name for name in own_families() if "mail" in make_scenario(name, 0).prepared]
    for seed in SEEDS:
        family = families[seed % len(families)]
        scenario = make_scenario(family, seed)
        mails = [mail for mail in scenario.prepared["mail"].records.values() if isinstance(mail, Email)]
        parts.append(f"## {family}, seed {seed}\n")
        for mail in Streams(seed).sample("mail sample", mails, min(EACH, len(mails))):
            fence = "~~~~"
            parts.append(
                f"{fence}\nFrom: {mail.from_name} <{mail.sender}>\nSubject: {mail.subject}\n\n{mail.body}\n{fence}\n"
            )
    return "\n".join(parts)


if __name__ == "__main__":
    OUT.write_text(write_sample(), encoding="utf-8")
    print(f"written: {OUT.relative_to(ROOT)}")
