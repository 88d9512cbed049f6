"""A workbook's sheet to rows of text, as a program of its own.

A flipped bit in an .xls makes the parser ask for 300 GB and end its process, and a cell in the far corner of a sheet
fills the memory: so it is this process that ends, and the one that asked says what happened.

Reads the workbook from its standard input, which must be a file. Writes lines of JSON: `{"refused": code, ...}` or
`{"sheet", "sheets", "row", "n_rows"}`, then arrays of rows, of which the last is empty.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from pipeline.data.workbook_cells import cell_text, filled_in
from pipeline.data.workbook_errors import OLE, Errors, error_cells, is_locked

MEMORY_LIMIT_BYTES = 4 * 1024**3
CPU_LIMIT_SECONDS = 900
ROWS_PER_LINE = 1_000


class Refused(Exception):
    """Why a workbook gives no rows: a code of the errors' words, with its params."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.answer = {"refused": code, **params}


def main(wanted: str | None) -> None:
    _limit()
    try:
        workbook = _opened(sys.stdin.buffer)
        sheets, sheet = _sheets(workbook, wanted)
    except Refused as refused:
        _say(refused.answer)
        return
    errors = error_cells(sys.stdin.buffer, sheet.name, workbook.sheet_names.index(sheet.name))
    start = sheet.start or (0, 0)
    _say({"sheet": sheet.name, "sheets": sheets, "row": start[0], "n_rows": sheet.height})
    lines: list[list[str]] = []
    for row in _rows(sheet, errors):
        lines.append(row)
        if len(lines) == ROWS_PER_LINE:
            _say(lines)
            lines = []
    if lines:
        _say(lines)
    _say([])


def _limit() -> None:
    try:
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_SECONDS, CPU_LIMIT_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def _say(message: object) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False))
    sys.stdout.write("\n")


def _opened(file: BinaryIO) -> CalamineWorkbook:
    file.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise Refused("table_password") from error
    except CalamineError as error:
        raise Refused(_why(file)) from error
    if is_locked(_content(file)):
        raise Refused("table_password")
    return workbook


def _content(file: BinaryIO) -> bytes:
    """Return the whole of an OLE file, which are small, and nothing of any other."""
    file.seek(0)
    head = file.read(8)
    return head + file.read() if head.startswith(OLE) else b""


def _why(file: BinaryIO) -> str:
    content = _content(file)
    if not content:
        return "table_excel_broken"
    if "EncryptedPackage".encode("utf-16-le") in content or is_locked(content):
        return "table_password"
    names = ("WordDocument", "PowerPoint Document", "__properties_version1.0")
    if any(name.encode("utf-16-le") in content for name in names):
        return "table_not_text"
    return "table_excel_broken"


def _sheets(workbook: CalamineWorkbook, wanted: str | None) -> tuple[list[str], CalamineSheet]:
    """Return the names to choose from and the sheet that is read: the wanted one, or the largest.

    Hidden sheets can be asked for by name; they are offered only where nothing else is there.
    """
    known = [meta for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
    if wanted is not None:
        name = next((meta.name for meta in known if meta.name.strip() == wanted.strip()), None)
        if name is None:
            shown = [meta.name for meta in known if meta.visible == Visible.Visible]
            raise Refused("table_sheet_unknown", sheet=wanted, sheets=", ".join(shown[:20]))
        return [], _filled(workbook, [name])[1] or _empty()
    shown, best = _filled(workbook, [meta.name for meta in known if meta.visible == Visible.Visible])
    if best is None:
        shown, best = _filled(workbook, [meta.name for meta in known if meta.visible != Visible.Visible])
    return [best.name, *(name for name in shown if name != best.name)] if best else [], best or _empty()


def _filled(workbook: CalamineWorkbook, names: Iterable[str]) -> tuple[list[str], CalamineSheet | None]:
    """Return the sheets that hold anything, and the largest of them."""
    filled, best = [], None
    for name in names:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except CalamineError as error:
            raise Refused("table_excel_broken") from error
        if sheet.start is None:
            continue
        filled.append(name)
        if best is None or sheet.height * sheet.width > best.height * best.width:
            best = sheet
    return filled, best


def _empty() -> CalamineSheet:
    raise Refused("table_empty")


def _rows(sheet: CalamineSheet, errors: Errors) -> Iterator[list[str]]:
    """Give the sheet's rows from its first filled one, each from the sheet's first filled column."""
    first_row, first_column = sheet.start or (0, 0)
    rows = _texts(sheet, errors, first_column)
    merges = [
        ((top - first_row, max(0, left - first_column)), (bottom - first_row, right - first_column))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top >= first_row and right >= first_column
    ]
    return filled_in(rows, merges, sheet.width) if merges else rows


def _texts(sheet: CalamineSheet, errors: Errors, first_column: int) -> Iterator[list[str]]:
    first_row = (sheet.start or (0, 0))[0]
    for number, cells in enumerate(sheet.iter_rows()):  # from the first row on, but from the first filled column
        if number < first_row:
            continue
        row = [cell if type(cell) is str else cell_text(cell) for cell in cells]
        for column, text in errors.get(number, {}).items():
            if 0 <= column - first_column < len(row):
                row[column - first_column] = text
        yield row


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(json.loads(sys.argv[1]))
