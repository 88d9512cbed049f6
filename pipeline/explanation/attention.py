"""Where a transformer looked. That is no reason for what it said, so nothing is claimed."""

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.attribution import AttentionMap, Attribution, TextPart
from pipeline.domain.dataset import Example
from pipeline.domain.errors import NotApplicable
from pipeline.explanation.segments import language_of, units, words
from pipeline.explanation.subject import Transformer


def attention_map(classifier: Transformer, example: Example) -> AttentionMap:
    """Return the weights of every layer and head, with the special tokens and a prefix's pieces among the tokens."""
    tokens = classifier.tokenize(example.text)
    return AttentionMap(tokens.pieces, tokens.spans, classifier.attention(tokens.ids))


def rollout(attention_map: AttentionMap, text: str) -> Attribution:
    """Return each word's share of what flows through all layers to the pooled text.

    Source: Abnar & Zuidema 2020, with half the weight on the residual path; rows are averaged because the network
    pools by the mean.
    Raises: NotApplicable when nothing of the text was read.
    """
    stretches = units(text, words(text, language_of(text)), attention_map.spans)
    if not stretches:
        raise NotApplicable("empty_text")
    flow = _flow(attention_map.weights)
    looked = np.array([flow[list(unit.tokens)].sum() for unit in stretches])
    shares = looked / (looked.sum() or 1.0)
    return Attribution(
        parts=(TextPart("text", text, tuple(unit.span for unit in stretches), tuple(shares.tolist())),),
        label="",
        method="rollout",
        unit="share",
        signed=False,
        additive=False,
        base=0.0,
        output=1.0,
    )


def _flow(weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how much of each token arrives at the mean of the last layer's positions: (tokens,), sums to 1."""
    n = weights.shape[-1]
    flow = np.full(n, 1.0 / n)
    for layer in weights.mean(axis=1)[::-1]:  # from the top down a vector is enough
        flow = flow @ (0.5 * layer.astype(np.float64) + 0.5 * np.eye(n))
    return flow
