"""A training from labelled examples to an evaluated model: both rivals, and which one is kept."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.dataset import Example, LabeledExample, Split
from pipeline.domain.evaluation import Evaluation, Kept
from pipeline.domain.predictions import Predictions
from pipeline.domain.training import Progress, TrainingPoint
from pipeline.evaluation.compare import choose_kept
from pipeline.evaluation.evaluation import evaluate, example_predictions
from pipeline.measures.classification import macro_f1
from pipeline.measures.intervals import wilson
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.catalog import Catalog
from pipeline.models.classifier import TransformerClassifier
from pipeline.models.device import choose_device
from pipeline.models.predictor import Predictor
from pipeline.models.saved import SavedModel, save_model
from pipeline.runs.executors.executor import Emit, ShouldStop, TrainResult, TrainWork
from pipeline.scoring.threshold import choose_threshold
from pipeline.store.files import fresh_folder
from pipeline.training.loop import Stopped, TransformerWork, train_transformer
from pipeline.training.usage import cpu_seconds


def train(work: TrainWork, *, emit: Emit, should_stop: ShouldStop) -> TrainResult | None:
    """Train baseline and transformer, decide on VALIDATION which is kept, measure both on TEST, save.

    Returns None only when a stop was asked for before anything was fit for use.
    """
    cpu_before = cpu_seconds()
    emit(Progress(0.0, "prepare_encoder"))
    catalog = Catalog(work.encoders_folder)
    encoder = catalog.get(work.config.encoder)
    encoder_folder = catalog.materialize(encoder)
    if should_stop():
        return None
    emit(Progress(0.02, "learn_rival"))
    baseline = BaselineClassifier.fit(work.train, work.task, work.language)
    baseline_f1 = _macro_f1(baseline, work.validation)
    transformer_work = TransformerWork(
        task=work.task,
        language=work.language,
        train=work.train,
        validation=work.validation,
        encoder_name=encoder.name,
        encoder_folder=encoder_folder,
        prefix=encoder.prefix,
        config=work.config,
        device=choose_device(),
    )
    try:
        transformer = train_transformer(
            transformer_work, emit=lambda event: emit(_beside_rival(event, baseline_f1)), should_stop=should_stop
        )
    except Stopped:
        return None
    emit(Progress(0.96, "measure"))
    result = _measure(work, transformer, baseline, cpu_before)
    emit(Progress(0.99, "save"))
    with fresh_folder(work.output_folder) as folder:
        model = SavedModel(
            task=work.task,
            language=work.language,
            kept=result.kept,
            transformer=transformer,
            baseline=baseline,
            columns=work.columns,
            cleaning=work.cleaning,
        )
        save_model(folder, model)
    return result


def _measure(
    work: TrainWork, transformer: TransformerClassifier, baseline: BaselineClassifier, cpu_before: float
) -> TrainResult:
    on_validation = _predictions(transformer, baseline, work.validation)
    kept = choose_kept(*on_validation, [labeled.label for labeled in work.validation])
    evaluations: list[Evaluation] = []
    rows = {Split.TEST: work.test, Split.VALIDATION: work.validation}
    predicted = {Split.TEST: _predictions(transformer, baseline, work.test), Split.VALIDATION: on_validation}
    for split, examples in rows.items():
        if examples:
            by_transformer, by_baseline = predicted[split]
            evaluations.append(
                evaluate(
                    work.model_id,
                    split,
                    examples,
                    transformer=by_transformer,
                    baseline=by_baseline,
                    kept=kept,
                )
            )
    of_kept = {split: both[0 if kept is Kept.TRANSFORMER else 1] for split, both in predicted.items()}
    threshold = _threshold(of_kept[Split.VALIDATION], work.validation)
    sure = of_kept[Split.TEST].confidence >= threshold
    right = _right(of_kept[Split.TEST], work.test)[sure]
    return TrainResult(
        model_id=work.model_id,
        kept=kept,
        encoder_sha256=transformer.origin.sha256,
        n_labels_used=len(work.train) + len(work.validation),
        evaluations=tuple(evaluations),
        test_predictions=tuple(example_predictions(work.test, of_kept[Split.TEST])),
        threshold=threshold,
        right_above=wilson(int(right.sum()), len(right)) if len(right) else None,
        cpu_seconds=cpu_seconds() - cpu_before,
    )


def _threshold(predictions: Predictions, rows: Sequence[LabeledExample]) -> float:
    """Without a VALIDATION row (one group holds everything) there is nothing to choose by: nothing is marked."""
    return choose_threshold(predictions.confidence, _right(predictions, rows)).value if rows else 0.0


def _predictions(
    transformer: Predictor, baseline: Predictor, rows: Sequence[LabeledExample]
) -> tuple[Predictions, Predictions]:
    examples = [labeled.example for labeled in rows]
    return transformer.predict(examples), baseline.predict(examples)


def _right(predictions: Predictions, rows: Sequence[LabeledExample]) -> NDArray[np.bool_]:
    pairs = zip(predictions.predicted, rows, strict=True)
    return np.array([code == labeled.label for code, labeled in pairs], dtype=np.bool_)


def _macro_f1(predictor: Predictor, rows: Sequence[LabeledExample]) -> float | None:
    if not rows:
        return None
    examples: list[Example] = [labeled.example for labeled in rows]
    predicted = predictor.predict(examples).predicted
    return macro_f1([labeled.label for labeled in rows], predicted, predictor.task.label_set.codes)


def _beside_rival(event: Progress | TrainingPoint, baseline_f1: float | None) -> Progress | TrainingPoint:
    """Put the rival's figure on every validation point, so that a screen can draw its line from the first."""
    if isinstance(event, Progress):
        return Progress(0.03 + 0.92 * event.fraction, event.phase, event.seconds_left)
    return replace(event, baseline_macro_f1=baseline_f1)
