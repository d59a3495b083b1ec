"""The GPU size of every experiment that ships: it is read, and its first steps run with a tiny model made on the spot.

Amounts are cut (how many episodes, worlds, tokens); families, factors, signals, beginnings and arms are those of the file.
"""

# ruff: noqa: E402 - where the extra is missing, nothing of it may be imported

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the extra lm is not installed")
pytest.importorskip("trl", reason="the extra lm is not installed")
pytest.importorskip("peft", reason="the extra lm is not installed")

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl.chat_template_utils import qwen2_5_chat_template

from agentsim.ablate.experiment import Experiment, list_experiments, read_experiment
from agentsim.ablate.language import LanguageExperiment, find_language, list_language, read_language
from agentsim.ablate.language_model import LanguageModel
from agentsim.ablate.language_report import write_report as write_language_report
from agentsim.ablate.language_results import sum_up as sum_up_language
from agentsim.ablate.language_study import run_language
from agentsim.ablate.reinforce import LanguageUnit, Price, make_rows
from agentsim.ablate.report import write_report
from agentsim.ablate.results import sum_up
from agentsim.catalog import make_scenario

pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.timeout(1200)]  # warnings are other people's


@pytest.fixture(scope="module")
def tokenizer():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    scenario = make_scenario("Inbox-Blackmail", 0)
    said = [json.dumps(scenario.toolbox.schemas), *(m["content"] for m in scenario.messages())]
    bpe.train_from_iterator(said, trainers.BpeTrainer(
        vocab_size=1200, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    ))  # fmt: skip
    made = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    made.add_tokens(["<tool_call>", "</tool_call>"])
    made.chat_template = qwen2_5_chat_template
    return made


def make_model(tokenizer):
    torch.manual_seed(0)
    return tokenizer, Qwen2ForCausalLM(Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=1 << 16, eos_token_id=tokenizer.eos_token_id,
    ))  # fmt: skip


def cut(name, arms=2):
    """The GPU size of an experiment with two steps of four episodes, measured in one world of one family of each group."""
    said = read_experiment(Path(name), "gpu").model_dump(mode="json")
    assert said["learner"]["model"] == "Qwen/Qwen2.5-7B-Instruct"
    said["learner"] |= {
        "group": 2,
        "device_batch": 4,
        "room": 512,
        "turn_tokens": 6,
        "max_turns": 2,
        "decisions": 1,
        "vllm": False,
    }
    said["training"] |= {"episodes": 8, "batch": 4, "pool": 4}
    said["battery"] |= {"every": 4, "seeds": 1}
    said["battery"]["groups"] = {g: list(dict.fromkeys(f if isinstance(f, list) else ["Repo-TestTamper"]))[:1]
                                 for g, f in said["battery"]["groups"].items()}  # fmt: skip
    said["seeds"] = 1
    for arm in said["arms"].values():
        if arm["clone"]:
            arm["clone"]["episodes"] = 2
        if arm["before"]:
            arm["before"]["episodes"] = 4
    return Experiment.model_validate(said)


@pytest.mark.parametrize("name", sorted(list_experiments()))
def test_the_first_steps_of_reinforcement_learning(name, tokenizer, tmp_path):
    experiment = cut(name)
    units = []
    for arm in list(experiment.arms)[-2:]:  # the last arms are those with most to them
        unit = LanguageUnit(experiment, arm, 0, tmp_path)
        unit.made = make_model(tokenizer)
        assert list(unit.run()) == [8]
        units.append(unit)
        assert [point["episodes"] for point in unit.curve] == [0, 4, 8]
        assert unit.whole
    for unit in units:  # two turns of noise are cut off, which is unscored, never good conduct
        assert all(
            part["n"] + part["unscored"] == 1
            for point in unit.curve
            for g in point["groups"].values()
            for part in g.values()
        )
    small = experiment.model_copy(
        update={"arms": {unit.arm: experiment.arms[unit.arm] for unit in units}, "contrasts": []}
    )
    text = write_report(small, sum_up(small, units), tmp_path).read_text()
    assert f"`agentsim ablate {name} --size gpu`" in text
    assert "Qwen/Qwen2.5-7B-Instruct" in text


def test_a_unit_goes_on_from_the_last_checkpoint(tokenizer, tmp_path):
    experiment = cut("e8-suppression")
    arm = next(iter(experiment.arms))

    class Stopped(Exception):
        pass

    class Stopping(LanguageUnit):
        def take(self, episodes, *rest):
            if episodes == 8:
                raise Stopped
            super().take(episodes, *rest)

    unit = Stopping(experiment, arm, 0, tmp_path)
    unit.made = make_model(tokenizer)
    with pytest.raises(Stopped):
        list(unit.run())
    again = LanguageUnit(experiment, arm, 0, tmp_path)
    again.made = make_model(tokenizer)
    again.load()
    assert (again.episodes, again.whole) == (4, False)
    assert list(again.run()) == [8]
    assert [point["episodes"] for point in again.curve] == [0, 4, 8]
    assert again.curve[:2] == unit.curve


def test_the_price_follows_the_cost_only_with_a_limit():
    from types import SimpleNamespace

    from agentsim.ablate.experiment import Signal

    def price_after(signal, cost):
        price = Price(signal)
        price.trainer = SimpleNamespace(reward_weights=torch.tensor([1.0, -price.price]))
        price.cost([], [SimpleNamespace(cost=cost)] * 2)
        price.on_step_end(None, None, None)
        return price.price, price.trainer.reward_weights.tolist()

    assert price_after(Signal(kind="reward", weight=3), 1.0) == (0.0, [1.0, 0.0])
    assert price_after(Signal(kind="penalty", weight=2), 1.0) == (2.0, [1.0, -2.0])
    assert price_after(Signal(kind="lagrangian", weight=1, limit=0.5, rate=0.5), 1.5) == (1.5, [1.0, -1.5])
    assert price_after(Signal(kind="lagrangian", weight=0.25, limit=1, rate=0.5), 0.0) == (0.0, [1.0, 0.0])


def test_a_warm_start_is_decisions_of_the_scripts_it_names(tokenizer):
    experiment = cut("e6-initialisations")
    assert list(make_rows(experiment, "nothing", 0)) == []
    rows = list(make_rows(experiment, "all scripts", 0))
    assert len(rows) == 2
    for row in rows:
        assert row["completion"][0]["role"] == "assistant"
        assert row["prompt"][-1]["role"] != "assistant"
        assert json.loads(row["tools"])


@pytest.mark.parametrize("name", sorted(list_language()))
def test_the_first_steps_of_teaching(name, tokenizer, tmp_path):
    said = read_language(find_language(Path(name)), "gpu").model_dump(mode="json")
    assert said["model"]["name"] == "Qwen/Qwen2.5-7B-Instruct"
    said["teaching"] |= {"each": 1, "tokens": 9000, "room": 1024}
    said["exam"] |= {
        "acts": 1,
        "advice": 1,
        "work": 0,
        "each": 1,
        "longest": 4000,
        "groups": {"far": ["Research-Sabotage"]},
    }
    said |= {"seeds": 1, "shares": ""}
    for arm in said["arms"].values():
        arm["tokens"] = min(arm["tokens"], 9000 + arm["tokens"] // 100)
    experiment = LanguageExperiment.model_validate(said)
    run_language(experiment, tmp_path, None, LanguageModel(experiment.model, made=make_model(tokenizer)))
    text = write_language_report(experiment, sum_up_language(experiment, tmp_path), tmp_path).read_text()
    assert f"`agentsim ablate {name} --size gpu`" in text
    assert "Not finished" not in text
