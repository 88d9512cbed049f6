"""Some texts in traditional, some in simplified Chinese characters."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.cleaning.chinese import kinds_of_chinese
from pipeline.data.scripts import count_kinds
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.project import Language

LOOK_CHARACTERS = 300  # of each text
FEW = 0.02  # of the texts that are clearly one of the two
FEWEST = 3  # rows
CLEARLY = 2  # characters of the one kind, and three times as many as of the other


class MixedChinese:
    code: ClassVar[str] = "mixed_chinese"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        if subject.language is not Language.CHINESE:
            raise NotApplicable("not_chinese")
        sample = subject.sample
        sides = _sides([text[:LOOK_CHARACTERS] for text in sample.texts])
        traditional, simplified = np.flatnonzero(sides > 0), np.flatnonzero(sides < 0)
        fewer = min(traditional, simplified, key=len)
        if len(fewer) < max(FEWEST, FEW * (len(traditional) + len(simplified))):
            return None
        params = {
            "n_traditional": len(traditional),
            "n_simplified": len(simplified),
            "n_looked_at": len(sides),
            "repair": "simplified",
        }
        return Finding(self.code, self.severity, params, subject.ids_at(sample.rows[fewer]))


def _sides(texts: Sequence[str]) -> NDArray[np.int8]:
    """1 for traditional, -1 for simplified, 0 where it cannot be said (n,)."""
    traditional, simplified = count_kinds(texts, kinds_of_chinese(), 2).T
    is_traditional = (traditional >= CLEARLY) & (traditional >= 3 * simplified)
    is_simplified = (simplified >= CLEARLY) & (simplified >= 3 * traditional)
    return np.array(is_traditional.astype(np.int8) - is_simplified.astype(np.int8))
