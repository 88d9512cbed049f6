"""What the warm process answers, with the last models still loaded. The first module here that loads torch."""

import logging
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from pipeline.data.clean import clean
from pipeline.domain.attribution import AttentionMap, Attribution, Budget, TextPart
from pipeline.domain.dataset import Example
from pipeline.domain.errors import NotApplicable, UserFacingError
from pipeline.domain.evaluation import Kept
from pipeline.explanation.attention import attention_map, rollout
from pipeline.explanation.explainer import EXPLAINERS
from pipeline.models.catalog import Catalog
from pipeline.models.classifier import TransformerClassifier
from pipeline.models.device import choose_device
from pipeline.models.predictor import Predictor
from pipeline.models.saved import SavedModel, load_model

logger = logging.getLogger("pipeline.runs.inference_server")
N_LOADED = 2
LINEAR = "linear"
# Rows through the model for one "shap" answer on a processor: about 2.5 s (a core passes 10,000 tokens times layers a
# second), and never so few that r with the full values falls below .95 on texts of 20 words (96: .945, 128: .961).
TOKEN_LAYERS = 25_000
FEWEST_EVALUATIONS, MOST_EVALUATIONS = 128, 500


class Answers:
    """Not safe for two threads at once."""

    def __init__(self, ws_folder: Path) -> None:
        self._models_folder = ws_folder / "models"
        self._catalog = Catalog(ws_folder / "encoders")
        self._device = choose_device()
        self._loaded: OrderedDict[tuple[str, object], SavedModel] = OrderedDict()
        if "OMP_NUM_THREADS" not in os.environ:
            # Half the cores: beside a training, threads that wait for a core made an answer ten times slower.
            torch.set_num_threads(max(1, min(4, (os.cpu_count() or 1) // 2)))

    def answer(self, op: str, payload: Mapping[str, Any]) -> Any:
        operations: Mapping[str, Callable[..., Any]] = {
            "predict": self.predict,
            "explain": self.explain,
            "attention": self.attention,
            "rollout": self.rollout,
            "warm": self.warm,
        }
        return operations[op](**payload)

    def warm(self, model_id: str) -> None:
        self._model(model_id)

    def predict(self, model_id: str, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return probabilities by label code for each raw text, of the kept predictor."""
        model = self._model(model_id)
        predictions = model.predictor.predict([_example(text, model) for text in texts])
        return [dict(zip(predictions.codes, row.tolist(), strict=True)) for row in predictions.probabilities]

    def explain(self, model_id: str, text: str, method: str = "shap", label: str | None = None) -> dict[str, Any]:
        """Explain the kept predictor, with the other one's attribution for the same label beside it.

        A kept baseline always shows its exact weights; `method` is then the transformer's beside it.

        Returns: `text` (cleaned, what spans refer to), `probabilities` by label code, `predictor` (a `Kept` value),
            `attribution`, `rival` (or None) and `seconds`.
        """
        started = time.perf_counter()
        model = self._model(model_id)
        known = [name for name in EXPLAINERS if name != LINEAR or _explained(model) is Kept.BASELINE]
        if method not in known:
            raise UserFacingError("method_unknown", method=method, known=", ".join(known))
        example = _example(text, model)
        predictions = model.predictor.predict([example])
        chosen = predictions.predicted[0] if label is None else label
        if chosen not in predictions.codes:
            raise UserFacingError("label_unknown", label=chosen)
        attribution, rival = self._both(model, example, chosen, method)
        return {
            "text": example.text,
            "probabilities": dict(zip(predictions.codes, predictions.probabilities[0].tolist(), strict=True)),
            "predictor": _explained(model).value,
            "attribution": attribution,
            "rival": rival,
            "seconds": time.perf_counter() - started,
        }

    def attention(self, model_id: str, text: str) -> AttentionMap:
        model = self._model(model_id)
        return attention_map(_transformer(model), _example(text, model))

    def rollout(self, model_id: str, text: str) -> Attribution:
        model = self._model(model_id)
        example = _example(text, model)
        try:
            return _named(rollout(attention_map(_transformer(model), example), example.text), model)
        except NotApplicable as error:
            raise UserFacingError("text_empty") from error

    def _both(
        self, model: SavedModel, example: Example, label: str, method: str
    ) -> tuple[Attribution, Attribution | None]:
        if _explained(model) is Kept.TRANSFORMER:
            attribution = self._attribution(method, model.predictor, example, label)
            rival = self._attribution(LINEAR, model.baseline, example, label)
        else:
            attribution = self._attribution(LINEAR, model.baseline, example, label)
            beside = "shap" if method == LINEAR else method
            rival = self._attribution(beside, model.transformer, example, label) if model.transformer else None
        if attribution is None:
            raise UserFacingError("text_empty")
        return _named(attribution, model), _named(rival, model) if rival else None

    def _attribution(self, method: str, predictor: Predictor, example: Example, label: str) -> Attribution | None:
        try:
            return EXPLAINERS[method].explain(predictor, [example], [label], budget=self._budget(predictor, example))[0]
        except NotApplicable:
            return None

    def _budget(self, predictor: Predictor, example: Example) -> Budget:
        if not isinstance(predictor, TransformerClassifier) or self._device != "cpu":
            return Budget(MOST_EVALUATIONS)
        mean_tokens = 2 + len(predictor.tokenize(example.text).ids) / 2
        layers = getattr(predictor.network.encoder.config, "num_hidden_layers", 12)
        return Budget(int(min(MOST_EVALUATIONS, max(FEWEST_EVALUATIONS, TOKEN_LAYERS / (layers * mean_tokens)))))

    def _model(self, model_id: str) -> SavedModel:
        folder = self._models_folder / model_id
        if folder.parent != self._models_folder or model_id in ("", ".", "..") or not folder.is_dir():
            raise UserFacingError("model_missing", model=model_id)
        key = (model_id, _state(folder))
        if key not in self._loaded:
            for known in [it for it in self._loaded if it[0] == model_id]:
                del self._loaded[known]  # the folder has changed since
            while len(self._loaded) >= N_LOADED:
                self._loaded.popitem(last=False)
            started = time.perf_counter()
            self._loaded[key] = load_model(folder, self._catalog, device=self._device)
            logger.info("loaded model %s in %.1f s", model_id, time.perf_counter() - started)
        self._loaded.move_to_end(key)
        return self._loaded[key]


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = ((path.name, path.stat()) for path in sorted(folder.iterdir()))
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in files)


def _example(text: str, model: SavedModel) -> Example:
    return Example("", (clean(text, model.cleaning),))


def _explained(model: SavedModel) -> Kept:
    return Kept.BASELINE if model.transformer is None else model.kept


def _transformer(model: SavedModel) -> TransformerClassifier:
    if model.transformer is None:
        raise UserFacingError("no_transformer")
    return model.transformer


def _named(attribution: Attribution, model: SavedModel) -> Attribution:
    """Give a part of one text the name of its column."""
    if len(model.columns) != 1 or len(attribution.parts) != 1:
        return attribution
    (part,) = attribution.parts
    named = replace(part, column=model.columns[0]) if isinstance(part, TextPart) else part
    return replace(attribution, parts=(named,))
