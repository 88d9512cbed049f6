"""Cells of a workbook as Excel shows them; part of the program in `workbook`, so it imports nothing heavy."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_LARGEST_PLAIN, _SMALLEST_PLAIN = 1e21, 1e-9
Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column)


def filled_in(rows: Iterable[list[str]], merges: Sequence[Merge], width: int) -> Iterator[list[str]]:
    """Give merged cells their value: a group counts for each of its rows.

    Rightwards only in the names of columns, where a name stands over several: further down, a text that runs over
    its neighbours is one text. What runs over the whole width is a title and stays one cell.
    """
    begun = defaultdict(list)
    for first, last in merges:
        if not (first[1] == 0 and last[1] >= width - 1 and width > 1):
            begun[first[0]].append((first, last))
    going: list[tuple[int, range, str]] = []  # last row, columns, value
    in_names = True
    for number, row in enumerate(rows):
        going = [span for span in going if span[0] >= number]
        across = any(last[1] > first[1] for first, last in begun[number])
        title = sum(1 for cell in row if cell.strip()) <= 1 and not any(first[1] for first, _ in begun[number])
        in_names = in_names and (title or across)
        for first, last in begun.pop(number, ()):
            right = last[1] if in_names and not title else first[1]
            if first[1] < len(row):
                going.append((last[0], range(first[1], min(right, len(row) - 1) + 1), row[first[1]]))
        for _, columns, value in going:
            for column in columns:
                row[column] = row[column] or value
        yield row


def cell_text(cell: Any) -> str:
    """Write a stored value as Excel shows it; dates as ISO dates, with a time where there is one."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return _trimmed(cell.isoformat(" ")) if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
    return _trimmed(cell.isoformat()) if isinstance(cell, date | time) else str(cell)


def _trimmed(iso: str) -> str:
    return iso.rstrip("0").rstrip(".") if "." in iso else iso


def _number(value: float) -> str:
    """Excel keeps 15 digits; more of them are the noise of binary fractions."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    digits = format(value, ".15g")
    if "e" in digits and _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return format(Decimal(digits), "f")
    return digits
