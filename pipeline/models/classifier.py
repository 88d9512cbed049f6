"""A fine-tuned transformer as a predictor, open enough to be explained."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from pipeline.domain.dataset import Example
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Task
from pipeline.domain.predictions import Predictions
from pipeline.models.network import Network, load_encoder
from pipeline.models.task_json import task_from_json, task_to_json
from pipeline.models.tokens import Tokenizer, Tokens, batched_by_length, padded

PREDICTION_BATCH_TOKENS = 4096


@dataclass(frozen=True)
class Origin:
    """The encoder that a classifier started from and how texts are given to it."""

    encoder: str  # name in the catalogue
    sha256: str  # catalog.identity
    prefix: str
    max_length: int


class TransformerClassifier:
    """A predictor over `Network`. Texts are the examples' joined texts; nothing here changes the weights.

    For explainers: `tokenize` gives ids and spans, `probabilities_from_ids` and `logits_from_ids` score any rows
    of ids, `attention` and its gradients look inside. All arrays are numpy.
    """

    def __init__(self, task: Task, network: Network, tokenizer: Tokenizer, origin: Origin, *, device: str) -> None:
        self.task = task
        self.network = network.to(device).eval()
        self.tokenizer = tokenizer
        self.origin = origin
        self.device = device

    def predict(self, examples: Sequence[Example]) -> Predictions:
        rows = self.tokenizer.ids([example.text for example in examples])
        return Predictions(self.probabilities_from_ids(rows), self.task.label_set.codes)

    def tokenize(self, text: str) -> Tokens:
        """Return what the encoder reads of one text: at most `origin.max_length` tokens."""
        return self.tokenizer.tokenize(text)

    def probabilities_from_ids(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float64]:
        """Return (n, k); rows sum to 1. Each row of ids carries its special tokens and no padding."""
        logits = self.logits_from_ids(rows)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
        return probabilities

    @torch.inference_mode()
    def logits_from_ids(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float64]:
        """Return (n, k), in the order of the rows."""
        logits = np.zeros((len(rows), len(self.task.label_set)))
        for batch in batched_by_length(rows, batch_tokens=PREDICTION_BATCH_TOKENS):
            ids, mask = padded([rows[i] for i in batch], pad_id=self.tokenizer.pad_id, device=self.device)
            logits[batch] = self.network(ids, mask).double().cpu().numpy()
        return logits

    def attention(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return (layers, heads, t, t) of one row of ids; each last axis sums to 1."""
        with torch.inference_mode():
            vectors, mask = self._one_row(ids)
            _, layers = self.network.look_inside(vectors, mask)
            return _stacked(layers)

    def attention_gradients(self, ids: Sequence[int], label: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return attention and the gradient of one label's logit by it, both (layers, heads, t, t).

        Args:
            label: position in the label set.
        """
        vectors, mask = self._one_row(ids)
        vectors.requires_grad_()
        logits, layers = self.network.look_inside(vectors, mask)
        gradients = torch.autograd.grad(logits[0, label], layers)
        return _stacked(layers), _stacked(gradients)

    def save(self, folder: Path) -> None:
        """Write what training changed: all tensors but the word table, and how to read texts."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.network.learned_state().items()}
        save_file(tensors, folder / "transformer.safetensors")
        about = {
            "task": task_to_json(self.task),
            "encoder": self.origin.encoder,
            "encoder_sha256": self.origin.sha256,
            "prefix": self.origin.prefix,
            "max_length": self.origin.max_length,
        }
        (folder / "transformer.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, encoder_folder: Path, *, device: str = "cpu") -> Self:
        """Read a saved classifier over the encoder it started from.

        Raises: UserFacingError("model_broken") when its file lacks a tensor, or has one that is not its own.
        """
        about = json.loads((folder / "transformer.json").read_text(encoding="utf-8"))
        task = task_from_json(about["task"])
        origin = Origin(about["encoder"], about["encoder_sha256"], about["prefix"], about["max_length"])
        network = Network(load_encoder(encoder_folder), len(task.label_set))
        learned = load_file(folder / "transformer.safetensors")
        if learned.keys() != network.learned_state().keys():
            raise UserFacingError("model_broken")
        network.load_state_dict(learned, strict=False)  # the word table is the encoder's own
        network.requires_grad_(False)
        tokenizer = Tokenizer(encoder_folder, prefix=origin.prefix, max_length=origin.max_length)
        return cls(task, network, tokenizer, origin, device=device)

    def _one_row(self, ids: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        row = torch.tensor([list(ids)], device=self.device)
        return self.network.word_table(row).detach().clone(), torch.ones_like(row)


def _stacked(layers: Sequence[torch.Tensor]) -> NDArray[np.float32]:
    weights: NDArray[np.float32] = torch.stack([layer[0].detach() for layer in layers]).float().cpu().numpy()
    return weights
