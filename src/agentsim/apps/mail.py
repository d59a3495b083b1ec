"""A shared mailbox: folders, threads, copies, attachments, forwarding, drafts, sending later."""

from __future__ import annotations

from operator import attrgetter

from msgspec.structs import replace

from agentsim.apps.addresses import check_addresses
from agentsim.apps.mail_pages import find_email, list_page, opened, whole, whole_as_at_reset
from agentsim.apps.tool import Address, Name, Outcome, PageNumber, Prose, ToolError, Words, page_of_text, tool
from agentsim.clock import Clock
from agentsim.records import Email, File
from agentsim.store import Store
from agentsim.world import Planned, Setting

STORES = {"mail": Email}
FOLDERS = ("inbox", "archive", "projects", "invoices", "personal", "spam", "trash", "drafts", "scheduled", "sent")
FORWARD_MARK = "---------- Forwarded message ----------"
_newest = attrgetter("minute")


def _attached(files: Store[File], paths: tuple[str, ...]) -> None:
    for path in paths:
        if files.get(path) is None:
            raise ToolError(f"There is no file {path[:80]!r} to attach; list_files shows the paths.")


@tool("read", resource="folder")
def list_folders(mail: Store[Email], /) -> Outcome:
    """List the folders of the mailbox with the number of emails in each."""
    counts = {name: len(mail.where("folder", name)) for name in FOLDERS}
    return Outcome(text="\n".join(f"{name}: {count}" for name, count in counts.items()))


@tool("read", resource="folder:folder")
def list_emails(
    mail: Store[Email], clock: Clock, /, folder: Name = "inbox", unread_only: bool = False, page: PageNumber = 1
) -> Outcome:
    """List the emails of a folder, newest first, 20 to a page: id, date, sender, subject. A star marks unread ones.

    Args:
        folder: Name of the folder, such as inbox or archive.
        unread_only: Leave out what has been read.
        page: Which page, from 1.
    """
    if folder not in FOLDERS:
        raise ToolError(f"There is no folder {folder[:60]!r}. The folders are: {', '.join(FOLDERS)}.")
    key = f"{folder} {unread_only} {page}"
    if not mail.changed and key in mail.base.shown:
        return Outcome(text=mail.base.shown[key])
    emails = mail.newest(folder=folder, unread=True) if unread_only else mail.newest(folder=folder)
    text = list_page(emails, clock, page)
    if not mail.changed:
        mail.base.shown[key] = text
    return Outcome(text=text)


@tool("read", resource="email:id", writes=("mail",))
def read_email(mail: Store[Email], clock: Clock, /, id: Name, page: PageNumber = 1) -> Outcome:
    """Read one email in full. Opening it marks it as read.

    Args:
        id: Id of the email, as list_emails shows it.
        page: Which page of a long email, from 1.
    """
    email = find_email(mail, id)
    if email.unread:
        mail.put(opened(mail, email))
    return Outcome(text=page_of_text(whole_as_at_reset(mail, email, clock), page), shown=(email,))


@tool("read", minutes=2, resource="email:id")
def read_thread(mail: Store[Email], clock: Clock, /, id: Name, page: PageNumber = 1) -> Outcome:
    """Read the whole conversation that an email belongs to, oldest first.

    Args:
        id: Id of any email of the conversation.
        page: Which page of a long conversation, from 1.
    """
    thread = find_email(mail, id).thread
    emails = sorted((e for e in mail if e.thread == thread and e.status == "sent"), key=_newest)
    text = "\n\n=====\n\n".join(whole(email, clock) for email in emails)
    return Outcome(text=page_of_text(text, page), shown=tuple(emails))


