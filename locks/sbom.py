"""The bill of materials (CycloneDX 1.6, JSON) of a lock file: what is installed with the core, by name, version and hash.

    python locks/sbom.py            compare locks/sbom.cdx.json with locks/core.txt; exit 1 where it is stale
    python locks/sbom.py --write    renew it

It holds nothing that changes by itself (no time, no serial number), so the same lock gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
LOCK, BILL = HERE / "core.txt", HERE / "sbom.cdx.json"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\n\\]*)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)", re.MULTILINE)


def read_lock(text: str) -> list[tuple[str, str, str, list[str]]]:
    """Return name, version, marker and the SHA-256 of every file of each pinned distribution. Raises ``ValueError``."""
    found = [(m[1], m[2], m[3].strip(" ;"), re.findall(r"sha256:([0-9a-f]{64})", m[4])) for m in _PIN.finditer(text)]
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    if len(found) != len(lines):
        raise ValueError(f"{len(lines) - len(found)} lines of the lock have no version or no hash")
    return found


def make_bill(lock: str, project: dict[str, object]) -> dict[str, object]:
    """Return the bill of the project with what its lock pins."""
    components = [
        {
            "type": "library", "bom-ref": f"pkg:pypi/{name}@{version}", "name": name, "version": version,
            "purl": f"pkg:pypi/{name}@{version}", "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": content} for content in sorted(hashes)],
            **({"properties": [{"name": "python:marker", "value": marker}]} if marker else {}),
        }
        for name, version, marker, hashes in read_lock(lock)
    ]  # fmt: skip
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {
            "type": "library", "bom-ref": own, "name": project["name"], "version": project["version"], "purl": own,
            "licenses": [{"license": {"id": project["license"]}}],
        }},
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": sorted(str(c["bom-ref"]) for c in components)}],
    }  # fmt: skip


def main() -> int:
    """Compare or renew."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = json.dumps(make_bill(LOCK.read_text(encoding="utf-8"), project), indent=1) + "\n"
    if "--write" in sys.argv[1:]:
        BILL.write_text(text, encoding="utf-8")
        return 0
    stale = BILL.read_text(encoding="utf-8") != text
    print("the bill is stale: python locks/sbom.py --write" if stale else "the bill is that of the lock")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
