"""The embedded multilingual encoder, unpacked."""

import multiprocessing
from pathlib import Path

import numpy as np
import pytest
import torch

from pipeline.domain.errors import UserFacingError
from pipeline.models import packed
from pipeline.models.catalog import MULTILINGUAL, Catalog
from pipeline.models.network import Network, load_encoder
from pipeline.models.tokens import Tokenizer, padded


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    catalog = Catalog(tmp_path_factory.mktemp("none"))
    return catalog.materialize(catalog.get(MULTILINGUAL))


@pytest.fixture(scope="module")
def network(folder: Path) -> Network:
    return Network(load_encoder(folder), 2)


# fails if: nibbles are taken high before low, or without subtracting 8
def test_blocks_are_unpacked_low_nibbles_first() -> None:
    block = np.float16(0.5).tobytes() + bytes([0x80 + i for i in range(16)])
    weights = packed._unpacked(block)
    assert weights[:16].tolist() == [(i - 8) * 0.5 for i in range(16)]
    assert weights[16:].tolist() == [0.0] * 16


# fails if: a weight matrix is transposed, or two layers' names are swapped
@pytest.mark.parametrize(
    ("text", "paraphrase", "other"),
    [
        ("今天阳光明媚，很适合出门", "天气晴好，正好去散步", "这台打印机又卡纸了"),
        ("快递员很有耐心", "送货的师傅态度不错", "股市今天大幅下跌"),
        ("The engine lost power on the hill", "The motor became weak going uphill", "She baked a lemon cake"),
        ("明天下午开会", "The meeting is tomorrow afternoon", "I like green tea"),
    ],
)
def test_a_paraphrase_is_nearer_than_another_matter(
    folder: Path, network: Network, text: str, paraphrase: str, other: str
) -> None:
    tokenizer = Tokenizer(folder, prefix="query: ", max_length=256)
    rows = tokenizer.ids([text, paraphrase, other])
    with torch.inference_mode():
        vectors = network.features(*padded(rows, pad_id=tokenizer.pad_id, device="cpu")).numpy()
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.03
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


# fails if: pieces are cut without regard to their scores
def test_words_that_belong_together_are_one_piece(folder: Path) -> None:
    tokens = Tokenizer(folder, prefix="query: ", max_length=64).tokenize("今天天气很好 hello world")
    assert tokens.pieces[-7:] == ("▁今天", "天气", "很好", "▁hell", "o", "▁world", "</s>")


# fails if: the prefix is counted into the offsets
def test_spans_cut_the_pieces_out_of_the_text(folder: Path) -> None:
    text = "价格：１２元～ 😀 不错\n下次再来"
    tokens = Tokenizer(folder, prefix="query: ", max_length=64).tokenize(text)
    assert tokens.spans[0] == tokens.spans[-1] == (0, 0)
    assert "".join(text[start:end] for start, end in tokens.spans) == "".join(text.split())


# source = the package's own normalisation map, entry by entry (space in all its kinds, width, U+FF5E, controls)
@pytest.mark.parametrize(
    ("text", "normal"),
    [("ＡＢＣ１２", "ABC12"), ("好～", "好～"), ("一\u3000二\u200b三", "一 二 三"), ("é", "é"), ("a\x07b", "ab")],
)
def test_texts_are_normalised_as_the_original_does(text: str, normal: str) -> None:
    assert packed.normalizer().normalize_str(text) == normal


# fails if: the checksum is not looked at
def test_other_bytes_are_refused() -> None:
    with pytest.raises(UserFacingError, match="encoder_broken"):
        packed.read_packed(b"E5S1" + bytes(100))


def _convert_tiny(folder: Path, barrier: object) -> None:
    packed._write = lambda _, draft: (draft / "config.json").write_text("{}")  # type: ignore[assignment]
    packed.read_packed = lambda content: barrier.wait(30) or content  # type: ignore[assignment, attr-defined]
    packed.convert(folder.parent / "data", folder)


# fails if: the loser of the race raises, or leaves its draft behind
def test_two_processes_may_convert_at_once(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"x")
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    target = tmp_path / "unpacked"
    both = [context.Process(target=_convert_tiny, args=(target, barrier)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "unpacked"]


def test_a_second_conversion_changes_nothing(folder: Path) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns
    packed.convert(Path("not read"), folder)
    assert (folder / "model.safetensors").stat().st_mtime_ns == before
