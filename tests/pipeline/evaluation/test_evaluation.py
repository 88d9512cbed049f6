"""Which rival is kept, and what is measured of both."""

import numpy as np
import pytest

from pipeline.domain.dataset import Example, LabeledExample, Split
from pipeline.domain.errors import EmptySampleError
from pipeline.domain.evaluation import Kept
from pipeline.domain.predictions import Predictions
from pipeline.evaluation.compare import choose_kept
from pipeline.evaluation.evaluation import evaluate, example_predictions

CODES = ("a", "b")


def saying(codes: list[str]) -> Predictions:
    return Predictions(np.array([[0.8, 0.2] if code == "a" else [0.2, 0.8] for code in codes]).reshape(-1, 2), CODES)


def wrong_in(truth: list[str], n: int) -> Predictions:
    flipped = ["b" if code == "a" else "a" for code in truth[:n]]
    return saying([*flipped, *truth[n:]])


TRUTH = ["a", "b"] * 50


def test_a_clear_lead_decides_which_rival_is_kept() -> None:
    assert choose_kept(wrong_in(TRUTH, 5), wrong_in(TRUTH, 30), TRUTH) is Kept.TRANSFORMER
    assert choose_kept(wrong_in(TRUTH, 30), wrong_in(TRUTH, 5), TRUTH) is Kept.BASELINE


# fails if: the higher macro-F1 is kept whatever the noise
@pytest.mark.parametrize("n", [10, 11])
def test_equals_and_near_equals_go_to_the_transformer(n: int) -> None:
    assert choose_kept(wrong_in(TRUTH, n), wrong_in(TRUTH, 10), TRUTH) is Kept.TRANSFORMER


def test_without_validation_rows_the_transformer_is_kept() -> None:
    assert choose_kept(saying([]), saying([]), []) is Kept.TRANSFORMER


def labeled(truth: list[str]) -> list[LabeledExample]:
    return [LabeledExample(Example(str(i), (f"text {i}",)), code) for i, code in enumerate(truth)]


# fails if: the confusion is of the transformer when the baseline is kept
def test_confusion_and_metrics_are_of_the_kept_rival() -> None:
    transformer, baseline = wrong_in(TRUTH, 20), wrong_in(TRUTH, 4)
    evaluation = evaluate(
        "m", Split.TEST, labeled(TRUTH), transformer=transformer, baseline=baseline, kept=Kept.BASELINE
    )
    assert evaluation.confusion == ((48, 2), (2, 48))
    assert evaluation.metrics.accuracy.value == 0.96
    assert evaluation.difference.value == pytest.approx(-0.16)
    assert (evaluation.n, evaluation.split) == (100, Split.TEST)


def test_no_rows_cannot_be_evaluated() -> None:
    with pytest.raises(EmptySampleError):
        evaluate("m", Split.TEST, [], transformer=saying([]), baseline=saying([]), kept=Kept.BASELINE)


def test_each_row_is_kept_with_what_was_said_of_it() -> None:
    (first, *_) = example_predictions(labeled(TRUTH), wrong_in(TRUTH, 1))
    assert (first.example_id, first.text, first.truth, first.predicted) == ("0", "text 0", "a", "b")
    assert first.confidence == pytest.approx(0.8)
