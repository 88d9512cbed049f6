"""Fine-tuning: the head first, then every layer; the best on VALIDATION is what comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from pipeline.domain.dataset import LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Task
from pipeline.domain.project import Language
from pipeline.domain.training import Progress, TrainingConfig, TrainingPoint
from pipeline.measures.classification import macro_f1
from pipeline.models.catalog import identity
from pipeline.models.classifier import Origin, TransformerClassifier
from pipeline.models.network import Network, load_encoder
from pipeline.models.tokens import Tokenizer, batched_by_length, padded
from pipeline.training.batches import bucketed
from pipeline.training.candidates import BestSoFar, Score
from pipeline.training.clock import Clock
from pipeline.training.head import class_weights, fit_head
from pipeline.training.optimizer import build_optimizer, build_schedule, unfreeze

READING_BATCH_TOKENS = 4096
MAX_GRADIENT_NORM = 1.0
Emit = Callable[[Progress | TrainingPoint], None]


@dataclass(frozen=True)
class TransformerWork:
    task: Task
    language: Language
    train: Sequence[LabeledExample]
    validation: Sequence[LabeledExample]  # stops the training and chooses its best epoch; may be empty
    encoder_name: str
    encoder_folder: Path
    prefix: str
    config: TrainingConfig
    device: str


class Stopped(Exception):
    """A stop was asked for before there was anything to keep."""


def train_transformer(work: TransformerWork, *, emit: Emit, should_stop: Callable[[], bool]) -> TransformerClassifier:
    """Return the best classifier on VALIDATION so far, also when it was stopped: from the head on it is usable.

    Raises:
        Stopped: before the head was fitted.
        UserFacingError: "one_label_only" when TRAIN shows fewer than two labels; "loss_not_a_number".
    """
    if len({it.label for it in work.train}) < 2:
        raise UserFacingError("one_label_only", n=len(work.train))
    emit(Progress(0.0, "prepare_encoder"))
    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(work.config.seed)
        training = _Training(work, emit, should_stop)
        try:
            training.learn_head()
            training.fine_tune()
        except Stopped:
            if not training.best.found:
                raise
    return training.classifier()


@dataclass(frozen=True)
class _Rows:
    ids: list[list[int]]
    truth: list[int]  # places in the label set

    @property
    def n_tokens(self) -> int:
        return sum(len(row) for row in self.ids)


class _Training:
    def __init__(self, work: TransformerWork, emit: Emit, should_stop: Callable[[], bool]) -> None:
        self.config = work.config
        self.task = work.task
        self.emit = emit
        self.should_stop = should_stop
        self.tokenizer = Tokenizer(work.encoder_folder, prefix=work.prefix, max_length=work.config.max_length)
        self.device = work.device
        self.network = Network(load_encoder(work.encoder_folder), len(work.task.label_set)).to(work.device)
        sha256 = identity(work.encoder_name, work.encoder_folder)
        self.origin = Origin(work.encoder_name, sha256, work.prefix, work.config.max_length)
        self.train, self.validation = self._rows(work.train), self._rows(work.validation)
        self.best = BestSoFar()
        self.rng = np.random.default_rng(work.config.seed)
        n_read = self.train.n_tokens + self.validation.n_tokens * (1 + self.config.epochs)
        self.clock = Clock(n_read, self.train.n_tokens * self.config.epochs)
        weights = class_weights(self.train.truth, len(work.task.label_set)) if self.config.class_weights else None
        self.class_weights = None if weights is None else torch.from_numpy(weights).to(work.device)

    def _rows(self, examples: Sequence[LabeledExample]) -> _Rows:
        ids = self.tokenizer.ids([it.example.text for it in examples])
        return _Rows(ids, [self.task.label_set.index(it.label) for it in examples])

    def learn_head(self) -> None:
        """Fit the head on the encoder as it came; from here on there is something to keep."""
        features = self._features(self.train)
        self.emit(self.clock.progress("learn_head"))
        fit_head(
            self.network,
            features,
            self.train.truth,
            self.task.label_set,
            seed=self.config.seed,
            before_each=self._go_on,
        )
        self.best.offer(self.network, None, 0)
        self._validate(epoch=0, step=0, n_steps=0)

    def fine_tune(self) -> None:
        unfreeze(self.network)
        epochs = [
            bucketed([len(row) for row in self.train.ids], batch_tokens=self.config.batch_tokens, rng=self.rng)
            for _ in range(self.config.epochs)
        ]
        n_steps = sum(len(batches) for batches in epochs)
        optimizer = build_optimizer(self.network, self.config)
        schedule = build_schedule(optimizer, n_steps, self.config)
        step = 0
        for epoch, batches in enumerate(epochs, start=1):
            for done, batch in enumerate(batches, start=1):
                self._go_on()
                loss = self._learn(batch, optimizer)
                schedule.step()
                step += 1
                self.emit(TrainingPoint(step, n_steps, epoch - 1 + done / len(batches), loss=loss))
                self.emit(self.clock.progress("fine_tune"))
            self._validate(epoch=epoch, step=step, n_steps=n_steps)
            if epoch - self.best.epoch > self.config.patience:
                return

    def classifier(self) -> TransformerClassifier:
        self.best.restore(self.network)
        self.network.requires_grad_(False)
        return TransformerClassifier(self.task, self.network, self.tokenizer, self.origin, device=self.device)

    def _go_on(self) -> None:
        if self.should_stop():
            raise Stopped

    def _learn(self, batch: Sequence[int], optimizer: torch.optim.Optimizer) -> float:
        self.network.train()
        ids, mask = padded([self.train.ids[i] for i in batch], pad_id=self.tokenizer.pad_id, device=self.device)
        truth = torch.tensor([self.train.truth[i] for i in batch], device=self.device)
        loss = functional.cross_entropy(self.network(ids, mask), truth, weight=self.class_weights)
        value = float(loss.detach())
        if not np.isfinite(value):
            raise UserFacingError("loss_not_a_number")
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT_NORM)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        self.clock.did_learn(sum(len(self.train.ids[i]) for i in batch))
        return value

    @torch.no_grad()
    def _features(self, rows: _Rows) -> NDArray[np.float32]:
        self.network.eval()
        features = np.zeros((len(rows.ids), self.network.head.in_features), dtype=np.float32)
        for batch in batched_by_length(rows.ids, batch_tokens=READING_BATCH_TOKENS):
            self._go_on()
            ids, mask = padded([rows.ids[i] for i in batch], pad_id=self.tokenizer.pad_id, device=self.device)
            features[batch] = self.network.features(ids, mask).cpu().numpy()
            self.clock.did_read(sum(len(rows.ids[i]) for i in batch))
            self.emit(self.clock.progress("read_texts"))
        return features

    @torch.no_grad()
    def _validate(self, *, epoch: int, step: int, n_steps: int) -> None:
        score = None
        if self.validation.ids:
            features = torch.from_numpy(self._features(self.validation)).to(self.device)
            score = self._score(self.network.head(features))
        self.best.offer(self.network, score, epoch)
        self.emit(
            TrainingPoint(
                step,
                n_steps,
                float(epoch),
                validation_loss=score.loss if score else None,
                validation_macro_f1=score.macro_f1 if score else None,
            )
        )

    def _score(self, logits: torch.Tensor) -> Score:
        codes = self.task.label_set.codes
        truth = torch.tensor(self.validation.truth, device=self.device)
        predicted = [codes[i] for i in logits.argmax(dim=1).tolist()]
        loss = float(functional.cross_entropy(logits, truth))
        return Score(macro_f1([codes[i] for i in self.validation.truth], predicted, codes), loss)
