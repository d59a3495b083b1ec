"""`inspect eval` on one family with the local model, and its log opened by `inspect view bundle`.

    python benchmarks/inspect_local.py --inspect OTHER/bin/inspect [--seeds 0..1] [--max-turns 8]

Needs the extra ``local`` here and, in the environment of the other program, the extra ``inspect`` with an ``openai`` that
suits Inspect's provider. Writes benchmarks/results/inspect-local.json. The model's own chat template knows no tools, so the
server is given one that writes them down as other models of this size have them; a model of 135M parameters hardly uses
them. Raises ``AssertionError`` when the tools do not reach the prompt, or when a sample, a score or the bundle is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from importlib.metadata import version
from math import isnan
from pathlib import Path
from typing import Any

from agentsim.catalog import family_of, make_scenario
from agentsim.evaluate import SCORED
from agentsim.policies.llama import LlamaClient
from agentsim.policies.weights import DEFAULT, MODELS, find_model
from agentsim.runs.seeds import read_seeds

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "benchmarks" / "results" / "inspect-local.json"
CONTEXT = 8192
TEMPLATE = """\
{%- macro tool_list() %}
# Tools

You may call one or more functions. Their signatures are within <tools></tools>:
<tools>
{%- for tool in tools %}
{{- '\\n' + (tool | tojson) }}
{%- endfor %}
</tools>

