"""The best network so far, held in memory."""

from dataclasses import dataclass

import torch

from pipeline.models.network import Network

NEARLY_BEST = 0.02  # in macro-F1; validation sets are small, and what differs by less is a matter of luck


@dataclass(frozen=True)
class Score:
    """What a network reached on VALIDATION."""

    macro_f1: float
    loss: float


class BestSoFar:
    """Keeps, of the weights whose macro-F1 is nearly the best, those with the lowest loss.

    Epoch 0, the encoder as it came, only stays when no later epoch comes near it. With no validation rows the last
    weights are kept.
    """

    def __init__(self) -> None:
        self.score: Score | None = None
        self.epoch = 0
        self._highest = 0.0
        self._state: dict[str, torch.Tensor] = {}

    @property
    def found(self) -> bool:
        """Whether there are any weights to keep."""
        return bool(self._state)

    def offer(self, network: Network, score: Score | None, epoch: int) -> bool:
        """Return whether these weights are the best now."""
        if score is not None:
            self._highest = max(self._highest, score.macro_f1)
            if not self._better(score):
                return False
        self.score, self.epoch = score, epoch
        self._state = {name: tensor.detach().clone() for name, tensor in network.learned_state().items()}
        return True

    def restore(self, network: Network) -> None:
        network.load_state_dict(self._state, strict=False)

    def _better(self, score: Score) -> bool:
        threshold = self._highest - NEARLY_BEST
        if self.score is None or score.macro_f1 < threshold:
            return self.score is None
        return self.epoch == 0 or self.score.macro_f1 < threshold or score.loss < self.score.loss
