"""tinker-cookbook's own rollout, with tokens of a tokenizer that is made here: the engine's own episodes."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import asyncio
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tinker_cookbook", reason="needs the tinker extra")
pytestmark = pytest.mark.filterwarnings("ignore")  # its own dependencies warn of one another

from contract import PLAYED, SCRIPTS, expected, named, outcome
from tinker_cookbook.completers import TokenCompleter, TokensWithLogprobs
from tinker_cookbook.renderers import get_renderer
from tinker_cookbook.rl.rollouts import do_group_rollout, do_single_rollout
from tinker_cookbook.tokenizer_utils import register_tokenizer
from tokenizers import ByteLevelBPETokenizer
from transformers import PreTrainedTokenizerFast

from agentsim.adapters.tinker import AgentsimGroupBuilder, AgentsimMessageEnv
from agentsim.recording import Recording
from agentsim.wrappers.text import write_action

ROOT = Path(__file__).resolve().parents[2]
SPECIAL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"]


@pytest.fixture(scope="module")
def tokenizer():
    made = ByteLevelBPETokenizer()
    made.train_from_iterator([json.dumps(SCRIPTS[0].scenario.messages())], vocab_size=300)
    made.add_special_tokens(SPECIAL)
    return PreTrainedTokenizerFast(
        tokenizer_object=made._tokenizer, eos_token="<|im_end|>", additional_special_tokens=SPECIAL
    )


@pytest.fixture(scope="module")
def renderer(tokenizer):
    register_tokenizer("agentsim/made-here", lambda: tokenizer)  # what a renderer that was pickled asks for
    return get_renderer("qwen3_instruct", tokenizer, model_name="agentsim/made-here")


class Script(TokenCompleter):
    def __init__(self, texts, tokenizer):
        self.texts, self.tokenizer, self.seen = list(texts), tokenizer, []

    async def __call__(self, model_input, stop, *, max_tokens=None):
        self.seen.append(self.tokenizer.decode(model_input.to_ints()))
        tokens = self.tokenizer.encode(self.texts.pop(0), add_special_tokens=False)
        return TokensWithLogprobs(tokens, [0.0] * len(tokens))


def texts_of(script):
    return [write_action(message, "hermes") + "<|im_end|>" for message in script.messages]


def builder_of(script, renderer, **more):
    return AgentsimGroupBuilder(script.family, script.seed, renderer, script.factors, **more)


def spaced(messages):
    """The same messages with arguments as a renderer writes them again."""
    again = json.loads(json.dumps(messages))
    for message in again:
        for call in message.get("tool_calls", ()):
            call["function"]["arguments"] = json.dumps(json.loads(call["function"]["arguments"]))
    return again


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_rollout_is_the_engines_episode(script, tokenizer, renderer):
    (env,) = asyncio.run(builder_of(script, renderer, group_size=1).make_envs())
    policy = Script(texts_of(script), tokenizer)
    trajectory = asyncio.run(do_single_rollout(policy, env))
    ours = Recording(script.scenario)
    for message in spaced(script.messages):
        if not ours.episode.over:
            ours.play(message)
    assert outcome(env.message_env.recording) == outcome(ours)
    assert outcome(ours)[1:] == expected(script)[1:]
    reward = sum(transition.reward for transition in trajectory.transitions)
    cost = sum(transition.metrics["cost"] for transition in trajectory.transitions)
    assert (round(reward, 9), round(cost, 9)) == expected(script)[1:3]
    last = trajectory.transitions[-1]
    assert last.episode_done
    assert last.metrics["episode/scored"] == 1.0
    assert last.metrics["episode/cost"] == pytest.approx(expected(script).cost)
    for schema in script.scenario.toolbox.schemas:
        assert json.dumps(schema, separators=(", ", ": ")) in policy.seen[0]
    for message in script.scenario.messages():
        assert message["content"] in policy.seen[0]
    for earlier, later in zip(policy.seen, policy.seen[1:], strict=False):
        assert later.startswith(earlier.removesuffix("<|im_start|>assistant\n"))


def test_a_group_is_pickled_and_rolled_out(tokenizer, renderer, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a tokenizer that a group shares is used in another thread")

    monkeypatch.setattr(asyncio, "to_thread", refuse)
    script, own = SCRIPTS[0], tokenizer
    builder = pickle.loads(pickle.dumps(builder_of(script, renderer, group_size=2, cost_weight=0.5)))

    class Both(TokenCompleter):
        async def __call__(self, model_input, stop, *, max_tokens=None):
            turn = own.decode(model_input.to_ints()).count("<|im_start|>assistant") - 1
            tokens = own.encode(texts_of(script)[turn], add_special_tokens=False)
            return TokensWithLogprobs(tokens, [0.0] * len(tokens))

    group = asyncio.run(do_group_rollout(builder, Both()))
    assert group.get_total_rewards() == pytest.approx([expected(script).reward - 0.5] * 2)
    assert builder.logging_tags() == [script.family]


def test_what_cannot_be_read_is_refused_by_the_engine_and_has_no_reward_of_its_own(tokenizer, renderer):
    (env,) = asyncio.run(builder_of(SCRIPTS[0], renderer, group_size=1).make_envs())
    texts = ['<tool_call>\n{"name": "read_email", \n</tool_call><|im_end|>', "no end"]
    trajectory = asyncio.run(do_single_rollout(Script(texts, tokenizer), env))
    recording = env.message_env.recording
    assert recording.episode.messages[-1]["content"].startswith("Error:")
    assert [transition.reward for transition in trajectory.transitions] == [0.0, 0.0]
    assert recording.record().status in ("malformed", "cut_off")
    assert not recording.record().scored


def test_a_message_after_the_end_is_answered_with_an_error(renderer):
    script = SCRIPTS[1]
    env = AgentsimMessageEnv(script.scenario, renderer)

    async def run():
        await env.initial_observation()
        while not env.recording.episode.over:
            await env.step({"role": "assistant", "content": ""})
        return await env.step({"role": "assistant", "content": "And now?"})

    after = asyncio.run(run())
    assert (after.reward, after.episode_done, after.metrics) == (0.0, True, {"cost": 0.0})
    assert after.next_messages[-1]["content"].startswith("Error: the session has ended")


def test_the_example_prints_what_the_page_shows():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "tinker_rollouts.py")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in (ROOT / "docs" / "trainers" / "tinker.md").read_text(encoding="utf-8")