@tool("read", resource="folder")
def search_emails(mail: Store[Email], clock: Clock, /, query: Words, page: PageNumber = 1) -> Outcome:
    """Find emails, in any folder, whose sender, subject or text holds all the given words.

    Args:
        query: Words to look for.
        page: Which page of the results, from 1.
    """
    words = sorted(query.lower().split(), key=len, reverse=True)
    if not words:
        raise ToolError("query is empty; give at least one word.")
    found = mail.matching(words[0])
    for word in words[1:]:
        held = {email.id for email in mail.matching(word)}
        found = [email for email in found if email.id in held]
    return Outcome(text=list_page(sorted(found, key=_newest, reverse=True), clock, page))


def _send(mail: Store[Email], email: Email, said: str) -> Outcome:
    mail.put(email)
    return Outcome(text=f"{said} {email.id}", after=email)


@tool("communicate", minutes=4, writes=("mail",), resource="mail:to,cc,bcc")
def send_email(
    mail: Store[Email],
    files: Store[File],
    clock: Clock,
    setting: Setting,
    /,
    to: tuple[Address, ...],
    subject: Words,
    body: Prose,
    cc: tuple[Address, ...] = (),
    bcc: tuple[Address, ...] = (),
    attachments: tuple[Name, ...] = (),
    from_name: Words = "",
) -> Outcome:
    """Send a new email from the shared mailbox.

    Args:
        to: Addresses of the recipients.
        subject: Subject line.
        body: Text of the email.
        cc: Addresses that get a copy.
        bcc: Addresses that get a copy unseen by the others.
        attachments: Paths of files on the share to attach.
        from_name: Name to show as the sender; the assistant's own when left out.
    """
    if not to:
        raise ToolError("to is empty; give at least one address.")
    check_addresses(setting, to, cc, bcc)
    _attached(files, attachments)
    key = mail.fresh("out")
    email = Email(
        id=key, thread=f"thread-{key}", sender=setting.agent_address, from_name=from_name, to=to, cc=cc, bcc=bcc,
        subject=subject, body=body, attachments=attachments, minute=clock.minute, folder="sent",
    )  # fmt: skip
    return _send(mail, email, "Sent as")


@tool("communicate", minutes=4, writes=("mail",), resource="email:id")
def reply_email(
    mail: Store[Email],
    files: Store[File],
    clock: Clock,
    setting: Setting,
    /,
    id: Name,
    body: Prose,
    reply_all: bool = False,
    attachments: tuple[Name, ...] = (),
) -> Outcome:
    """Reply to an email, in its conversation.

    Args:
        id: Id of the email that is answered.
        body: Text of the reply.
        reply_all: Also send it to everybody who got the email.
        attachments: Paths of files on the share to attach.
    """
    old = find_email(mail, id)
    _attached(files, attachments)
    own = setting.agent_address
    to = old.to if old.sender == own else (old.sender,)
    cc = tuple(a for a in dict.fromkeys(old.to + old.cc) if a not in (own, *to)) if reply_all else ()
    subject = old.subject if old.subject[:3].lower() == "re:" else f"Re: {old.subject}"
    email = Email(
        id=mail.fresh("out"), thread=old.thread, sender=own, to=to, cc=cc, subject=subject, body=body,
        attachments=attachments, minute=clock.minute, folder="sent", reply_to=old.id,
    )  # fmt: skip
    return _send(mail, email, f"Sent to {', '.join(email.to)} as")


@tool("communicate", minutes=3, writes=("mail",), resource="mail:to")
def forward_email(
    mail: Store[Email], clock: Clock, setting: Setting, /, id: Name, to: tuple[Address, ...], body: Prose = ""
) -> Outcome:
    """Forward an email to others, with a note of your own above it.

    Args:
        id: Id of the email that is forwarded.
        to: Addresses of the recipients.
        body: Note above the forwarded text.
    """
    if not to:
        raise ToolError("to is empty; give at least one address.")
    old = find_email(mail, id)
    check_addresses(setting, to)
    key = mail.fresh("out")
    text = f"{body}\n\n{FORWARD_MARK}\n{whole(old, clock)}"
    email = Email(
        id=key, thread=f"thread-{key}", sender=setting.agent_address, to=to, subject=f"Fwd: {old.subject}", body=text,
        attachments=old.attachments, minute=clock.minute, folder="sent", forwards=old.id, facts=old.facts,
    )  # fmt: skip
    return _send(mail, email, "Forwarded as")


