"""Texts to vectors: of unit length, in the texts' order, in 8 bits nearly what 32 bits give."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pipeline.models.embedder import Embedder
from pipeline.models.quantized import QuantizedLinear, can_quantize
from tests.encoders import a_tiny_bert

TEXTS = ["the pump is broken", "sun", "很好吃", "rain and wind again today", "", "the pump is broken"] * 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_tiny_bert(tmp_path_factory.mktemp("encoder") / "tiny", TEXTS)


def test_each_text_has_a_vector_of_unit_length(folder: Path) -> None:
    vectors = Embedder.load(folder).embed(TEXTS)
    assert vectors.shape == (18, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(18), abs=1e-5)


def test_in_32_bits_a_vector_is_no_matter_of_its_batch(folder: Path) -> None:
    # fails if: padding takes part in the mean; vectors come in the order of the batches
    embedder = Embedder.load(folder, exact=True)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert embedder.embed(TEXTS) == pytest.approx(alone, abs=1e-5)


@pytest.mark.skipif(not can_quantize(), reason="this processor has no quick 8-bit products in torch")
def test_8_bits_are_nearly_32(folder: Path) -> None:
    # fails if: no layer is replaced
    exact, quick = Embedder.load(folder, exact=True).embed(TEXTS), Embedder.load(folder).embed(TEXTS)
    assert np.sum(exact * quick, axis=1).min() > 0.99
    assert not np.array_equal(exact, quick)


@pytest.mark.skipif(not can_quantize(), reason="this processor has no quick 8-bit products in torch")
def test_a_layer_in_8_bits_answers_nearly_as_before() -> None:
    # fails if: the bias is lost; one scale serves all output channels; weights are cut off
    with torch.random.fork_rng():
        torch.manual_seed(3)
        linear = torch.nn.Linear(64, 16)
        with torch.no_grad():
            linear.weight *= torch.logspace(-2, 1, 16)[:, None]
            linear.bias += 0.5
            states = torch.randn(100, 64)
            exact, quick = linear(states), QuantizedLinear(linear)(states)
    error = (exact - quick).square().mean(dim=0).sqrt() / exact.std(dim=0)
    assert float(error.max()) < 0.05


def test_a_long_text_is_cut(folder: Path) -> None:
    # fails if: the limit is not given to the tokenizer
    embedder = Embedder.load(folder, exact=True, max_length=6)
    assert embedder.embed(["sun " * 500]) == pytest.approx(embedder.embed(["sun " * 4]), abs=1e-5)


def test_no_texts_have_no_vectors(folder: Path) -> None:
    assert Embedder.load(folder).embed([]).shape == (0, 32)
