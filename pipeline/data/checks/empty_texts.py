"""Rows without a text."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity


class EmptyTexts:
    code: ClassVar[str] = "empty_texts"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        ids = tuple(id_ for id_, key in zip(subject.ids, subject.keys, strict=True) if not key)
        return Finding(self.code, self.severity, {"n": len(ids), "n_rows": subject.n_rows}, ids) if ids else None
