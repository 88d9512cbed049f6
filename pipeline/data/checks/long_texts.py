"""Texts longer than an encoder reads: their ends are cut off."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

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
        rows = np.flatnonzero(subject.sizes > limit)
        if len(rows) <= FEW * subject.n_rows:
            return None
        long = subject.sizes[rows]
        params = {
            "n": len(rows),
            "percent": max(1, round(100 * len(rows) / subject.n_rows)),
            "n_characters": limit,
            "percent_cut": max(1, round(100 * float((long - limit).sum() / long.sum()))),
        }
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
