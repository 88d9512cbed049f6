"""Labels with so few rows that they cannot be learned or measured."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.data.readiness import N_EACH, readiness
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

N_NAMED = 5  # labels spelled out in the finding


class RareLabel:
    code: ClassVar[str] = "rare_label"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        if not readiness(subject.label_counts).ready:
            raise NotApplicable("too_few_labels")
        counts = subject.label_counts
        rare = sorted((label for label in counts if counts[label] < N_EACH), key=lambda label: (counts[label], label))
        if not rare:
            return None
        index = subject.label_index
        is_rare = np.array([*(counts[name] < N_EACH for name in index.names), False])  # the last: no label
        rows = np.flatnonzero(is_rare[index.codes])
        labels = ", ".join(f"“{label}” ({counts[label]})" for label in rare[:N_NAMED])
        labels += ", …" if len(rare) > N_NAMED else ""
        params = {"n": len(rare), "labels": labels, "n_each": N_EACH}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
