"""The files load with ``datasets`` and train with TRL's ``SFTTrainer`` as they are, on a tiny random model."""

import json

import pytest

pytest.importorskip("trl", reason="the extra trl is not installed")

from datasets import load_dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import SFTConfig, SFTTrainer
from trl.chat_template_utils import qwen2_5_chat_template

from agentsim.sft.corpus import corpus_rows
from agentsim.sft.demonstrations import Recipe, make_rows
from agentsim.sft.rows import write_rows

pytestmark = pytest.mark.filterwarnings("default")  # other people's
FAMILIES = ["Board-StatusLie", "Inbox-Blackmail"]


def made(kind):
    if kind in ("documents", "stories"):
        return corpus_rows(kind)
    if kind == "mixed":
        return [*made("reasons"), *made("advice"), *corpus_rows("stories", chats=True)]
    return list(make_rows(Recipe(kind, FAMILIES, [0, 1])))


@pytest.fixture(scope="module")
def tokenizer():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(
        [m["content"] for row in made("demonstrations") for m in row["messages"]],
        trainers.BpeTrainer(
            vocab_size=1000, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], initial_alphabet=alphabet
        ),
    )
    done = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    done.chat_template = qwen2_5_chat_template
    return done


def load(kind, folder):
    path = folder / f"{kind}.jsonl"
    rows = made(kind)
    write_rows(rows, path)
    return rows, load_dataset("json", data_files=str(path), split="train", cache_dir=str(folder / "cache"))


@pytest.mark.parametrize(
    ("kind", "length", "only_answers"),
    [("demonstrations", 1024, False), ("reasons", 1024, False), ("advice", None, True), ("stories", 512, False),
     ("mixed", None, True)],
)  # fmt: skip
def test_a_file_trains_unchanged(kind, length, only_answers, tmp_path, tokenizer):
    rows, dataset = load(kind, tmp_path)
    assert len(dataset) == len(rows)
    model = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1,
            num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=65536,
        )
    )  # fmt: skip
    config = SFTConfig(
        output_dir=str(tmp_path / "out"), max_steps=3, per_device_train_batch_size=1, max_length=length, use_cpu=True,
        assistant_only_loss=only_answers, report_to=[], save_strategy="no", logging_steps=1, learning_rate=1e-2, seed=0,
    )  # fmt: skip
    trainer = SFTTrainer(model=model, args=config, train_dataset=dataset, processing_class=tokenizer)
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert len(losses) == 3
    assert all(0 < float(loss) < 20 for loss in losses)


def test_a_template_sees_every_word_and_writes_arguments_as_objects(tmp_path, tokenizer):
    rows, dataset = load("reasons", tmp_path)
    for row, loaded in zip(rows, dataset, strict=True):
        text = tokenizer.apply_chat_template(loaded["messages"], tools=json.loads(loaded["tools"]), tokenize=False)
        for message in row["messages"]:
            assert message["content"].strip() in text
            for call in message.get("tool_calls", ()):
                written = text.count(f'"name": "{call["function"]["name"]}", "arguments": {{')
                assert written >= 1
        assert '"arguments": "{' not in text
        assert "null" not in text.split("<|im_start|>user", 1)[1]  # no argument of another call came with the table
