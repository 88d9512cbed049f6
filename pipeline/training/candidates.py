"""The best network so far, held in memory."""

from dataclasses import dataclass

import torch

from pipeline.models.network import Network


@dataclass(frozen=True)
class Score:
    """What a network reached on VALIDATION."""

    macro_f1: float
    loss: float


class BestSoFar:
    """Keeps the weights with the highest macro-F1, of equal ones the lower loss; with no validation rows the last."""

    def __init__(self) -> None:
        self.score: Score | None = None
        self.epoch = 0
        self._state: dict[str, torch.Tensor] = {}

    def offer(self, network: Network, score: Score | None, epoch: int) -> bool:
        """Return whether these weights are the best now."""
        if score is not None and self.score is not None and not _better(score, self.score):
            return False
        self.score, self.epoch = score, epoch
        self._state = {name: tensor.detach().clone() for name, tensor in network.learned_state().items()}
        return True

    def restore(self, network: Network) -> None:
        network.load_state_dict(self._state, strict=False)


def _better(score: Score, best: Score) -> bool:
    return (score.macro_f1, -score.loss) > (best.macro_f1, -best.loss)
