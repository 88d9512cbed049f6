"""Subjects for the tests of checks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.data.checks.subject import Subject
from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.project import Language


def subject_of(
    texts: Sequence[str], labels: Sequence[str | None] | None = None, *, zh: bool = False, n_set_aside: int = 0
) -> Subject:
    """Rows r0, r1, ... with one text column."""
    return Subject(
        columns=(Column("text", ColumnRole.TEXT), Column("label", ColumnRole.LABEL)),
        ids=[f"r{i}" for i in range(len(texts))],
        texts=[(text,) for text in texts],
        labels=list(labels) if labels is not None else [None] * len(texts),
        language=Language.CHINESE if zh else Language.ENGLISH,
        n_set_aside=n_set_aside,
    )


def with_columns(
    subject: Subject, cells: Mapping[str, Sequence[str]], role: ColumnRole = ColumnRole.FEATURE
) -> Subject:
    """The same rows with further columns, all of one role."""
    columns = (*subject.columns, *(Column(name, role) for name in cells))
    return replace(subject, columns=columns, cells=dict(cells))


def different(n: int) -> list[str]:
    return [f"text number {i}" for i in range(n)]


def labeled(**counts: int) -> Subject:
    """Different texts, so many of each label."""
    labels = [label for label, n in counts.items() for _ in range(n)]
    return subject_of(different(len(labels)), labels)
