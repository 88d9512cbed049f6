"""The same text more than once, but for case, width and space."""

from collections import Counter
from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity


class DuplicateTexts:
    code: ClassVar[str] = "duplicate_texts"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        counts = Counter(key for key in subject.keys if key)
        ids = tuple(id_ for id_, key in zip(subject.ids, subject.keys, strict=True) if counts[key] > 1)
        if not ids:
            return None
        n_texts = sum(count > 1 for count in counts.values())
        return Finding(self.code, self.severity, {"n": len(ids), "n_texts": n_texts, "n_rows": subject.n_rows}, ids)
