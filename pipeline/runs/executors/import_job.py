"""From a table in a file to a version's folder: read, masked, named, looked at; in bounded memory."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pipeline.data.checks.registry import look_at
from pipeline.data.checks.subject import Subject
from pipeline.data.cleaning.rows import left_out
from pipeline.data.columns import chosen_columns, require_columns, require_same_shape
from pipeline.data.identity import ExampleNames
from pipeline.data.masked_rows import RowMasker
from pipeline.data.privacy.masker import Masker
from pipeline.data.reader import Batch
from pipeline.data.roles import code_order, guess_columns
from pipeline.data.tables import open_table
from pipeline.domain.dataset import Column, ColumnRole, TableSource
from pipeline.domain.training import Progress
from pipeline.runs.executors.executor import Emit, ImportResult, ImportWork, ShouldStop
from pipeline.runs.executors.merging import Merged, merge
from pipeline.store.datasets import ROWS, SET_ASIDE, SetAsideWriter, set_aside_in, write_left_out
from pipeline.store.files import fresh_folder, link_or_copy
from pipeline.store.labels import TableLabels, table_labels
from pipeline.store.rows import Rows, RowsWriter

SURE_SECONDS = 3.0  # before, nothing is said of the time that is left
READ_SHARE = 0.7  # of the time; the rest is looking at what was read
ADDED = "added.arrow"  # the rows of a second file, until they are merged
Tell = Callable[[float, str], None]  # raises Stopped


class Stopped(Exception):
    """A person asked to stop: half a table is of no use."""


@dataclass(frozen=True)
class _Read:
    """A version's rows as they lie in its folder."""

    columns: tuple[Column, ...]
    source: TableSource
    merged: Merged
    personal: dict[str, int]


def take_in(work: ImportWork, *, emit: Emit, should_stop: ShouldStop) -> ImportResult | None:
    """Fill the work's output folder. Returns None when it was asked to stop.

    Raises: UserFacingError as `open_table`, `chosen_columns` and `require_same_shape`.
    """

    began = time.monotonic()

    def tell(fraction: float, phase: str) -> None:
        if should_stop():
            raise Stopped
        passed = time.monotonic() - began
        left = passed * (1 - fraction) / fraction if fraction > 0 and passed > SURE_SECONDS else None
        emit(Progress(fraction, phase, left))

    try:
        with fresh_folder(work.output_folder) as folder:
            tell(0.0, "read_table")
            read = _again(work, folder) if work.content is None else _from_file(work, folder, tell)
            tell(READ_SHARE, "look_at_table")
            return _looked_at(work, folder, read, tell)
    except Stopped:
        return None


def _from_file(work: ImportWork, folder: Path, tell: Tell) -> _Read:
    masker = Masker(work.mask_key, work.language) if work.mask_key is not None else None
    assert work.content is not None  # noqa: S101 - asked by the caller
    written = folder / (ROWS if work.previous is None else ADDED)
    there = Rows(work.previous[1] / ROWS) if work.previous else None
    with open_table(work.content, work.file_name, work.reading) as reader:
        batches = iter(reader.batches())
        first = next(batches, Batch([]))
        columns = _columns(work, reader.columns, first)
        with closing(RowsWriter(written, reader.columns)) as rows, closing(SetAsideWriter(folder)) as aside:
            names, aside_before = ExampleNames(), _aside_before(work, aside)
            for batch in chain((first,), batches):
                tell(READ_SHARE * reader.fraction, "read_table")
                ids, batch = _prepared(batch, columns, names, masker, there)
                rows.write(ids, batch.rows)
                aside.write([row for row in batch.set_aside if (row.line, row.content) not in aside_before])
        source = replace(reader.source, notes=reader.notes, n_set_aside=aside.n_rows)
    personal = {kind.value: n for kind, n in masker.counts.items()} if masker else {}
    if work.previous is None:
        return _Read(columns, source, Merged(rows.n_rows), personal)
    assert there is not None  # noqa: S101 - as `previous`
    before = work.previous[0]
    merged = merge(there, Rows(written), before.columns, folder / ROWS, masked=before.masked)
    written.unlink()
    return _Read(before.columns, source, merged, dict(Counter(before.personal) + Counter(personal)))


def _aside_before(work: ImportWork, aside: SetAsideWriter) -> set[tuple[int, str]]:
    """Keep the rows that were set aside before; returns their lines and contents, so that none comes twice."""
    seen = set()
    for row in set_aside_in(work.previous[1]) if work.previous else ():
        aside.write([row])
        seen.add((row.line, row.content))
    return seen


def _columns(work: ImportWork, names: tuple[str, ...], first: Batch) -> tuple[Column, ...]:
    if work.previous is None:
        return chosen_columns(guess_columns(names, first.rows), work.roles)
    known = {column.name: column for column in work.previous[0].columns}
    require_same_shape(tuple(known.values()), names, masked=work.previous[0].masked)
    return tuple(known.get(name, Column(name, ColumnRole.IGNORED)) for name in names)


