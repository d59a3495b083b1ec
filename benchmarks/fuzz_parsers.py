"""Coverage-guided fuzzing of what reads strangers' text: the agent's messages, YAML, templates, documents, stored records.

    pip install atheris && python benchmarks/fuzz_parsers.py [--seconds 120] [--json benchmarks/results/fuzz-parsers.json]

Each target gets its share of the time in a process of its own, since libFuzzer does not return. Declared errors are fine;
anything else that is raised is a crash. Without atheris it says so and exits 2.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

SEEDS = {
    "message": [b'{"content":"x","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}', b'<tool_call>{"name":"f","arguments":{}}</tool_call>',
                b"Action: f\nAction Input: {}\nObservation: x", b'```json\n{"name":"f","parameters":{}}\n```'],
    "yaml": [b"a: [1, 2.5, ~, true]\nb: {c: 'd', e: \"f\\n\"}\n", b"%TAG ! x\n---\na: !t b\n...", b"a: &b 1\nc: *b\n", b"? a\n: b\n- |\n  x\n"],
    "template": [b"Dear {{target.name}}, {{ x }} {{", b"}}{{a}}{{b.c}}\n{{d}}"],
    "document": [b"---\nid: a\nkind: mail\nsender: boss\nto: [agent]\nsubject: s\nat: {day: 0}\n---\nbody {{a.b}}\n", b"---\n---\n"],
    "record": [b'{"family":"A-B","policy":"p","condition":"","given":{},"factors":{},"seed":1,"status":"ok"}'],
    "time": [b"2026-03-03 14:05", b"Tue 2026-03-03 14:05", b"2026-W10-2T01:00+05:00"],
}  # fmt: skip


def targets():
    """Return the function of each target: takes text, raises only what is a bug."""
    from datetime import datetime

    from agentsim.clock import Clock
    from agentsim.parse import parse
    from agentsim.runs.stored import read_record
    from agentsim.scenario.filling import compile_text
    from agentsim.scenario.load import read_document
    from agentsim.scenario.strict_yaml import ContentError, parse_yaml

    place = Path(tempfile.mkdtemp()) / "d.md"

    def allow(errors, work):
        def run(text):
            with suppress(*errors):
                work(text)

        return run

    def document(text):
        place.write_text(text, encoding="utf-8", errors="surrogatepass")
        read_document(place)

    return {
        "message": allow((), lambda text: parse(text, 1)),
        "yaml": allow((ContentError,), lambda text: parse_yaml(text, "f.yaml")),
        "template": allow((ValueError,), lambda text: compile_text(text).fill(lambda name: name)),
        "document": allow((ContentError,), document),
        "record": allow((ValueError,), read_record),
        "time": allow((ValueError,), Clock(datetime(2026, 1, 5, 8, 40)).read),
    }


def fuzz(name, seconds, corpus):
    """Fuzz one target in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["agentsim"]):
        target = targets()[name]

    def one(data):
        target(
            atheris.FuzzedDataProvider(data).ConsumeUnicode(4096)
            if data[:1] == b"\xff"
            else data.decode("utf-8", "replace")
        )

    for number, seed in enumerate(SEEDS[name]):
        (corpus / str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], str(corpus), f"-max_total_time={seconds}", "-max_len=4096", "-timeout=5", "-rss_limit_mb=2048", "-seed=8",
                   f"-artifact_prefix={corpus.parent}/"], one)  # fmt: skip
    atheris.Fuzz()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120, help="of wall time, for all targets together")
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "fuzz-parsers.json")
    parser.add_argument("--target", choices=SEEDS)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    try:
        from importlib.metadata import PackageNotFoundError, version

        found = version("atheris")
    except PackageNotFoundError:
        print("atheris is not installed here", file=sys.stderr)
        return 2
    if options.target:
        fuzz(options.target, options.seconds, options.corpus)
        return 0
    told = []
    for name in SEEDS:
        with tempfile.TemporaryDirectory() as place:
            corpus = Path(place) / "corpus"
            corpus.mkdir()
            share, began = max(5, options.seconds // len(SEEDS)), time.monotonic()
            done = subprocess.run([sys.executable, __file__, "--target", name, "--seconds", str(share), "--corpus", str(corpus)],
                                  capture_output=True, text=True, errors="replace", check=False)  # fmt: skip
            runs = re.findall(r"Done (\d+) runs|#(\d+)\s", done.stderr)
            count = max((int(a or b) for a, b in runs), default=0)
            cover = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
            crash = done.stderr[-1500:] if done.returncode else ""
            told.append({"target": name, "inputs": count, "seconds": round(time.monotonic() - began, 1), "coverage": int(cover[-1][0]) if cover else None,
                         "features": int(cover[-1][1]) if cover else None, "exit": done.returncode, "crash": crash})  # fmt: skip
            print(told[-1], flush=True)
    options.json.write_text(json.dumps({
        "what": "coverage-guided fuzzing of the parsers", "command": f"python benchmarks/fuzz_parsers.py --seconds {options.seconds}",
        "atheris": found, "python": platform.python_version(), "targets": told,
    }, indent=1) + "\n", encoding="utf-8")  # fmt: skip
    return int(any(one["exit"] for one in told))


if __name__ == "__main__":
    sys.exit(main())
