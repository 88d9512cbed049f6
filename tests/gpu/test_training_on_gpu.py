"""What is fine-tuned on a GPU is the same model on any other machine."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from pipeline.models.classifier import TransformerClassifier
from pipeline.models.predictor import Predictor
from pipeline.training.loop import train_transformer
from tests.pipeline.training.toys import a_toy_encoder, a_toy_work, toy_rows

DEVICE = "cuda"
pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")]


def read(predictor: Predictor) -> np.ndarray:
    return predictor.predict([row.example for row in toy_rows(40, seed=777)]).probabilities


def test_a_model_that_learned_on_a_gpu_answers_the_same_there_and_on_a_cpu(tmp_path: Path) -> None:
    # fails if: save writes a layer as it was before the training, here as zeros
    encoder = a_toy_encoder(tmp_path / "encoder")
    work = replace(a_toy_work(encoder), device=DEVICE)
    trained = train_transformer(work, emit=lambda _: None, should_stop=lambda: False)
    assert next(trained.network.parameters()).device.type == DEVICE
    trained.save(tmp_path / "model")
    answers = [
        read(TransformerClassifier.load(tmp_path / "model", encoder, device=device)) for device in (DEVICE, "cpu")
    ]
    for answer in answers:
        np.testing.assert_allclose(answer, read(trained), atol=1e-3)
