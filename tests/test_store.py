"""The records of one kind in one world: what the seed made, what happened since, and the indexes over both."""

from random import Random

from msgspec.structs import replace

from agentsim.records import Email, File, Job, Page
from agentsim.store import FEW_WORDS, MANY_CHANGES, Prepared, Store, searchable

ONE = Job(id="j1", name="Nightly Copy", owner="ann", runs=1)
TWO = Job(id="j2", name="Tape", owner="Ben", runs=2, description="Copies the tape.")
THREE = Job(id="j3", name="Clock", owner="ann", runs=3)
MAIL = Email(
    id="m1",
    thread="t",
    sender="Ann@x.example",
    to=("ben@x.example", "cas@x.example"),
    subject="Pallets",
    body="FORTY of them",
    minute=0,
)


def ids(records):
    return [record.id for record in records]


def make_store():
    store = Store(Prepared((ONE, TWO, THREE)))
    store.put(replace(ONE, owner="Ben"))
    store.remove("j3")
    store.put(Job(id="j4", name="New copy", owner="ann", runs=4))
    return store


def test_what_happened_since_stands_behind_what_the_seed_made():
    store = make_store()
    assert ids(store) == ["j2", "j1", "j4"]
    assert (store.get("j1").owner, store.get("j2"), store.get("j3"), store.get("j9")) == ("Ben", TWO, None, None)
    assert ids(store.base.records.values()) == ["j1", "j2", "j3"]


def test_records_are_found_by_a_field():
    store = make_store()
    assert ids(store.where("owner", "ann")) == ["j4"]
    assert ids(store.where("owner", "Ben")) == ["j2", "j1"]
    assert ids(store.where("owner", "ben")) == []
    assert ids(store.base.where("owner", "ann")) == ids(store.base.where("owner", "ann")) == ["j1", "j3"]
    assert store.base.where("owner", "nobody") == ()
    assert ids(store.where("colour", "")) == ["j2", "j1", "j4"]  # a field that is not there is empty
    assert ids(store.base.where("runs", 2)) == ["j2"]


def test_records_are_found_by_a_word():
    store = make_store()
    assert ids(store.base.matching("copy")) == ids(store.base.matching("copy")) == ["j1"]
    assert ids(store.base.matching("cop")) == ["j1", "j2"]
    assert ids(store.matching("cop")) == ["j2", "j1", "j4"]
    assert store.matching("pallet") == []


def test_many_changes_are_found_as_few_are():
    """What an episode remembers of its own records is what reading all of them again would give, in the same order."""
    random, store = Random(7), Store(Prepared((ONE, TWO, THREE)))
    for turn in range(600):
        key = f"j{random.randrange(90)}"
        if random.random() < 0.1:
            store.remove(key)
        else:
            store.put(Job(id=key, name=random.choice(("Tape", "Copy", "Tape copy", "Clock")), owner="ann", runs=turn))
        word = random.choice(("tape", "copy", "clock", "zq"))
        own = [record for record in store.changed.values() if record is not None and word in searchable(record)]
        kept = [record for record in store.base.matching(word) if record.id not in store.changed]
        assert store.matching(word) == kept + own
        if turn == 300:
            store = store.copy(None)
    assert len(store.changed) > MANY_CHANGES


def test_a_word_that_is_asked_for_again_is_looked_for_only_in_what_changed_since(monkeypatch):
    read = []
    monkeypatch.setattr("agentsim.store._text_of", lambda record: read.append(record.id) or searchable(record))
    store = Store(Prepared((ONE,)))
    keys = [f"k{number}" for number in range(MANY_CHANGES)]
    for key in keys:
        store.put(replace(TWO, id=key))
    assert ids(store.matching("tape")) == read == keys
    store.put(replace(TWO, id="new"))
    store.put(replace(ONE, id="k3"))
    assert ids(store.matching("tape")) == [key for key in [*keys, "new"] if key != "k3"]
    assert read == [*keys, "k3", "new"]


def test_no_more_words_are_remembered_than_are_asked_for_again():
    store = Store(Prepared((ONE,)))
    for number in range(MANY_CHANGES):
        store.put(replace(ONE, id=f"k{number}"))
    for number in range(3 * FEW_WORDS):
        assert store.matching(f"zq{number}") == []
        assert len(store._asked) <= FEW_WORDS


def test_what_is_remembered_of_words_is_bounded():
    base = Prepared((ONE, TWO))
    for number in range(600):
        assert base.matching(f"w{number}") == ()
        assert len(base._words) <= 257
    assert ids(base.matching("tape")) == ["j2"]


