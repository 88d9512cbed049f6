"""Everything measured of both rivals on the same rows."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.domain.dataset import LabeledExample, Split
from pipeline.domain.evaluation import Evaluation, ExamplePrediction, Kept
from pipeline.domain.predictions import Predictions
from pipeline.measures.classification import confusion, difference, measure


def evaluate(
    model_id: str,
    split: Split,
    examples: Sequence[LabeledExample],
    *,
    transformer: Predictions,
    baseline: Predictions,
    kept: Kept,
) -> Evaluation:
    """Measure both rivals; `kept` was decided on VALIDATION.

    Raises:
        EmptySampleError: when there are no rows.
    """
    codes = transformer.codes
    truth = [it.label for it in examples]
    of_kept = transformer if kept is Kept.TRANSFORMER else baseline
    counts = confusion(truth, of_kept.predicted, codes)
    return Evaluation(
        model_id=model_id,
        split=split,
        n=len(truth),
        kept=kept,
        transformer=measure(truth, transformer.predicted, codes),
        baseline=measure(truth, baseline.predicted, codes),
        difference=difference(truth, transformer.predicted, baseline.predicted, codes),
        confusion=tuple(tuple(int(count) for count in row) for row in counts),
        created_at=datetime.now(UTC),
    )


def example_predictions(examples: Sequence[LabeledExample], predictions: Predictions) -> list[ExamplePrediction]:
    """Return each row with what was said of it, in the order of the rows."""
    return [
        ExamplePrediction(it.example.id, it.example.text, it.label, predicted, float(confidence))
        for it, predicted, confidence in zip(examples, predictions.predicted, predictions.confidence, strict=True)
    ]
