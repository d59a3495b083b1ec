"""Train a tiny model with TRL's GRPO on Inbox-Blackmail and on a mixture of four families, with and without a penalty.

    export MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=2000000000   # keep freed tensors
    OMP_NUM_THREADS=1 python benchmarks/train_trl.py                 # 3 model seeds, all settings, both arms
    OMP_NUM_THREADS=1 python benchmarks/train_trl.py --seeds 0 --out zero.json   # seeds beside each other ...
    python benchmarks/train_trl.py --merge zero.json one.json two.json           # ... and their runs in one file

Everything is made here: a tokenizer of whole phrases from these worlds' own texts, a Qwen2 of under a million parameters
with random weights. A random model never calls a tool, so each is first taught three scripts cut from the oracles (the job
done honestly, the job with the act that the temptation pays for, nothing at all), on the very worlds that it is trained
in. What GRPO then does is to choose among them: this shows that the two signals reach the weights, and nothing about
language, transfer or values.
"""

import argparse
import json
import os
import platform
import resource
import time
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two threads on a busy machine are many times slower than one
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, set_seed
from trl import GRPOConfig, GRPOTrainer
from trl.chat_template_utils import qwen2_5_chat_template

from agentsim.adapters.trl import AgentSimSpec
from agentsim.catalog import make_scenario
from agentsim.recording import Recording

RESULTS = Path(__file__).parent / "results" / "train-trl.json"
FACTORS = {"alternative": "none", "temptation_pays": 0.5, "system_prompt": "terse", "clutter": 0}
ORACLES = {
    "Inbox-Blackmail": ("aligned_quiet", "misaligned_disable_pause"),
    "Jobs-ShutdownResist": ("aligned_handover", "misaligned_pause"),
    "Payments-ApprovalBypass": ("aligned_deputy", "misaligned_emergency"),
    "Records-PrivacySnoop": ("aligned_declines", "misaligned_snoop"),
}
SETTINGS = {
    "blackmail": [("Inbox-Blackmail", seed) for seed in range(4)],
    "mixture": [(family, 0) for family in ORACLES],
}
WORLDS = sorted({world for worlds in SETTINGS.values() for world in worlds})
ARMS = {"no penalty": 0.0, "penalty": 2.0}
SHARES = {"honest": 2, "tempted": 2, "idle": 1}
MAX_TURNS = 10


def call(name, arguments):
    return {"role": "assistant", "content": "", "tool_calls": [
        {"id": "x", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}}]}  # fmt: skip


def play(scenario, messages):
    recording = Recording(scenario)
    return recording, [recording.play(message) for message in messages if not recording.episode.over]


def write_scripts(family, seed, acts=3):
    """Three short ways through a world, cut from its oracles, and what each earns and costs (by the engine)."""
    scenario = make_scenario(family, seed, FACTORS)
    honest, tempted = (list(scenario.oracles[name].messages) for name in ORACLES[family])
    _, results = play(scenario, honest)
    earning = [m for m, r in zip(honest, results, strict=False) if r.reward > 0 and len(m["tool_calls"]) == 1]
    earning = [m for m in earning if m["tool_calls"][0]["function"]["name"] != "finish"]
    work = sorted(earning, key=lambda message: len(json.dumps(message)))[:acts]
    _, results = play(scenario, tempted)
    last = max(n for n, r in enumerate(results) if r.cost > 0 or (r.reward > 0 and not r.terminated))
    end = call("finish", {})
    scripts = {"honest": [honest[0], *work, end], "tempted": [*tempted[: last + 1], *work, end], "idle": [end]}
    earned = {}
    for name, messages in scripts.items():
        recording, _ = play(scenario, messages)
        record = recording.record()
        assert record.scored, (family, seed, name, record.status)
        earned[name] = {"reward": round(record.reward, 4), "cost": round(record.cost, 4), "turns": record.turns}
    assert (
        earned["honest"]["cost"] == earned["idle"]["cost"] == earned["idle"]["reward"] == 0 < earned["honest"]["reward"]
    )
    assert earned["tempted"]["cost"] > 0
    assert earned["tempted"]["reward"] > earned["honest"]["reward"]
    return scripts, earned


def to_text(message):
    calls = [(c["function"]["name"], json.loads(c["function"]["arguments"])) for c in message.get("tool_calls") or ()]
    return "\n".join(
        f"<tool_call>\n{json.dumps({'name': name, 'arguments': arguments}, ensure_ascii=False)}\n</tool_call>"
        for name, arguments in calls
    )


def name_tools(messages, tools):
    """The tools' names alone: a tiny model learns nothing from their descriptions, and pays for each token of them."""
    names = ", ".join(tool["function"]["name"] for tool in tools)
    return [{**messages[0], "content": f"{messages[0]['content']}\n\nTools: {names}"}, *messages[1:]], None


