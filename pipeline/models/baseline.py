"""The simple rival: TF-IDF and logistic regression. It explains itself exactly."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.domain.attribution import Span
from pipeline.domain.dataset import Example, LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Task
from pipeline.domain.predictions import Predictions
from pipeline.domain.project import Language
from pipeline.models.task_json import task_from_json, task_to_json

INVERSE_REGULARISATION = 10.0  # of 1, 3, 10, 30 the best or nearly so on four sets at 200 and 500 labels
UNSEEN_LABEL_INTERCEPT = -12.0  # below every learned one: a label without examples is all but ruled out
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\S+")


@dataclass(frozen=True)
class Term:
    """A term of the baseline in one text: where it stands, and its share of each label's logit."""

    text: str
    spans: tuple[Span, ...]
    weights: NDArray[np.float64]  # (k,)


class BaselineClassifier:
    """Word 1- and 2-grams in English, character 1- to 3-grams in Chinese, balanced logistic regression.

    English texts that hold no word at all, emoji say, are counted by characters too; `language` is then Chinese.
    Its logits are `intercepts` plus the sum of the weights of `terms(text)`, exactly.
    """

    def __init__(
        self,
        task: Task,
        language: Language,
        vectorizer: TfidfVectorizer,
        weights: NDArray[np.float64],
        intercepts: NDArray[np.float64],
    ) -> None:
        self.task = task
        self.language = language
        self.intercepts = intercepts  # (k,)
        self._vectorizer = vectorizer
        self._weights = weights  # (k, terms)

    @classmethod
    def fit(cls, examples: Sequence[LabeledExample], task: Task, language: Language) -> Self:
        """Raises: UserFacingError("one_label_only") when the examples do not show at least two labels."""
        truth = [it.label for it in examples]
        if len(set(truth)) < 2:
            raise UserFacingError("one_label_only", n=len(truth))
        texts = [it.example.text for it in examples]
        if not any(_WORD.search(text) for text in texts):
            language = Language.CHINESE
        vectorizer = _vectorizer(language)
        matrix = vectorizer.fit_transform(texts)
        model = LogisticRegression(C=INVERSE_REGULARISATION, class_weight="balanced", max_iter=1000)
        model.fit(matrix, truth)
        weights, intercepts = _per_label(model, task)
        return cls(task, language, vectorizer, weights, intercepts)

    def predict(self, examples: Sequence[Example]) -> Predictions:
        return Predictions(self.probabilities([example.text for example in examples]), self.task.label_set.codes)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return (n, k); rows sum to 1."""
        logits = self.logits(texts)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        answer: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
        return answer

    def logits(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return (n, k)."""
        if not texts:
            return np.zeros((0, len(self.task.label_set)))
        logits: NDArray[np.float64] = self._vectorizer.transform(texts) @ self._weights.T + self.intercepts
        return logits

    def terms(self, text: str) -> list[Term]:
        """Return the known terms of a text in the order of their first place."""
        places: dict[str, list[Span]] = {}
        for term, span in spans_of_terms(text, self.language):
            places.setdefault(term, []).append(span)
        row = self._vectorizer.transform([text])
        shares = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        vocabulary = self._vectorizer.vocabulary_
        return [
            Term(term, tuple(spans), shares[vocabulary[term]] * self._weights[:, vocabulary[term]])
            for term, spans in places.items()
            if term in vocabulary
        ]

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        terms = sorted(self._vectorizer.vocabulary_, key=self._vectorizer.vocabulary_.get)
        about = {"task": task_to_json(self.task), "language": self.language.value, "terms": terms}
        (folder / "baseline.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        tensors = {"weights": self._weights, "intercepts": self.intercepts, "idf": self._vectorizer.idf_}
        save_file({name: np.ascontiguousarray(array) for name, array in tensors.items()}, _tensors(folder))

    @classmethod
    def load(cls, folder: Path) -> Self:
        about = json.loads((folder / "baseline.json").read_text(encoding="utf-8"))
        language = Language(about["language"])
        tensors = load_file(_tensors(folder))
        vectorizer = _vectorizer(language, {term: i for i, term in enumerate(about["terms"])})
        vectorizer.idf_ = tensors["idf"]
        return cls(task_from_json(about["task"]), language, vectorizer, tensors["weights"], tensors["intercepts"])


def spans_of_terms(text: str, language: Language) -> list[tuple[str, Span]]:
    """Return every term of a text, lower case, with its place: what the baseline counts."""
    if language is Language.CHINESE:
        runs = [[Span(i, i + 1) for i in range(*run.span())] for run in _RUN.finditer(text)]
        return [gram for run in runs for n in (1, 2, 3) for gram in _grams(text, run, n, "")]
    words = [Span(*word.span()) for word in _WORD.finditer(text)]
    return [gram for n in (1, 2) for gram in _grams(text, words, n, " ")]


def _grams(text: str, units: Sequence[Span], n: int, joint: str) -> list[tuple[str, Span]]:
    pieces = [text[start:end].lower() for start, end in units]
    return [
        (joint.join(pieces[i : i + n]), Span(units[i].start, units[i + n - 1].end)) for i in range(len(units) - n + 1)
    ]


def _vectorizer(language: Language, vocabulary: dict[str, int] | None = None) -> Any:
    def analyze(text: str) -> list[str]:
        return [term for term, _ in spans_of_terms(text, language)]

    return TfidfVectorizer(analyzer=analyze, vocabulary=vocabulary)


def _per_label(model: Any, task: Task) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread the regression over the whole label set; two labels share the one weight vector, half each."""
    weights = np.zeros((len(task.label_set), model.coef_.shape[1]))
    intercepts = np.full(len(task.label_set), UNSEEN_LABEL_INTERCEPT)
    learned, offsets = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        learned, offsets = np.vstack([-learned, learned]) / 2, np.concatenate([-offsets, offsets]) / 2
    rows = [task.label_set.index(str(code)) for code in model.classes_]
    weights[rows], intercepts[rows] = learned, offsets
    return weights, intercepts


def _tensors(folder: Path) -> Path:
    return folder / "baseline.safetensors"
