"""Presets are ordered and need no torch."""

import subprocess
import sys

import pytest

from pipeline.domain.project import Language
from pipeline.domain.training import Preset
from pipeline.training.presets import config_for, estimate


def seconds(preset: Preset, *, n: int = 500, encoder: str = "minilm-en") -> float:
    config = config_for(preset, encoder=encoder, n_examples=n, n_labels=3)
    low, high, _ = estimate(config, n, 60, Language.ENGLISH)
    return (low + high) / 2


def test_quick_is_quicker_than_balanced_and_balanced_than_thorough() -> None:
    assert seconds(Preset.QUICK) < seconds(Preset.BALANCED) < seconds(Preset.THOROUGH)


def test_the_larger_encoder_and_more_texts_take_longer() -> None:
    assert seconds(Preset.QUICK) < seconds(Preset.QUICK, encoder="e5-small-multilingual")
    assert seconds(Preset.BALANCED) < seconds(Preset.BALANCED, n=4000)


# Measured on two cores from the start of the process on. Idle: processor seconds over 1.7, which two cores together
# give. Half busy: the wall time beside another computation that takes a core or somewhat more.
# fails if: the larger encoder is taken to cost as much as the small one, or the rate is off by half
@pytest.mark.parametrize(
    ("encoder", "preset", "n", "mean_chars", "idle_s", "half_busy_s"),
    [
        ("minilm-en", Preset.QUICK, 136, 35, 5.3, 18),
        ("minilm-en", Preset.BALANCED, 480, 60, 13.1, 35.5),
        ("e5-small-multilingual", Preset.QUICK, 134, 20, 15.5, 30.5),
        ("e5-small-multilingual", Preset.BALANCED, 134, 20, 20.8, 41),
    ],
)
def test_what_was_measured_lies_in_the_interval(
    encoder: str, preset: Preset, n: int, mean_chars: float, idle_s: float, half_busy_s: float
) -> None:
    language = Language.ENGLISH if encoder == "minilm-en" else Language.CHINESE
    low, high, _ = estimate(config_for(preset, encoder=encoder, n_examples=n, n_labels=2), n, mean_chars, language)
    assert low <= idle_s * 1.1
    assert half_busy_s <= high <= 3 * half_busy_s


@pytest.mark.parametrize("preset", list(Preset))
def test_fewer_examples_are_passed_over_more_often(preset: Preset) -> None:
    epochs = [config_for(preset, encoder="x", n_examples=n, n_labels=2).epochs for n in (50, 500, 50_000)]
    assert epochs == sorted(epochs, reverse=True)
    assert epochs[-1] >= 1


# fails if: presets imports the loop
def test_presets_and_catalogue_load_no_torch() -> None:
    code = (
        "import sys, pipeline.training.presets, pipeline.models.catalog, pipeline.models.predictor\n"
        "print([name for name in ('torch', 'sklearn', 'transformers', 'scipy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
