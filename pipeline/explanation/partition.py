"""SHAP's partition values over words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.attribution import Attribution, Budget, Claims, Span
from pipeline.domain.dataset import Example
from pipeline.domain.errors import NotApplicable
from pipeline.explanation.owen import Game, owen_values
from pipeline.explanation.segments import Unit, language_of, text_parts, units, words
from pipeline.explanation.subject import Transformer
from pipeline.explanation.tree import grow
from pipeline.models.predictor import Predictor


class PartitionShap:
    """Leaves words out, group by group, and shares out what that does to the label's probability.

    Words are deleted, not masked: on the ids where the predictor is a transformer, so that borders stay exact, and
    in the text for any other. Deleting was as faithful as [MASK] and 1.5 to 1.9 times faster.
    """

    name: ClassVar[str] = "shap"
    claims: ClassVar[Claims] = Claims(signed=True, additive=True, unit="probability", cost="seconds", needs="any")

    def explain(
        self, predictor: Predictor, examples: Sequence[Example], labels: Sequence[str], *, budget: Budget
    ) -> list[Attribution]:
        return [
            self._explain(predictor, example, label, budget) for example, label in zip(examples, labels, strict=True)
        ]

    def _explain(self, predictor: Predictor, example: Example, label: str, budget: Budget) -> Attribution:
        column = predictor.task.label_set.index(label)
        spans, game = _game(predictor, example, column)
        if not spans:
            raise NotApplicable("empty_text")
        values, base = owen_values(grow(example.text, spans), game, evaluations=budget.evaluations)
        output = float(predictor.predict([example]).probabilities[0, column])
        return Attribution(
            parts=text_parts(example, spans, values.tolist()),
            label=label,
            method=self.name,
            unit=self.claims.unit,
            signed=True,
            additive=True,
            base=base,
            output=output,
        )


def _game(predictor: Predictor, example: Example, column: int) -> tuple[list[Span], Game]:
    word_spans = words(example.text, language_of(example.text))
    if not isinstance(predictor, Transformer):
        return word_spans, _game_on_text(predictor, example, word_spans, column)
    tokens = predictor.tokenize(example.text)
    stretches = units(example.text, word_spans, tokens.spans)
    return [unit.span for unit in stretches], _game_on_ids(predictor, tokens.ids, stretches, column)


def _game_on_ids(predictor: Transformer, ids: Sequence[int], stretches: Sequence[Unit], column: int) -> Game:
    known: dict[tuple[int, ...], float] = {}

    def row(kept: int) -> tuple[int, ...]:
        gone = {token for i, unit in enumerate(stretches) if not kept >> i & 1 for token in unit.tokens}
        return tuple(token for position, token in enumerate(ids) if position not in gone)

    def game(sets: Sequence[int]) -> NDArray[np.float64]:
        rows = [row(kept) for kept in sets]
        new = list(dict.fromkeys(r for r in rows if r not in known))  # a repeated word gives the same row again
        if new:
            known.update(zip(new, predictor.probabilities_from_ids(new)[:, column].tolist(), strict=True))
        return np.array([known[r] for r in rows])

    return game


def _game_on_text(predictor: Predictor, example: Example, spans: Sequence[Span], column: int) -> Game:
    def shortened(kept: int) -> Example:
        gone = [span for i, span in enumerate(spans) if not kept >> i & 1]
        left = set(range(len(example.text))).difference(*(range(*span) for span in gone))
        texts, start = [], 0
        for text in example.texts:
            texts.append("".join(c for i, c in enumerate(text, start) if i in left))
            start += len(text) + 1
        return replace(example, texts=tuple(texts))

    def game(sets: Sequence[int]) -> NDArray[np.float64]:
        return predictor.predict([shortened(kept) for kept in sets]).probabilities[:, column]

    return game
