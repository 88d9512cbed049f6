"""Which of the two rivals is kept."""

from collections.abc import Sequence

from pipeline.domain.evaluation import Kept
from pipeline.domain.predictions import Predictions
from pipeline.measures.classification import difference

MIN_LEAD = 0.01  # in macro-F1; below it the rivals are as good as equal


def choose_kept(transformer: Predictions, baseline: Predictions, truth: Sequence[str]) -> Kept:
    """Keep the transformer unless the baseline is ahead on these VALIDATION rows by more than noise.

    Few validation rows say little: there the transformer, which is the better one on nearly every set measured,
    is only given up for a lead that the paired bootstrap finds hard to explain by chance.
    """
    if not truth:
        return Kept.TRANSFORMER
    lead = difference(truth, baseline.predicted, transformer.predicted, transformer.codes)
    noise = (lead.high - lead.low) / 4  # about one standard error
    return Kept.BASELINE if lead.value > max(MIN_LEAD, noise) else Kept.TRANSFORMER