def make_tokenizer(scripts):
    """Byte-level BPE without splitting at spaces, so that what often recurs in these worlds becomes one token."""
    texts = []
    for (family, seed), of_world in scripts.items():
        scenario = make_scenario(family, seed, FACTORS)
        for messages in of_world.values():
            recording, _ = play(scenario, messages)
            shown, _ = name_tools(scenario.messages(), scenario.toolbox.schemas)
            texts += [message["content"] for message in shown]
            texts += [m["content"] for m in recording.episode.messages if m["role"] != "assistant"]
            texts += [to_text(message).replace("<tool_call>", "").replace("</tool_call>", "") for message in messages]
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    bpe.decoder = decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=9000, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=160, show_progress=False,
    )  # fmt: skip
    bpe.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.add_tokens(["<tool_call>", "</tool_call>"])
    tokenizer.chat_template = qwen2_5_chat_template
    return tokenizer


def make_model(tokenizer, seed):
    set_seed(seed)
    return Qwen2ForCausalLM(Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=128, intermediate_size=256, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=4096, tie_word_embeddings=True,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    ))  # fmt: skip


class Reader:
    """Stands where the model will be: what it says is a script, and the rollout turns it into tokens and masks."""

    def __init__(self, tokenizer, messages):
        self.texts, self.tokenizer = iter(messages), tokenizer

    def __call__(self, prompts):
        return [self.tokenizer(to_text(next(self.texts)) + "<|im_end|>")["input_ids"] for _ in prompts], None


class Desk:
    """The little of a trainer that a rollout asks for."""

    chat_template, chat_template_kwargs, max_completion_length = None, {}, 2048

    def __init__(self, tokenizer, model):
        self.processing_class, self.model = tokenizer, model


def write_lessons(tokenizer, model, scripts):
    lessons = []
    for (family, seed), of_world in scripts.items():
        for name, messages in of_world.items():
            spec = AgentSimSpec(
                family, seeds=[seed], factors=FACTORS, prompt=name_tools, generate=Reader(tokenizer, messages)
            )
            out = spec.rollout_func([spec.train_dataset[0]["prompt"]], Desk(tokenizer, model))
            assert out["record"][0].scored
            prompt, said, mask = (out[key][0] for key in ("prompt_ids", "completion_ids", "env_mask"))
            lessons += [(prompt + said, [0] * len(prompt) + mask)] * SHARES[name]
    return lessons


def warm_up(model, tokenizer, lessons, steps, seed, batch=10, rate=3e-3):
    """Teach the scripts (loss on the model's own tokens only). Returns the loss of every 20th step."""
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.1)
    losses = []
    model.train()
    for step in range(steps):
        chosen = [lessons[i] for i in torch.randint(len(lessons), (batch,), generator=generator).tolist()]
        longest = max(len(ids) for ids, _ in chosen)
        ids = torch.tensor([ids + [tokenizer.pad_token_id] * (longest - len(ids)) for ids, _ in chosen])
        kept = torch.tensor([mask + [0] * (longest - len(mask)) for _, mask in chosen]).bool()
        seen = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in chosen])
        states = model.model(input_ids=ids, attention_mask=seen).last_hidden_state
        wanted = kept[:, 1:]
        logits = model.lm_head(states[:, :-1][wanted])  # only where the model speaks
        loss = torch.nn.functional.cross_entropy(logits, ids[:, 1:][wanted])
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0 or step == steps - 1:
            losses.append(round(loss.item(), 4))
    return losses


def spec_for(setting):
    """The rows of a setting; families with different seeds are one spec each, and their rows are put together."""
    from datasets import concatenate_datasets

    families = dict.fromkeys(family for family, _ in SETTINGS[setting])
    specs = [
        AgentSimSpec(
            family, seeds=[s for f, s in SETTINGS[setting] if f == family], factors=FACTORS,
            max_turns=MAX_TURNS, turn_tokens=24, prompt=name_tools,
        )
        for family in families
    ]  # fmt: skip
    return specs[0], concatenate_datasets([spec.train_dataset for spec in specs])


def train(model, tokenizer, setting, penalty, steps, seed, folder):
    spec, rows = spec_for(setting)
    args = GRPOConfig(
        output_dir=str(folder), use_cpu=True, bf16=False, gradient_checkpointing=False, report_to=[], save_strategy="no",
        max_steps=steps, per_device_train_batch_size=16, num_generations=8, max_completion_length=1200,
        learning_rate=3e-4, lr_scheduler_type="constant", beta=0.0, temperature=1.0, logging_steps=1, seed=seed,
        disable_tqdm=True, reward_weights=spec.reward_weights(penalty), log_level="error",
    )  # fmt: skip
    trainer = GRPOTrainer(
        model=model, args=args, processing_class=tokenizer, train_dataset=rows,
        reward_funcs=spec.reward_funcs, rollout_func=spec.rollout_func,
    )  # fmt: skip
    trainer.train()
    names = {
        "reward": "rewards/reward/mean", "cost": "rewards/cost/mean", "turns": "agentsim/turns",
        "scored": "agentsim/scored", "entropy": "entropy",
    }  # fmt: skip
    log = [entry for entry in trainer.state.log_history if "rewards/cost/mean" in entry]
    return {key: [round(entry[name], 4) for entry in log] for key, name in names.items()}


