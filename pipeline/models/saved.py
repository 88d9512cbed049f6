"""A model on disk: both rivals, which of them is kept, and how its texts were prepared."""

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import Kept
from pipeline.domain.labels import Task
from pipeline.domain.project import Language
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.catalog import Catalog, identity
from pipeline.models.classifier import TransformerClassifier
from pipeline.models.predictor import Predictor
from pipeline.models.task_json import task_from_json, task_to_json


@dataclass(frozen=True)
class SavedModel:
    """What scoring, explaining and serving use. `columns` are the TEXT columns, `cleaning` the steps for them."""

    task: Task
    language: Language
    kept: Kept
    transformer: TransformerClassifier | None
    baseline: BaselineClassifier
    columns: tuple[str, ...]
    cleaning: tuple[str, ...]

    @property
    def predictor(self) -> Predictor:
        """The kept one."""
        if self.kept is Kept.TRANSFORMER and self.transformer is not None:
            return self.transformer
        return self.baseline


def save_model(folder: Path, model: SavedModel) -> None:
    """Write a model into `folder`; whoever calls sees to it that half a folder is never taken for a model."""
    folder.mkdir(parents=True, exist_ok=True)
    model.baseline.save(folder)
    if model.transformer is not None:
        model.transformer.save(folder)
    about = {
        "task": task_to_json(model.task),
        "language": model.language.value,
        "kept": model.kept.value,
        "columns": list(model.columns),
        "cleaning": list(model.cleaning),
        "encoder": model.transformer.origin.encoder if model.transformer else None,
        "encoder_sha256": model.transformer.origin.sha256 if model.transformer else None,
    }
    (folder / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")


def load_model(folder: Path, catalog: Catalog, *, device: str = "cpu") -> SavedModel:
    """Raises: UserFacingError("encoder_changed") when its encoder is no longer the one it was trained from."""
    about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    transformer = None
    if about["encoder"]:
        encoder_folder = catalog.materialize(catalog.get(about["encoder"]))
        if identity(about["encoder"], encoder_folder) != about["encoder_sha256"]:
            raise UserFacingError("encoder_changed", encoder=about["encoder"])
        transformer = TransformerClassifier.load(folder, encoder_folder, device=device)
    return SavedModel(
        task=task_from_json(about["task"]),
        language=Language(about["language"]),
        kept=Kept(about["kept"]),
        transformer=transformer,
        baseline=BaselineClassifier.load(folder),
        columns=tuple(about["columns"]),
        cleaning=tuple(about["cleaning"]),
    )
