"""Fine-tuning learns, changes the encoder, stops when asked and keeps the best."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import torch

from pipeline.domain.dataset import LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.domain.training import Progress, TrainingPoint
from pipeline.measures.classification import macro_f1
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.network import load_encoder
from pipeline.models.predictor import Predictor
from pipeline.training import loop
from pipeline.training.candidates import NEARLY_BEST
from pipeline.training.loop import TransformerWork, train_transformer
from tests.pipeline.training.toys import LABELS, a_toy_encoder, a_toy_work, order_rows, toy_rows


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_toy_encoder(tmp_path_factory.mktemp("encoder") / "toy")


class Listener:
    """Remembers all events; wishes a stop after a number of learning steps, or after phases in this order."""

    def __init__(self, *, stop_after: int | None = None, stop_in: tuple[str, ...] = ("never",)) -> None:
        self.events: list[Progress | TrainingPoint] = []
        self.stop_after = stop_after
        self.stop_in = stop_in

    def emit(self, event: Progress | TrainingPoint) -> None:
        self.events.append(event)

    def should_stop(self) -> bool:
        steps = sum(point.loss is not None for point in self.points)
        phases = tuple(phase for phase, _ in groupby(event.phase for event in self.progress))
        reached_phase = phases[: len(self.stop_in)] == self.stop_in
        return reached_phase or (self.stop_after is not None and steps >= self.stop_after)

    @property
    def points(self) -> list[TrainingPoint]:
        return [event for event in self.events if isinstance(event, TrainingPoint)]

    @property
    def progress(self) -> list[Progress]:
        return [event for event in self.events if isinstance(event, Progress)]


def reached(predictor: Predictor, test: Sequence[LabeledExample]) -> float:
    predicted = predictor.predict([it.example for it in test]).predicted
    return macro_f1([it.label for it in test], predicted, LABELS)


def train(work: TransformerWork, listener: Listener | None = None) -> loop.TransformerClassifier:
    listener = listener or Listener()
    return train_transformer(work, emit=listener.emit, should_stop=listener.should_stop)


def layer_weight(encoder: torch.nn.Module) -> torch.Tensor:
    return encoder.get_parameter("encoder.layer.0.attention.self.query.weight")


# fails if: the optimiser is given the head alone
def test_training_changes_the_encoder_but_not_its_word_table(encoder_folder: Path) -> None:
    before = load_encoder(encoder_folder)
    after = train(a_toy_work(encoder_folder)).network
    assert not torch.equal(layer_weight(before), layer_weight(after.encoder))
    assert torch.equal(before.get_input_embeddings().weight, after.word_table.weight)


# fails if: the gradient's sign is turned, or only the head learns
def test_over_three_seeds_it_learns_an_order_that_the_baseline_cannot_count(tmp_path: Path) -> None:
    gains = []
    test = order_rows(120, seed=777)
    for seed in (1, 2, 3):
        folder = a_toy_encoder(tmp_path / str(seed), hidden=64, seed=seed)
        rows = {"train": order_rows(200, seed=seed), "validation": order_rows(60, seed=seed + 1000)}
        settings = {"epochs": 12, "learning_rate": 2e-3, "layer_decay": 1.0}
        work = TransformerWork(**{**vars(a_toy_work(folder, seed=seed, **settings)), **rows})
        baseline = BaselineClassifier.fit(work.train, work.task, Language.CHINESE)
        gains.append(reached(train(work), test) - reached(baseline, test))
    assert np.mean(gains) > 0.15


# fails if: the last epoch's weights are returned
def test_what_comes_out_is_the_best_epoch_on_validation(encoder_folder: Path) -> None:
    listener = Listener()
    work = a_toy_work(encoder_folder, learning_rate=3e-2, epochs=6)
    classifier = train(work, listener)
    truth = [it.label for it in work.validation]
    predicted = classifier.predict([it.example for it in work.validation]).predicted
    best = max(point.validation_macro_f1 for point in listener.points if point.validation_macro_f1 is not None)
    assert macro_f1(truth, predicted, LABELS) >= best - NEARLY_BEST - 1e-9


# fails if: a random number is drawn outside the seeded fork
def test_the_same_seed_gives_the_same_numbers(encoder_folder: Path) -> None:
    example = [it.example for it in toy_rows(20, seed=5)]
    first, second = (train(a_toy_work(encoder_folder)).predict(example).probabilities for _ in range(2))
    assert np.array_equal(first, second)


def test_training_leaves_the_callers_random_numbers_alone(encoder_folder: Path) -> None:
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    train(a_toy_work(encoder_folder, epochs=1))
    assert torch.equal(torch.rand(1), expected)


# fails if: the wish to stop is read only at the end of an epoch
def test_a_stop_is_heard_at_the_next_step_and_leaves_a_usable_model(encoder_folder: Path) -> None:
    listener = Listener(stop_after=2)
    classifier = train(a_toy_work(encoder_folder), listener)
    assert sum(point.loss is not None for point in listener.points) == 2
    assert reached(classifier, toy_rows(120, seed=7777)) > 0.5


# fails if: the wish is not read while texts are read, or while the head's strength is chosen
@pytest.mark.parametrize("phases", [("read_texts",), ("read_texts", "learn_head")])
def test_a_stop_before_the_head_is_fitted_leaves_nothing(
    encoder_folder: Path, phases: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "READING_BATCH_TOKENS", 64)
    listener = Listener(stop_in=("prepare_encoder", *phases))
    with pytest.raises(loop.Stopped):
        train(a_toy_work(encoder_folder), listener)
    assert listener.progress[-1].phase == phases[-1]
    assert not listener.points


# fails if: weights are only kept once they are validated, or validation is not stopped
def test_a_stop_while_the_head_is_validated_leaves_the_head(
    encoder_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "READING_BATCH_TOKENS", 64)
    listener = Listener(stop_in=("prepare_encoder", "read_texts", "learn_head", "read_texts"))
    classifier = train(a_toy_work(encoder_folder, n_validation=200), listener)
    assert not listener.points
    assert reached(classifier, toy_rows(120, seed=7777)) > 0.5


def test_without_validation_rows_the_last_epoch_is_kept(encoder_folder: Path) -> None:
    classifier = train(a_toy_work(encoder_folder, n_validation=0))
    assert not torch.equal(layer_weight(load_encoder(encoder_folder)), layer_weight(classifier.network.encoder))


# fails if: progress goes back to nothing when a phase begins
def test_progress_only_grows_and_ends_whole(encoder_folder: Path) -> None:
    listener = Listener()
    train(a_toy_work(encoder_folder), listener)
    fractions = [event.fraction for event in listener.progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert {event.phase for event in listener.progress} == {"prepare_encoder", "read_texts", "learn_head", "fine_tune"}


def test_each_epoch_is_validated_and_epoch_0_is_the_frozen_encoder(encoder_folder: Path) -> None:
    listener = Listener()
    train(a_toy_work(encoder_folder, epochs=2), listener)
    assert [p.epoch for p in listener.points if p.validation_loss is not None] == [0, 1, 2]


def test_one_label_alone_is_told_to_the_person(encoder_folder: Path) -> None:
    work = a_toy_work(encoder_folder)
    alone = [it for it in work.train if it.label == "good"]
    with pytest.raises(UserFacingError, match="one_label_only"):
        train(TransformerWork(**{**vars(work), "train": alone}))


def test_an_error_that_is_no_number_ends_the_training(encoder_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop.functional, "cross_entropy", lambda *_, **__: torch.tensor(float("nan")))
    with pytest.raises(UserFacingError, match="loss_not_a_number"):
        train(a_toy_work(encoder_folder))


# fails if: the word table goes into the file
def test_a_saved_model_leaves_the_word_table_to_the_encoder(encoder_folder: Path, tmp_path: Path) -> None:
    from safetensors import safe_open

    train(a_toy_work(encoder_folder, epochs=1)).save(tmp_path)
    with safe_open(tmp_path / "transformer.safetensors", "pt") as stored:
        assert not [name for name in stored.keys() if "word_embeddings" in name]  # noqa: SIM118
