"""Findings: something a check noticed, with a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar


class Severity(StrEnum):
    ISSUE = "issue"  # look at it first
    TIP = "tip"


@dataclass(frozen=True)
class Finding:
    """Rendered by `pipeline.words` in three parts from `[findings.<code>]`. `example_ids` are the rows behind it."""

    code: str
    severity: Severity
    params: Mapping[str, Any] = field(default_factory=dict)
    example_ids: tuple[str, ...] = ()


Subject_contra = TypeVar("Subject_contra", contravariant=True)


class Check(Protocol[Subject_contra]):
    """Looks at one subject. Returns None when there is nothing to say; raises NotApplicable(reason) when it cannot."""

    code: ClassVar[str]
    severity: ClassVar[Severity]

    def look(self, subject: Subject_contra) -> Finding | None: ...
