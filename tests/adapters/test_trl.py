"""TRL plays what the engine plays: through methods of a class, and token by token."""

import json
from types import SimpleNamespace

import pytest

pytest.importorskip("trl", reason="the extra trl is not installed")

from contract import PLAYED, SCRIPTS, Script, expected, named, outcome
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from transformers.utils import get_json_schema
from trl import GRPOConfig, GRPOTrainer
from trl.chat_template_utils import qwen2_5_chat_template

from agentsim.adapters.trl import AgentSimSpec, read_records
from agentsim.adapters.trl_rollout import Renderer, read_text
from agentsim.adapters.trl_tools import make_environment
from agentsim.catalog import family_folders, make_scenario
from agentsim.recording import Recording

pytestmark = pytest.mark.filterwarnings("default")  # other people's
AGENTIC = [script for script in SCRIPTS if script.family != "Chat-Harmless"]
BLACKMAIL = SCRIPTS[0]


@pytest.fixture(scope="module")
def tokenizer():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    said = [json.dumps(BLACKMAIL.scenario.toolbox.schemas), *(m["content"] for m in BLACKMAIL.scenario.messages())]
    bpe.train_from_iterator(
        said, trainers.BpeTrainer(vocab_size=1200, special_tokens=specials, initial_alphabet=alphabet)
    )
    made = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    made.add_tokens(["<tool_call>", "</tool_call>"])
    made.chat_template = qwen2_5_chat_template
    return made


def to_text(message):
    calls = [
        json.dumps({"name": c["function"]["name"], "arguments": json.loads(c["function"]["arguments"])})
        for c in message.get("tool_calls") or ()
    ]
    return "\n".join([message["content"], *(f"<tool_call>\n{call}\n</tool_call>" for call in calls)]).strip()


def spec_of(script, **options):
    return AgentSimSpec(script.family, seeds=[script.seed], factors=script.factors, **options)


def fake_trainer(tokenizer, room=1 << 20):
    return SimpleNamespace(
        processing_class=tokenizer, chat_template=None, chat_template_kwargs={}, max_completion_length=room,
        model=SimpleNamespace(config=SimpleNamespace()),
    )  # fmt: skip


class Scripted:
    """Generates the messages of a script, with a log-probability for each token, and keeps what it was shown."""

    def __init__(self, tokenizer, messages, end="<|im_end|>"):
        self.tokenizer, self.messages, self.end, self.shown, self.turn = tokenizer, messages, end, [], 0

    def __call__(self, prompts):
        self.shown.append(prompts)
        tokens = self.tokenizer(to_text(self.messages[self.turn]) + self.end)["input_ids"]
        self.turn += 1
        return [list(tokens) for _ in prompts], [[-0.5] * len(tokens) for _ in prompts]


# token by token


@pytest.mark.parametrize("script", PLAYED, ids=named)
def test_a_rollout_is_the_engines_episode(script, tokenizer):
    generate = Scripted(tokenizer, script.messages)
    spec = spec_of(script, generate=generate)
    row = spec.train_dataset[0]
    out = spec.rollout_func([row["prompt"]] * 2, fake_trainer(tokenizer))
    assert [outcome(recording) for recording in out["recording"]] == [expected(script)] * 2  # a group: the same world
    assert [round(number, 9) for number in (out["reward"][0], out["cost"][0])] == list(expected(script)[1:3])
    given = {"completions": [[]] * 2, "record": out["record"]}
    assert [func(**given)[0] for func in spec.reward_funcs] == [out["reward"][0], out["cost"][0]]
    assert out["record"][0].status in ("ok", "truncated")
    for ids, mask, logprobs in zip(out["completion_ids"], out["env_mask"], out["logprobs"], strict=True):
        assert len(ids) == len(mask) == len(logprobs)
        assert all((value == -0.5) == (kind == 1) for value, kind in zip(logprobs, mask, strict=True))
    said = "".join(tokenizer.decode([t for t, m in zip(ids, mask, strict=True) if m]) for ids, mask in [(ids, mask)])
    assert said == "".join(to_text(message) + "<|im_end|>" for message in script.messages[: generate.turn])


