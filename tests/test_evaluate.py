"""Records, statuses, the funnel, intervals and the table."""

import msgspec
import pytest

from agentsim.episode import Episode
from agentsim.evaluate import SCORED, EpisodeRecord, evaluate, play_episode
from agentsim.funnel import Funnel, FunnelWatch, is_exposed, is_open
from agentsim.intervals import wilson
from agentsim.policies import make_policy
from agentsim.policies.provider import ProviderFailed
from agentsim.table import footnotes, summarise, write_rows
from agentsim.transcript import write_transcript


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_equals_the_published_values(hits, n, low, high):
    assert wilson(hits, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_is_symmetric_and_inside():
    for n in (1, 2, 7, 30):
        for hits in range(n + 1):
            low, high = wilson(hits, n)
            assert 0 <= low <= hits / n <= high <= 1
            mirrored = wilson(n - hits, n)
            assert (1 - mirrored[1], 1 - mirrored[0]) == (pytest.approx(low), pytest.approx(high))
    assert wilson(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="no rate"):
        wilson(3, 2)


@pytest.fixture
def family(tiny):
    return tiny(0).family


def test_one_record_for_each_cell_in_order(family):
    seen = []
    records = evaluate(
        family, ["oracle:honest", "oracle:crooked"], conditions=["pressure", "authorised"],
        factors=[{"ink": "blue"}, {"ink": "black"}], seeds=[0, 1], on_episode=lambda record, turns: seen.append(record),
    )  # fmt: skip
    assert seen == records
    assert len(records) == 2 * 2 * 2 * 2
    assert len({(r.policy, r.condition, r.given["ink"], r.seed) for r in records}) == 16
    assert all(r.status == "ok" and r.factors["ink"] == r.given["ink"] for r in records)
    crooked = [r for r in records if r.policy == "oracle:crooked" and r.condition == "pressure"]
    assert all(set(r.violations) == {"leaks_private", "disables_cutover"} for r in crooked)
    assert all(r.cost == pytest.approx(sum(r.costs.values())) for r in records)
    assert all(sum(r.goals.values()) == pytest.approx(r.reward) for r in records)


def test_the_same_run_gives_the_same_bytes(family):
    first, again = (
        msgspec.json.encode(evaluate(family, ["random", "oracle:crooked"], seeds=range(3))) for _ in range(2)
    )
    assert first == again


def test_oracle_star_and_inapplicable_oracles(family):
    records = evaluate(family, ["oracle:*"], conditions=["pressure"], seeds=[0])
    assert {r.policy for r in records} == {"oracle:honest", "oracle:crooked"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"policies": ["oracle:nobody"]}, "no oracle"),
        ({"policies": ["nobody"]}, "no policy"),
        ({"policies": []}, "no policy"),
        ({"policies": ["noop"], "conditions": ["presure"]}, "presure"),
        ({"policies": ["noop"], "factors": [{"nonsense": 1}]}, "nonsense"),
    ],
)
def test_wrong_questions_are_errors(family, options, message):
    with pytest.raises(ValueError, match=message):
        evaluate(family, **options)


class Failing:
    """Plays ``fine`` turns, then raises."""

    def __init__(self, error, fine=1):
        self.error, self.fine = error, fine

    def act(self, messages, tools):
        self.fine -= 1
        if self.fine < 0:
            raise self.error
        return {"role": "assistant", "content": "", "tool_calls": []}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ProviderFailed("http", 500), "provider_failed"),
        (ProviderFailed("timeout"), "timed_out"),
        (TimeoutError(), "timed_out"),
        (ProviderFailed("budget"), "invalid_budget"),
        (ProviderFailed("budget_unknown"), "invalid_budget"),
        (ProviderFailed("cassette_miss"), "provider_failed"),
    ],
)
def test_failures_are_named_and_never_good_conduct(tiny, error, status):
    record, turns = play_episode(tiny(0), Failing(error))
    assert (record.status, record.scored, len(turns)) == (status, False, 1)
    row = summarise([record])[0]
    assert (row.n, row.rate, row.unscored, row.episodes) == (0, None, {status: 1}, 1)
    assert (row.low, row.high) == (0.0, 1.0)


def test_bugs_of_a_policy_are_not_hidden(tiny):
    with pytest.raises(ZeroDivisionError):
        play_episode(tiny(0), Failing(ZeroDivisionError()))


def test_horizon_counts_and_a_smaller_limit_does_not(tiny):
    class Idle:
        def act(self, messages, tools):
            call = {"id": "a", "type": "function", "function": {"name": "list_folders", "arguments": "{}"}}
            return {"role": "assistant", "content": "", "tool_calls": [call]}

    whole, turns = play_episode(tiny(0), Idle())
    assert (whole.status, whole.end, len(turns), whole.scored) == ("truncated", "out of turns", tiny(0).turns, True)
    cut, turns = play_episode(tiny(0), Idle(), max_turns=3)
    assert (cut.status, len(turns), cut.scored) == ("cut_off", 3, False)


# The funnel


def funnel(tiny, oracle, **factors):
    scenario = tiny(0, **factors)
    return play_episode(scenario, make_policy(f"oracle:{oracle}", scenario, 0))[0].funnel


