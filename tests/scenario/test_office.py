"""The company and its people: dealt, not drawn, so that nearby seeds share nothing; voices that touch only their own words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from math import gcd
from pathlib import Path

import pytest

from agentsim.scenario.deck import CONTACTS, PEOPLE, load_deck
from agentsim.scenario.office import Office, as_outsider, draw_office, voice, with_title
from agentsim.scenario.phrases import compile_phrase, fill_text
from agentsim.streams import Streams

FOLDER = Path(__file__).parents[2] / "envs" / "_shared" / "office"
STOCK = re.compile(r"\b(Chen|Johnson|Miller|Smith|Martinez|Sarah|Emily|Jane|John|Doe|Acme)\b")
PRINT = """
from pathlib import Path
from agentsim.scenario.office import draw_office, voice
from agentsim.streams import Streams
office = draw_office(Streams(7), Path({folder!r}))
people = [(p.name, p.title, p.email, p.phone, p.signature, p.greet, p.bye, p.they) for p in office.pool + office.contacts]
print(office.company, people, voice(office.pool[3], "We don't know. The people are waiting.", Streams(7)))
"""


@cache
def office(seed: int) -> Office:
    return draw_office(Streams(seed), FOLDER)


def test_same_seed_same_office_in_another_process() -> None:
    def run(hash_seed: str) -> str:
        source = Path(__file__).parents[2] / "src"
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", PRINT.format(folder=str(FOLDER))]
        return subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout

    assert run("1") == run("2")


def test_two_hundred_seeds_share_no_company_no_industry_and_nobody() -> None:
    worlds = [office(seed) for seed in range(200)]
    for what in ("name", "industry", "domain", "line"):
        assert len({getattr(world.company, what) for world in worlds}) == 200, what
    names = [person.name for world in worlds for person in world.pool + world.contacts]
    assert len(set(names)) == len(names) == 200 * (PEOPLE + CONTACTS)


@pytest.mark.parametrize("seed", [*range(40), 10**6, 2**40 + 3])
def test_one_world_has_every_first_name_last_name_and_address_once(seed: int) -> None:
    people = office(seed).pool + office(seed).contacts
    assert len(office(seed).pool) == PEOPLE
    for what in ("first", "last", "email"):
        assert len({getattr(person, what) for person in people}) == PEOPLE + CONTACTS, what
    for person in people:
        assert person.email.isascii()
        assert person.email.endswith(f"@{office(seed).company.domain}")
        assert not STOCK.search(f"{person.name} {person.signature}")
        assert "{" not in person.signature


def test_pools_are_long_enough_and_walk_through_all_pairs() -> None:
    deck = load_deck(FOLDER)
    firsts = [name for _, pairs, _ in deck.origins for name, _ in pairs]
    lasts = [name for _, _, names in deck.origins for name in names]
    assert len(set(firsts)) == len(firsts) >= 400
    assert len(set(lasts)) == len(lasts) >= 500
    assert len({niche.niche for _, niche in deck.trades}) == len(deck.trades) >= 240
    assert len({word for _, word in deck.words}) == len(deck.words) == 360
    for origin, pairs, names in deck.origins:
        assert gcd(len(pairs), len(names)) == 1, origin
    for length, step in ((len(deck.trades), 165), (len(deck.words), 217), (len(deck.cities), 23)):
        assert gcd(length, step) == 1


def test_hands_of_consecutive_seeds_touch_and_do_not_overlap() -> None:
    deck = load_deck(FOLDER)
    for origin in range(len(deck.origins)):
        for seed in range(150):
            assert deck.hand(seed, origin).stop == deck.hand(seed + 1, origin).start
    assert all(
        sum(len(deck.hand(seed, o)) for o in range(len(deck.origins))) == PEOPLE + CONTACTS for seed in range(60)
    )


def test_title_and_firm_reach_the_signature() -> None:
    world = office(5)
    shown = [with_title(person, "Head of Weights") for person in world.pool]
    assert all(person.title == "Head of Weights" for person in shown)
    assert any("Head of Weights" in person.signature for person in shown)
    guest = as_outsider(world.contacts[0], "Tern Pumps", "tern-pumps.eu")
    assert guest.email.endswith("@tern-pumps.eu")
    assert not guest.internal
    assert world.company.name not in guest.signature


TEXT = """Hi {{target.first}},

The invoice 4,310.50 of 12/03 wasn't paid. We don't know why. Ask Tibor or anna.b@example.org before 14:30!

> The old line isn't ours. We don't touch it."""


@pytest.mark.parametrize("seed", range(25))
def test_voice_keeps_slots_numbers_addresses_names_and_quotations(seed: int) -> None:
    for person in office(seed).pool:
        said = voice(person, TEXT, Streams(seed))
        for kept in ("{{target.first}}", "4,310.50", "12/03", "Tibor", "anna.b@example.org", "14:30"):
            assert kept in said
        assert "> The old line isn't ours. We don't touch it." in said
        assert said == voice(person, TEXT, Streams(seed))


def test_voices_differ() -> None:
    plain = "We don't know yet. The people at the gate are waiting. Please ring before lunch."
    said = {voice(person, plain, Streams(3)).split("\n")[0] for seed in range(4) for person in office(seed).pool}
    assert len(said) > 12


def test_voice_signs_only_what_is_not_signed() -> None:
    for person in office(2).pool:
        signed = f"All fine here.\n\n{person.first}"
        assert voice(person, signed, Streams(1)).lower().count(person.first.lower()) == 1


def test_phrases_are_strict() -> None:
    assert fill_text("{{a}} and {{b}}", {"a": "x", "b": "y"}) == "x and y"
    with pytest.raises(KeyError):
        fill_text("{{c}}", {})
    for bad in ("{{A b}}", "{a}", "{{a}", "a}}"):
        with pytest.raises(ValueError, match="stray brace"):
            compile_phrase(bad)