def test_a_rollout_is_rendered_as_the_template_renders_the_whole(tokenizer):
    script = SCRIPTS[2]
    generate = Scripted(tokenizer, script.messages)
    out = spec_of(script, generate=generate).rollout_func(
        [spec_of(script).train_dataset[0]["prompt"]], fake_trainer(tokenizer)
    )
    episode = out["recording"][0].episode
    last = max(n for n, message in enumerate(episode.messages) if message["role"] == "assistant")
    told = json.loads(json.dumps(episode.messages[: last + 1]))
    for call in (call for message in told for call in message.get("tool_calls", ())):
        call["function"]["arguments"] = json.loads(call["function"]["arguments"])  # templates want objects
    whole = tokenizer.apply_chat_template(told, tools=list(episode.tools), tokenize=False)
    assert tokenizer.decode(out["prompt_ids"][0] + out["completion_ids"][0]) == whole.removesuffix("\n")


def test_the_schemas_reach_the_prompt_whole_and_in_order_unused_tools_too(tokenizer):
    spec = spec_of(BLACKMAIL, generate=Scripted(tokenizer, BLACKMAIL.messages))
    out = spec.rollout_func([spec.train_dataset[0]["prompt"]], fake_trainer(tokenizer))
    prompt = tokenizer.decode(out["prompt_ids"][0])
    lines = prompt.split("<tools>\n")[1].split("\n</tools>")[0].split("\n")
    assert [json.loads(line) for line in lines] == json.loads(json.dumps(BLACKMAIL.scenario.toolbox.schemas))
    assert len(lines) == len(make_scenario(BLACKMAIL.family, BLACKMAIL.seed).toolbox.schemas) + 12


def test_what_other_people_do_meanwhile_arrives_as_a_users_turn(tokenizer):
    script = Script("Inbox-Blackmail", "aligned_appeal", 4, {})
    generate = Scripted(tokenizer, script.messages)
    out = spec_of(script, generate=generate).rollout_func(
        [spec_of(script).train_dataset[0]["prompt"]], fake_trainer(tokenizer)
    )
    episode = out["recording"][0].episode
    news = [m["content"] for m in episode.messages if m["role"] == "user" and "New mail" in m["content"]]
    assert news
    shown = tokenizer.decode(generate.shown[-1][0])
    assert all(f"<|im_start|>user\n{text}<|im_end|>" in shown for text in news)


@pytest.mark.parametrize(("room", "max_turns"), [(1 << 20, 3), (900, None)])
def test_an_episode_that_is_cut_short_is_not_scored(tokenizer, room, max_turns):
    script = SCRIPTS[1]
    spec = spec_of(script, generate=Scripted(tokenizer, script.messages), max_turns=max_turns)
    out = spec.rollout_func([spec.train_dataset[0]["prompt"]], fake_trainer(tokenizer, room))
    assert out["record"][0].status == "cut_off"
    assert not out["record"][0].scored
    assert len(out["completion_ids"][0]) <= room
    assert out["env_mask"][0][-1] == 1
    if max_turns:
        assert out["record"][0].turns == max_turns


def test_a_message_without_an_end_is_closed_by_us_and_one_without_room_is_not_heard(tokenizer):
    script = SCRIPTS[1]
    spec = spec_of(script, generate=Scripted(tokenizer, script.messages, end=""), max_turns=2)
    prompt = spec.train_dataset[0]["prompt"]
    out = spec.rollout_func([prompt], fake_trainer(tokenizer))
    first = len(tokenizer(to_text(script.messages[0]))["input_ids"])
    assert out["completion_ids"][0][first] == tokenizer.eos_token_id
    assert out["env_mask"][0][: first + 1] == [1] * first + [0]
    spec.generate = Scripted(tokenizer, script.messages, end="")
    out = spec.rollout_func([prompt], fake_trainer(tokenizer, first - 1))
    assert out["record"][0].turns == 0
    assert len(out["completion_ids"][0]) == first - 1


def test_a_prompt_that_does_not_fit_is_said(tokenizer):
    trainer = fake_trainer(tokenizer)
    trainer.model.config.max_position_embeddings = 100
    spec = spec_of(BLACKMAIL)
    with pytest.raises(ValueError, match="leaves no room"):
        spec.rollout_func([spec.train_dataset[0]["prompt"]], trainer)


def test_a_template_that_rewrites_what_was_said_is_refused(tokenizer):
    shifting = "{% for m in messages %}{{ loop.length }}{{ m['content'] }}<|im_end|>{% endfor %}"
    with pytest.raises(ValueError, match="training template"):
        Renderer(tokenizer, shifting, {}).follow([{"role": "user", "content": "more"}])


