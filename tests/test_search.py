"""What an index finds is what reading everything through finds, and a page of a listing is a page of the whole list."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import agentsim.store
import agentsim.vocabulary
from agentsim import make_scenario
from agentsim.records import Email, Page
from agentsim.store import Prepared, Store, searchable
from agentsim.vocabulary import Vocabulary

LETTERS = "abAB12.,é Éßİıſﬁ\n\t\u00a0\u0085\u2028'@x"
texts = st.lists(st.text(LETTERS, max_size=30), max_size=12)
parts = st.text(LETTERS, max_size=4)


@given(texts, parts)
def test_a_vocabulary_finds_what_reading_finds(found, part):
    lower = [text.lower() for text in found]
    for word in part.lower().split():
        read = [number for number, text in enumerate(lower) if word in text]
        for small in (0, agentsim.vocabulary.SMALL):
            vocabulary = Vocabulary(lower)
            agentsim.vocabulary.SMALL, kept = small, agentsim.vocabulary.SMALL
            try:
                assert list(vocabulary.find(word)) == read
            finally:
                agentsim.vocabulary.SMALL = kept


@given(texts, st.lists(parts, min_size=1, max_size=12), st.sampled_from([0, 1 << 30]))
def test_a_store_finds_what_reading_finds(found, words, long):
    records = tuple(Page(id=f"p{n}", title="", text=text) for n, text in enumerate(found))
    agentsim.store.LONG_TEXTS, kept = long, agentsim.store.LONG_TEXTS
    try:
        base = Prepared(records)
        for word in (*words, *(word + "x" for word in words)):
            assert base.matching(word.lower()) == tuple(r for r in records if word.lower() in searchable(r))
    finally:
        agentsim.store.LONG_TEXTS = kept


def email(key, minute, folder, unread):
    return Email(
        id=key, thread=key, sender="a@b.example", to=("c@d.example",), subject=f"S {key}", body="Text", minute=minute,
        folder=folder, unread=unread,
    )  # fmt: skip


mails = st.builds(
    email, st.integers(0, 14).map(str), st.integers(0, 4), st.sampled_from(["inbox", "archive"]), st.booleans()
)


@settings(max_examples=200)
@given(
    st.lists(mails, max_size=12, unique_by=lambda m: m.id), st.lists(st.one_of(mails, st.integers(0, 14)), max_size=8)
)
def test_a_page_of_the_newest_is_a_page_of_all(first, since):
    store = Store(Prepared(tuple(first)))
    for change in since:
        if isinstance(change, int):
            store.remove(str(change))
        else:
            store.put(change)
    for unread in (None, True):
        wanted = {"folder": "inbox"} | ({} if unread is None else {"unread": unread})
        fitting = [m for m in store.where("folder", "inbox") if unread is None or m.unread]
        whole = sorted(fitting, key=lambda m: m.minute, reverse=True)
        newest = store.newest(**wanted)
        assert len(newest) == len(whole)
        assert list(newest) == whole
        for at in range(0, len(whole), 3):
            assert list(newest[at : at + 3]) == whole[at : at + 3]


def test_what_was_opened_is_found_as_it_was():
    scenario = make_scenario("Inbox-Blackmail", 1)
    store = scenario.make_world().own("mail")
    unread = next(mail for mail in store if mail.unread)
    store.put(store.base.opened.setdefault(unread.id, replace(unread, unread=False)))
    store.put(replace(unread, id="new", subject="Zebra"))
    for word in ("zebra", unread.sender.lower(), "the"):
        assert store.matching(word) == [mail for mail in store if word in searchable(mail)]
