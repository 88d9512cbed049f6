"""What is exchanged: one person's answer on one example, and which examples of a project it belongs to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from pipeline.domain.labels import Decision

_TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")


@dataclass(frozen=True)
class Answer:
    """One decision. What a file does not tell is empty or None.

    `labels` holds one code of a CLASSIFICATION and any number of them of a MULTI_LABEL project; a REGRESSION project
    has `number`. In a file from outside they may be the labels' names, until `match_answers` has found the codes.
    """

    texts: tuple[str, ...] = ()  # one per TEXT column
    decision: Decision = Decision.LABEL
    labels: tuple[str, ...] = ()
    number: float | None = None
    example_id: str = ""
    annotator: str = ""
    at: datetime | None = None
    comment: str = ""

    def id_in(self, project_id: str) -> str:
        """Return an id that depends on nothing but the answer: read a second time, it changes nothing."""
        number = "" if self.number is None else repr(self.number)
        at = self.at.isoformat() if self.at else ""
        parts = (
            project_id,
            self.example_id,
            self.annotator,
            self.decision.value,
            *self.labels,
            number,
            at,
            self.comment,
        )
        digest = hashlib.sha256()
        for part in parts:
            content = part.encode("utf-8", "surrogatepass")
            digest.update(len(content).to_bytes(8, "little") + content)
        return digest.hexdigest()[:32]


@dataclass(frozen=True)
class ReadLabels:
    """The answers of a file, in its order. `n_empty` rows hold no decision; `n_parts` label parts of texts only."""

    answers: tuple[Answer, ...]
    format: str
    n_empty: int = 0
    n_parts: int = 0


def time_of(written: object) -> datetime | None:
    """Return a moment with its zone (UTC where none is written); None for what is no time."""
    if not isinstance(written, str) or not written.strip():
        return None
    text = written.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return next((it for it in (_by_format(text, form) for form in _TIME_FORMATS) if it), None)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _by_format(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None


def number_of(written: object) -> float | None:
    """Return a finite number; None for what is none."""
    try:
        number = float(str(written).strip())
    except ValueError:
        return None
    return number if isfinite(number) else None


def written_number(number: float) -> str:
    """Return the shortest text that reads as the same number; 3, not 3.0."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def decision_of(written: str, *, is_labelled: bool) -> Decision | None:
    """Return the decision that a cell names; without one, a label is a decision and no label is none."""
    name = written.strip().casefold()
    if not name:
        return Decision.LABEL if is_labelled else None
    return _DECISIONS.get(name)


_DECISIONS: Mapping[str, Decision] = {
    **{decision.value: decision for decision in Decision},
    "标注": Decision.LABEL, "跳过": Decision.SKIP, "不确定": Decision.UNSURE, "撤销": Decision.RETRACT,
    "skipped": Decision.SKIP, "labeled": Decision.LABEL, "labelled": Decision.LABEL,
}  # fmt: skip
