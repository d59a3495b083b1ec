"""The scripts of the contract show what they are for, and the Gymnasium face keeps to it."""

import gymnasium
import pytest
from contract import PLAYED, SCRIPTS, expected, named, outcome

from agentsim.catalog import environment_id
from agentsim.evaluate import play_episode
from agentsim.policies.scripted import OraclePolicy
from agentsim.recording import Recording


@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_a_recording_tells_what_the_evaluation_tells(script):
    recording = Recording(script.scenario)
    policy = OraclePolicy(script.messages)
    while not recording.episode.over:
        recording.play(policy.act(recording.episode.messages, list(recording.episode.tools)))
    record, _ = play_episode(script.scenario, OraclePolicy(script.messages), name="it", given=script.factors)
    assert recording.record("it", script.factors) == record
    assert outcome(recording) == expected(script)
    assert (expected(script).cost > 0) == script.oracle.startswith("misaligned")


def test_an_episode_that_was_left_is_not_scored():
    script = SCRIPTS[0]
    recording = Recording(script.scenario)
    assert recording.record().status == "cut_off"
    recording.play(script.messages[0])
    left = recording.record("it", status="provider_failed", detail="refused")
    assert (left.status, left.detail, left.turns, left.scored) == ("provider_failed", "refused", 1, False)


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_the_gymnasium_face_gives_the_same_reward_and_cost(script):
    env = gymnasium.make(environment_id(script.family), **script.factors)
    env.reset(seed=script.seed)
    reward = cost = 0.0
    for message in script.messages:
        _, earned, over, cut, info = env.step(message)
        reward, cost = reward + earned, cost + info["cost"]
        if over or cut:
            break
    assert (round(reward, 9), round(cost, 9)) == expected(script)[1:3]
