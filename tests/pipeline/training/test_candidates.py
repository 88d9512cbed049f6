"""Which epoch is kept."""

import pytest
import torch

from pipeline.models.network import Network, load_encoder
from pipeline.training.candidates import BestSoFar, Score
from tests.pipeline.training.toys import a_toy_encoder


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return Network(load_encoder(a_toy_encoder(tmp_path_factory.mktemp("encoder") / "toy")), 2)


def kept(network: Network, *scores: tuple[float, float]) -> int:
    best = BestSoFar()
    for epoch, score in enumerate(scores):
        best.offer(network, Score(*score), epoch)
    return best.epoch


def test_a_clearly_higher_macro_f1_wins_whatever_the_loss(network: Network) -> None:
    assert kept(network, (0.5, 0.5), (0.6, 0.6), (0.8, 0.9)) == 2


def test_of_near_equals_the_lower_loss_wins(network: Network) -> None:
    assert kept(network, (0.5, 0.5), (0.80, 0.40), (0.79, 0.30), (0.795, 0.35)) == 2


def test_the_frozen_encoder_gives_way_to_its_equal(network: Network) -> None:
    assert kept(network, (0.80, 0.30), (0.79, 0.60)) == 1


# fails if: epoch 0 gives way to anything
def test_the_frozen_encoder_stays_when_fine_tuning_did_harm(network: Network) -> None:
    assert kept(network, (0.80, 0.30), (0.70, 0.20)) == 0


# fails if: the tensors are kept by reference
def test_what_is_restored_is_what_was_offered(network: Network) -> None:
    best = BestSoFar()
    best.offer(network, None, 1)
    before = network.head.weight.detach().clone()
    with torch.no_grad():
        network.head.weight.add_(1)
    best.restore(network)
    assert torch.equal(network.head.weight, before)
