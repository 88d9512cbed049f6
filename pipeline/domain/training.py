"""How a model is trained, and what is seen while it is."""

from dataclasses import dataclass
from enum import StrEnum


class Preset(StrEnum):
    QUICK = "quick"
    BALANCED = "balanced"
    THOROUGH = "thorough"


@dataclass(frozen=True)
class TrainingConfig:
    """Every setting of a fine-tuning, frozen with its run."""

    encoder: str  # a name of the catalogue
    preset: Preset
    epochs: int
    learning_rate: float = 5e-5  # of the top layer
    layer_decay: float = 0.9  # learning rate of each layer below, as a share of the one above
    head_multiplier: float = 20.0  # learning rate of the head, as a multiple
    warmup_share: float = 0.1
    weight_decay: float = 0.01
    batch_tokens: int = 1024  # real and padding tokens in one batch
    max_length: int = 256  # tokens read of each text
    class_weights: bool = True
    head_first: bool = True  # fit the linear head on frozen features before all layers
    patience: int = 2  # epochs without a better validation loss before stopping
    seed: int = 13


@dataclass(frozen=True)
class Progress:
    """How far a run is. `phase` is a code under `[phases]` in the pipeline's words."""

    fraction: float  # 0 to 1
    phase: str
    seconds_left: float | None = None


@dataclass(frozen=True)
class TrainingPoint:
    """One measurement during training; validation figures only at the end of an epoch (epoch 0: frozen encoder)."""

    step: int
    n_steps: int
    epoch: float
    loss: float | None = None
    validation_loss: float | None = None
    validation_macro_f1: float | None = None
    baseline_macro_f1: float | None = None  # the rival on the same validation rows
