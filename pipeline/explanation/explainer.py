"""What an explainer is, and which ones there are."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from pipeline.domain.attribution import Attribution, Budget, Claims
from pipeline.domain.dataset import Example
from pipeline.explanation.gradients import AttentionGradient
from pipeline.explanation.linear import LinearWeights
from pipeline.explanation.partition import PartitionShap
from pipeline.models.predictor import Predictor


class Explainer(Protocol):
    """Says which words of an example speak for a label and which against it, with scores over code-point spans.

    `labels` holds one label code per example; the answer one attribution per example. What is claimed in `claims`
    is true of every attribution.
    Raises: NotApplicable when the predictor is not of the kind that `claims.needs`, or a text has nothing to read.
    """

    name: ClassVar[str]
    claims: ClassVar[Claims]

    def explain(
        self, predictor: Predictor, examples: Sequence[Example], labels: Sequence[str], *, budget: Budget
    ) -> list[Attribution]: ...


EXPLAINERS: Mapping[str, Explainer] = {
    explainer.name: explainer for explainer in (PartitionShap(), AttentionGradient(), LinearWeights())
}