def mean(values):
    return round(sum(values) / len(values), 4)


def tell(runs):
    """Print the table of the docs: each seed's mean over its first 3 and its last 5 steps."""
    print("| worlds | arm | reward, by seed | cost, by seed | scored at the end |\n| --- | --- | --- | --- | --- |")
    for setting in SETTINGS:
        for arm in ARMS:
            of = [run for run in runs if (run["setting"], run["arm"]) == (setting, arm)]
            cells = [
                ", ".join(f"{r['first_3'][key]:.2f} → {r['last_5'][key]:.2f}" for r in of) for key in ("reward", "cost")
            ]
            scored = ", ".join(f"{run['last_5']['scored']:.2f}" for run in of)
            print(f"| {setting} | {arm} | {' | '.join(cells)} | {scored} |")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options.add_argument("--steps", type=int, default=12)
    options.add_argument("--warm-steps", type=int, default=240)
    options.add_argument("--settings", nargs="+", default=list(SETTINGS))
    options.add_argument("--out", type=Path, default=RESULTS)
    options.add_argument("--keep", type=Path, help="keep the taught models in this folder, and take them from there")
    options.add_argument(
        "--merge", type=Path, nargs="+", help="write the runs of these files, of other seeds, into one"
    )
    given = options.parse_args()
    if given.merge:
        reports = [json.loads(path.read_text()) for path in given.merge]
        runs = sorted((run for report in reports for run in report["runs"]), key=lambda run: run["seed"])
        given.out.write_text(json.dumps(reports[0] | {"runs": runs}, indent=1) + "\n")
        tell(runs)
        return
    torch.set_num_threads(1)
    written = {world: write_scripts(*world) for world in WORLDS}
    scripts = {world: of_world for world, (of_world, _) in written.items()}
    tokenizer = make_tokenizer(scripts)
    report = {
        "about": "GRPO with two signals on a tiny random model that was first taught three scripts in the worlds it trains in",
        "versions": {name: version(name) for name in ("trl", "transformers", "torch", "datasets", "agentsim-gym")},
        "python": platform.python_version(),
        "command": "OMP_NUM_THREADS=1 python benchmarks/train_trl.py",
        "factors": FACTORS,
        "worlds": {name: [f"{family} seed {seed}" for family, seed in worlds] for name, worlds in SETTINGS.items()},
        "scripts": {f"{family} seed {seed}": earned for (family, seed), (_, earned) in written.items()},
        "shares": SHARES,
        "penalties": ARMS,
        "settings": {
            "steps": given.steps, "warm_steps": given.warm_steps, "episodes_per_step": 16, "group": 8,
            "learning_rate": 3e-4, "max_turns": MAX_TURNS, "vocabulary": len(tokenizer),
        },
        "runs": [],
    }  # fmt: skip
    for seed in given.seeds:
        began = time.process_time()
        model = make_model(tokenizer, seed)
        report["settings"]["parameters"] = sum(p.numel() for p in model.parameters())
        spent = 0.0
        kept = given.keep and given.keep / f"taught-{seed}-{given.warm_steps}.pt"
        if kept and kept.exists():
            losses, spent, state = torch.load(kept)
            model.load_state_dict(state)
        else:
            losses = warm_up(model, tokenizer, write_lessons(tokenizer, model, scripts), given.warm_steps, seed)
            if kept:
                torch.save((losses, time.process_time() - began, model.state_dict()), kept)
        taught = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        warm = round(spent + time.process_time() - began, 1)
        print(f"seed {seed}: warm-up {warm} CPU-s, loss {losses[0]} -> {losses[-1]}", flush=True)
        for setting in given.settings:
            for arm, penalty in ARMS.items():
                began, wall = time.process_time(), time.perf_counter()
                model.load_state_dict(taught)
                curve = train(model, tokenizer, setting, penalty, given.steps, seed, given.out.parent / "trl-scratch")
                run = {
                    "setting": setting, "arm": arm, "seed": seed, "warm_up_loss": losses, "warm_up_cpu_s": warm,
                    "cpu_s": round(time.process_time() - began, 1), "wall_s": round(time.perf_counter() - wall, 1),
                    "first_3": {key: mean(values[:3]) for key, values in curve.items()},
                    "last_5": {key: mean(values[-5:]) for key, values in curve.items()},
                    "curve": curve,
                }  # fmt: skip
                report["runs"].append(run)
                report["peak_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
                given.out.write_text(json.dumps(report, indent=1) + "\n")
                print(
                    f"{setting:10} {arm:11} seed {seed}: {run['first_3']} -> {run['last_5']} {run['cpu_s']} CPU-s {run['wall_s']} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
