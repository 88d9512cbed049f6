"""The network: a pre-trained encoder, mean pooling, unit length, a linear head."""

from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn
from torch.nn import functional
from transformers import AutoModel

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


def load_encoder(folder: Path) -> Any:
    """Load a Hugging Face folder in 32 bit, without its pooler; code that came with it is never run."""
    encoder = AutoModel.from_pretrained(
        folder,
        dtype=torch.float32,
        attn_implementation="sdpa",
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
    )
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None
    encoder.requires_grad_(False)
    return encoder.eval()


def pool(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of the real tokens' states (n, t, hidden), brought to unit length (n, hidden)."""
    weights = mask.unsqueeze(-1).to(states.dtype)
    return functional.normalize((states * weights).sum(1) / weights.sum(1).clamp(min=1), dim=-1)


class Network(nn.Module):
    """Logits (n, k) from ids and mask (n, t)."""

    def __init__(self, encoder: Any, n_labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, n_labels)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def features(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return pool(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.head(self.features(ids, mask))
        return logits

    def look_inside(self, vectors: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        """Return logits and each layer's attention (n, heads, t, t), still part of the graph.

        Args:
            vectors: rows of the word table (n, t, hidden), in place of ids.
        """
        usual = self.encoder.config._attn_implementation
        self.encoder.set_attn_implementation("eager")  # the quick ones never have the weights in hand
        try:
            answer = self.encoder(inputs_embeds=vectors, attention_mask=mask, output_attentions=True)
        finally:
            self.encoder.set_attn_implementation(usual)
        return self.head(pool(answer.last_hidden_state, mask)), answer.attentions

    @property
    def word_table(self) -> nn.Embedding:
        table: nn.Embedding = self.encoder.get_input_embeddings()
        return table

    def learned_state(self) -> dict[str, torch.Tensor]:
        """Return every tensor but the word table, which training leaves as it is."""
        table = self.word_table.weight
        named = {**dict(self.named_parameters()), **dict(self.named_buffers())}
        kept = {name for name, tensor in named.items() if tensor is not table}
        return {name: tensor for name, tensor in self.state_dict().items() if name in kept}
