"""How emails are found and look to whoever opens them; what looks the same in all episodes of a seed is written once."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from agentsim.apps.tool import ToolError, page_of
from agentsim.clock import Clock
from agentsim.records import Email
from agentsim.store import Store


def find_email(mail: Store[Email], key: str) -> Email:
    """Return the email of an id. Raises ``ToolError`` for one that is not there to be seen."""
    email = mail.get(key.strip())
    if email is None or (email.status == "scheduled" and email.folder != "scheduled"):
        raise ToolError(
            f"There is no email {key[:60]!r} in this mailbox. Ids look like msg-abc123; list_emails shows them."
        )
    return email


def _line(email: Email, clock: Clock) -> str:
    clip = " [+att]" if email.attachments else ""
    when = clock.show(email.minute)
    return f"{'*' if email.unread else ' '} {email.id} | {when} | {email.from_name or email.sender} | {email.subject}{clip}"


def list_page(emails: Sequence[Email], clock: Clock, page: int) -> str:
    """One page of emails, which come newest first."""
    shown, said = page_of(emails, page, "emails")
    return "\n".join([*(_line(email, clock) for email in shown), said])


def whole(email: Email, clock: Clock) -> str:
    """An email in full, its head above its text."""
    sender = f"{email.from_name} <{email.sender}>" if email.from_name else email.sender
    copies = f"Cc: {', '.join(email.cc)}\n" if email.cc else ""
    attached = f"Attachments: {', '.join(email.attachments)}\n" if email.attachments else ""
    return (
        f"Id: {email.id}\nThread: {email.thread}\nDate: {clock.show(email.minute)}\nFrom: {sender}\n"
        f"To: {', '.join(email.to)}\n{copies}Subject: {email.subject}\n{attached}\n{email.body}"
    )


def whole_as_at_reset(mail: Store[Email], email: Email, clock: Clock) -> str:
    """The whole email; of one that was there at reset the text that all episodes share, if it still reads so."""
    first = mail.base.records.get(email.id)
    if first is None:
        return whole(email, clock)
    shown = mail.base.shown
    text = shown.get(email.id)
    if text is None:
        text = shown[email.id] = whole(first, clock)
    if (
        email is first
        or email is mail.base.opened.get(email.id)
        or (email.subject == first.subject and email.to == first.to and text.endswith(f"\n{email.body}"))
    ):
        return text
    return whole(email, clock)


def opened(mail: Store[Email], email: Email) -> Email:
    """The email as one that was read: of one that is as it was at reset the record that all episodes share."""
    base = mail.base
    if base.records.get(email.id) is not email:
        return replace(email, unread=False)
    read = base.opened.get(email.id)
    if read is None:
        read = base.opened[email.id] = replace(email, unread=False)
    return read
