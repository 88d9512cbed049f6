"""The same text with different labels."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.domain.finding import Finding, Severity


class ContradictingLabels:
    code: ClassVar[str] = "contradicting_labels"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        names, codes = subject.label_index.names, subject.label_index.codes
        given = np.flatnonzero((subject.keys != 0) & (codes >= 0))
        rows, n_texts = _torn(given, subject.keys[given], codes[given])
        if not len(rows):
            return None
        first = subject.keys == subject.keys[rows[0]]
        labels = sorted({names[code] for code in codes[first] if code >= 0})
        params = {"n": len(rows), "n_texts": n_texts, "labels": " / ".join(labels)}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))


def _torn(rows: NDArray[np.intp], keys: NDArray[np.uint64], codes: NDArray[np.int32]) -> tuple[NDArray[np.intp], int]:
    """Return the rows whose text has more than one label, and how many texts that are."""
    order = np.lexsort((codes, keys))
    ordered_keys, ordered_codes = keys[order], codes[order]
    differs = (ordered_keys[1:] == ordered_keys[:-1]) & (ordered_codes[1:] != ordered_codes[:-1])
    torn = np.unique(ordered_keys[1:][differs])
    return rows[np.isin(keys, torn)], len(torn)
