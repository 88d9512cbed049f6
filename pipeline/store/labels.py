"""What counts as an example's label: a person's decision, else what its table says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.domain.labels import LabelSet
from pipeline.store.annotations import Annotations
from pipeline.store.datasets import Datasets
from pipeline.store.rows import Rows


@dataclass(frozen=True)
class TableLabels:
    """The labels of a table's LABEL column, row by row: `values[codes[i]]`, and -1 where there is none."""

    codes: NDArray[np.int32]  # (n,)
    values: tuple[str, ...]


@dataclass(frozen=True)
class Labels:
    """Reads both kinds; rows that the cleaning leaves out, or that have no text, count as if they were not there."""

    datasets: Datasets
    annotations: Annotations

    def of(self, project_id: str) -> dict[str, str]:
        """Return label codes by example id, in the table's order."""
        dataset = self.datasets.latest(project_id)
        if dataset is None:
            return {}
        decided = self.annotations.standing(project_id)
        found, ids = of_table(self.datasets, dataset), self.datasets.rows(dataset).ids
        labels: dict[str, str] = {}
        marks = zip(ids, usable(self.datasets, dataset).tolist(), found.codes.tolist(), strict=True)
        for example_id, is_usable, code in marks:
            if not is_usable:
                continue
            person = decided.get(example_id)
            label = _merged(person.label, dataset) if person else found.values[code] if code >= 0 else None
            if label is not None:
                labels[example_id] = label
        return labels

    def counts(self, project_id: str) -> Counter[str]:
        """Count `of` by label, without reading every row."""
        dataset = self.datasets.latest(project_id)
        if dataset is None:
            return Counter()
        found, counted = of_table(self.datasets, dataset), usable(self.datasets, dataset)
        per_code = np.bincount(found.codes[counted & (found.codes >= 0)], minlength=len(found.values))
        counts = Counter(dict(zip(found.values, per_code.tolist(), strict=True)))
        decided = self.annotations.standing(project_id)
        for example_id, i in self.datasets.rows(dataset).positions(decided).items():
            if not counted[i]:
                continue
            if found.codes[i] >= 0:
                counts[found.values[found.codes[i]]] -= 1
            label = _merged(decided[example_id].label, dataset)
            if label is not None:
                counts[label] += 1
        return +counts

    def waiting(self, dataset: Dataset) -> NDArray[np.bool_]:
        """Mark the rows that have a text and no label of their table."""
        return usable(self.datasets, dataset) & (self.of_table(dataset).codes < 0)

    def of_table(self, dataset: Dataset) -> TableLabels:
        """Return what the LABEL column says, merged labels as what they count as."""
        return of_table(self.datasets, dataset)


def offered(label_set: LabelSet, dataset: Dataset | None) -> LabelSet:
    """Return the labels that are offered and learned: those that count as another one are not."""
    merged = dataset.merged_labels if dataset else {}
    return LabelSet(tuple(label for label in label_set.labels if label.code not in merged))


def _merged(label: str | None, dataset: Dataset) -> str | None:
    return None if label is None else dataset.merged_labels.get(label, label)


def of_table(datasets: Datasets, dataset: Dataset) -> TableLabels:
    column = next(iter(dataset.named(ColumnRole.LABEL)), None)
    return table_labels(datasets.rows(dataset), column, dataset.merged_labels)


def table_labels(rows: Rows, column: str | None, merged: Mapping[str, str]) -> TableLabels:
    """Return the labels of a column, without the spaces around them; without a column nothing has one."""
    return _of_table(rows, column, tuple(sorted(merged.items())))


def usable(datasets: Datasets, dataset: Dataset) -> NDArray[np.bool_]:
    """Mark the rows that have a text and are not left out by the cleaning."""
    return _usable(datasets.rows(dataset), dataset.named(ColumnRole.TEXT), _Ids(datasets.left_out(dataset)))


class _Ids:
    """Left-out ids as a cache key: a version's never change, so that the same mapping is the same key."""

    def __init__(self, left_out: Mapping[str, str]) -> None:
        self.left_out = left_out

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ids) and (self.left_out is other.left_out or self.left_out == other.left_out)

    def __hash__(self) -> int:
        return len(self.left_out)


@lru_cache(maxsize=64)  # 4 MB for a million rows
def _of_table(rows: Rows, column: str | None, merged: tuple[tuple[str, str], ...]) -> TableLabels:
    if column is None:
        return TableLabels(np.full(len(rows), -1, dtype=np.int32), ())
    cells = pa.chunked_array([pc.utf8_trim_whitespace(batch[0]) for batch in rows.batches((column,))], pa.string())
    encoded = pc.dictionary_encode(cells).combine_chunks() if len(cells) else pa.array([], pa.string())
    if not len(cells):
        return TableLabels(np.empty(0, dtype=np.int32), ())
    merges = dict(merged)
    shown = [merges.get(value, value) for value in encoded.dictionary.to_pylist()]
    values = tuple(dict.fromkeys(value for value in shown if value))
    place = {value: i for i, value in enumerate(values)}
    lookup = np.array([place.get(value, -1) for value in shown], dtype=np.int32)
    return TableLabels(lookup[encoded.indices.to_numpy()], values)


@lru_cache(maxsize=64)
def _usable(rows: Rows, text_columns: tuple[str, ...], ids: _Ids) -> NDArray[np.bool_]:
    marks = [np.zeros(0, dtype=np.bool_)]
    for batch in rows.batches(text_columns):
        has_text = np.zeros(batch.num_rows, dtype=np.bool_)
        for column in batch.columns:
            has_text |= pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
        marks.append(has_text)
    usable = np.concatenate(marks)
    usable[list(rows.positions(ids.left_out).values())] = False
    return usable
