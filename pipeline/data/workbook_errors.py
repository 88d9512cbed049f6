"""What the parser of workbooks does not tell: cells like #DIV/0!, and that an .xls is locked.

Part of the program in `workbook`, so it imports nothing heavy.
"""

import re
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from posixpath import join, normpath
from typing import BinaryIO

OLE = b"\xd0\xcf\x11\xe0"
_BEGINS_XLS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
_FIRST_RECORDS = 8
_BEGIN, _END, _SHEET, _FORMULA, _ERROR, _FILE_PASS = 0x0809, 0x0A, 0x85, 0x06, 0x0205, 0x2F
_NAMES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]{0,200}?\bt=["']e["'][^>]{0,200})>"""
    rb"""(?:(?!</?(?:\w+:)?c[\s>]).){0,9000}?<(?:\w+:)?v>(#[^<]{1,20})""",
    re.DOTALL,
)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_CHUNK_BYTES, _OVERLAP_BYTES = 1_000_000, 20_000  # a formula has at most 8,192 characters

Errors = dict[int, dict[int, str]]  # text by row and column


def error_cells(file: BinaryIO, sheet: str, position: int) -> Errors:
    """Return the sheet's errors; none where the file is neither .xlsx nor .xls, or says so in a way of its own."""
    file.seek(0)
    try:
        if zipfile.is_zipfile(file):
            return _of_xlsx(file, sheet)
        file.seek(0)
        content = file.read() if file.read(4) == OLE else b""
        return _of_xls(OLE + content, position) if content else {}
    except (KeyError, ValueError, IndexError, struct.error, ET.ParseError, zipfile.BadZipFile, OSError, EOFError):
        return {}


def is_locked(content: bytes) -> bool:
    """Tell whether FILEPASS is among the first records of an .xls."""
    for begin in _BEGINS_XLS.finditer(content):
        position = begin.start()
        for _ in range(_FIRST_RECORDS):
            if int.from_bytes(content[position : position + 2], "little") == _FILE_PASS:
                return True
            position += 4 + int.from_bytes(content[position + 2 : position + 4], "little")
    return False


def _of_xlsx(file: BinaryIO, sheet: str) -> Errors:
    errors: Errors = defaultdict(dict)
    with zipfile.ZipFile(file) as archive, archive.open(_part(archive, sheet)) as part:
        kept = b""
        while chunk := part.read(_CHUNK_BYTES):
            text = kept + chunk
            kept = text[-_OVERLAP_BYTES:]
            for cell in _ERROR_CELL.finditer(text) if b't="e"' in text or b"t='e'" in text else ():
                if place := _PLACE.search(cell[1]):
                    errors[int(place[2]) - 1][_column(place[1])] = cell[2].decode("utf-8", errors="replace")
    return errors


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Raises: KeyError when the workbook does not say where the sheet lies."""
    sheets = {}
    for element in ET.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314 - its process has a bound
        if element.tag.endswith("}sheet"):
            sheets[element.get("name")] = next(value for key, value in element.items() if key.endswith("}id"))
    for element in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter():  # noqa: S314
        if element.get("Id") == sheets[sheet]:
            target = element.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    raise KeyError(sheet)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1


def _of_xls(content: bytes, position: int) -> Errors:
    stream = _workbook_stream(content)
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _SHEET]
    errors: Errors = defaultdict(dict)
    for kind, body in _records(stream, starts[position]):
        if kind == _ERROR and body[7] == 1:
            code = body[6]
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            code = body[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", body)
        errors[row][column] = _NAMES.get(code, "#N/A")
    return errors


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of a part of the stream; charts in it are parts of their own, with an end of their own."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _workbook_stream(content: bytes) -> bytes:
    """Put the stream together that holds the sheets of an OLE file; one below 4,096 bytes lies elsewhere."""
    sector_size = 1 << struct.unpack_from("<H", content, 30)[0]
    directory_start, cutoff = struct.unpack_from("<I4xI", content, 48)
    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < len(content) // sector_size]
    table = [number for start in tables for number in _numbers(_sector(content, start, sector_size))]
    directory = _chain(content, table, directory_start, sector_size)
    for i in range(0, len(directory), 128):
        name_bytes, start, size = struct.unpack_from("<64xH50xII", directory, i)
        name = directory[i : i + max(0, name_bytes - 2)].decode("utf-16-le", errors="replace")
        if name in ("Workbook", "Book") and size >= cutoff:
            return _chain(content, table, start, sector_size)[:size]
    raise KeyError("Workbook")


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(content: bytes, table: list[int], start: int, size: int) -> bytes:
    sectors: list[bytes] = []
    while start < len(table) and len(sectors) < len(table):
        sectors.append(_sector(content, start, size))
        start = table[start]
    return b"".join(sectors)
