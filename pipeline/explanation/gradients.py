"""An answer at once: attention weighed by its gradient."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from pipeline.domain.attribution import Attribution, Budget, Claims
from pipeline.domain.dataset import Example
from pipeline.domain.errors import NotApplicable
from pipeline.explanation.segments import language_of, text_parts, units, words
from pipeline.explanation.subject import Transformer
from pipeline.models.predictor import Predictor


class AttentionGradient:
    """Attention x gradient of the last layer, signed, as shares of everything that spoke for or against.

    The last layer alone was more faithful than the product over all. The network pools by the mean, so every
    position's row counts, not only the first one's.
    Source: Chefer, Gur & Wolf 2021, eq. 5, without its clipping of what speaks against.
    """

    name: ClassVar[str] = "attention_gradient"
    claims: ClassVar[Claims] = Claims(signed=True, additive=False, unit="share", cost="instant", needs="transformer")

    def explain(
        self,
        predictor: Predictor,
        examples: Sequence[Example],
        labels: Sequence[str],
        *,
        budget: Budget,  # noqa: ARG002  one pass forward and back, whatever the budget
    ) -> list[Attribution]:
        if not isinstance(predictor, Transformer):
            raise NotApplicable("needs_transformer")
        outputs = predictor.predict(examples).probabilities if examples else np.zeros((0, 0))
        return [
            self._explain(predictor, example, label, float(row[predictor.task.label_set.index(label)]))
            for example, label, row in zip(examples, labels, outputs, strict=True)
        ]

    def _explain(self, predictor: Transformer, example: Example, label: str, output: float) -> Attribution:
        tokens = predictor.tokenize(example.text)
        stretches = units(example.text, words(example.text, language_of(example.text)), tokens.spans)
        if not stretches:
            raise NotApplicable("empty_text")
        attention, gradient = predictor.attention_gradients(tokens.ids, predictor.task.label_set.index(label))
        relevance = (attention[-1].astype(np.float64) * gradient[-1]).mean(0).sum(0)  # (tokens,)
        scores = np.array([relevance[list(unit.tokens)].sum() for unit in stretches])
        whole = np.abs(scores).sum()
        return Attribution(
            parts=text_parts(example, [unit.span for unit in stretches], (scores / (whole or 1.0)).tolist()),
            label=label,
            method=self.name,
            unit=self.claims.unit,
            signed=True,
            additive=False,
            base=0.0,
            output=output,
        )
