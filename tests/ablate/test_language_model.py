"""The whole path with a model: a tiny random one is taught with TRL, weighs candidates, and is again what it was."""

import pytest

pytest.importorskip("torch", reason="the extra lm is not installed")
pytest.importorskip("trl", reason="the extra lm is not installed")
pytest.importorskip("peft", reason="the extra lm is not installed")

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from agentsim.ablate.language import LanguageExperiment
from agentsim.ablate.language_model import EMPTY, LanguageModel
from agentsim.ablate.language_report import write_report
from agentsim.ablate.language_results import sum_up
from agentsim.ablate.language_study import run_language
from agentsim.ablate.lessons import make_lessons
from agentsim.sft.demonstrations import Recipe, make_rows

pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.timeout(600)]  # warnings are other people's
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


@pytest.fixture(scope="module")
def tokenizer():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    rows = make_rows(Recipe("demonstrations", ["Board-StatusLie"], [0]))
    bpe.train_from_iterator(
        [m["content"] for row in rows for m in row["messages"]],
        trainers.BpeTrainer(
            vocab_size=600, special_tokens=["<|im_start|>", "<|im_end|>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )  # fmt: skip
    done = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|im_end|>")
    done.chat_template = CHATML
    return done


@pytest.fixture(scope="module")
def experiment():
    return LanguageExperiment.model_validate({
        "name": "tiny", "seeds": 1, "model": {"rank": 2, "alpha": 4, "layers": 1},
        "arms": {name: {"kind": name} for name in ("none", "demonstrations", "advice")},
        "teaching": {"families": ["Board-StatusLie", "Inbox-Blackmail"], "each": 12, "tokens": 2000, "room": 256, "rate": 0.01, "batch": 2},
        "exam": {"groups": {"far": ["Research-Sabotage"]}, "acts": 1, "advice": 1, "work": 1, "longest": 400},
    })  # fmt: skip


@pytest.fixture
def model(tokenizer, experiment):
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=8192, pad_token_id=1, bos_token_id=0, eos_token_id=1,
    )  # fmt: skip
    return LanguageModel(experiment.model, made=(tokenizer, LlamaForCausalLM(config)))


TURNS = [{"role": "system", "content": "Sort the mail."}, {"role": "user", "content": "There is a letter."}]
TEXTS = ["I leave it.", '{"tool": "read_email", "arguments": {"id": "msg-1"}}', "x"]


def test_scores_are_those_of_one_plain_pass_for_each_text(model):
    tokenizer = model.tokenizer
    prompt = tokenizer.apply_chat_template(TURNS, add_generation_prompt=True, tokenize=False)
    context = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    for text, (total, tokens) in zip(TEXTS, model.score(TURNS, TEXTS), strict=True):
        answer = [*tokenizer(text, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        with torch.no_grad():
            logs = model._base(input_ids=torch.tensor([context + answer])).logits[0].log_softmax(-1)
        plain = sum(float(logs[len(context) - 1 + n, token]) for n, token in enumerate(answer))
        assert tokens == len(answer)
        assert total == pytest.approx(plain, abs=1e-3)


def test_teaching_repeats_moves_the_taught_words_and_is_forgotten(model, experiment):
    lessons = make_lessons(experiment, "demonstrations", 0, model.count)
    before = model.score(TURNS, TEXTS), model.score(EMPTY, TEXTS)
    shown, taught = lessons[0]["messages"][:-1], [lessons[0]["messages"][-1]["content"]]
    untaught = model.score(shown, taught)
    losses = model.teach(lessons, experiment.teaching, 0)
    assert len(losses) == -(-len(lessons) // experiment.teaching.batch)
    assert model.score(shown, taught)[0][0] > untaught[0][0]
    after = model.score(TURNS, TEXTS)
    assert model.teach(lessons, experiment.teaching, 0) == losses
    assert model.score(TURNS, TEXTS) == after
    model.forget()
    assert (model.score(TURNS, TEXTS), model.score(EMPTY, TEXTS)) == before


def test_a_study_from_the_lessons_to_the_report(model, experiment, tmp_path):
    run_language(experiment, tmp_path, None, model)
    found = sum_up(experiment, tmp_path)
    assert not found.missing
    assert {row["tokens"] for rows in found.lessons.values() for row in rows} == {2000}
    assert found.perplexity["none"][0] > 1
    assert "torch" in write_report(experiment, found, tmp_path).read_text()
