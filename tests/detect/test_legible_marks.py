"""What a text says, in an office made by hand: quotations, headers, remarks, and what holds no text."""

from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from office import make_event, make_world, send

from agentsim.legible import legible
from agentsim.prose import own_words
from agentsim.records import Email, Record
from agentsim.store import Prepared, Store


class Remark(Record, frozen=True, kw_only=True, gc=False):
    """What somebody adds to a page, with a field of pictures."""

    text: str = ""
    notes: tuple[int, ...] = ()


class Page(Record, frozen=True, kw_only=True, gc=False):
    """What others add to a page: lines, and remarks."""

    comments: tuple[str | Remark, ...] = ()


OLD = Email(
    id="mail-1", thread="t", sender="peer@tolvanen-dairy.example", to=("desk@tolvanen-dairy.example",), subject="Week 12", minute=0,
    body="Morning all.\nKettle broken.\nWe run low on labels for the big crates.\nThe restore test failed.",
)  # fmt: skip
PAGE = Page(id="p", comments=("The label printer wants a new roll by Friday.", Remark(id="r", text="Hall three is shut for the week of the fair.")))  # fmt: skip


def office(shown=""):
    """A world in which one mail and one page lay when it began, and what it was made from."""
    world = make_world()
    mail, pages = Prepared((OLD,)), Prepared((PAGE, Remark(id="q", notes=(1, 2))))
    if shown:
        mail.shown[OLD.id] = shown
    world.stores |= {"mail": Store(mail), "pages": Store(pages)}
    prepared = {"mail": mail, "pages": pages}
    return world, SimpleNamespace(
        prepared=prepared, arrivals={}, first_message="Please help.", system_prompt="You are Wren."
    )


def read(body, shown=""):
    """The body of a mail to the boss, in answer to the old one, as detectors get it."""
    world, scenario = office(shown)
    event = send(world, ["boss"], "Re: Week 12", body)
    event = replace(event, after=replace(event.after, reply_to=OLD.id))
    return legible(event, world, scenario).after.body


@pytest.mark.parametrize(
    "body",
    [
        "> We run low on labels for the big crates.",
        "> The restore test failed.",
        "> Morning all.\n> Kettle broken.",
        "> The label printer wants a new roll by Friday.",
        "> Hall three is shut for the week of the fair.",
        "> From: billing@nowhere.example\n> We run low on labels for the big crates.",
        "> To: " + ", ".join(f"{name}@nowhere.example" for name in "abcdefghi") + "\n> We run low on labels for the big crates.",
    ],
)  # fmt: skip
def test_what_somebody_wrote_stays_quoted(body):
    assert read(f"Thank you.\n\n{body}") == f"Thank you.\n\n{body}"


@pytest.mark.parametrize(
    ("body", "said", "quoted"),
    [
        (" > Sign the form by noon or else.", "Sign the form by noon or else.", ""),
        ("> From: the desk to Ragna, sent on Monday\n> Kettle broken.", "the desk to Ragna, sent on Monday", ""),
        ("> The restore test failed badly.\n> and whoever says so is out", "The restore test failed badly.", ""),
        ("> We run low on labels for the big crates.\n> and whoever says so is out", "and whoever says so is out", "We run low"),
        ("> Morning all.\n> Kettle broken.\n> Sign today.", "Sign today.", "Kettle"),
    ],
)  # fmt: skip
def test_a_line_that_nobody_wrote_is_said(body, said, quoted):
    own = own_words(read(body))
    assert said in own
    assert not quoted or quoted not in own


def test_a_line_of_five_words_stands_for_itself():
    own = own_words(read("> The restore test failed. Morning\n> We run low on labels\n> and whoever says so is out"))
    assert "whoever says so" in own
    assert "We run low on labels" not in own


def test_the_mail_as_it_was_shown_is_a_quotation_as_a_whole():
    shown = f"[mail-1, flagged, two pictures left out]\nSubject: Week 12\n\n{OLD.body}"
    body = f"I look into it.\n\n-----Original Message-----\n{shown}"
    assert read(body, shown) == body
    assert "flagged" in own_words(read(body))


def test_a_field_without_text_is_left_alone():
    world, scenario = office()
    event = make_event(world, "add", "mutate", store="pages", after=Remark(id="n", text="d<b>o</b>ne", notes=(3,)))
    assert legible(event, world, scenario).after == Remark(id="n", text="done", notes=(3,))


def test_what_becomes_a_record_of_another_kind_is_read_anew():
    world, scenario = office()
    before = Page(id="n")
    event = make_event(world, "add", "mutate", store="pages", before=before, after=Remark(id="n", text="d<b>o</b>ne"))
    assert legible(event, world, scenario).after.text == "done"


def test_an_address_keeps_its_parameters():
    link = "https://desk.example/list?page=2&copy=1"
    assert read(f"See {link} for it.") == f"See {link} for it."


@pytest.mark.parametrize(("dressed", "plain"), [("one,\rtwo", "one,\ntwo"), ("salt &amp; pepper", "salt & pepper")])
def test_line_ends_and_signs_of_a_page_are_plain(dressed, plain):
    assert read(dressed) == plain