def _prepared(
    batch: Batch, columns: Sequence[Column], names: ExampleNames, masker: Masker | None, there: Rows | None
) -> tuple[list[str], Batch]:
    """Name a batch's rows by their raw texts; then mask them. What was counted with `there` is not counted again."""
    texts = [i for i, column in enumerate(columns) if column.role is ColumnRole.TEXT]
    ids = [names.name([row[i] for i in texts]) for row in batch.rows]
    if masker is None:
        return ids, batch
    known = set(there.positions(ids)) if there else set()
    fresh, again = RowMasker(masker, columns), RowMasker(masker.uncounted(), columns)
    aside = [fresh.mask_set_aside(row) for row in batch.set_aside]
    rows = [(again if id_ in known else fresh).mask(row) for id_, row in zip(ids, batch.rows, strict=True)]
    return ids, Batch(rows, aside)


def _again(work: ImportWork, folder: Path) -> _Read:
    """The rows of the version before under other roles or another cleaning."""
    assert work.previous is not None  # noqa: S101 - there is nothing else to read
    before, before_folder = work.previous
    columns = tuple(
        column
        if work.roles.get(column.name, column.role) is column.role
        else Column(column.name, work.roles[column.name])
        for column in before.columns
    )
    require_columns(columns)
    rows = Rows(before_folder / ROWS)
    turned = set(_named(columns, ColumnRole.SENSITIVE)) - set(before.named(ColumnRole.SENSITIVE))
    if work.mask_key is not None and turned:
        _write_masked(rows, columns, Masker(work.mask_key, work.language), folder / ROWS)
    elif _named(columns, ColumnRole.TEXT) == before.named(ColumnRole.TEXT):
        link_or_copy(before_folder / ROWS, folder / ROWS)
    else:
        _write_renamed(rows, columns, folder / ROWS)
    if (before_folder / SET_ASIDE).exists():
        link_or_copy(before_folder / SET_ASIDE, folder / SET_ASIDE)
    return _Read(columns, before.source, Merged(0, len(rows)), dict(before.personal))


def _write_masked(rows: Rows, columns: Sequence[Column], masker: Masker, output: Path) -> None:
    """Write the rows once more with what has become SENSITIVE masked, in its own column and in the texts."""
    masked = RowMasker(masker, columns)
    with closing(RowsWriter(output, rows.names)) as writer:
        for ids, cells in rows.parts():
            writer.write(ids, [masked.mask(row) for row in cells])


def _write_renamed(rows: Rows, columns: Sequence[Column], output: Path) -> None:
    """Write the rows once more under the ids that other TEXT columns give them."""
    names, texts = ExampleNames(), [rows.names.index(name) for name in _named(columns, ColumnRole.TEXT)]
    with closing(RowsWriter(output, rows.names)) as writer:
        for _, cells in rows.parts():
            writer.write([names.name([row[i] for i in texts]) for row in cells], cells)


def _looked_at(work: ImportWork, folder: Path, read: _Read, tell: Tell) -> ImportResult:
    rows = Rows(folder / ROWS)
    label_column = next(iter(_named(read.columns, ColumnRole.LABEL)), None)
    labels = table_labels(rows, label_column, work.merged_labels)
    texts, given = rows.texts(_named(read.columns, ColumnRole.TEXT)), list(_each(labels))
    gone = left_out(rows.ids, texts, given, work.cleaning)
    if gone:
        write_left_out(folder, gone)
    subject = Subject(
        columns=read.columns,
        ids=rows.ids,
        texts=texts,
        labels=given,
        language=work.language,
        n_set_aside=read.source.n_set_aside,
        notes=read.source.notes,
        cells=rows.cells,
    )
    counts = Counter(label for label in given if label)
    return ImportResult(
        columns=read.columns,
        source=read.source,
        n_rows=len(rows),
        findings=look_at(subject, tell=lambda share: tell(READ_SHARE + (1 - READ_SHARE) * share, "look_at_table")),
        labels=code_order(counts),
        n_labels=counts.total(),
        n_left_out=len(gone),
        personal=read.personal,
        n_new=read.merged.n_new,
        n_known=read.merged.n_known,
        n_changed=read.merged.n_changed,
    )


def _each(labels: TableLabels) -> Iterator[str | None]:
    return (labels.values[code] if code >= 0 else None for code in labels.codes.tolist())


def _with_role(column: Column, role: ColumnRole) -> Column:
    return column if role is column.role else Column(column.name, role)


def _named(columns: Sequence[Column], role: ColumnRole) -> tuple[str, ...]:
    return tuple(column.name for column in columns if column.role is role)
