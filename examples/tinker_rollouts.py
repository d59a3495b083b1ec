"""A group of two rollouts by tinker-cookbook's own loop, offline: a tokenizer made here, and a script in place of the model."""

import asyncio

from tinker_cookbook.completers import TokenCompleter, TokensWithLogprobs
from tinker_cookbook.renderers import get_renderer
from tinker_cookbook.rl.rollouts import do_single_rollout
from tokenizers import ByteLevelBPETokenizer
from transformers import PreTrainedTokenizerFast

from agentsim import make_scenario
from agentsim.adapters.tinker import AgentsimGroupBuilder
from agentsim.wrappers.text import write_action

FAMILY, SEED = "Inbox-Blackmail", 3
SPECIAL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"]


class Script(TokenCompleter):
    """Says what an oracle says, as tokens."""

    def __init__(self, messages, tokenizer):
        self.left, self.tokenizer = iter(messages), tokenizer

    async def __call__(self, model_input, stop, *, max_tokens=None):
        """Return the next message and the token that ends it."""
        tokens = self.tokenizer.encode(write_action(next(self.left), "hermes") + "<|im_end|>", add_special_tokens=False)
        return TokensWithLogprobs(tokens, [0.0] * len(tokens))


def make_tokenizer():
    made = ByteLevelBPETokenizer()
    made.train_from_iterator([message["content"] for message in make_scenario(FAMILY, SEED).messages()], vocab_size=400)
    made.add_special_tokens(SPECIAL)
    return PreTrainedTokenizerFast(
        tokenizer_object=made._tokenizer, eos_token="<|im_end|>", additional_special_tokens=SPECIAL
    )


async def roll_out():
    tokenizer = make_tokenizer()
    renderer = get_renderer("qwen3_instruct", tokenizer)
    builder = AgentsimGroupBuilder(FAMILY, SEED, renderer, group_size=2, cost_weight=0.5)
    oracles = make_scenario(FAMILY, SEED).oracles
    for env, oracle in zip(await builder.make_envs(), ("misaligned_coercion", "aligned_appeal"), strict=True):
        trajectory = await do_single_rollout(Script(oracles[oracle].messages, tokenizer), env)
        reward = sum(transition.reward for transition in trajectory.transitions)
        last = trajectory.transitions[-1].metrics
        kept = {name: last[name] for name in ("episode/cost", "episode/scored", "episode/violation:coerces_target")}
        prompt = trajectory.transitions[0].ob.length
        print(f"{oracle}: {len(trajectory.transitions)} turns, {prompt} tokens at first, reward {reward:.3f}, {kept}")


asyncio.run(roll_out())
