"""Tables that leave the building: CSV that Excel opens in the right encoding and without running anything."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.store.files import write_atomic

_PLAIN_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?([.,]\d+)?([eE][+-]?\d+)?%?", re.ASCII)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones work in Asian Excels
_NEEDS_QUOTES = re.compile(r"""[,;\t|"'\r\n]|^\s|\s$""")  # also other delimiters: Excel's own depends on the country


def neutralise(cell: str) -> str:
    """Put ' before what a spreadsheet would run as a formula; plain numbers such as -3.5 stay."""
    if cell.startswith(_STARTS_FORMULA) and not (_PLAIN_NUMBER.fullmatch(cell) and cell[-1:].isdigit()):
        return f"'{cell}"
    return cell


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV in UTF-8 with a byte order mark, \\r\\n between records, cells neutralised."""
    lines = [_line(columns), *(_line(row) for row in rows), ""]
    return "\r\n".join(lines).encode("utf-8-sig", "replace")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Raises: OSError, with an older file at `path` untouched."""
    write_atomic(path, csv_bytes(columns, rows))


def _line(cells: Sequence[str]) -> str:
    if len(cells) == 1 and not cells[0]:
        return '""'  # a bare line break would be no record
    return ",".join(map(_written, cells))


def _written(cell: str) -> str:
    cell = neutralise(cell)
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
