"""Texts as vectors, by a pre-trained encoder as it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.models.network import load_encoder, pool
from pipeline.models.tokens import Tokenizer, batched_by_length, padded

EMBEDDING_BATCH_TOKENS = 4096


class TextEncoder:
    """Mean-pooled embeddings of unit length."""

    def __init__(self, encoder: Any, tokenizer: Tokenizer, *, device: str) -> None:
        self._encoder = encoder.to(device)
        self._tokenizer = tokenizer
        self._device = device

    @classmethod
    def load(cls, folder: Path, *, prefix: str = "", device: str = "cpu", max_length: int = 256) -> Self:
        return cls(load_encoder(folder), Tokenizer(folder, prefix=prefix, max_length=max_length), device=device)

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, hidden), in the order of the texts."""
        rows = self._tokenizer.ids(texts)
        vectors = np.zeros((len(rows), self._encoder.config.hidden_size), dtype=np.float32)
        for batch in batched_by_length(rows, batch_tokens=EMBEDDING_BATCH_TOKENS):
            ids, mask = padded([rows[i] for i in batch], pad_id=self._tokenizer.pad_id, device=self._device)
            states = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[batch] = pool(states, mask).cpu().numpy()
        return vectors
