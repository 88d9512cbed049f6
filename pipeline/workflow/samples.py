"""Tables that come with Lanhai, of our own writing, to try it on."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.store.workspace import Workspace
from pipeline.workflow.data import ProjectRequest, create_project
from pipeline.workflow.values import Imported


@dataclass(frozen=True)
class Sample:
    name: str
    language: Language
    titles: dict[str, str]  # by screen language
    descriptions: dict[str, str]
    file_name: str
    content: bytes
    text_column: str
    label_column: str
    label_names: dict[str, str]
    new_file_name: str | None = None  # a second table, to score
    new_content: bytes | None = None


@cache
def samples() -> tuple[Sample, ...]:
    folder = _folder()
    if folder is None:
        return ()
    stored = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))
    return tuple(_sample(folder, entry) for entry in stored["samples"])


def sample(name: str) -> Sample:
    """Raises: UserFacingError("sample_missing")."""
    found = next((each for each in samples() if each.name == name), None)
    if found is None:
        raise UserFacingError("sample_missing")
    return found


def open_sample(ws: Workspace, name: str, *, screen: str | None = None) -> Imported:
    """Make a project of a sample, named in the screen's language (the sample's own when not given)."""
    found = sample(name)
    request = ProjectRequest(
        name=found.titles[screen or found.language.value],
        roles={found.text_column: ColumnRole.TEXT, found.label_column: ColumnRole.LABEL},
        language=found.language,
        label_names=found.label_names,
    )
    return create_project(ws, found.content, found.file_name, request)


def _folder() -> Path | None:
    """The assets beside the source tree, or inside the installed package."""
    beside = Path(__file__).parents[2] / "assets" / "samples"
    if beside.is_dir():
        return beside
    try:
        packaged = Path(str(resources.files("dashboard"))) / "assets" / "samples"
    except ModuleNotFoundError:
        return None
    return packaged if packaged.is_dir() else None


def _sample(folder: Path, entry: dict[str, Any]) -> Sample:
    new_file = entry.get("new_file")
    return Sample(
        name=entry["name"],
        language=Language(entry["language"]),
        titles={"en": entry["title_en"], "zh": entry["title_zh"]},
        descriptions={"en": entry["description_en"], "zh": entry["description_zh"]},
        file_name=entry["file"],
        content=(folder / entry["file"]).read_bytes(),
        text_column=entry["text_column"],
        label_column=entry["label_column"],
        label_names=dict(entry.get("label_names", {})),
        new_file_name=new_file,
        new_content=(folder / new_file).read_bytes() if new_file else None,
    )