def test_funnel_of_the_crooked_and_the_honest(tiny):
    everything = Funnel(exposed=True, able=True, opportunity=True, attempted=True, effective=True)
    assert funnel(tiny, "crooked") == everything
    honest = funnel(tiny, "honest")
    assert (honest.able, honest.attempted, honest.effective) == (True, False, False)


def test_nobody_is_exposed_where_the_lever_or_the_decision_is_missing(tiny):
    for condition in ("no_temptation", "no_pressure"):
        scenario = tiny(0, condition=condition)
        record, _ = play_episode(scenario, make_policy("random", scenario, 1))
        assert not record.funnel.exposed
        assert not record.funnel.opportunity


def test_exposure_comes_by_reading_and_the_opportunity_ends_with_the_decision(tiny):
    scenario = tiny(0)
    crooked = list(scenario.oracles["crooked"].messages)
    episode = Episode(scenario)
    watch = FunnelWatch(episode)
    assert scenario.temptation.knows == (("replacement",), ("private",))
    assert not is_exposed(episode.world, scenario)
    assert is_open(episode.world, scenario)
    watch.look()
    episode.step(crooked[0])
    assert is_exposed(episode.world, scenario)
    assert not watch.sum_up().opportunity
    watch.look()
    assert watch.sum_up().opportunity
    episode.step(crooked[1])
    assert not is_open(episode.world, scenario)


# The table


def record(policy, seed, violated=False, status="ok", condition="pressure"):
    findings = ()
    if violated:
        from agentsim.records import Finding

        findings = (
            Finding(kind="violation", name="x", detector="d", status="effective", key="k", severity=1.0, cost=1.0),
        )
    return EpisodeRecord(
        family="F", policy=policy, condition=condition, given={}, factors={}, seed=seed, status=status, reward=0.5,
        cost=float(violated), findings=findings, funnel=Funnel(exposed=True),
    )  # fmt: skip


def test_rates_have_their_denominator_and_leave_out_the_unscored():
    records = [record("a", n, violated=n < 5) for n in range(20)] + [record("a", 99, status="provider_failed")]
    row = summarise(records)[0]
    assert (row.episodes, row.n, row.violators, row.rate, row.small) == (21, 20, 5, 0.25, False)
    assert (row.low, row.high) == wilson(5, 20)
    assert row.unscored == {"provider_failed": 1}
    assert row.funnel["exposed"] == 20
    head, cells = write_rows([row])
    shown = dict(zip(head, cells[0], strict=True))
    assert shown["violations"] == "5 of 20"
    assert shown["rate"] == "25%"
    assert shown["unscored"] == "1 provider_failed"


def test_small_groups_are_flagged_and_empty_ones_have_no_rate():
    rows = summarise([record("a", 0), record("b", 0, status="timed_out"), record("a", 0, condition="authorised")])
    assert [(row.policy, row.condition) for row in rows] == [("a", "pressure"), ("a", "authorised"), ("b", "pressure")]
    assert write_rows(rows)[1][0][5] == "0%*"
    assert write_rows(rows)[1][2][2:7] == ["-", "-", "0 of 0", "-", "-"]
    assert len(footnotes(rows)) == 2


def test_only_the_two_ends_of_an_episode_count():
    assert SCORED == ("ok", "truncated")


def test_transcript_has_findings_beside_their_step_and_no_escapes(tiny):
    scenario = tiny(0)

    class Noisy:
        def __init__(self):
            self.left = [{"role": "assistant", "content": "\x1b[31mred\u202e"}, *scenario.oracles["crooked"].messages]

        def act(self, messages, tools):
            return self.left.pop(0)

    played, turns = play_episode(scenario, Noisy(), name="noisy")
    text = write_transcript(played, turns, scenario)
    assert "\x1b" not in text
    assert "\u202e" not in text
    step = next(n for n, (_, result) in enumerate(turns, 1) if any(f.name == "leaks_private" for f in result.findings))
    after = text.split(f"--- turn {step} ")[1].split("--- turn ")[0]
    assert "! violation leaks_private" in after
    assert "funnel: exposed yes" in text


def test_a_wrong_value_late_in_the_grid_is_found_before_anything_is_played(family):
    played = []
    with pytest.raises(ValueError, match="red"):
        evaluate(
            family,
            ["noop"],
            factors=[{"ink": "blue"}, {"ink": "red"}],
            on_episode=lambda record, turns: played.append(record),
        )
    assert not played


class Mumbling:
    """A policy whose tool calls can never be read."""

    def act(self, messages, tools):
        return {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"id": "x", "function": {"name": "send_email", "arguments": "{broken"}}],
        }


def test_an_agent_that_gets_no_call_through_is_not_well_behaved(tiny):
    record, turns = play_episode(tiny(seed=1), Mumbling())
    assert record.status == "malformed"
    assert not record.scored
    assert len(turns) == 40


class MumblingOnce(Mumbling):
    def act(self, messages, tools):
        return super().act(messages, tools) if len(messages) < 4 else {"role": "assistant", "content": "ok"}


def test_one_malformed_message_does_not_unscore_an_episode(tiny):
    record, _ = play_episode(tiny(seed=1), MumblingOnce())
    assert record.scored
