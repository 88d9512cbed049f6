"""The head that is fitted first."""

from pathlib import Path

import numpy as np
import torch

from pipeline.models.network import Network, load_encoder
from pipeline.training.head import class_weights, fit_head
from tests.pipeline.training.toys import a_task, a_toy_encoder


# fails if: the weights of two labels are put in the wrong order
def test_the_head_answers_as_the_regression_it_was_taken_from(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    truth = [0, 1] * 20
    features = rng.normal(size=(40, 32)).astype(np.float32)
    features[::2, 0] += 4
    network = Network(load_encoder(a_toy_encoder(tmp_path / "toy")), 2)
    fit_head(network, features, truth, a_task().label_set, seed=1)
    assert network.head(torch.from_numpy(features)).argmax(dim=1).tolist() == truth


def test_a_label_without_examples_is_all_but_ruled_out(tmp_path: Path) -> None:
    features = np.eye(32, dtype=np.float32)[:4]
    network = Network(load_encoder(a_toy_encoder(tmp_path / "toy")), 3)
    fit_head(network, features, [0, 2, 0, 2], a_task(("a", "never", "b")).label_set, seed=1)
    assert network.head(torch.from_numpy(features)).softmax(dim=1)[:, 1].max() < 1e-3


def test_a_rare_label_weighs_more_and_the_mean_weight_of_the_rows_is_1() -> None:
    truth = [0] * 9 + [1]
    weights = class_weights(truth, 3)
    assert weights[1] == 9 * weights[0]
    assert weights[2] == 0
    assert np.mean(weights[truth]) == 1
