"""The same text with different labels."""

from collections import defaultdict
from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.domain.finding import Finding, Severity


class ContradictingLabels:
    code: ClassVar[str] = "contradicting_labels"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        labels: dict[str, set[str]] = defaultdict(set)
        for key, label in zip(subject.keys, subject.labels, strict=True):
            if key and label:
                labels[key].add(label)
        torn = {key for key, given in labels.items() if len(given) > 1}
        rows = zip(subject.ids, subject.keys, subject.labels, strict=True)
        ids = tuple(id_ for id_, key, label in rows if label and key in torn)
        if not ids:
            return None
        params = {"n": len(ids), "n_texts": len(torn), "labels": " / ".join(sorted(labels[min(torn)]))}
        return Finding(self.code, self.severity, params, ids)