@pytest.mark.parametrize("text", ["", "{", '<tool_call>{"name": 3}</tool_call>', "<tool_call>nonsense", "{}" * 40])
def test_a_text_that_cannot_be_read_costs_the_turn_and_nothing_else(text):
    recording = Recording(BLACKMAIL.scenario)
    result = recording.play(read_text(text, 1))
    assert (result.reward, result.cost, recording.episode.turn) == (0.0, 0.0, 1)


# methods of a class


def one_call_each(messages):
    for message in messages:
        for call in message.get("tool_calls") or ():
            yield call["function"]["name"], json.loads(call["function"]["arguments"])


@pytest.mark.parametrize("script", AGENTIC, ids=named)
def test_methods_play_the_engines_episode(script):
    spec = spec_of(script)
    row = spec.train_dataset[0]
    seat = spec.environment_factory[row["environment"]]()
    assert seat.reset(**{name: value for name, value in row.items() if name != "environment"}) is None
    engine = Recording(script.scenario)  # TRL calls one by one, so the same acts, each in a message of its own
    for name, arguments in one_call_each(script.messages):
        told = getattr(seat, name)(**arguments)
        if engine.episode.over:
            assert told.startswith("Error: the episode is over")
            continue
        call = {"id": f"call_{engine.episode.turn + 1}_0", "type": "function"}
        call["function"] = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
        result = engine.play({"role": "assistant", "content": "", "tool_calls": [call]})
        assert told == "\n\n".join(message["content"] for message in result.messages)
    assert outcome(seat._recording) == outcome(engine)
    assert outcome(engine)[1:] == expected(script)[1:]  # reward, cost and violations are the script's own
    given = {"completions": [[{"role": "assistant", "content": "Done."}]], "environments": [seat]}
    assert [round(func(**given)[0], 9) for func in spec.reward_funcs] == list(expected(script)[1:3])
    again = getattr(seat, name)(**arguments)
    assert again.startswith("Error: the episode is over")
    assert read_records(**given)[0].scored
    seat.reset(**{name: value for name, value in row.items() if name != "environment"})
    assert seat._recording.episode.turn == 0  # seats are pooled: nothing is left of the one before


def test_closing_words_are_said_once_and_a_seat_that_was_left_is_not_scored():
    spec = AgentSimSpec("Inbox-Blackmail", seeds=[0])
    row = spec.train_dataset[0]
    seat = spec.environment_factory[row["environment"]]()
    with pytest.raises(RuntimeError):
        read_records([[]], environments=[seat])
    assert seat.list_emails(folder="inbox").startswith("Error: no episode")
    seat.reset(**row)
    seat.list_emails(folder="inbox")
    given = {"completions": [[{"role": "assistant", "content": "That is all for now."}]], "environments": [seat]}
    assert [func(**given) for func in spec.reward_funcs] == [[0.0], [0.0]]
    assert (read_records(**given)[0].status, read_records(**given)[0].turns) == ("cut_off", 2)


def test_an_answer_in_words_ends_an_advice_twin():
    spec = AgentSimSpec("Inbox-Blackmail", seeds=[0], factors={"condition": "advice"})
    row = spec.train_dataset[0]
    seat = spec.environment_factory[row["environment"]]()
    seat.reset(**row)
    option = seat._recording.episode.scenario.advice.options[0]
    record = read_records([[{"role": "assistant", "content": option.letter}]], environments=[seat])[0]
    assert record.scored


def test_a_shorter_play_answers_later_calls_with_an_error():
    spec = AgentSimSpec("Inbox-Blackmail", seeds=[0], max_turns=1)
    row = spec.train_dataset[0]
    seat = spec.environment_factory[row["environment"]]()
    seat.reset(**row)
    assert not seat.list_emails(folder="inbox").startswith("Error")
    assert seat.list_emails(folder="inbox").startswith("Error: the episode is over")


@pytest.mark.parametrize("family", family_folders())
def test_derived_schemas_keep_names_descriptions_and_what_is_required(family):
    schemas = {
        s["function"]["name"]: s["function"] for s in make_scenario(family, 0, {"unused_tools": 400}).toolbox.schemas
    }
    made = make_environment("Probe", [{"type": "function", "function": s} for s in schemas.values()])()
    tools = [name for name in dir(made) if not name.startswith("_") and name != "reset"]
    assert set(tools) == set(schemas)
    for name, schema in schemas.items():
        derived = get_json_schema(getattr(made, name))["function"]
        parameters, wanted = derived["parameters"], schema["parameters"]
        assert derived["description"] == " ".join(schema["description"].split())
        assert list(parameters["properties"]) == list(wanted["properties"])
        assert set(parameters.get("required", ())) == set(wanted.get("required", ()))
        for key, part in wanted["properties"].items():
            got = parameters["properties"][key]
            assert got["description"].startswith(part["description"]), (name, key)
            assert got.get("enum") == part.get("enum")
            if "type" in part:
                assert got["type"] == part["type"], (name, key)
            if part.get("type") == "array" and part["items"].get("properties"):
                assert json.dumps(part["items"]) in got["description"]  # what a hint cannot say is said in words


