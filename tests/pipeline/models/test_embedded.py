"""The embedded English encoder, frozen and fine-tuned."""

from pathlib import Path

import pytest
import torch

from pipeline.domain.dataset import Example, LabeledExample
from pipeline.domain.project import Language
from pipeline.domain.training import Preset
from pipeline.measures.classification import macro_f1
from pipeline.models.catalog import ENGLISH, Catalog
from pipeline.models.network import load_encoder
from pipeline.training.loop import TransformerWork, train_transformer
from pipeline.training.presets import config_for
from tests.pipeline.training.toys import LABELS, a_task

GOOD = (
    "lovely",
    "friendly",
    "spotless",
    "delicious",
    "helpful",
    "delightful",
    "charming",
    "superb",
    "pleasant",
    "great",
)
BAD = ("awful", "rude", "filthy", "tasteless", "useless", "dreadful", "shabby", "terrible", "unpleasant", "bad")
FRAMES = ("The room was {}.", "Such a {} dinner!", "What a {} clerk.", "We found the place {}.")


def rows(words: slice, *, name: str) -> list[LabeledExample]:
    pairs = [(word, label) for pool, label in ((GOOD, "good"), (BAD, "bad")) for word in pool[words]]
    return [
        LabeledExample(Example(f"{name}-{word}-{i}", (frame.format(word),)), label)
        for word, label in pairs
        for i, frame in enumerate(FRAMES)
    ]


# fails if: the encoder's weights are not those of the package (words never trained on are then at chance)
def test_fine_tuning_reaches_words_it_was_never_shown(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    encoder = catalog.get(ENGLISH)
    train = rows(slice(0, 5), name="train")
    work = TransformerWork(
        task=a_task(),
        language=Language.ENGLISH,
        train=train,
        validation=rows(slice(5, 7), name="validation"),
        encoder_name=ENGLISH,
        encoder_folder=catalog.materialize(encoder),
        prefix=encoder.prefix,
        config=config_for(Preset.QUICK, encoder=ENGLISH, n_examples=len(train), n_labels=2),
        device="cpu",
    )
    classifier = train_transformer(work, emit=lambda _: None, should_stop=lambda: False)
    test = rows(slice(7, 10), name="test")
    predicted = classifier.predict([it.example for it in test]).predicted
    assert macro_f1([it.label for it in test], predicted, LABELS) > 0.75
    before = load_encoder(work.encoder_folder).get_parameter("encoder.layer.5.output.dense.weight")
    assert not torch.equal(before, classifier.network.encoder.get_parameter("encoder.layer.5.output.dense.weight"))
    classifier.save(tmp_path / "model")
    assert (tmp_path / "model" / "transformer.safetensors").stat().st_size < 100e6


@pytest.mark.parametrize("name", ["minilm-en", "e5-small-multilingual"])
def test_what_training_changes_of_an_embedded_encoder_is_under_100_megabytes(name: str, tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    encoder = load_encoder(catalog.materialize(catalog.get(name)))
    table = encoder.get_input_embeddings().weight
    assert 4 * sum(it.numel() for it in encoder.parameters() if it is not table) < 100e6
