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
