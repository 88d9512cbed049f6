"""A tiny encoder with random weights and rows that any learner can tell apart."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertForSequenceClassification

from pipeline.domain.dataset import Example, LabeledExample
from pipeline.domain.labels import Label, LabelSet, Task
from pipeline.domain.project import Language
from pipeline.domain.training import Preset, TrainingConfig
from pipeline.training.loop import TransformerWork

LABELS = ("good", "bad")
_FILL = "今天我们这里的是一个下午早上房间车站公园学校饭店医院手机衣服真了又和在"
_SIGNS = {"good": ("很好", "开心", "干净", "晴朗", "满意"), "bad": ("糟糕", "难受", "肮脏", "大雨", "失望")}


def a_task(labels: Sequence[str] = LABELS) -> Task:
    return Task(label_set=LabelSet(tuple(Label(code) for code in labels)))


def toy_rows(n: int, *, seed: int = 0, joint: str = "") -> list[LabeledExample]:
    """Rows of the two labels in turn: filler characters around one sign of the label."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        label = LABELS[i % 2]
        before, after = ("".join(rng.choice(list(_FILL), size=rng.integers(2, 10))) for _ in range(2))
        text = joint.join(before + rng.choice(_SIGNS[label]) + after + ("天气" if rng.random() < 0.5 else ""))
        rows.append(LabeledExample(Example(f"{seed}-{i}", (text,)), label))
    return rows


def order_rows(n: int, *, seed: int = 0) -> list[LabeledExample]:
    """Rows whose label is which of two signs comes first: both always occur, so counting n-grams says little."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        first, second = ("晴", "雨") if i % 2 == 0 else ("雨", "晴")
        characters = list(rng.choice(list("今天我们这里房间车站公园"), size=5))
        before, after = sorted(rng.choice(6, size=2))
        characters.insert(after, second)
        characters.insert(before, first)
        rows.append(LabeledExample(Example(f"{seed}-{i}", ("".join(characters),)), LABELS[i % 2]))
    return rows


def a_toy_encoder(folder: Path, *, hidden: int = 32, layers: int = 2, seed: int = 0) -> Path:
    """Save a BertForSequenceClassification with a WordPiece vocabulary, as `save_pretrained` leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    characters = sorted(set(_FILL + "".join(sign for signs in _SIGNS.values() for sign in signs) + "气"))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        '{"tokenizer_class": "BertTokenizer", "do_lower_case": true}', encoding="utf-8"
    )
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=4,
        intermediate_size=2 * hidden,
        max_position_embeddings=128,
        pad_token_id=0,
        initializer_range=0.1,  # random layers must do something: at .02 they pass everything through
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def a_toy_config(**changes: object) -> TrainingConfig:
    """Learning rates for random weights: far above those for a pre-trained encoder."""
    settings: dict[str, object] = {
        "encoder": "toy",
        "preset": Preset.BALANCED,
        "epochs": 5,
        "learning_rate": 3e-3,
        "head_multiplier": 2.0,
        "batch_tokens": 256,
        "max_length": 64,
        "patience": 9,
    }
    return TrainingConfig(**{**settings, **changes})  # type: ignore[arg-type]


def a_toy_work(
    folder: Path, *, n_train: int = 80, n_validation: int = 30, seed: int = 13, **changes: object
) -> TransformerWork:
    return TransformerWork(
        task=a_task(),
        language=Language.CHINESE,
        train=toy_rows(n_train, seed=seed),
        validation=toy_rows(n_validation, seed=seed + 1000),
        encoder_name="toy",
        encoder_folder=folder,
        prefix="",
        config=a_toy_config(seed=seed, **changes),
        device="cpu",
    )
