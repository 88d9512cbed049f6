"""Which of the two rivals is kept."""

from collections.abc import Sequence

from pipeline.domain.evaluation import Kept
from pipeline.domain.predictions import Predictions
from pipeline.measures.classification import difference

MIN_LEAD = 0.01  # in macro-F1; below it the rivals are as good as equal


def choose_kept(transformer: Predictions, baseline: Predictions, truth: Sequence[str]) -> Kept:
    """Keep the transformer unless the baseline is ahead on these VALIDATION rows by more than noise.

    Few validation rows say little: the transformer, the better one on every set measured, is only given up for a
    lead whose paired 95 % interval lies above zero.
    """
    if not truth:
        return Kept.TRANSFORMER
    lead = difference(truth, baseline.predicted, transformer.predicted, transformer.codes)
    return Kept.BASELINE if lead.value > MIN_LEAD and lead.low > 0 else Kept.TRANSFORMER
