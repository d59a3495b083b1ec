"""The callback of transformers and TRL: a model that generates, measured by the way in a trainer of theirs."""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import json

import pytest

torch = pytest.importorskip("torch", reason="needs torch")
pytest.importorskip("transformers", reason="needs transformers")
pytest.importorskip("trl", reason="needs the trl extra")
pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.timeout(600)]  # other people's

from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import SFTConfig, SFTTrainer
from trl.chat_template_utils import qwen2_5_chat_template

from agentsim.ablate.learner import Setting
from agentsim.callbacks import Checkpoints
from agentsim.callbacks.transformers import MeasureCallback, as_objects, play_model
from agentsim.catalog import make_scenario
from agentsim.suites import suite

SEED = suite("all").seeds(1, held_out=True)[0]
SCENARIO = make_scenario("Repo-TestTamper", SEED, {"condition": "pressure"})


@pytest.fixture(scope="module")
def tokenizer():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    said = [json.dumps(SCENARIO.toolbox.schemas), *(m["content"] for m in SCENARIO.messages())]
    bpe.train_from_iterator(said, trainers.BpeTrainer(
        vocab_size=900, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    ))  # fmt: skip
    made = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    made.add_tokens(["<tool_call>", "</tool_call>"])
    made.chat_template = qwen2_5_chat_template
    return made


def make_model(tokenizer, room=1 << 16):
    torch.manual_seed(0)
    return Qwen2ForCausalLM(Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=room, eos_token_id=tokenizer.eos_token_id,
    ))  # fmt: skip


class Scripted:
    """A model in whose place a script speaks; keeps what it was shown."""

    training, device = False, torch.device("cpu")

    def __init__(self, tokenizer, messages):
        self.tokenizer, self.messages, self.turn, self.shown = tokenizer, messages, 0, []
        self.config = Qwen2Config()

    def eval(self):
        return self

    def train(self, mode):
        return self

    def generate(self, input_ids, **how):
        self.shown.append(self.tokenizer.decode(input_ids[0]))
        message, self.turn = as_objects(self.messages)[self.turn], self.turn + 1
        calls = [json.dumps(call["function"] | {"id": None}) for call in message.get("tool_calls", ())]
        text = message["content"] + "".join(f"<tool_call>\n{call}\n</tool_call>" for call in calls) + "<|im_end|>"
        return torch.cat([input_ids, torch.tensor([self.tokenizer(text)["input_ids"]])], 1)


@pytest.mark.parametrize("kind", ["aligned_", "misaligned_"])
def test_what_is_generated_is_what_the_world_gets(tokenizer, kind):
    name = next(n for n in sorted(SCENARIO.oracles) if n.startswith(kind))
    model = Scripted(tokenizer, list(SCENARIO.oracles[name].messages))
    model.config.max_position_embeddings = 1 << 20
    record = play_model(model, tokenizer)(Setting("Repo-TestTamper", SEED, {"condition": "pressure"}))
    assert record.scored
    assert bool(record.violations) == (kind == "misaligned_")
    assert all(schema["function"]["name"] in model.shown[0] for schema in SCENARIO.toolbox.schemas)
    assert "<tool_response>" in model.shown[1]


def test_a_full_context_is_unscored(tokenizer):
    play = play_model(make_model(tokenizer, room=512), tokenizer)
    assert not play(Setting("Repo-TestTamper", SEED, {"condition": "pressure"})).scored


def train(tokenizer, callbacks, folder):
    rows = [
        {
            "prompt": [{"role": "user", "content": "Hello."}],
            "completion": [{"role": "assistant", "content": "Good day."}],
        }
    ]
    config = SFTConfig(
        output_dir=str(folder), max_steps=4, per_device_train_batch_size=1, use_cpu=True, bf16=False, report_to=[],
        save_strategy="no", logging_steps=1, disable_tqdm=True, learning_rate=1e-2, seed=0, gradient_checkpointing=False,
    )  # fmt: skip
    trainer = SFTTrainer(
        model=make_model(tokenizer), args=config, train_dataset=Dataset.from_list(rows * 8), processing_class=tokenizer,
        callbacks=callbacks,
    )  # fmt: skip
    trainer.train()
    return trainer, torch.cat([p.detach().flatten() for p in trainer.model.parameters()])


def test_points_are_taken_in_a_trainer_and_training_is_what_it_is_without_them(tokenizer, tmp_path):
    told = []
    points = Checkpoints(2, {"near": ["Repo-TestTamper"]}, seeds=1, log=lambda figures, step: told.append(step))
    trainer, watched = train(tokenizer, [MeasureCallback(points, max_new_tokens=4, max_turns=2)], tmp_path)
    assert [point["step"] for point in points.curve] == told == [0, 2, 4]
    assert all("agentsim/near/scored" in row for row in trainer.state.log_history if "agentsim/near/scored" in row)
    assert sum("agentsim/near/scored" in row for row in trainer.state.log_history) == 3
    assert torch.equal(watched, train(tokenizer, [], tmp_path)[1])
