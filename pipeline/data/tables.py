"""Tables as a person wrote them, whatever the file: every cell is text, and what cannot be read is set aside."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from pipeline.data.choices import require_possible
from pipeline.data.containers import Unpacked, unpack
from pipeline.data.delimited import open_delimited
from pipeline.data.excel import open_excel
from pipeline.data.formats import Format, format_of, is_tar
from pipeline.data.json_lines import open_json
from pipeline.data.parquet import open_parquet
from pipeline.data.reader import COLUMNS_LIMIT, Batch, TableReader
from pipeline.domain.dataset import FIND_OUT, Question, Reading, SetAsideRow, TableSource
from pipeline.domain.errors import UserFacingError

_ARCHIVES = (Format.GZIP, Format.ZIP)


class _Opener(Protocol):
    def __call__(
        self, file: BinaryIO, file_name: str, *, sha256: str, size_bytes: int, reading: Reading
    ) -> TableReader: ...


_OPEN: dict[Format, _Opener] = {
    Format.DELIMITED: open_delimited,
    Format.JSON_LINES: open_json,
    Format.PARQUET: open_parquet,
}


@dataclass(frozen=True)
class Table:
    """Rows of text, each as long as `columns`; names are unique and never empty; a missing cell is ""."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: TableSource
    set_aside: tuple[SetAsideRow, ...] = ()
    questions: tuple[Question, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[str]:
        """Raises: ValueError when there is no such column."""
        position = self.columns.index(name)
        return [row[position] for row in self.rows]


class _Origin(NamedTuple):
    """The file as it was brought."""

    file_name: str
    sha256: str
    size_bytes: int


def read_table(
    content: bytes | Path,
    file_name: str,
    reading: Reading = FIND_OUT,
    *,
    max_rows: int | None = None,
) -> Table:
    """Read a whole table, or its first rows; what is not chosen is found out.

    Raises: UserFacingError as `open_table`, and: table_no_rows {n_set_aside}.
    """
    rows: list[tuple[str, ...]] = []
    set_aside: list[SetAsideRow] = []
    with open_table(content, file_name, reading) as reader:
        for batch in reader.batches():
            rows += batch.rows
            set_aside += batch.set_aside
            if max_rows is not None and len(rows) >= max_rows:
                break
        if not rows:
            raise UserFacingError("table_no_rows", n_set_aside=len(set_aside))
        return Table(reader.columns, tuple(rows[:max_rows]), reader.source, tuple(set_aside), reader.questions)


@contextmanager
def open_table(content: bytes | Path, file_name: str, reading: Reading = FIND_OUT) -> Iterator[TableReader]:
    """Open a file of any kind that we read, packed or not, by what is in it; its name does not matter.

    Raises:
        UserFacingError: table_empty, table_not_text {kind}, table_is_page, table_encoding_unknown {encoding},
            table_password, table_sheet_unknown {sheet, sheets}, table_archive_empty, table_archive_nested,
            table_archive_broken, table_archive_too_large {limit}, table_excel_broken, table_excel_too_large,
            table_json_broken {line}, table_json_no_list, table_too_many_columns {limit}, table_parquet_broken,
            table_too_wide {n_columns, limit}, table_sign_wrong {sign}, table_skip_lines_wrong {skip_lines}.
            The broken ones may come from `batches` too, where the first bytes are sound.
    """
    require_possible(reading)
    with ExitStack() as stack:
        file: BinaryIO = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
        stack.enter_context(file)
        sha256 = _sha256(file)
        origin = _Origin(file_name, sha256, file.seek(0, io.SEEK_END))
        if not origin.size_bytes:
            raise UserFacingError("table_empty")
        reader = _reader(file, origin, reading, stack)
        if len(reader.columns) > COLUMNS_LIMIT:
            raise UserFacingError("table_too_wide", n_columns=len(reader.columns), limit=COLUMNS_LIMIT)
        yield reader


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1024 * 1024):
        digest.update(block)
    return digest.hexdigest()


def _reader(file: BinaryIO, origin: _Origin, reading: Reading, stack: ExitStack) -> TableReader:
    found = format_of(file)
    if found not in _ARCHIVES:
        return _opened(found, file, origin, reading, stack)
    unpacked = stack.enter_context(unpack(file, found, origin.file_name, reading.sheet))
    if is_tar(unpacked.file.read(512)) or (found := format_of(unpacked.file)) in _ARCHIVES:
        raise UserFacingError("table_archive_nested")
    reader = _opened(found, unpacked.file, origin, replace(reading, sheet=unpacked.sheet), stack)
    return _OneOfSeveral(reader, unpacked, reading) if unpacked.candidates else reader


def _opened(found: Format, file: BinaryIO, origin: _Origin, reading: Reading, stack: ExitStack) -> TableReader:
    name, sha256, size_bytes = origin
    if found is Format.EXCEL:
        return stack.enter_context(open_excel(file, name, sha256=sha256, size_bytes=size_bytes, reading=reading))
    return _OPEN[found](file, name, sha256=sha256, size_bytes=size_bytes, reading=reading)


class _OneOfSeveral:
    """A table of an archive that holds several: its sheet is the file's name, with a workbook's sheet after it."""

    def __init__(self, reader: TableReader, unpacked: Unpacked, reading: Reading) -> None:
        self._reader, self._unpacked = reader, unpacked
        self.columns = reader.columns
        asked = () if reading.sheet else (Question("sheet", unpacked.candidates),)
        inner = [self._named(question) for question in reader.questions if reading.sheet or question.option != "sheet"]
        self.questions = (*asked, *inner)

    @property
    def source(self) -> TableSource:
        source = self._reader.source
        chosen = self._unpacked.chosen
        return replace(source, sheet=f"{chosen}/{source.sheet}" if source.sheet else chosen)

    @property
    def fraction(self) -> float:
        return self._reader.fraction

    @property
    def notes(self) -> tuple[str, ...]:
        return self._reader.notes

    def batches(self) -> Iterator[Batch]:
        return self._reader.batches()

    def _named(self, question: Question) -> Question:
        if question.option != "sheet":
            return question
        return Question("sheet", tuple(f"{self._unpacked.chosen}/{name}" for name in question.candidates))
