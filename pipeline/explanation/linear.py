"""The exact words behind a linear model."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.attribution import Attribution, Budget, Claims
from pipeline.domain.dataset import Example
from pipeline.domain.errors import NotApplicable
from pipeline.explanation.segments import language_of, text_parts, words
from pipeline.explanation.subject import Linear
from pipeline.models.predictor import Predictor


class LinearWeights:
    """The baseline's own weights. A term's weight is shared by its characters, and a word has its characters' sum.

    The log-odds are those of the label against the others' geometric mean; with two labels, against the other one.
    """

    name: ClassVar[str] = "linear"
    claims: ClassVar[Claims] = Claims(signed=True, additive=True, unit="log_odds", cost="instant", needs="baseline")

    def explain(
        self,
        predictor: Predictor,
        examples: Sequence[Example],
        labels: Sequence[str],
        *,
        budget: Budget,  # noqa: ARG002  nothing is estimated, so nothing is spent
    ) -> list[Attribution]:
        if not isinstance(predictor, Linear):
            raise NotApplicable("needs_baseline")
        return [self._explain(predictor, example, label) for example, label in zip(examples, labels, strict=True)]

    def _explain(self, predictor: Linear, example: Example, label: str) -> Attribution:
        text = example.text
        spans = words(text, language_of(text))
        if not spans:
            raise NotApplicable("empty_text")
        contrast = _contrast(predictor.task.label_set.index(label), len(predictor.task.label_set))
        by_character = np.zeros(len(text))
        for term in predictor.terms(text):
            places = [i for span in term.spans for i in range(*span) if not text[i].isspace()]
            np.add.at(by_character, places, float(term.weights @ contrast) / len(places))
        return Attribution(
            parts=text_parts(example, spans, [float(by_character[start:end].sum()) for start, end in spans]),
            label=label,
            method=self.name,
            unit=self.claims.unit,
            signed=True,
            additive=True,
            base=float(predictor.intercepts @ contrast),
            output=float(predictor.logits([text])[0] @ contrast),
        )


def _contrast(index: int, n_labels: int) -> NDArray[np.float64]:
    contrast = np.full(n_labels, -1.0 / max(1, n_labels - 1))
    contrast[index] = 1.0
    return contrast
