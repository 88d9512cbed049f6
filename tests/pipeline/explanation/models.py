"""Tiny predictors whose reasons are known, so that explanations can be judged."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer as RawTokenizer
from tokenizers import models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from pipeline.domain.dataset import Example, LabeledExample
from pipeline.domain.labels import Label, LabelSet, Task
from pipeline.domain.project import Language
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.classifier import Origin, TransformerClassifier
from pipeline.models.network import Network, load_encoder
from pipeline.models.tokens import Tokenizer

ENGLISH = ["the", "food", "was", "room", "and", "staff", "rain", "but", "it", "is", "very", "wonderful", "awful"]
CHINESE = "味道很好但是送餐太慢不会再来的就房间干净服务差天气糟糕"
SIGNS = list(",.!?;:'\"()，。！？；：、")
GOOD_WORDS, BAD_WORDS = ("wonderful", "好"), ("awful", "差")


def a_task(*codes: str) -> Task:
    return Task(label_set=LabelSet(tuple(Label(code) for code in codes or ("bad", "good"))))


def an_example(*texts: str) -> Example:
    return Example("e", texts)


def an_encoder(folder: Path, *, seed: int = 13, max_length: int = 64) -> Path:
    """Write a two-layer encoder with its tokenizer in the Hugging Face format, weights at random."""
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)] + list("0123456789")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *ENGLISH, *dict.fromkeys(CHINESE), *SIGNS]
    vocabulary = {
        piece: i for i, piece in enumerate(dict.fromkeys([*pieces, *letters, *(f"##{it}" for it in letters)]))
    }
    raw = RawTokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    raw.normalizer = normalizers.BertNormalizer()
    raw.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    raw.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=special)
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    PreTrainedTokenizerFast(tokenizer_object=raw, **names).save_pretrained(folder)
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=max_length,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def a_transformer(
    folder: Path, *, task: Task | None = None, max_length: int = 64, knows: bool = True
) -> TransformerClassifier:
    """A classifier over `an_encoder` that looks everywhere; where it `knows`, good words say "good", bad ones "bad"."""
    task = task or a_task()
    network = Network(load_encoder(an_encoder(folder, max_length=max_length)), len(task.label_set))
    tokenizer = Tokenizer(folder, prefix="", max_length=max_length)
    if knows:
        _teach(network, tokenizer)
    return TransformerClassifier(task, network, tokenizer, Origin("tiny", "0", "", max_length), device="cpu")


def _teach(network: Network, tokenizer: Tokenizer) -> None:
    """Good and bad words lie on one axis of the word table; values pass through, so that attention carries it on."""
    with torch.no_grad():
        axis = torch.zeros(32)
        axis[:2] = torch.tensor([1.0, -1.0])
        for words, sign in ((GOOD_WORDS, 1.0), (BAD_WORDS, -1.0)):
            for word in words:
                network.word_table.weight[tokenizer.ids([word])[0][1]] = sign * axis
        for layer in network.encoder.encoder.layer:
            layer.attention.self.value.weight.copy_(torch.eye(32))
            layer.attention.output.dense.weight.copy_(torch.eye(32))
        network.head.weight[:2] = torch.stack([-axis, axis]) * 4


def a_baseline(language: Language = Language.ENGLISH, *, task: Task | None = None) -> BaselineClassifier:
    task = task or a_task()
    good, bad = (["味道很好", "房间好，服务好"], ["味道很差", "房间差，天气差"])
    if language is Language.ENGLISH:
        good, bad = (["wonderful food", "the staff was wonderful"], ["awful food", "the room was awful"])
    rows = _labeled(bad, task.label_set.codes[0]) + _labeled(good, task.label_set.codes[1])
    for code in task.label_set.codes[2:]:
        rows += _labeled(["rain and rain", "下雨 天气"], code)
    return BaselineClassifier.fit(rows, task, language)


def _labeled(texts: Sequence[str], code: str) -> list[LabeledExample]:
    return [LabeledExample(an_example(text), code) for text in texts]
