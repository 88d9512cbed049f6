"""Files as people bring them, made in memory."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import xlwt  # type: ignore[import-untyped]

from pipeline.data.tables import read_table
from pipeline.domain.dataset import FIND_OUT, Reading
from pipeline.domain.errors import UserFacingError

CSV = b"text,label\ngood food,1\nslow and rude,0\nfine,1\n"
ROWS = [("good food", "1"), ("slow and rude", "0"), ("fine", "1")]


def a_zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def a_workbook(*rows: tuple[object, ...], change: Callable[[Any], object] | None = None, **others: str) -> bytes:
    """An .xlsx whose first sheet holds the rows; `others` are further sheets: their names and states."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    for name, state in others.items():
        further = workbook.create_sheet(name)
        further.append(["text", "label"])
        further.append([f"a text of {name}", 1])
        further.sheet_state = state
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def an_old_workbook(*rows: tuple[object, ...], change: Callable[[Any], object] | None = None) -> bytes:
    """An .xls."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet")
    dates = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell, *([dates] if isinstance(cell, date) else []))
    if change is not None:
        change(sheet)
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def a_parquet(columns: dict[str, Any] | pa.Table, **options: Any) -> bytes:
    packed = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), packed, **options)
    return packed.getvalue()


def refusal(content: bytes, reading: Reading = FIND_OUT) -> UserFacingError:
    """Return the error that a file is refused with; what is read is a failure."""
    try:
        table = read_table(content, "table", reading)
    except UserFacingError as error:
        return error
    raise AssertionError(f"read as {table.columns}")


def damaged(content: bytes, *, n: int) -> Iterator[bytes]:
    """The file cut off, and with bytes changed, each at n places that are the same in every run."""
    step = max(1, len(content) // n)
    for position in range(1, len(content), step):
        yield content[:position]
        yield content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :]
        yield content[:position] + b"\xff\xff\xff\xff" + content[position + 4 :]


def read_or_refused(content: bytes) -> bool:
    """Tell whether it was read; anything but a table of one width or a refusal in words is raised."""
    try:
        table = read_table(content, "table")
    except UserFacingError:
        return False
    assert all(len(row) == len(table.columns) for row in table.rows)
    return True
