"""Texts longer than an encoder reads: their ends are cut off."""

from collections.abc import Mapping
from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.project import Language

# 256 tokens (the training's usual length) in characters: a token is about 4 in English, 1.5 in Chinese.
READ_CHARACTERS: Mapping[Language, int] = {Language.ENGLISH: 1_000, Language.CHINESE: 380}
FEW = 0.01  # of the rows: a single long text is no news


class LongTexts:
    code: ClassVar[str] = "long_texts"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        limit = READ_CHARACTERS[subject.language]
        rows = zip(subject.ids, subject.texts, strict=True)
        ids = tuple(id_ for id_, texts in rows if sum(map(len, texts)) > limit)
        if len(ids) <= FEW * subject.n_rows:
            return None
        percent = max(1, round(100 * len(ids) / subject.n_rows))
        return Finding(self.code, self.severity, {"n": len(ids), "percent": percent, "n_characters": limit}, ids)