# the data


def test_rows_survive_arrow_and_name_the_world_that_they_open(tmp_path):
    spec = AgentSimSpec(
        ["Inbox-Blackmail", "Chat-Advice"], seeds=[3, 5], factors=[{}, {"lever": "affair", "clutter": 2}]
    )
    spec.train_dataset.save_to_disk(tmp_path / "rows")
    rows = Dataset.load_from_disk(tmp_path / "rows")
    assert len(rows) == 8
    for row in rows:
        factors = json.loads(row["factors"])
        assert ("lever" in factors) <= (row["family"] == "Inbox-Blackmail")
        scenario = make_scenario(row["family"], row["seed"], factors)
        assert [{"role": m["role"], "content": m["content"]} for m in row["prompt"]] == scenario.messages()
        about = json.loads(row["prompt"][0]["agentsim"])
        assert about == {"family": row["family"], "seed": row["seed"], "factors": row["factors"]}
        seat = spec.environment_factory[row["environment"]]
        assert all(hasattr(seat, tool["function"]["name"]) for tool in scenario.toolbox.schemas)


def test_other_tools_make_another_environment():
    spec = AgentSimSpec("Inbox-Blackmail", seeds=[0, 1], factors=[{}, {"unused_tools": 5}])
    assert list(spec.environment_factory)[:2] == ["Inbox-Blackmail", "Inbox-Blackmail:1"]
    assert len({len(dir(made)) for made in spec.environment_factory.values()}) > 1


def test_a_suite_has_its_own_seeds():
    spec = AgentSimSpec(suite="train", seeds=2)
    assert len(set(spec.seeds)) == 2
    assert len(spec.train_dataset) == 2 * len(spec.families)


@pytest.mark.parametrize(
    "wrong",
    [
        {"families": "Nowhere"}, {}, {"families": "Inbox-Blackmail", "suite": "train"},
        {"families": "Inbox-Blackmail", "factors": {"nonsense": 1}},
    ],
)  # fmt: skip
def test_what_there_is_not_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        AgentSimSpec(**wrong)


def test_a_cost_of_one_class_is_a_signal_of_its_own():
    script = BLACKMAIL
    spec = spec_of(script, costs=["coerces_target", "leaks_private"])
    recording = Recording(script.scenario)
    for message in script.messages:
        recording.play(message)
    record = recording.record()
    values = [func(completions=[[]], record=[record])[0] for func in spec.reward_funcs]
    assert values[1] == pytest.approx(sum(values[2:])) == pytest.approx(expected(script).cost)
    assert spec.reward_funcs[2].__name__ == "cost_coerces_target"
    assert spec.reward_weights(5.0) == [1.0, -5.0, 0.0, 0.0]


# the trainer itself


@pytest.mark.parametrize("style", ["environment_factory", "rollout_func"])
def test_the_trainer_takes_a_step(style, tokenizer, tmp_path, monkeypatch):
    monkeypatch.setenv("TRL_EXPERIMENTAL_SILENCE", "1")
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=32768, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    spec = AgentSimSpec(["Inbox-Blackmail", "Chat-Advice"], seeds=1, max_turns=2, turn_tokens=6)
    args = GRPOConfig(
        output_dir=str(tmp_path), use_cpu=True, bf16=False, gradient_checkpointing=False, report_to=[], max_steps=1,
        per_device_train_batch_size=4, num_generations=2, max_completion_length=24, logging_steps=1,
        reward_weights=spec.reward_weights(1.0), save_strategy="no", disable_tqdm=True,
    )  # fmt: skip
    trainer = GRPOTrainer(
        model=Qwen2ForCausalLM(config), args=args, processing_class=tokenizer, train_dataset=spec.train_dataset,
        reward_funcs=spec.reward_funcs, **{style: getattr(spec, style)},
    )  # fmt: skip
    trainer.train()
    logged = trainer.state.log_history[0]
    assert {"rewards/reward/mean", "rewards/cost/mean", "agentsim/scored", "agentsim/turns"} <= set(logged)
    assert logged["rewards/cost/mean"] == 0.0
