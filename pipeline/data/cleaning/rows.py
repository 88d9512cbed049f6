"""Rows that cleaning leaves out of training, each with the step that does it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.data.clean import clean, row_steps, text_steps
from pipeline.data.cleaning.outliers import find_outliers
from pipeline.data.similar import near_duplicates, text_key
from pipeline.data.splits import same_text

Labels = Sequence[str | None]


def left_out(
    ids: Sequence[str], texts: Sequence[tuple[str, ...]], labels: Labels, steps: Sequence[str]
) -> dict[str, str]:
    """Return the row step that leaves an example out, for each that one does. Texts are raw and cleaned here.

    Of texts that are the same the first labelled one stays, or the first. Of nearly the same ones too, but where two
    have different labels both stay: from a few words that turn the label a model learns most. Steps act one after the
    other, in their fixed order, on what the ones before them left.
    """
    wanted = row_steps(steps)
    if not wanted:
        return {}
    cleaning = text_steps(steps)
    cleaned = ["\n".join(clean(text, cleaning) for text in row) for row in texts]
    given = [label or "" for label in labels]
    here = np.arange(len(cleaned))
    found: dict[str, str] = {}
    for step in wanted:
        gone = _ROW_STEPS[step]([cleaned[i] for i in here], [given[i] for i in here])
        found.update((ids[int(i)], step) for i in here[gone])
        here = here[~gone]
    return found


def _empty(texts: Sequence[str], _: Sequence[str]) -> NDArray[np.bool_]:
    return np.fromiter((not text.strip() for text in texts), dtype=bool, count=len(texts))


def _duplicates(texts: Sequence[str], labels: Sequence[str]) -> NDArray[np.bool_]:
    keys = np.fromiter((text_key(same_text(text)) for text in texts), dtype=np.uint64, count=len(texts))
    unlabeled = np.fromiter((not label for label in labels), dtype=bool, count=len(labels))
    order = np.lexsort((np.arange(len(keys)), unlabeled, keys))  # by text, labelled ones first
    again = np.zeros(len(keys), bool)
    again[order[1:]] = (keys[order[1:]] == keys[order[:-1]]) & (keys[order[1:]] != 0)
    return again


def _near_duplicates(texts: Sequence[str], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Keep a row unless one that is already kept is nearly the same: chains of small changes go no further.

    Copies of a text share its neighbours; they are no neighbours of each other.
    """
    copies: dict[int, list[int]] = defaultdict(list)
    keys = [text_key(same_text(text)) for text in texts]
    for row, key in enumerate(keys):
        copies[key].append(row)
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in near_duplicates(texts).tolist():
        near[keys[one]] += copies[keys[other]]
        near[keys[other]] += copies[keys[one]]
    gone = np.zeros(len(texts), bool)
    kept: set[int] = set()
    for row in sorted((row for key in near for row in copies[key]), key=lambda row: (not labels[row], row)):
        gone[row] = any(other in kept and labels[row] in ("", labels[other]) for other in near[keys[row]])
        if not gone[row]:
            kept.add(row)
    return gone


def _outliers(texts: Sequence[str], _: Sequence[str]) -> NDArray[np.bool_]:
    return find_outliers(texts).any


_ROW_STEPS: Mapping[str, Callable[[Sequence[str], Sequence[str]], NDArray[np.bool_]]] = {
    "empty_rows": _empty,
    "duplicates": _duplicates,
    "near_duplicates": _near_duplicates,
    "outliers": _outliers,
}
