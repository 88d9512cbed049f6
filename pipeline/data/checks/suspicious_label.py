"""A label that looks like "not known": `0`, `n/a`, 未知."""

import re
from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.data.splits import same_text
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

N_NAMED = 5  # labels spelled out in the finding
WORDS = 2  # other labels that must be words: among numbers, 0 is a number
_NUMBER = re.compile(r"[+-]?\d+(?:[.]\d+)?")
_LIKE_UNKNOWN = (
    "unknown unk undefined unspecified unclassified uncategorized uncategorised unlabeled unlabelled notavailable "
    "notapplicable notsure n/a na nan null none nil tbd tba todo invalid missing missingvalue dontknow don'tknow "
    "? ?? ??? - -- --- . / \\ x xxx 0 0.0 -1 -1.0 99 999 -99 -999 9999 #n/a #ref! #value! "
    "未知 不明 不详 待定 待分类 未分类 未标注 未标记 待标注 无 空 暂无 无效 缺失 不确定 不清楚 未填 未填写 "
    "其他 其它 other others misc"
)
_UNKNOWN = frozenset(_LIKE_UNKNOWN.split())


class SuspiciousLabel:
    code: ClassVar[str] = "suspicious_label"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        counts = subject.label_counts
        unknown = [label for label in counts if same_text(label) in _UNKNOWN]
        words = [label for label in counts if label not in set(unknown) and not _NUMBER.fullmatch(label.strip())]
        if len(words) < WORDS:
            raise NotApplicable("labels_are_no_words")
        if not unknown:
            return None
        index = subject.label_index
        concerned = np.array([*(name in set(unknown) for name in index.names), False])  # the last: no label
        rows = np.flatnonzero(concerned[index.codes])
        ranked = sorted(unknown, key=lambda label: (-counts[label], label))
        labels = ", ".join(f"“{label}” ({counts[label]})" for label in ranked[:N_NAMED])
        return Finding(self.code, self.severity, {"n": len(rows), "labels": labels}, subject.ids_at(rows))
