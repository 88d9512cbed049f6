"""What Quick, Balanced and Thorough mean, and how long they take. Loads no torch."""

from pipeline.domain.project import Language
from pipeline.domain.training import Preset, TrainingConfig

# Passes over the training texts: many when labels are few, since a pass then costs little and teaches little.
_STEPS = {
    Preset.QUICK: ((100, 5), (200, 4), (400, 3), (5_000, 2)),
    Preset.BALANCED: ((100, 10), (300, 6), (2_000, 4), (20_000, 3)),
    Preset.THOROUGH: ((100, 15), (300, 12), (2_000, 8), (20_000, 5)),
}
_FEW_LABELS = 6
_LAST_STEP = {Preset.QUICK: 1, Preset.BALANCED: 2, Preset.THOROUGH: 3}
_MAX_LENGTH = {Preset.QUICK: 128, Preset.BALANCED: 256, Preset.THOROUGH: 384}
_LARGE_ENCODER_COST = 2.5  # seconds per token beside the six-layer encoder
_TOKENS_PER_CHARACTER = {Language.ENGLISH: 0.27, Language.CHINESE: 0.75}
_FRAME_TOKENS = 5  # special tokens and the prefix
_TOKENS_PER_SECOND = 3_200.0  # of all labelled texts, per pass, on two idle cores, six layers 384 wide
_START_SECONDS = 6.0  # until the first text is read, and from the last one on, on two idle cores
_LOW, _HIGH = 0.65, 2.4  # of that time: idle cores and short texts; one core of the two taken by something else
_MEMORY_BYTES = 1_300_000_000


def config_for(preset: Preset, *, encoder: str, n_examples: int, n_labels: int) -> TrainingConfig:
    """Return every setting for a number of labelled examples in TRAIN."""
    n_telling = n_examples * _FEW_LABELS / max(_FEW_LABELS, n_labels)  # many labels leave few examples of each
    epochs = next((epochs for most, epochs in _STEPS[preset] if n_telling <= most), _LAST_STEP[preset])
    return TrainingConfig(
        encoder=encoder,
        preset=preset,
        epochs=epochs,
        max_length=_MAX_LENGTH[preset],
        patience=3 if preset is Preset.THOROUGH else 2,
    )


def estimate(
    config: TrainingConfig, n_examples: int, mean_chars: float, language: Language
) -> tuple[float, float, int]:
    """Return seconds, low and high, on two cores without a GPU, and the memory in bytes.

    Args:
        n_examples: all that are labelled; the share that is only measured on is reckoned with.
    """
    tokens = min(mean_chars * _TOKENS_PER_CHARACTER[language] + _FRAME_TOKENS, config.max_length)
    cost = 1.0 if config.encoder == "minilm-en" else _LARGE_ENCODER_COST
    passes = config.epochs + 1 / 3  # a reading without learning costs a third
    seconds = n_examples * tokens * passes * cost / _TOKENS_PER_SECOND
    return (_START_SECONDS + seconds) * _LOW, (_START_SECONDS + seconds) * _HIGH, _MEMORY_BYTES
