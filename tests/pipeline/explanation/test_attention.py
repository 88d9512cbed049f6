from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.attribution import AttentionMap, Span, TextPart
from pipeline.domain.errors import NotApplicable
from pipeline.explanation.attention import attention_map, rollout
from tests.pipeline.explanation.models import a_transformer, an_example

TEXT = "wonderful 味道，很好"


# fails if: the map is made of another text's tokens, or layers are averaged
def test_the_map_has_every_layer_head_and_token(tmp_path: Path) -> None:
    found = attention_map(a_transformer(tmp_path), an_example(TEXT))
    assert found.weights.shape == (2, 2, len(found.tokens), len(found.tokens))
    assert found.weights.sum(axis=-1) == pytest.approx(1.0, abs=1e-5)
    assert found.tokens[0] == "[CLS]"
    assert TEXT[slice(*found.spans[1])] == found.tokens[1] == "wonderful"


# fails if: special tokens' share is kept, so that shares sum to less than one
def test_rollout_is_unsigned_shares_that_claim_nothing(tmp_path: Path) -> None:
    attribution = rollout(attention_map(a_transformer(tmp_path), an_example(TEXT)), TEXT)
    (part,) = attribution.parts
    assert isinstance(part, TextPart)
    assert sum(part.scores) == pytest.approx(1.0)
    assert min(part.scores) >= 0
    assert (attribution.signed, attribution.additive, attribution.unit) == (False, False, "share")


# source = analytic: every head of both layers looks at one token only, so with the residual path it gets
# 1/4 + 3/4 of everything where it stands, and each other token keeps 1/4 of its own
# fails if: layers are multiplied in the wrong order or the residual path is left out
def test_rollout_follows_the_weights_through_the_layers() -> None:
    weights = np.zeros((2, 1, 4, 4), dtype=np.float32)
    weights[:, :, :, 2] = 1.0
    spans = (Span(0, 0), Span(0, 1), Span(2, 3), Span(4, 5))
    (part,) = rollout(AttentionMap(("[CLS]", "a", "b", "c"), spans, weights), "a b c").parts
    assert isinstance(part, TextPart)
    flow = np.array([1 / 16, 1 / 16 + 3 / 4, 1 / 16])
    assert part.scores == pytest.approx(flow / flow.sum())


def test_rollout_of_an_empty_text_is_not_applicable() -> None:
    with pytest.raises(NotApplicable):
        rollout(AttentionMap(("[CLS]",), (Span(0, 0),), np.ones((1, 1, 1, 1), dtype=np.float32)), " ")