For each call, return a JSON object with its name and arguments within <tool_call></tool_call>:
<tool_call>
{"name": NAME, "arguments": ARGUMENTS}
</tool_call>
{%- endmacro %}
{%- if tools and messages[0].role != 'system' %}
{{- '<|im_start|>system\\n' + tool_list() + '<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
{%- if message.role == 'system' %}
{{- '<|im_start|>system\\n' + message.content }}{% if tools %}{{ '\\n\\n' + tool_list() }}{% endif %}{{ '<|im_end|>\\n' }}
{%- elif message.role == 'assistant' %}
{{- '<|im_start|>assistant' }}
{%- if message.content %}{{ '\\n' + message.content }}{% endif %}
{%- for call in message.tool_calls or [] %}
{{- '\\n<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' + (call.function.arguments | tojson) + '}\\n</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>\\n' }}
{%- elif message.role == 'tool' %}
{{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
{%- else %}
{{- '<|im_start|>user\\n' + message.content + '<|im_end|>\\n' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
"""
ASK = "import json; from importlib.metadata import version as v; print(json.dumps({n: v(n) for n in ('inspect_ai', 'openai')}))"


def serve(model: str, threads: int) -> None:
    """Serve the model with the template until standard input closes. Does not return."""
    library = import_module("xllamacpp")
    settings = library.CommonParams()
    settings.model.path, settings.n_ctx, settings.n_parallel = model, CONTEXT, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = threads
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    settings.ui, settings.warmup, settings.verbosity, settings.cache_ram_mib = False, False, 0, 0
    settings.use_jinja, settings.chat_template = True, TEMPLATE
    server = library.Server(settings)  # kept: releasing it would wait for ever
    print(server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)


def check_tools(address: str, family: str, seed: int) -> dict[str, int]:
    """Return how large the first prompt is with and without tools. Every tool's name has to stand in it."""
    client, scenario = LlamaClient(address), make_scenario(family, seed)
    tools = list(scenario.toolbox.schemas)
    body: dict[str, Any] = {"messages": scenario.messages()}
    plain, full = (str(client.post("/apply-template", body | more)["prompt"]) for more in ({}, {"tools": tools}))
    missing = [tool["function"]["name"] for tool in tools if f'"{tool["function"]["name"]}"' not in full]
    assert not missing, f"the template drops {missing}"
    sizes = [len(client.tokenize(text, special=True)) for text in (plain, full)]
    return {"tools": len(tools), "prompt_tokens_without_tools": sizes[0], "prompt_tokens": sizes[1]}


def tell_sample(sample: dict[str, Any], score: str) -> dict[str, Any]:
    """Return what the model did in one sample of the log, and what was made of it."""
    said = [message for message in sample["messages"] if message["role"] == "assistant"]
    calls = [call for message in said for call in message.get("tool_calls") or ()]
    found = sample["scores"][score]
    values = {name: None if isnan(float(value)) else value for name, value in found["value"].items()}
    words = [message["content"] if isinstance(message["content"], str) else
             " ".join(part.get("text", "") for part in message["content"]) for message in said]  # fmt: skip
    return {
        "id": sample["id"], "status": found["answer"], "turns": len(said), "calls": dict(Counter(c["function"] for c in calls)),
        "calls_that_inspect_could_not_read": sum(bool(call.get("parse_error")) for call in calls),
        "messages_without_a_call": sum(not message.get("tool_calls") for message in said),
        "first_words": next((text[:160] for text in words if text.strip()), ""), "scores": values,
        "seconds": round(sample.get("total_time") or 0.0, 1),
    }  # fmt: skip


def play(options: argparse.Namespace, where: Path, address: str) -> tuple[list[str], dict[str, Any], list[str]]:
    """Run Inspect, bundle its log, and return the command, the log as the bundle holds it, and the bundle's files."""
    environment = os.environ | {"LOCAL_BASE_URL": f"{address}/v1", "LOCAL_API_KEY": "none"}
    task = f"agentsim/{options.family.lower().replace('-', '_')}"
    command = [
        "inspect", "eval", task, "--model", "openai-api/local/smollm2-135m", "-T", f"seeds={options.seeds}",
        "-T", f"max_turns={options.max_turns}", "--max-tokens", "192", "--temperature", "0", "--max-connections", "1",
        "--max-samples", "1", "--display", "plain",
    ]  # fmt: skip
    logs, site = where / "logs", where / "site"
    subprocess.run([options.inspect, *command[1:], "--log-dir", str(logs)], env=environment, check=True, cwd=where)
    bundle = ["view", "bundle", "--log-dir", str(logs), "--output-dir", str(site)]
    subprocess.run([options.inspect, *bundle], check=True, cwd=where)
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    assert "index.html" in files, "the bundle is no page"
    (log,) = site.rglob("*.eval")
    dumped = subprocess.run(
        [options.inspect, "log", "dump", str(log)], check=True, cwd=where, capture_output=True, text=True
    )
    # Python writes NaN where JSON has none; json reads it.
    return command, json.loads(dumped.stdout), files


def main() -> None:
    """Serve, evaluate, bundle, check, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inspect", default="inspect", help="the program, of an environment with the extra inspect")
    parser.add_argument("--family", default="Inbox-Blackmail", type=family_of)
    parser.add_argument("--seeds", default="0..1")
    parser.add_argument("--max-turns", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, default=OUT)
    parser.add_argument("--serve", metavar="MODEL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.threads)
    own = [sys.executable, __file__, "--serve", str(find_model()), "--threads", str(options.threads)]
    began = time.monotonic()
    server = subprocess.Popen(own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = server.stdout.readline().strip()
        assert address, "the server did not start"
        seeds = read_seeds(options.seeds)
        sizes = check_tools(address, options.family, seeds[0])
        with tempfile.TemporaryDirectory(prefix="inspect-local-") as folder:
            command, log, files = play(options, Path(folder), address)
    finally:
        server.kill()
        server.wait()
    assert log["status"] == "success", log.get("error")
    (score,) = {name for sample in log["samples"] for name in sample["scores"]}
    samples = [tell_sample(sample, score) for sample in log["samples"]]
    assert [sample["id"] for sample in samples] == [f"seed-{seed}" for seed in seeds], "a sample is missing"
    for sample in samples:  # what is in no rate has no value, what is in one has all of them
        assert sample["scores"], "a sample has no scores"
        assert all((value is None) == (sample["status"] not in SCORED) for value in sample["scores"].values()), sample
    python = str(Path(options.inspect).with_name("python"))
    asked = subprocess.run([python, "-c", ASK], check=True, capture_output=True, text=True)
    weights = MODELS[DEFAULT]
    report = {
        "command": " ".join(command), "n": len(samples), "context": CONTEXT, **sizes,
        "versions": {
            **json.loads(asked.stdout), "xllamacpp": version("xllamacpp"), weights.package: weights.version,
            "agentsim": version("agentsim-gym"), "python": sys.version.split()[0],
        },
        "model": Path(weights.member).stem, "statuses": dict(Counter(sample["status"] for sample in samples)),
        "samples": samples, "seconds": round(time.monotonic() - began, 1),
        "bundle": {
            "files": len(files), "logs": [re.sub(r"^\d[\dT:.+-]*_|_\w+(?=\.eval$)", "", Path(f).name) for f in files if f.endswith(".eval")],
            "samples_with_scores": len(samples),
        },
    }  # fmt: skip
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
