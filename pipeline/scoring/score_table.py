"""Apply a model to a new table, row by row, with a mark where a person should look."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.data.clean import clean
from pipeline.data.tables import Table
from pipeline.domain.dataset import Example
from pipeline.domain.errors import UserFacingError
from pipeline.domain.training import Progress
from pipeline.models.predictor import Predictor

ADDED = ("predicted_label", "confidence", "runner_up", "check_me")
MARK = "yes"
CHUNK_ROWS = 256


class Scorer(Protocol):
    """What scoring needs of a saved model."""

    @property
    def predictor(self) -> Predictor: ...
    @property
    def columns(self) -> tuple[str, ...]: ...  # the text columns that it was trained on
    @property
    def cleaning(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Scored:
    """The table's columns and rows in their order, each row followed by its added cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def predicted(self) -> list[str]:
        """The label code of each row; "" where there was no text to read."""
        return [row[-4] for row in self.rows]

    @property
    def per_label(self) -> Mapping[str, int]:
        return Counter(label for label in self.predicted if label)

    @property
    def n_check_me(self) -> int:
        return sum(row[-1] == MARK for row in self.rows)


def score_table(
    table: Table,
    model: Scorer,
    *,
    threshold: float,
    emit: Callable[[Progress], None],
    should_stop: Callable[[], bool],
) -> Scored | None:
    """Predict every row; one below the threshold or without a text is marked, the latter has no prediction.

    Returns None when it was asked to stop: half a table is of no use.

    Raises: UserFacingError score_column_missing {column, columns}.
    """
    positions = _text_positions(table, model.columns)
    rows: list[tuple[str, ...]] = []
    began = time.monotonic()
    for start in range(0, len(table), CHUNK_ROWS):
        if should_stop():
            return None
        chunk = table.rows[start : start + CHUNK_ROWS]
        texts = [tuple(clean(row[i], model.cleaning) for i in positions) for row in chunk]
        answers = _answers(model.predictor, texts, threshold)
        rows.extend(row + answer for row, answer in zip(chunk, answers, strict=True))
        emit(_progress(len(rows), len(table), time.monotonic() - began))
    return Scored(table.columns + added_columns(table.columns), tuple(rows))


def without_columns(table: Table, names: Collection[str]) -> Table:
    """Return the table without some of its columns."""
    kept = [i for i, name in enumerate(table.columns) if name not in names]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows)


def added_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the names of ADDED, each with the first suffix _2, _3, ... that makes it new among `columns`."""
    taken = set(columns)
    return tuple(next(name for name in _candidates(wanted) if name not in taken) for wanted in ADDED)


def _candidates(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _text_positions(table: Table, columns: Sequence[str]) -> list[int]:
    missing = next((column for column in columns if column not in table.columns), None)
    if missing is not None:
        raise UserFacingError("score_column_missing", column=missing, columns=", ".join(table.columns))
    return [table.columns.index(column) for column in columns]


def _answers(
    predictor: Predictor, texts: Sequence[tuple[str, ...]], threshold: float
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the four added cells of each row."""
    examples = [Example(str(i), row) for i, row in enumerate(texts) if any(row)]
    if not examples:
        yield from (("", "", "", MARK) for _ in texts)
        return
    predictions = predictor.predict(examples)
    confidence = predictions.confidence.tolist()
    found = iter(zip(predictions.predicted, confidence, predictions.runner_up, strict=True))
    for row in texts:
        if any(row):
            label, share, runner_up = next(found)
            yield label, f"{share:.4f}", runner_up, MARK if share < threshold else ""
        else:
            yield "", "", "", MARK


def _progress(n_done: int, n_rows: int, seconds: float) -> Progress:
    return Progress(n_done / n_rows, "score", seconds * (n_rows - n_done) / n_done)
