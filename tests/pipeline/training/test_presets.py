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
