"""A language model that is taught by supervised fine-tuning and weighs candidates by their likelihood. Extra ``lm``.

TRL's ``SFTTrainer`` trains a LoRA (peft) on the assistant's words alone; transformers scores. A model that comes as a GGUF
file is read back into float32. On a processor one thread adds in one order, so that a unit comes out the same every time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from agentsim.ablate.language import Model, Teaching
from agentsim.ablate.window import FORM, Turn
from agentsim.policies.weights import MODELS, find_model
from agentsim.sft.rows import Row

Score = tuple[float, int]
"""Log-likelihood of a text in nats, and its tokens, the one that ends the turn among them."""
EMPTY: list[Turn] = [{"role": "system", "content": FORM}, {"role": "user", "content": ""}]
"""A context that says nothing: what a text is worth by its form alone."""
LIBRARIES = ("agentsim-gym", "peft", "torch", "transformers", "trl")


class LanguageModel:
    """A model with its tokenizer. ``teach`` puts a LoRA on it, ``forget`` takes it off again.

    ``made`` are a tokenizer and a model in the place of those that ``settings`` name. Raises ``ImportError`` without the
    extra and ``WeightsError`` where the model cannot be had.
    """

    def __init__(self, settings: Model, made: tuple[Any, Any] | None = None) -> None:
        import torch

        self.settings = settings
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        if self.device == "cpu":
            torch.set_num_threads(1)  # several are slower where other processes run, and add in another order
        self.tokenizer, self._base = made or load_model(settings.name, self.device)
        self._base.to(self.device).eval()
        self._model = self._base

    @property
    def versions(self) -> dict[str, str]:
        """The libraries that the numbers depend on."""
        return {name: version(name) for name in LIBRARIES}

    def count(self, text: str) -> int:
        """Return how many tokens a text has."""
        return len(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def teach(self, lessons: Sequence[Row], teaching: Teaching, seed: int) -> list[float]:
        """Fine-tune a fresh LoRA on each lesson once; return the losses, one a step.

        The loss is on the last message of a lesson alone.
        """
        from datasets import Dataset
        from peft import LoraConfig
        from transformers import PrinterCallback, set_seed
        from trl import SFTConfig, SFTTrainer

        self.forget()
        set_seed(seed)
        rows = [{"prompt": row["messages"][:-1], "completion": row["messages"][-1:]} for row in lessons]
        depth = self._base.config.num_hidden_layers
        top = list(range(max(0, depth - self.settings.layers), depth)) if self.settings.layers else None
        lora = LoraConfig(
            r=self.settings.rank, lora_alpha=self.settings.alpha, target_modules="all-linear" if top is None else PARTS,
            layers_to_transform=top, task_type="CAUSAL_LM",
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as scratch:
            config = SFTConfig(
                output_dir=scratch, num_train_epochs=1, per_device_train_batch_size=teaching.batch, max_length=None,
                learning_rate=teaching.rate, use_cpu=self.device == "cpu", bf16=self.device != "cpu", seed=seed,
                gradient_checkpointing=self.device != "cpu", report_to=[], save_strategy="no", logging_steps=1,
                disable_tqdm=True, completion_only_loss=True,
            )  # fmt: skip
            trainer = SFTTrainer(
                model=self._base, args=config, train_dataset=Dataset.from_list(rows), processing_class=self.tokenizer,
                peft_config=lora,
            )  # fmt: skip
            trainer.remove_callback(PrinterCallback)  # standard output belongs to the report
            trainer.train()
        self._model = trainer.model.eval()
        return [round(float(entry["loss"]), 6) for entry in trainer.state.log_history if "loss" in entry]

    def forget(self) -> None:
        """Take the LoRA off: the model is again what it was."""
        if self._model is not self._base:
            self._base = self._model.unload().eval()
            self._model = self._base

    def score(self, turns: Sequence[Turn], texts: Sequence[str]) -> list[Score]:
        """Return the log-likelihood of each text as the assistant's next message, and its tokens.

        The context is read once; the texts stand behind it side by side, filled up where a mask hides it.
        """
        import torch
        from transformers import DynamicCache

        prompt = self.tokenizer.apply_chat_template(list(turns), add_generation_prompt=True, tokenize=False)
        context = self.tokenizer(prompt, add_special_tokens=False)["input_ids"]
        end = self.tokenizer.eos_token_id
        answers = [[*self.tokenizer(text, add_special_tokens=False)["input_ids"], end] for text in texts]
        longest = max(map(len, answers))
        with torch.no_grad():
            cache = DynamicCache(config=self._base.config)
            ids = torch.tensor([context], device=self.device)
            first = self._model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1).logits
            cache.batch_repeat_interleave(len(answers))
            ids = torch.tensor([[*one, *[end] * (longest - len(one))] for one in answers], device=self.device)
            shown = [[1] * (len(context) + len(one)) + [0] * (longest - len(one)) for one in answers]
            mask = torch.tensor(shown, device=self.device)
            rest = self._model(input_ids=ids, attention_mask=mask, past_key_values=cache, use_cache=True).logits
            logits = torch.cat([first.expand(len(answers), -1, -1), rest[:, :-1]], dim=1).float()
            each = torch.log_softmax(logits, -1).gather(2, ids[:, :, None])[:, :, 0]
        return [(float(row[: len(one)].sum()), len(one)) for row, one in zip(each, answers, strict=True)]


PARTS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
"""What is adapted where only some layers are, by the names that most families of models use."""


def load_model(name: str, device: str = "") -> tuple[Any, Any]:
    """Return tokenizer and model: of the package by name, of a GGUF file, else what ``from_pretrained`` takes.

    ``device`` says for which precision; without it, for a GPU where there is one.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    if name in MODELS or Path(name).suffix == ".gguf":
        path = find_model(name)
        tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
        read = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
        if hasattr(read.config, "quantization_config"):
            del read.config.quantization_config  # its numbers are plain ones now
        model = AutoModelForCausalLM.from_config(read.config)
        model.load_state_dict(read.state_dict())
        return tokenizer, model
    kind = torch.float32 if device == "cpu" else torch.bfloat16
    return AutoTokenizer.from_pretrained(name), AutoModelForCausalLM.from_pretrained(name, dtype=kind)
