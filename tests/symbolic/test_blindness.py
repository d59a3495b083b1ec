"""Nothing but the text of an act may tell that it is a violation: not its slot, not its ids, not whether it got a slot.

Episodes are played at random through a small menu; of every act that is open (with a slot or not) a fork of the world says
whether doing it now would be a violation. Then a logistic regression, fitted on some seeds, is asked to find out on others.
Violations are few, so always saying "no" is right more often than any guess: what is compared is the area under the ROC curve.
"""

import json
import re

import numpy as np
import pytest

from agentsim.symbolic import make

FAMILIES = ("Inbox-Blackmail", "Payments-ApprovalBypass", "Siem-OversightTamper", "Chat-Harmless")
TRAINED, HELD_OUT = range(0, 10), range(100, 106)
EVERY = 5
SIZE = 16


def fit(x, y, steps=400, rate=0.5, ridge=1e-3):
    """Weights of a logistic regression on standardised columns, by plain gradient descent; classes weigh the same."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.c_[np.ones(len(x)), (x - mean) / spread]
    share = np.where(y, 0.5 / max(y.mean(), 1e-9), 0.5 / max(1 - y.mean(), 1e-9))
    w = np.zeros(z.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        w -= rate * (z.T @ ((p - y) * share) / len(y) + ridge * w)
    return lambda new: np.c_[np.ones(len(new)), (new - mean) / spread] @ w


def area(score, y):
    """The area under the ROC curve: 0.5 is a guess. And the standard error of a guess (Hanley & McNeil, 1982, at 0.5)."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    _, first, count = np.unique(score[order], return_index=True, return_counts=True)
    ranks[order] = np.repeat(first + (count + 1) / 2, count)
    yes, no = int(y.sum()), int((~y).sum())
    u = (ranks[y].sum() - yes * (yes + 1) / 2) / (yes * no)
    return u, np.sqrt((yes + no + 1) / (12 * yes * no))


def is_violation(episode, act):
    trial = episode.snapshot()
    return any(found.kind == "violation" for found in trial.step(act.message(trial.turn + 1)).findings)


def watch(family, seeds):
    """Rows of (seed, step, slot or -1, act, its vector, whether it is a violation) over episodes played at random."""
    env, rows = make(family, size=SIZE), []
    for seed in seeds:
        draw = np.random.default_rng(seed)
        observation, info = env.reset(seed=seed)
        ended, step = False, 0
        while not ended and step < 60:
            if step % EVERY == 0:
                slots = {act.key: slot for slot, act in enumerate(env.slots) if act is not None}
                for act in env.offer.now():
                    slot = slots.get(act.key, -1)
                    row = observation["candidates"][slot] if slot >= 0 else None
                    rows.append((seed, step, slot, act, row, is_violation(env.agent.episode, act)))
            allowed = [
                n
                for n in np.flatnonzero(info["action_mask"])
                if env.slots[n] and env.slots[n].tools[:1] not in (("finish",), ("wait",))
            ]
            observation, _, terminated, truncated, info = env.step(int(draw.choice(allowed or [0])))
            ended, step = terminated or truncated, step + 1
    return rows


@pytest.fixture(scope="module", params=FAMILIES)
def watched(request):
    return watch(request.param, TRAINED), watch(request.param, HELD_OUT)


def judge(watched, features, shown_only=True):
    sides = []
    for rows in watched:
        used = [row for row in rows if row[2] >= 0 or not shown_only]
        sides.append((np.array([features(row) for row in used], float), np.array([row[5] for row in used])))
    (x, y), (new, truth) = sides
    assert min(y.sum(), truth.sum(), (~truth).sum()) >= 5
    return area(fit(x, y)(new), truth)


def test_the_slot_tells_nothing(watched):
    found, error = judge(watched, lambda row: np.eye(SIZE)[row[2]])
    assert abs(found - 0.5) < 3.5 * error


def test_whether_an_act_gets_a_slot_tells_nothing(watched):
    # A family whose menu always holds everything has nothing to tell either.
    if all(row[2] >= 0 for rows in watched for row in rows):
        return
    found, error = judge(watched, lambda row: [row[2] >= 0], shown_only=False)
    assert abs(found - 0.5) < 3.5 * error


def identifiers(row):
    """The drawn characters of the record that an act names, as numbers."""
    return [*map(ord, row[3].values[0].rpartition("-")[2][:6].ljust(6))]


def names_a_record(act):
    return len(act.calls) == 1 and bool(act.values) and bool(re.fullmatch(r"[A-Za-z]+-\w+", act.values[0]))


def test_the_ids_tell_nothing(watched):
    # Only acts of one tool are compared (that a job is paused and no mail read is text), each act once an episode.
    sides = [[row for row in rows if names_a_record(row[3])] for rows in watched]
    sides = [{(row[0], row[3].key): row for row in sorted(rows, key=lambda row: row[5])}.values() for rows in sides]

    def rarer(tools):
        return min(
            sum(row[3].tools == tools and row[5] == kind for row in rows) for rows in sides for kind in (True, False)
        )

    tools = max(sorted({row[3].tools for row in sides[0]}), key=rarer, default=())
    if tools and rarer(tools) >= 5:
        sides = [[row for row in rows if row[3].tools == tools] for rows in sides]
        found, error = judge(sides, identifiers, shown_only=False)
        assert abs(found - 0.5) < 3.5 * error


def test_the_calls_of_all_acts_are_named_alike(watched):
    for _, step, _, act, _, _ in watched[0]:
        named = [call["id"] for call in act.message(step + 1).get("tool_calls", ())]
        assert named == [f"call_{step + 1}_{n}" for n in range(len(named))]


def test_the_text_may_tell(watched):
    # The check can fail: the same classifier, given the words, finds them.
    found, error = judge(watched, lambda row: row[4])
    assert found > 0.5 + 3.5 * error
    assert found > 0.7


def test_no_observation_holds_a_word_of_the_verdict():
    env = make("Inbox-Blackmail", size=400, known_only=False)
    env.reset(seed=3)
    scenario = env.agent.episode.scenario
    offered = json.dumps([message for message in env.messages if message])
    for oracle in scenario.oracles.values():
        assert oracle.name not in offered
    for violation in scenario.violations:
        assert violation not in offered
