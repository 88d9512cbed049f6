"""Delimited text: understood from its head, read in one pass, a batch in memory at a time."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from pipeline.data.encodings import find_encoding
from pipeline.data.fitting import Fitted, fit_chunks
from pipeline.data.lines import Lines
from pipeline.data.reader import Batch
from pipeline.data.records import NO_DELIMITER, Chunk, Record, chunk_of, read_chunks
from pipeline.data.sniff import SAMPLE_CHARACTERS, Layout, other_delimiters, sniff_layout
from pipeline.domain.dataset import Question, Reading, TableSource


class DelimitedReader:
    """A `TableReader`. `notes` are codes of what should be said about the table, as far as it was read."""

    def __init__(self, lines: Lines, fitted: Fitted, source: TableSource, questions: tuple[Question, ...]) -> None:
        self.columns, self.questions = fitted.columns, questions
        self._lines, self._fitted, self._source = lines, fitted, source

    @property
    def source(self) -> TableSource:
        return replace(self._source, n_set_aside=self._fitted.n_set_aside, notes=self.notes)

    @property
    def fraction(self) -> float:
        return min(1.0, self._lines.n_bytes / max(1, self._source.size_bytes))

    @property
    def notes(self) -> tuple[str, ...]:
        nul = ("nul_characters",) if self._lines.n_nul else ()
        return (*self._fitted.notes, *nul)

    def batches(self) -> Iterator[Batch]:
        return self._fitted.batches()


def open_delimited(
    file: BinaryIO, file_name: str, *, sha256: str, size_bytes: int, reading: Reading
) -> DelimitedReader:
    """Understand a delimited text; what the reading leaves open is found out.

    Blank lines are dropped, and rows without any value at the end. `file` stays open until the batches are read.

    Raises:
        UserFacingError: table_empty, table_not_text {kind}, table_no_rows {n_set_aside},
            table_encoding_unknown {encoding}, table_line_too_long {limit}.
    """
    encoding = find_encoding(file, reading.encoding)
    sample = _sample(Lines(file, encoding.name))
    layout, skip_lines = _layout(sample, reading)
    lines = Lines(file, encoding.name)
    fitted = fit_chunks(
        _chunks(lines, layout, skip_lines),
        width=layout.width,
        header=reading.header,
        skip_lines=skip_lines,
        join=layout.dialect.delimiter.replace(NO_DELIMITER, ""),
    )
    source = TableSource(
        file_name=file_name,
        sha256=sha256,
        encoding=encoding.name,
        delimiter=layout.dialect.delimiter.replace(NO_DELIMITER, ""),
        header=fitted.header,
        quote=layout.dialect.quote,
        skip_lines=skip_lines,
        size_bytes=size_bytes,
    )
    questions = [*_asked("encoding", encoding.name, encoding.others), *fitted.questions]
    if reading.delimiter is None:
        questions += _asked("delimiter", source.delimiter, other_delimiters("".join(sample[skip_lines:]), layout))
    return DelimitedReader(lines, fitted, source, tuple(questions))


def _asked(option: str, found: str, others: tuple[str, ...]) -> list[Question]:
    return [Question(option, (found, *others))] if others else []


def _sample(lines: Lines) -> list[str]:
    sample: list[str] = []
    n_characters = 0
    for block in lines.blocks():
        sample += block
        n_characters += sum(map(len, block))
        if n_characters >= SAMPLE_CHARACTERS:
            break
    return sample


def _layout(sample: list[str], reading: Reading) -> tuple[Layout, int]:
    """Return the layout of what stands under the title, found as it is found when the reading is given."""
    skip_lines = reading.skip_lines
    if skip_lines is None:
        skip_lines = sniff_layout("".join(sample), reading.delimiter, reading.quote).skip_lines
    below = "".join(sample[skip_lines:])
    found = sniff_layout(below, reading.delimiter, reading.quote)
    delimiter = found.dialect.delimiter.replace(NO_DELIMITER, "")
    return sniff_layout(below, delimiter, found.dialect.quote), skip_lines


def _chunks(lines: Lines, layout: Layout, skip_lines: int) -> Iterator[Chunk]:
    """Yield the title, a record for each of its lines, and the records under it."""
    blocks = lines.blocks()
    n_left = skip_lines
    for block in blocks:
        title = [line.rstrip("\r\n") for line in block[:n_left]]
        if title:
            lines_of_it = enumerate(title, start=skip_lines - n_left + 1)
            filled = [(i, line) for i, line in lines_of_it if line.replace(layout.dialect.delimiter, "").strip()]
            yield chunk_of([Record(i, (line,), content=line) for i, line in filled])
        n_left -= len(title)
        if not n_left:
            rest = block[len(title) :]
            yield from read_chunks(chain([rest] if rest else [], blocks), layout.dialect, layout.width, skip_lines)
            return
