"""Workbooks of Excel: one sheet of them, read by a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO

from pipeline.data.fitting import fit
from pipeline.data.reader import Batch
from pipeline.data.records import Record
from pipeline.domain.dataset import Question, Reading, TableKind, TableSource
from pipeline.domain.errors import UserFacingError

_STOPPED = (-signal.SIGKILL, -signal.SIGXCPU)  # by the system: no memory is left, or it computed too long
_PROGRAM = "pipeline.data.workbook"
_ROOT = str(Path(__file__).parents[2])
_OUT_OF_MEMORY = (b"memory allocation of", b"capacity overflow", b"MemoryError")


class ExcelReader:
    kind = TableKind.EXCEL

    def __init__(self, sheet: "_Sheet", source: TableSource, reading: Reading) -> None:
        self._sheet = sheet
        self._fitted = fit(sheet.records(), header=reading.header, skip_lines=reading.skip_lines)
        self._source = replace(source, sheet=sheet.name, header=self._fitted.header, skip_lines=self._fitted.skip_lines)
        self.columns = self._fitted.columns
        sheets = (Question("sheet", sheet.candidates),) if len(sheet.candidates) > 1 else ()
        self.questions = (*sheets, *self._fitted.questions)

    @property
    def notes(self) -> tuple[str, ...]:
        return self._fitted.notes

    @property
    def source(self) -> TableSource:
        return replace(self._source, n_set_aside=self._fitted.n_set_aside)

    @property
    def fraction(self) -> float:
        return self._sheet.n_given / max(1, self._sheet.n_rows)

    def batches(self) -> Iterator[Batch]:
        return self._fitted.batches()


@contextmanager
def open_excel(
    file: BinaryIO, file_name: str, *, sha256: str, size_bytes: int, reading: Reading
) -> Iterator[ExcelReader]:
    """Raises: UserFacingError table_password, table_excel_broken, table_excel_too_large, table_not_text {kind},
    table_sheet_unknown {sheet, sheets}, table_empty.
    """
    source = TableSource(file_name, sha256, "", "", header=True, kind=TableKind.EXCEL, quote="", size_bytes=size_bytes)
    with TemporaryFile() as said, _as_real_file(file) as real, _started(real, said, reading.sheet) as process:
        try:
            yield ExcelReader(_Sheet(process, said), source, reading)
        finally:
            process.kill()


class _Sheet:
    """What the process says of the sheet that it reads."""

    def __init__(self, process: "subprocess.Popen[bytes]", said: IO[bytes]) -> None:
        self._process, self._said = process, said
        head = self._next()
        if "refused" in head:
            code = head.pop("refused")
            raise UserFacingError(code, **({"kind": "document"} if code == "table_not_text" else head))
        self.name: str = head["sheet"]
        self.candidates: tuple[str, ...] = tuple(head["sheets"])
        self.n_rows: int = head["n_rows"]
        self.n_given = 0
        self._row: int = head["row"]

    def records(self) -> Iterator[Record]:
        while rows := self._next():
            for row in rows:
                self.n_given += 1
                yield Record(self._row + self.n_given, tuple(row))

    def _next(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else b""
        if line.endswith(b"\n"):
            return json.loads(line)
        ended = self._process.wait()
        self._said.seek(0)
        last_words = self._said.read(100_000)
        too_large = ended in _STOPPED or any(sign in last_words for sign in _OUT_OF_MEMORY)
        raise UserFacingError("table_excel_too_large" if too_large else "table_excel_broken")


@contextmanager
def _as_real_file(file: BinaryIO) -> Iterator[BinaryIO]:
    """The process reads a file of the system's, by its number; bytes in memory have none."""
    try:
        file.fileno()
    except OSError:
        with TemporaryFile() as real:
            file.seek(0)
            while chunk := file.read(1024 * 1024):
                real.write(chunk)
            real.flush()
            yield real
    else:
        file.flush()
        yield file


def _started(file: BinaryIO, said: IO[bytes], sheet: str | None) -> "subprocess.Popen[bytes]":
    file.seek(0)
    # -P: nothing in the folder where a person happens to be may stand before the library's own modules.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", _PROGRAM, json.dumps(sheet)],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=said,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])])},
    )
