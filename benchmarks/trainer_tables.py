"""The table of trainers, from docs/trainers/matrix.yaml; ``docs_tables.py`` fills it in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


def write_trainers() -> str:
    """Return what each adapter does and what was run of it, from docs/trainers/matrix.yaml. Raises for a file that is not there."""
    rows = []
    for row in yaml.safe_load((ROOT / "docs" / "trainers" / "matrix.yaml").read_text(encoding="utf-8")):
        _check_trainer(row)
        versions = ", ".join(f"{name} {version}" for name, version in row["versions"].items())
        example = f"`examples/{row['example']}`" if "example" in row else ""
        result = f"`benchmarks/results/{row['result']}`" if "result" in row else ""
        rows.append(
            [
                f"[{row['name']}]({row['page']})", versions, row["reward"], row["cost"], row["masks"], row["schemas"], row["turns"],
                row["end"], row["conformance"], example, f"{row['ran']}{f' ({result})' if result else ''}", row["not_ran"],
            ]
        )  # fmt: skip
    head = ["trainer", "run with", "reward", "cost", "masks", "tools' schemas", "several turns", "the world's end"]
    lines = [[*head, "conformance check", "example", "run", "not run"]]
    lines += [["---"] * len(lines[0]), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _check_trainer(row: dict[str, Any]) -> None:
    """Refuse a row that names a page, module, test, example, result or extra that there is not."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    adapter = row["adapter"]
    wanted = [f"docs/trainers/{row['page']}", f"src/agentsim/adapters/{adapter}.py"]
    wanted.append(f"tests/adapters/{row.get('test', f'test_{adapter}.py')}")
    wanted += [f"examples/{row['example']}"] if "example" in row else []
    wanted += [f"benchmarks/results/{row['result']}"] if "result" in row else []
    missing = [path for path in wanted if not (ROOT / path).is_file()]
    extra = row.get("extra", adapter)
    missing += [f"the extra {extra}"] if extra not in (*extras, "none") else []
    if missing:
        raise SystemExit(f"docs/trainers/matrix.yaml, {row['name']}: there is no {', '.join(missing)}")