@tool("mutate", writes=("mail",), resource="email:id")
def move_email(mail: Store[Email], /, id: Name, folder: Name) -> Outcome:
    """Move an email to another folder.

    Args:
        id: Id of the email.
        folder: Name of the folder it goes to.
    """
    email = find_email(mail, id)
    if folder not in FOLDERS:
        raise ToolError(f"There is no folder {folder[:60]!r}. The folders are: {', '.join(FOLDERS)}.")
    if "sent" in (email.folder, folder) or "drafts" in (email.folder, folder) or "scheduled" in (email.folder, folder):
        raise ToolError("Sent, drafted and scheduled emails stay where they are.")
    moved = replace(email, folder=folder, unread=False)
    mail.put(moved)
    return Outcome(text=f"{email.id} is now in {folder}.", before=email, after=moved)


@tool("schedule", minutes=3, writes=("mail",), resource="mail:to")
def save_draft(
    mail: Store[Email],
    clock: Clock,
    setting: Setting,
    /,
    to: tuple[Address, ...],
    subject: Words,
    body: Prose,
) -> Outcome:
    """Save an email as a draft; nobody gets it.

    Args:
        to: Addresses of the recipients.
        subject: Subject line.
        body: Text of the email.
    """
    check_addresses(setting, to)
    key = mail.fresh("draft")
    email = Email(
        id=key, thread=f"thread-{key}", sender=setting.agent_address, to=to, subject=subject, body=body,
        minute=clock.minute, folder="drafts", status="draft",
    )  # fmt: skip
    return _send(mail, email, "Saved as")


@tool("schedule", minutes=4, writes=("mail",), resource="mail:to")
def schedule_email(
    mail: Store[Email],
    clock: Clock,
    setting: Setting,
    /,
    to: tuple[Address, ...],
    subject: Words,
    body: Prose,
    send_at: Words,
) -> Outcome:
    """Write an email that goes out later by itself.

    Args:
        to: Addresses of the recipients.
        subject: Subject line.
        body: Text of the email.
        send_at: When, as 2026-03-03 14:05.
    """
    if not to:
        raise ToolError("to is empty; give at least one address.")
    check_addresses(setting, to)
    try:
        minute = clock.read(send_at)
    except ValueError as error:
        raise ToolError(f"send_at: {error}") from None
    if minute <= clock.minute:
        raise ToolError(f"send_at: {send_at[:40]} is not in the future; it is {clock.show(clock.minute)}.")
    key = mail.fresh("later")
    email = Email(
        id=key, thread=f"thread-{key}", sender=setting.agent_address, to=to, subject=subject, body=body,
        minute=minute, folder="scheduled", status="scheduled",
    )  # fmt: skip
    mail.put(email)
    plan = Planned(minute, f"send:{key}", "send_email", key, "agent")
    return Outcome(text=f"{key} will go out on {clock.show(minute)}.", after=email, plans=(plan,))


@tool("schedule", writes=("mail",), resource="email:id")
def cancel_scheduled_email(mail: Store[Email], /, id: Name) -> Outcome:
    """Stop an email that was to go out later, or throw a draft away.

    Args:
        id: Id of the scheduled email or draft.
    """
    email = find_email(mail, id)
    if email.status not in ("scheduled", "draft"):
        raise ToolError(f"{email.id} is neither scheduled nor a draft.")
    gone = replace(email, status="cancelled", folder="trash")
    mail.put(gone)
    return Outcome(text=f"{email.id} was thrown away.", before=email, after=gone, dropped=f"send:{email.id}")
