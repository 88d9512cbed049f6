"""Which weights learn, how fast, and when."""

import re

import torch
from torch.optim.lr_scheduler import LambdaLR

from pipeline.domain.training import TrainingConfig
from pipeline.models.network import Network

_LAYER = re.compile(r"\.(\d+)\.")


def unfreeze(network: Network) -> None:
    """Let everything learn but the word table: it is most of the weights, and few of its rows are in any text."""
    network.requires_grad_(True)
    network.word_table.requires_grad_(False)


def build_optimizer(network: Network, config: TrainingConfig) -> torch.optim.AdamW:
    """Return AdamW with a learning rate per layer: the top one's, times `layer_decay` for each below."""
    named = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
    top = max((_depth(name) for name, _ in named), default=0)
    groups: dict[tuple[float, float], list[torch.Tensor]] = {}
    for name, weight in named:
        decay = 0.0 if weight.ndim < 2 else config.weight_decay
        groups.setdefault((_rate(name, top, config), decay), []).append(weight)
    return torch.optim.AdamW(
        [{"params": weights, "lr": rate, "weight_decay": decay} for (rate, decay), weights in groups.items()],
        fused=True,
    )


def build_schedule(optimizer: torch.optim.Optimizer, n_steps: int, config: TrainingConfig) -> LambdaLR:
    """Return a linear rise over `warmup_share` of the steps, then a linear fall to nothing."""
    n_warmup = max(1, round(config.warmup_share * n_steps))

    def share(step: int) -> float:
        if step < n_warmup:
            return (step + 1) / n_warmup
        return max(0.0, (n_steps - step) / max(1, n_steps - n_warmup))

    return LambdaLR(optimizer, share)


def _rate(name: str, top: int, config: TrainingConfig) -> float:
    if name.startswith("head."):
        return config.learning_rate * config.head_multiplier
    return config.learning_rate * config.layer_decay ** (top - _depth(name))


def _depth(name: str) -> int:
    """Return the number of the layer that a weight belongs to, -1 for the embeddings below them all."""
    found = _LAYER.search(name)
    return int(found.group(1)) if found and not name.startswith("head.") else -1
