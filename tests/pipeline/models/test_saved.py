"""A model on disk is the model that was trained, or a clear refusal."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import Kept
from pipeline.domain.project import Language
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.catalog import Catalog
from pipeline.models.saved import SavedModel, load_model, save_model
from pipeline.training.loop import TransformerWork, train_transformer
from tests.pipeline.training.toys import a_toy_encoder, a_toy_work, toy_rows


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path / "encoders")
    catalog.add_folder(a_toy_encoder(tmp_path / "toy"))
    return catalog


def a_saved_model(catalog: Catalog, folder: Path, *, kept: Kept) -> SavedModel:
    work = a_toy_work(catalog.materialize(catalog.get("toy")), epochs=1)
    model = SavedModel(
        task=work.task,
        language=Language.CHINESE,
        kept=kept,
        transformer=train_transformer(work, emit=lambda _: None, should_stop=lambda: False),
        baseline=BaselineClassifier.fit(work.train, work.task, Language.CHINESE),
        columns=("文本",),
        cleaning=("spaces",),
    )
    save_model(folder, model)
    return model


@pytest.mark.parametrize("kept", list(Kept))
def test_the_kept_predictor_says_the_same_after_loading(catalog: Catalog, tmp_path: Path, kept: Kept) -> None:
    model = a_saved_model(catalog, tmp_path / "model", kept=kept)
    again = load_model(tmp_path / "model", catalog)
    example = [it.example for it in toy_rows(10, seed=3)]
    assert np.allclose(model.predictor.predict(example).probabilities, again.predictor.predict(example).probabilities)
    assert (again.kept, again.columns, again.cleaning) == (kept, ("文本",), ("spaces",))


# fails if: the encoder's hash is not compared
def test_an_encoder_that_was_replaced_is_noticed(catalog: Catalog, tmp_path: Path) -> None:
    a_saved_model(catalog, tmp_path / "model", kept=Kept.TRANSFORMER)
    a_toy_encoder(catalog.materialize(catalog.get("toy")), seed=9)
    with pytest.raises(UserFacingError, match="encoder_changed"):
        load_model(tmp_path / "model", catalog)


def test_nothing_is_pickled(catalog: Catalog, tmp_path: Path) -> None:
    a_saved_model(catalog, tmp_path / "model", kept=Kept.TRANSFORMER)
    assert {path.suffix for path in (tmp_path / "model").iterdir()} == {".json", ".safetensors"}


def test_work_is_a_value() -> None:
    assert TransformerWork.__dataclass_params__.frozen  # type: ignore[attr-defined]
