"""Texts to vectors by a frozen encoder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.models.network import load_encoder, pool
from pipeline.models.quantized import can_quantize, quantize
from pipeline.models.tokens import Tokenizer, batched_by_length, padded

BATCH_TOKENS = 4096
MAX_TOKENS = 128  # what a text is about is said early; twice as many cost twice the time


class Embedder:
    """Mean-pooled states of unit length.

    In 8 bits a vector depends a little on what is batched with it (cosine above .99); in 32 bits it does not.
    """

    def __init__(self, encoder: Any, tokenizer: Tokenizer, *, device: str) -> None:
        self._encoder = encoder.to(device)
        self._tokenizer = tokenizer
        self._device = device

    @classmethod
    def load(
        cls, folder: Path, *, prefix: str = "", max_length: int = MAX_TOKENS, device: str = "cpu", exact: bool = False
    ) -> Self:
        """Load a folder in the Hugging Face format.

        Args:
            exact: 32 bits also where 8 are quicker.
        """
        encoder = load_encoder(folder)
        max_length = min(max_length, getattr(encoder.config, "max_position_embeddings", max_length))
        if device == "cpu" and not exact and can_quantize():
            quantize(encoder)
        return cls(encoder, Tokenizer(folder, prefix=prefix, max_length=max_length), device=device)

    @property
    def width(self) -> int:
        return int(self._encoder.config.hidden_size)

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, width)."""
        rows = self._tokenizer.ids(texts)
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for batch in batched_by_length(rows, batch_tokens=BATCH_TOKENS):
            ids, mask = padded([rows[i] for i in batch], pad_id=self._tokenizer.pad_id, device=self._device)
            states = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            vectors[batch] = pool(states, mask).float().cpu().numpy()
        return vectors
