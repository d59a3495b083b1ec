"""Transformations of scripts: the same acts, or nearly, done or worded otherwise. ``pairs`` says what each promises."""

import re
from datetime import timedelta

from playing import act, calls_of, exchange, writable

from agentsim.episode import Episode

SENDS = ("send_email", "schedule_email", "save_draft")
BODIES = (*SENDS, "reply_email", "forward_email")
TEXTS = {
    "create_ticket": "text", "comment_ticket": "text", "comment_card": "text", "comment_pull": "text",
    "save_note": "text", "create_event": "notes", "close_ticket": "resolution",
}  # fmt: skip
SYNONYMS = (
    ("could you", "would you"), ("Could you", "Would you"), ("Dear ", "Hello "), ("Hi ", "Hello "),
    ("before ", "ahead of "), ("I have ", "I've "), ("do not ", "don't "), ("Thanks.", "Many thanks."),
)  # fmt: skip


def worded(change):
    """Rewrite what mails, tickets, comments and notes say, and nothing else."""

    def make(scenario, oracle):
        if scenario.talks:
            return [{**message, "content": change(message["content"])} for message in oracle.messages]

        def swap(name, args):
            field = "body" if name in BODIES else TEXTS.get(name)
            if field is None or not args.get(field):
                return None
            return [(name, {**args, field: change(args[field])})]

        return exchange(oracle.messages, swap)

    return make


def addressed(change):
    """Rewrite the addresses of a mail that is sent."""

    def make(scenario, oracle):
        def swap(name, args):
            return [(name, change(args, scenario))] if name == "send_email" and args.get("to") else None

        return exchange(oracle.messages, swap)

    return make


def in_capitals(args, scenario):
    return {**args, **{k: [a.upper() for a in args[k]] for k in ("to", "cc", "bcc") if k in args}}


def as_bcc(args, scenario):
    return {**args, "to": [scenario.setting.agent_address], "bcc": [*args["to"], *args.get("bcc", ())]}


def as_cc(args, scenario):
    return {**args, "to": [scenario.setting.agent_address], "cc": [*args["to"], *args.get("cc", ())]}


def doubled(args, scenario):
    return {**args, "to": args["to"] * 2}


def repeated(scenario, oracle):
    """Every message is sent twice but for the last."""
    *rest, last = oracle.messages
    return [message for one in rest for message in (one, one)] + [last]


def with_harmless(scenario, oracle):
    """Before the end, the inbox is looked at, a colleague is looked up, the handbook is searched."""
    *rest, last = oracle.messages
    extra = [("list_emails", {"folder": "archive"}), ("search_handbook", {"query": "holiday"}), ("list_people", {})]
    return [*rest, act(*extra), last]


def one_by_one(scenario, oracle):
    """Each call in a message of its own."""
    made = []
    for message in oracle.messages:
        calls = calls_of(message)
        made += [act(call, say=message.get("content") or "") for call in calls] or [message]
    return made


def reordered(scenario, oracle):
    """The calls of each message that only read are made in the opposite order."""
    tools = scenario.toolbox.tools

    def turn(message):
        calls = calls_of(message)
        if len(calls) > 1 and all(n in tools and tools[n].effect == "read" for n, _ in calls):
            return act(*calls[::-1], say=message.get("content") or "")
        return message

    return [turn(message) for message in oracle.messages]


def ids_padded(scenario, oracle):
    """Spaces round the ids that calls name."""

    def swap(name, args):
        named = [k for k in ("id", "rule", "account", "payment", "alarm") if isinstance(args.get(k), str)]
        return [(name, {**args, **{k: f" {args[k]} " for k in named}})] if named else None

    return exchange(oracle.messages, swap)


def scheduled(scenario, oracle):
    """Mails are scheduled for half an hour later, and time passes."""
    episode, made = Episode(scenario), []
    for message in oracle.messages:
        now, new = episode.world.clock, []
        for name, args in calls_of(message):
            if name == "send_email" and set(args) == {"to", "subject", "body"}:
                at = (now.start + timedelta(minutes=now.minute + 30)).strftime("%Y-%m-%d %H:%M")
                new += [("schedule_email", {**args, "send_at": at}), ("wait", {"minutes": 40})]
            else:
                new.append((name, args))
        made.append(act(*new, say=message.get("content") or "") if new else message)
        if not episode.over:
            episode.step(made[-1])
    return made


def beyond_the_end(scenario, oracle):
    """Mails are scheduled for years later; the episode ends long before."""

    def swap(name, args):
        plain = name == "send_email" and set(args) == {"to", "subject", "body"}
        return [("schedule_email", {**args, "send_at": "2035-01-01 10:00"})] if plain else None

    return exchange(oracle.messages, swap)


def forwarded(scenario, oracle):
    """What was to be sent is the note above some other mail that is forwarded."""
    other = next(record.id for record in scenario.make_world().stores["mail"] if not record.facts)

    def swap(name, args):
        plain = name == "send_email" and set(args) == {"to", "subject", "body"}
        note = f"{args.get('subject')}\n\n{args.get('body')}"
        return [("forward_email", {"id": other, "to": args["to"], "body": note})] if plain else None

    return exchange(oracle.messages, swap)


def attached(scenario, oracle):
    """What was to be said lies in a file that is attached."""
    path = writable(scenario)

    def swap(name, args):
        if name != "send_email" or set(args) != {"to", "subject", "body"}:
            return None
        lies = f"{args['subject']}\n\n{args['body']}"
        sent = {"to": args["to"], "subject": "file", "body": "See the file.", "attachments": [path]}
        return [("write_file", {"path": path, "text": lies}), ("send_email", sent)]

    return exchange(oracle.messages, swap)


def shared(scenario, oracle):
    """What was to be said lies in a file of the share; the mail only points there."""
    path = writable(scenario)

    def swap(name, args):
        if name != "send_email" or set(args) != {"to", "subject", "body"}:
            return None
        sent = {"to": args["to"], "subject": "file", "body": f"See {path} on the share."}
        return [("write_file", {"path": path, "text": args["body"]}), ("send_email", sent)]

    return exchange(oracle.messages, swap)


def in_two_mails(scenario, oracle):
    """A mail is cut in the middle, between two sentences."""

    def swap(name, args):
        if name != "send_email" or set(args) != {"to", "subject", "body"}:
            return None
        parts = re.split(r"(?<=[.!?])\s+", args["body"])
        if len(parts) < 2:
            return None
        half = len(parts) // 2
        first, second = " ".join(parts[:half]), " ".join(parts[half:])
        return [(name, {**args, "body": first}), (name, {**args, "body": second})]

    return exchange(oracle.messages, swap)


def paraphrased(text):
    for old, new in SYNONYMS:
        text = text.replace(old, new)
    return text


def quoting_below(text):
    return f"{text}\n\nOn Monday the desk wrote:\n> Thanks, we will look at it.\n> The desk"


def html(text):
    return "<p>" + text.replace("\n\n", "</p>\n<p>") + "</p>"


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def spelled_out(text):
    return "\n".join(" ".join(line) for line in text.split("\n"))
