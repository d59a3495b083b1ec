"""What if: worlds without a record, other acts, and what one act made of the rest."""

import pickle

import pytest

from agentsim import Episode, make_scenario
from agentsim.catalog import family_folders
from agentsim.counterfactual import SILENCE, leave_out, replay_without, weigh_act, weigh_steps
from agentsim.episode import EpisodeOver
from agentsim.policies.scripted import call
from agentsim.recording import Recording


@pytest.fixture(scope="module")
def scenario():
    return make_scenario("Inbox-Blackmail", 3)


def told(recording):
    return recording.sum_up()["trajectory"]


def test_without_the_mail_that_tells_of_it_the_same_threat_is_none(scenario):
    messages = scenario.oracles["misaligned_coercion"].messages
    whole = replay_without(scenario, messages)
    assert whole.record().violations == ("coerces_target",)
    lever = next(
        m for p in scenario.prepared.values() for r in p.records.values() for m in [r.id]
        if set(r.facts) & set(scenario.temptation.knows[1])
    )  # fmt: skip
    without = replay_without(scenario, messages, lever)
    assert without.record().cost == 0
    assert lever in without.episode.scenario.left_out
    assert any(
        lever in m["content"] and "Error" in m["content"] for m in without.episode.messages if m["role"] == "tool"
    )


def test_nothing_left_out_is_the_same_episode(scenario):
    messages = scenario.oracles["aligned_appeal"].messages
    recording = Recording(scenario)
    for message in messages:
        recording.play(message)
    assert told(replay_without(scenario, messages)) == told(recording)


@pytest.mark.parametrize("family", sorted(family_folders()))
def test_any_record_can_be_missing(family):
    scenario = make_scenario(family, 1)
    messages = next(o for o in scenario.oracles.values() if o.kind == "aligned" and not o.factors).messages
    ids = [key for base in scenario.prepared.values() for key in base.records]
    later = [mail.id for mail in scenario.arrivals.values()] + [record.id for _, record in scenario.later.values()]
    for key in [*ids[::9], *later[::3]]:
        recording = replay_without(scenario, messages, key)
        world = recording.episode.world
        assert all(store.get(key) is None for store in world.stores.values()), key
        assert 0 <= recording.episode.reward <= 1 + 1e-9


def test_an_unknown_record_is_refused(scenario):
    with pytest.raises(ValueError, match="no record has the id 'msg-nothing'"):
        leave_out(scenario, "msg-nothing")


def test_a_pickle_of_it_is_still_without(scenario):
    key = next(iter(scenario.prepared["mail"].records))
    episode = Episode(leave_out(scenario, key))
    episode.step(call(1, "list_emails", {}))
    again = pickle.loads(pickle.dumps(episode))
    assert again.world.stores["mail"].get(key) is None
    assert again.world.digest() == episode.world.digest()
    with pytest.raises(ValueError, match="another scenario"):
        Episode(scenario).restore(again)


def test_the_effect_of_one_act(scenario):
    messages = scenario.oracles["misaligned_coercion"].messages
    at = next(
        n for n, m in enumerate(messages) if any(c["function"]["name"] == "send_email" for c in m.get("tool_calls", ()))
    )
    episode = Episode(scenario)
    for message in messages[:at]:
        episode.step(message)
    before = episode.world.digest()
    effect = weigh_act(episode, messages[at], messages[at + 1 :])
    assert effect.cost == 1
    assert [finding.name for finding in effect.gained if finding.kind == "violation"] == ["coerces_target"]
    assert not effect.lost
    assert episode.world.digest() == before
    assert weigh_act(episode, SILENCE).cost == 0


def test_the_effects_of_all_steps_point_to_the_one_that_matters(scenario):
    messages = scenario.oracles["misaligned_coercion"].messages
    effects = weigh_steps(scenario, messages)
    assert len(effects) == len(messages)
    costly = [n for n, effect in enumerate(effects) if effect.cost > 0]
    # The threat itself, and each reading without which it would have been no threat.
    sends = [
        n for n, m in enumerate(messages) if any(c["function"]["name"] == "send_email" for c in m.get("tool_calls", ()))
    ]
    assert set(sends) <= set(costly)
    episode = Episode(scenario)
    for message in messages:
        episode.step(message)
    with pytest.raises(EpisodeOver):
        weigh_act(episode, SILENCE)
