"""Texts as the encoder reads them: pieces, ids and where they stand in the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoTokenizer

from pipeline.domain.attribution import Span
from pipeline.domain.errors import UserFacingError

_WORD_START = "▁"


@dataclass(frozen=True)
class Tokens:
    """One text as ids. Special tokens and the prefix's pieces have an empty span."""

    ids: tuple[int, ...]
    pieces: tuple[str, ...]
    spans: tuple[Span, ...]  # code points of the text, without surrounding white space


class Tokenizer:
    """A fast tokenizer that puts the encoder's prefix before each text and cuts at `max_length` tokens."""

    def __init__(self, folder: Path, *, prefix: str, max_length: int) -> None:
        self._tokenizer: Any = AutoTokenizer.from_pretrained(
            folder, use_fast=True, trust_remote_code=False, local_files_only=True
        )
        if not self._tokenizer.is_fast:
            raise UserFacingError("encoder_broken")
        self._tokenizer.deprecation_warnings["Asking-to-pad-a-fast-tokenizer"] = True
        self.prefix = prefix
        self.max_length = max_length
        self.pad_id: int = self._tokenizer.pad_token_id or 0

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, special tokens included."""
        if not texts:
            return []
        encoded = self._tokenizer(
            [self.prefix + text for text in texts], truncation=True, max_length=self.max_length, padding=False
        )
        return [list(row) for row in encoded["input_ids"]]

    def tokenize(self, text: str) -> Tokens:
        encoded = self._tokenizer(
            self.prefix + text,
            truncation=True,
            max_length=self.max_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        shift = len(self.prefix)
        ids = tuple(encoded["input_ids"])
        pieces = tuple(self._tokenizer.convert_ids_to_tokens(list(ids)))
        # A word's start alone ("▁") has the offsets of the character after it, which the next piece has too.
        silent = [
            special or piece == _WORD_START
            for piece, special in zip(pieces, encoded["special_tokens_mask"], strict=True)
        ]
        spans = tuple(
            Span(0, 0) if nothing else _trimmed(text, start - shift, end - shift)
            for (start, end), nothing in zip(encoded["offset_mapping"], silent, strict=True)
        )
        return Tokens(ids, pieces, spans)


def _trimmed(text: str, start: int, end: int) -> Span:
    start = max(start, 0)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else Span(0, 0)


def batched_by_length(rows: Sequence[Sequence[int]], *, batch_tokens: int) -> Iterator[list[int]]:
    """Yield row numbers, similar lengths together, so that a padded batch holds at most `batch_tokens` tokens."""
    batch: list[int] = []
    for index in sorted(range(len(rows)), key=lambda i: (-len(rows[i]), i)):
        if batch and (len(batch) + 1) * len(rows[batch[0]]) > batch_tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def padded(rows: Sequence[Sequence[int]], *, pad_id: int, device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and attention mask, both (n, longest)."""
    width = max(len(row) for row in rows)
    ids = np.full((len(rows), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)