def test_an_index_finds_what_reading_through_finds():
    files = tuple(File(id=f"f{n}", text=text, owner="ann") for n, text in enumerate(("Red tape", "red", "tape red", "TAPER", "")))  # fmt: skip
    words = ["red", "tape", "tap", "red tape", "tape red", " ", "d t", "f3", "\n", "ta per", ""]
    plain, indexed = Prepared(files), Prepared(files)
    for number in range(40):
        assert indexed.matching(f"no{number}") == ()
    for word in words:
        assert ids(plain.matching(word)) == ids(indexed.matching(word)) == [f.id for f in files if word in searchable(f)]  # fmt: skip


def test_the_latest_come_first():
    first = [replace(MAIL, id=f"m{n}", minute=minute, folder=folder) for n, (minute, folder) in enumerate(
        [(5, "inbox"), (9, "inbox"), (5, "inbox"), (7, "spam"), (1, "inbox")])]  # fmt: skip
    store = Store(Prepared(tuple(first)))
    assert ids(store.newest(folder="inbox")) == ["m1", "m0", "m2", "m4"]
    assert ids(store.base.newest((("folder", "inbox"), ("minute", 5)))) == ["m0", "m2"]
    assert ids(store.newest(folder="inbox", minute=5)) == ["m0", "m2"]
    store.put(replace(first[2], folder="spam"))
    store.put(replace(first[3], folder="inbox"))
    store.put(replace(MAIL, id="n1", minute=5, folder="inbox"))
    store.put(replace(MAIL, id="n2", minute=12, folder="inbox", unread=True))
    store.remove("m4")
    store.remove("m9")
    inbox = store.newest(folder="inbox")
    assert ids(inbox) == ["n2", "m1", "m3", "m0", "n1"]
    assert (len(inbox), ids(inbox[1:3]), ids(inbox[3:]), ids(inbox[:-4]), inbox[0].id, inbox[-1].id, ids(inbox[::2])) == (
        5, ["m1", "m3"], ["m0", "n1"], ["n2"], "n2", "n1", ["n2", "m3", "n1"],
    )  # fmt: skip
    assert ids(store.newest(folder="spam")) == ["m2"]
    assert ids(store.newest(folder="inbox", unread=True)) == ["n2"]
    assert ids(store.newest(folder="trash")) == []
    assert ids(store.newest(colour="")) == ["n2", "m1", "m3", "m0", "m2", "n1"]  # a field that is not there is empty
    assert ids(store.base.newest((("colour", "red"),))) == []


def test_what_is_searched():
    assert searchable(MAIL) == "ann@x.example ben@x.example cas@x.example pallets\nforty of them"
    assert searchable(File(id="Share/Plan.txt", text="The PLAN", owner="Zoe")) == "share/plan.txt\nthe plan"
    assert searchable(TWO) == "tape copies the tape."
    assert searchable(Page(id="p", title="Leave", text="Ask.")) == "leave ask."


def test_a_copy_goes_its_own_way():
    store, owner = make_store(), object()
    assert (store.fresh("job"), store.fresh("job")) == ("job-001", "job-002")
    other = store.copy(owner)
    other.put(THREE)
    store.remove("j2")
    assert (other.owner, store.owner, other.base is store.base) == (owner, None, True)
    assert (ids(other), ids(store)) == (["j2", "j1", "j3", "j4"], ["j1", "j4"])
    assert (other.fresh("job"), store.fresh("job"), store.fresh("x")) == ("job-003", "job-003", "x-004")


def test_how_many_records_pass_a_test():
    asked = []

    def fits(job):
        asked.append(job.id)
        return job.owner.lower() == "ben"

    test, other = object(), object()
    base = Prepared((ONE, TWO, THREE))
    assert base.fitting(test, fits) == base.fitting(test, fits) == {"j2"}
    assert asked == ["j1", "j2", "j3"]  # worked out once
    assert base.fitting(other, lambda job: job.runs > 1) == {"j2", "j3"}  # another test is another question
    store = Store(base)
    assert store.number_fitting(test, fits) == 1
    store.put(replace(ONE, owner="Ben"))
    assert store.number_fitting(test, fits) == 2
    store.put(replace(THREE, id="j4", owner="ben"))
    store.put(replace(THREE, runs=9))
    assert store.number_fitting(test, fits) == 3
    store.put(replace(TWO, owner="ann"))
    assert store.number_fitting(test, fits) == 2
    store.remove("j1")
    assert store.number_fitting(test, fits) == 1
