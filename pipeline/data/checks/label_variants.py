"""Labels that differ only in case, width, space or punctuation around them: probably one label."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.data.cleaning.merges import variants
from pipeline.domain.finding import Finding, Severity

N_NAMED = 3  # groups of variants spelled out in the finding


class LabelVariants:
    code: ClassVar[str] = "label_variants"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        groups = variants(subject.label_counts)
        if not groups:
            return None
        concerned = {label for group in groups for label in group}
        index = subject.label_index
        is_concerned = np.array([*(name in concerned for name in index.names), False])  # the last: no label
        rows = np.flatnonzero(is_concerned[index.codes])
        shown = "; ".join(" / ".join(f"“{label}”" for label in group) for group in groups[:N_NAMED])
        params = {"n": len(groups), "variants": shown, "repair": "merge_labels"}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
