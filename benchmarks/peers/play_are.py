"""Meta's Agents Research Environments: calls to its mail app, registered with an environment that logs its events."""

from __future__ import annotations

import logging
from typing import Any

from are.simulation.apps.email_client import Email, EmailClientApp, EmailFolderName
from are.simulation.environment import Environment, EnvironmentConfig
from peer import report

logging.disable(logging.WARNING)
TEXT = "The delivery for the second floor was moved to Thursday; the list of rooms is attached. " * 5
MAILS = 200


class Live:
    """One environment with a mailbox."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Make environment, app and mails anew, as a scenario's initialisation does."""
        self.mail = EmailClientApp()
        for n in range(MAILS):
            mail = Email(
                sender="desk@example.org",
                recipients=["agent@example.org"],
                subject=f"Note {n}",
                content=TEXT,
                email_id=f"m{n}",
            )
            self.mail.add_email(mail, EmailFolderName.INBOX)
        self.world = Environment(EnvironmentConfig(start_time=0))
        self.world.register_apps([self.mail])
        self.tools = {tool.name.rpartition("__")[2]: tool for tool in self.mail.get_tools()}

    def step(self, n: int) -> Any:
        """Call one tool of the app."""
        name, arguments = CALLS[n % 5]
        return self.tools[name](**arguments)


CALLS: list[tuple[str, dict[str, Any]]] = [
    ("list_emails", {"folder_name": "INBOX", "offset": 20, "limit": 10}),
    ("get_email_by_id", {"email_id": "m7"}),
    ("search_emails", {"query": "Note 12"}),
    ("send_email", {"recipients": ["desk@example.org"], "subject": "Rooms", "content": TEXT}),
    ("move_email", {"email_id": "m9", "source_folder_name": "INBOX", "dest_folder_name": "INBOX"}),
]

report(
    what="tool call to its mail app, events logged", package="meta-agents-research-environments", make=Live, act=Live.step,
    reset=Live.reset, state=lambda env: len(env.mail.folders[EmailFolderName.SENT].emails),
    statement="from are.simulation.environment import Environment",
)  # fmt: skip
