"""The litellm policy against a stub provider: every fault is a failure, and nothing that a model says is resampled."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from agentsim.policies.cassette import Cassette
from agentsim.policies.llm import LitellmPolicy, ProviderFailed
from agentsim.policies.provider import Usage, check_address

SECRET = "sk-very-secret"
HELLO = [{"role": "system", "content": "You work a mailbox."}, {"role": "user", "content": "hi"}]
# litellm warns about its own models and leaves its sockets open, which is not ours to mend.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore:Item .* on TypedDict:UserWarning"
)


def need_litellm() -> None:
    """Skip without the extra. Does not import litellm, which must happen with the price map switched off."""
    if find_spec("litellm") is None:
        pytest.skip("needs the llm extra")


def policy_for(provider: Any, **settings: Any) -> LitellmPolicy:
    need_litellm()
    settings = {"attempts": 3, "wait": 0.01, "timeout": 5.0} | settings
    return LitellmPolicy("openai/m", api_base=f"{provider.url}/v1", api_key=SECRET, **settings)


def call(name: Any, arguments: Any, id: str = "random") -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def test_importing_the_policies_imports_no_model_library() -> None:
    code = (
        "import sys, agentsim.policies.llm, agentsim.policies.local, agentsim.policies.choice\n"
        "print([m for m in ('litellm', 'stamina', 'xllamacpp', 'openai', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("address", ["http://user:pw@127.0.0.1/v1", "https://key@host/v1", "ftp://host", "host/v1"])
def test_addresses_with_credentials_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="base URL") as caught:
        LitellmPolicy("openai/m", api_base=address)
    assert "pw" not in str(caught.value)
    check_address("http://127.0.0.1:1/v1")


def test_settings_that_are_not_sampling_are_refused() -> None:
    with pytest.raises(ValueError, match="num_retries"):
        LitellmPolicy("openai/m", sampling={"num_retries": 3})
    with pytest.raises(ValueError, match="attempts"):
        LitellmPolicy("openai/m", attempts=0)


def test_a_failure_can_cross_processes() -> None:
    failure = pickle.loads(pickle.dumps(ProviderFailed("http", 503, 1.0)))
    assert (failure.kind, failure.status, failure.retry_after) == ("http", 503, 1.0)
    assert str(failure) == "provider failed: http (status 503)"


def test_an_unknown_price_makes_the_sum_unknown() -> None:
    usage = Usage()
    usage.add(10, 2, 0.5)
    assert usage.cost == 0.5
    usage.add(10, None, None)
    usage.add(10, 2, 0.5)
    assert (usage.calls, usage.cost, usage.calls_without_tokens) == (3, None, 1)
    assert (usage.prompt_tokens, usage.completion_tokens) == (30, 4)


@pytest.mark.llm
def test_a_call_goes_through(provider: Any, tools: list[dict[str, Any]]) -> None:
    provider.say(content="Good morning.")
    policy = policy_for(provider, sampling={"temperature": 0.5, "seed": 3})
    assert policy.act(HELLO, tools) == {"role": "assistant", "content": "Good morning."}
    sent = provider.requests[0]["body"]
    assert (sent["messages"], sent["tools"], sent["temperature"], sent["seed"]) == (HELLO, tools, 0.5, 3)
    assert policy.usage == Usage(calls=1, prompt_tokens=11, completion_tokens=3, cost=None)
    assert policy.metadata["attempts"] == 1
    assert policy.metadata["cost"] is None


@pytest.mark.llm
def test_malformed_calls_pass_as_they_are_and_ids_are_renumbered(provider: Any, tools: list[dict[str, Any]]) -> None:
    provider.say(tool_calls=[call("read_mail", '{"id": '), call(None, "{}"), call("no_such", '{"x": NaN}')])
    past = [*HELLO, {"role": "assistant", "content": None, "tool_calls": [call("read_mail", "{}", "call00000")]}]
    past.append({"role": "tool", "tool_call_id": "call00000", "content": "error"})
    message = policy_for(provider).act(past, tools)
    functions = [(one["id"], one["function"]["name"], one["function"]["arguments"]) for one in message["tool_calls"]]
    assert functions == [
        ("call00001", "read_mail", '{"id": '),
        ("call00002", "", "{}"),
        ("call00003", "no_such", '{"x": NaN}'),
    ]
    assert len(provider.requests) == 1


@pytest.mark.llm
@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_refusals_of_the_provider_are_not_tried_again(status: int, provider: Any) -> None:
    provider.plan = [{"status": status, "body": {"error": {"message": f"bad key {SECRET}"}}}]
    with pytest.raises(ProviderFailed) as caught:
        policy_for(provider).act(HELLO, [])
    assert (caught.value.kind, caught.value.status, len(provider.requests)) == ("http", status, 1)


@pytest.mark.llm
@pytest.mark.parametrize(
    "fault",
    [{"status": code, "headers": {"Retry-After": "0.01"}} for code in (408, 409, 429, 500, 503, 529)]
    + [{"drop": True}, {"raw": "<html>busy</html>"}, {"raw": '{"choices": [{"mess'}, {"raw": "{}", "missing": 50}],
    ids=str,
)
def test_transport_faults_are_tried_again(fault: dict[str, Any], provider: Any) -> None:
    provider.say(content="yes")
    provider.plan = [fault, fault, *provider.plan]
    policy = policy_for(provider)
    assert policy.act(HELLO, [])["content"] == "yes"
    assert (len(provider.requests), policy.metadata["attempts"], policy.usage.calls) == (3, 3, 1)


@pytest.mark.llm
def test_a_failure_shows_no_secret(provider: Any, caplog: pytest.LogCaptureFixture) -> None:
    provider.plan = [{"status": 500, "body": {"error": {"message": f"bad key {SECRET}"}}}]
    with caplog.at_level("INFO"), pytest.raises(ProviderFailed) as caught:
        policy_for(provider).act(HELLO, [])
    assert len(provider.requests) == 3
    shown = f"{caught.value} {caught.value!r} {vars(caught.value)}"
    assert SECRET not in shown + caplog.text
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.llm
def test_a_slow_provider_is_a_failure(provider: Any) -> None:
    provider.plan = [{"hang": True}]
    with pytest.raises(ProviderFailed) as caught:
        policy_for(provider, timeout=0.2, attempts=1).act(HELLO, [])
    assert caught.value.status == 408


@pytest.mark.llm
def test_an_absent_provider_is_a_failure(provider: Any) -> None:
    policy = policy_for(provider, attempts=2)
    policy._api_base = "http://127.0.0.1:9/v1"  # nothing listens on the discard port
    with pytest.raises(ProviderFailed):
        policy.act(HELLO, [])


@pytest.mark.llm
def test_an_answer_without_choices_is_a_failure_that_was_paid_for(provider: Any) -> None:
    provider.say(content="x")
    provider.plan[0]["body"]["choices"] = []
    policy = policy_for(provider)
    with pytest.raises(ProviderFailed) as caught:
        policy.act(HELLO, [])
    assert (caught.value.kind, len(provider.requests), policy.usage.prompt_tokens) == ("bad_shape", 1, 11)


@pytest.mark.llm
def test_silence_is_a_turn_but_not_when_it_was_cut_off(provider: Any) -> None:
    provider.say(content=None)
    assert policy_for(provider).act(HELLO, []) == {"role": "assistant", "content": ""}
    for reason in ("length", "content_filter"):
        provider.say(content=None, finish_reason=reason)
        with pytest.raises(ProviderFailed) as caught:
            policy_for(provider).act(HELLO, [])
        assert caught.value.kind == f"empty_{reason}"


@pytest.mark.llm
def test_the_budget_is_enforced_between_calls(provider: Any) -> None:
    provider.say(content="yes")
    policy = policy_for(provider, budget_tokens=20)
    policy.act(HELLO, [])
    policy.act(HELLO, [])
    with pytest.raises(ProviderFailed) as caught:
        policy.act(HELLO, [])
    assert (caught.value.kind, len(provider.requests)) == ("budget", 2)


@pytest.mark.llm
def test_a_budget_over_unreported_tokens_is_a_failure(provider: Any) -> None:
    provider.say(content="yes")
    del provider.plan[0]["body"]["usage"]
    policy = policy_for(provider, budget_tokens=20)
    policy.act(HELLO, [])
    assert policy.metadata["prompt_tokens"] is None
    with pytest.raises(ProviderFailed) as caught:
        policy.act(HELLO, [])
    assert caught.value.kind == "budget_unknown"


@pytest.mark.llm
def test_a_recorded_call_is_replayed_without_litellm(
    provider: Any, tools: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "calls.db"
    provider.say(tool_calls=[call("read_mail", '{"id": "m1"}')])
    said = policy_for(provider, cassette=Cassette(path, "record")).act(HELLO, tools)
    code = (
        "import sys, json\n"
        "from agentsim.policies.cassette import Cassette\n"
        "from agentsim.policies.llm import LitellmPolicy\n"
        "base, path, messages, tools = json.loads(sys.argv[1])\n"
        "policy = LitellmPolicy('openai/m', api_base=base, cassette=Cassette(path, 'replay-strict'))\n"
        "print(json.dumps(policy.act(messages, tools)), policy.metadata['replayed'], policy.usage.calls)\n"
        "assert 'litellm' not in sys.modules\n"
    )
    given = json.dumps([f"{provider.url}/v1", str(path), HELLO, tools])
    done = subprocess.run([sys.executable, "-c", code, given], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{json.dumps(said)} True 0"
    assert len(provider.requests) == 1
    assert SECRET.encode() not in path.read_bytes()


@pytest.mark.llm
def test_failures_are_not_recorded(provider: Any, tmp_path: Path) -> None:
    cassette = Cassette(tmp_path / "calls.db", "replay")
    provider.plan = [{"status": 400}]
    with pytest.raises(ProviderFailed):
        policy_for(provider, cassette=cassette).act(HELLO, [])
    assert len(cassette) == 0


@pytest.mark.llm
def test_litellm_fetches_no_price_map() -> None:
    need_litellm()
    code = "import os; from agentsim.policies.llm import load_litellm; load_litellm(); print(os.environ[NAME])"
    name = "LITELLM_LOCAL_MODEL_COST_MAP"
    clean = {key: value for key, value in os.environ.items() if key != name}
    run = [sys.executable, "-c", code.replace("NAME", repr(name))]
    assert subprocess.run(run, capture_output=True, text=True, check=True, env=clean).stdout.strip() == "True"
