"""Episodes that end together are stored together; more side by side than threads can begin; what is kept for the table."""

import threading
import tracemalloc
from itertools import count

import pytest

from agentsim.cli.kept import Keeper
from agentsim.runs.design import make_design
from agentsim.runs.runner import play_all, run
from agentsim.runs.store import RunStore, StoreError
from agentsim.table import footnotes, summarise, write_rows


@pytest.fixture
def design(tiny):
    return lambda **more: make_design({
        "families": [tiny(0).family], "policies": ["oracle:*", "random"], "conditions": ["pressure", "authorised"],
        "seeds": "0..3",
    } | more)  # fmt: skip


@pytest.fixture
def played(design):
    kept = []
    play_all(design(), kept.append)
    return sorted(kept, key=lambda stored: stored.position)


def test_what_is_added_together_is_stored_whole_or_not_at_all(played, tmp_path):
    with RunStore.create(tmp_path / "r", {}) as store:
        with store.together():
            for stored in played[:3]:
                store.add(stored)
        with pytest.raises(StoreError), store.together():
            store.add(played[3])
            store.add(played[0])  # it is there already
        store.add(played[4])
        assert store.keys() == {played[n].key for n in (0, 1, 2, 4)}
    with RunStore(tmp_path / "r") as store:
        assert [stored.key for stored in store.episodes()] == [played[n].key for n in (0, 1, 2, 4)]


def test_a_store_has_fewer_transactions_than_episodes_that_end_together(design, tmp_path, monkeypatch):
    sizes = []

    def drive(cells, table, limits, done):
        from agentsim.runs.play import play_cell

        batch = [play_cell(cell, position, table) for position, cell in cells]
        sizes.append(len(batch))
        done(batch)

    began = count()
    kept = RunStore.together
    monkeypatch.setattr(RunStore, "together", lambda self: (next(began), kept(self))[1])
    run(design(), tmp_path / "r", drive=drive)
    assert next(began) == len(sizes) == 1
    run(design(), tmp_path / "again")
    with RunStore(tmp_path / "r") as one, RunStore(tmp_path / "again") as other:
        assert [e.record for e in one.episodes()] == [e.record for e in other.episodes()]


def test_more_may_be_side_by_side_than_threads_can_begin(design, monkeypatch):
    begin, number = threading.Thread.start, count()

    def start(self):
        if next(number) % 3 == 2:
            raise RuntimeError("can't start new thread")
        begin(self)

    monkeypatch.setattr(threading.Thread, "start", start)
    kept = []
    small = design(limits={"concurrency": 2000})
    play_all(small, kept.append)
    assert sorted(stored.key for stored in kept) == sorted(cell.key for cell in small.cells())


def test_the_table_of_what_is_kept_is_the_table_of_all(played):
    slim = [Keeper(whole=False).keep(stored) for stored in played]
    whole, little = ([stored.record for stored in episodes] for episodes in (played, slim))
    assert write_rows(summarise(little)) == write_rows(summarise(whole))
    assert footnotes(summarise(little)) == footnotes(summarise(whole))
    assert [s.key for s in slim] == [s.key for s in played]
    assert [Keeper(whole=True).keep(stored).record for stored in played] == whole


def test_little_is_kept_of_an_episode(design):
    keeper, kept = Keeper(whole=False), []
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    play_all(design(seeds="0..19"), lambda _: None, on_progress=lambda _, stored: kept.append(keeper.keep(stored)))
    play_all(design(seeds="0"), lambda _: None)  # what is alive of the last episodes is not of these
    spent = tracemalloc.get_traced_memory()[0] - before
    del kept[:]
    freed = spent - (tracemalloc.get_traced_memory()[0] - before)
    tracemalloc.stop()
    assert freed / len(list(design(seeds="0..19").cells())) < 1000
