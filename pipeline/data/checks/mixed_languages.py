"""Texts in another writing, or another language, than most."""

from collections import Counter
from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.scripts import SCRIPTS, main_scripts, other_language
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

FEW = 0.02  # of the texts with letters
FEWEST = 3  # rows
N_NAMED = 4
LOOK_CHARACTERS = 300  # of each text
LATIN = SCRIPTS.index("Latin")


class MixedLanguages:
    code: ClassVar[str] = "mixed_languages"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        sample = subject.sample
        spoken = _spoken([text[:LOOK_CHARACTERS] for text in sample.texts])
        counts = Counter(spoken)
        del counts[""]
        if not counts:
            raise NotApplicable("no_letters")
        main, n_main = counts.most_common(1)[0]
        n_others = counts.total() - n_main
        if n_others < max(FEWEST, FEW * counts.total()):
            return None
        rows = sample.rows[np.array([language not in ("", main) for language in spoken], bool)]
        named = [f"{language} ({n})" for language, n in counts.most_common(N_NAMED + 1)[1:]]
        params = {
            "n": n_others,
            "percent": round(100 * n_others / counts.total()),
            "n_looked_at": len(sample),
            "main": main,
            "others": ", ".join(named),
        }
        return Finding(self.code, self.severity, params, subject.ids_at(rows))


def _spoken(texts: list[str]) -> list[str]:
    """Each text's writing, or its language where that can be said of a Latin one; "" where it has no letters."""
    scripts = main_scripts(texts).tolist()
    return [
        (script == LATIN and other_language(text)) or (SCRIPTS[script] if script >= 0 else "")
        for script, text in zip(scripts, texts, strict=True)
    ]
