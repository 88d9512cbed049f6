"""Which encoders are here, and which folder may become one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.models.catalog import MULTILINGUAL, Catalog, Origin, fingerprint, identity
from pipeline.models.classifier import TransformerClassifier
from pipeline.training.loop import train_transformer
from tests.pipeline.training.toys import a_toy_encoder, a_toy_work


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "encoders")


def test_the_two_embedded_encoders_are_here_without_any_folder(catalog: Catalog) -> None:
    assert [(it.name, it.available) for it in catalog.all()] == [("minilm-en", True), ("e5-small-multilingual", True)]


# fails if: the choice ignores the language
def test_the_choice_follows_the_language(catalog: Catalog) -> None:
    assert catalog.choose(Language.ENGLISH).name == "minilm-en"
    assert catalog.choose(Language.CHINESE).name == "e5-small-multilingual"


def test_an_added_folder_is_copied_and_found_again(catalog: Catalog, tmp_path: Path) -> None:
    source = a_toy_encoder(tmp_path / "我的模型 v1")
    added = catalog.add_folder(source)
    assert catalog.get(added.name) == added
    assert (added.origin, added.layers, added.hidden) == (Origin.FOLDER, 2, 32)
    assert fingerprint(catalog.materialize(added)) == fingerprint(source)


def test_adding_the_same_folder_again_changes_nothing(catalog: Catalog, tmp_path: Path) -> None:
    source = a_toy_encoder(tmp_path / "toy")
    assert catalog.add_folder(source) == catalog.add_folder(source)
    assert len(catalog.all()) == 3


def test_another_folder_of_the_same_name_does_not_replace_the_first(catalog: Catalog, tmp_path: Path) -> None:
    catalog.add_folder(a_toy_encoder(tmp_path / "one" / "toy", seed=1))
    with pytest.raises(UserFacingError, match="encoder_name_taken"):
        catalog.add_folder(a_toy_encoder(tmp_path / "two" / "toy", seed=2))


def test_a_folder_cannot_take_the_name_of_an_embedded_encoder(catalog: Catalog, tmp_path: Path) -> None:
    assert catalog.add_folder(a_toy_encoder(tmp_path / "minilm-en")).name != "minilm-en"


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def without_tokenizer(folder: Path) -> None:
    (folder / "vocab.txt").unlink()


def with_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "x.Y"}}), encoding="utf-8")


def without_config(folder: Path) -> None:
    (folder / "config.json").unlink()


# fails if: any one of the four looks is left out
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (without_weights, "encoder_without_safetensors"),
        (without_tokenizer, "encoder_without_tokenizer"),
        (with_code, "encoder_needs_code"),
        (without_config, "encoder_folder_wrong"),
    ],
)
def test_a_folder_that_cannot_serve_is_refused_with_its_reason(
    catalog: Catalog, tmp_path: Path, spoil: object, code: str
) -> None:
    folder = a_toy_encoder(tmp_path / "toy")
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(UserFacingError, match=code):
        catalog.add_folder(folder)
    assert len(catalog.all()) == 2


def test_an_unknown_name_is_told_to_the_person(catalog: Catalog) -> None:
    with pytest.raises(UserFacingError, match="encoder_unknown"):
        catalog.get("bert-of-dreams")


# fails if: the weights are left out of the fingerprint
def test_the_fingerprint_follows_the_weights(tmp_path: Path) -> None:
    one, two = (a_toy_encoder(tmp_path / str(seed) / "toy", seed=seed) for seed in (1, 2))
    assert fingerprint(one) != fingerprint(two)


# fails if: the files that the packed encoder is unpacked into are hashed
def test_the_packed_encoder_is_the_same_however_its_tokenizer_was_written(tmp_path: Path) -> None:
    one, two = (a_toy_encoder(tmp_path / name) for name in ("one", "two"))
    (two / "vocab.txt").write_text("other", encoding="utf-8")
    assert identity(MULTILINGUAL, one) == identity(MULTILINGUAL, two)
    assert identity("toy", one) != identity("toy", two)


def with_half_a_config(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "be', encoding="utf-8")


def with_a_list_for_config(folder: Path) -> None:
    (folder / "config.json").write_text("[]", encoding="utf-8")


def with_dangling_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to(folder / "gone")


# fails if: what describing one folder raises comes out of the list
@pytest.mark.parametrize(
    "spoil", [without_weights, without_config, with_half_a_config, with_a_list_for_config, with_dangling_weights]
)
def test_a_folder_that_broke_later_is_listed_as_broken_beside_the_others(
    catalog: Catalog, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    for name in ("broken", "whole"):
        catalog.add_folder(a_toy_encoder(tmp_path / name))
    spoil(tmp_path / "encoders" / "broken")
    *_, broken, whole = catalog.all()
    assert (broken.name, broken.available, broken.why_not) == ("broken", False, "broken")
    assert whole.available
    with pytest.raises(UserFacingError, match="encoder_unavailable"):
        catalog.materialize(broken)


def test_a_size_that_is_no_number_is_not_told(catalog: Catalog, tmp_path: Path) -> None:
    # fails if: int() is tried on whatever stands there
    folder = a_toy_encoder(tmp_path / "toy")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": None}), encoding="utf-8")
    assert catalog.add_folder(folder).layers == 0


def test_a_folder_of_a_sequence_classifier_can_be_fine_tuned(catalog: Catalog, tmp_path: Path) -> None:
    """The article's own kind of folder: BertForSequenceClassification with a WordPiece vocabulary."""
    encoder = catalog.add_folder(a_toy_encoder(tmp_path / "bert-zh"))
    work = a_toy_work(catalog.materialize(encoder), epochs=1)
    classifier = train_transformer(work, emit=lambda _: None, should_stop=lambda: False)
    assert isinstance(classifier, TransformerClassifier)
    assert classifier.tokenize("今天天气很好").pieces == ("[CLS]", *"今天天气很好", "[SEP]")
