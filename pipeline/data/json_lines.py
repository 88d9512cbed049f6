"""JSON Lines, and a JSON array of objects: an object is a row, its keys are the columns."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, NamedTuple

from pipeline.data.formats import HEAD_BYTES, json_encoding
from pipeline.data.names import unique_names
from pipeline.data.reader import BATCH_CHARACTERS, BATCH_ROWS, COLUMNS_LIMIT, Batch
from pipeline.domain.dataset import Question, Reading, SetAsideRow, TableKind, TableSource
from pipeline.domain.errors import UserFacingError

OBJECT_LIMIT_CHARACTERS = 32_000_000
CONTENT_LIMIT = 10_000  # characters of a row set aside
_CHUNK_CHARACTERS = 1_000_000
_WORDS = {True: "true", False: "false", None: ""}
_SPACE = re.compile(r"[ \t\r\n,]*")


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


_PLAIN = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)  # str: 2.50 and 00 stay what they are
_NESTED = json.JSONDecoder(parse_int=_Number, parse_float=_Number, parse_constant=_Number)


class _Item(NamedTuple):
    """One row's JSON: an object, or the reason why it is none."""

    line: int
    text: str
    value: dict[str, Any] | None
    reason: str = ""


class JsonReader:
    """Read twice: once for the keys of all rows, once for the rows."""

    kind = TableKind.JSON_LINES
    questions: tuple[Question, ...] = ()

    def __init__(self, file: BinaryIO, source: TableSource, encoding: str) -> None:
        self._file, self._source, self._encoding = file, source, encoding
        self._n_set_aside = 0
        self._errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._size_bytes = max(1, file.seek(0, io.SEEK_END))
        self._keys = self._scan()
        self.columns = unique_names([_showable(key) for key in self._keys], len(self._keys))

    notes: tuple[str, ...] = ()

    @property
    def source(self) -> TableSource:
        return replace(self._source, n_set_aside=self._n_set_aside)

    @property
    def fraction(self) -> float:
        return min(1.0, self._file.tell() / self._size_bytes)

    def batches(self) -> Iterator[Batch]:
        batch, n_characters = Batch([]), 0
        for item in self._items():
            n_characters += len(item.text)
            row, reason = self._fitted(item)
            if reason:
                batch.set_aside.append(SetAsideRow(item.line, _showable(item.text), reason))
                self._n_set_aside += 1
            else:
                batch.rows.append(row)
            if len(batch.rows) + len(batch.set_aside) >= BATCH_ROWS or n_characters >= BATCH_CHARACTERS:
                yield batch
                batch, n_characters = Batch([]), 0
        if batch.rows or batch.set_aside:
            yield batch

    def _fitted(self, item: _Item) -> tuple[tuple[str, ...], str]:
        """Return the row, or why it is none."""
        if item.value is None:
            return (), item.reason
        try:
            row = _row(item, self._keys)
        except RecursionError:
            return (), "json_broken"
        text = "".join(row)
        if not self._is_readable(text):
            return (), "unreadable_characters"
        return (tuple([cell.replace("\x00", "") for cell in row]) if "\x00" in text else row), ""

    def _is_readable(self, text: str) -> bool:
        """Bytes that are no characters are not, nor is half a surrogate pair, which no file takes."""
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
        return self._errors != "replace" or "\ufffd" not in text

    def _scan(self) -> tuple[str, ...]:
        keys: dict[str, None] = {}
        n_rows, n_others, last = 0, 0, None
        for item in self._items():
            if item.value is None:
                n_others += 1
                continue
            n_rows, last = n_rows + 1, item.value
            if not item.value.keys() <= keys.keys():
                keys.update(dict.fromkeys(item.value))
                if len(keys) > COLUMNS_LIMIT:
                    raise UserFacingError("table_too_many_columns", limit=COLUMNS_LIMIT)
        if n_rows == 1 and last is not None and any(_is_rows(value) for value in last.values()):
            raise UserFacingError("table_json_no_list")
        if not keys:
            raise UserFacingError("table_no_rows", n_set_aside=n_others)
        return tuple(keys)

    def _items(self) -> Iterator[_Item]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self._encoding, errors=self._errors)
        try:
            yield from _array(text) if _is_array(text) else _lines(text)
        finally:
            text.detach()  # else it closes the file when it goes


def open_json(file: BinaryIO, file_name: str, *, sha256: str, size_bytes: int, reading: Reading) -> JsonReader:
    """Raises: UserFacingError table_json_broken {line}, table_json_no_list, table_too_many_columns {limit},
    table_no_rows {n_set_aside},     table_encoding_unknown {encoding}.
    """
    file.seek(0)
    found = json_encoding(file.read(HEAD_BYTES))
    encoding = reading.encoding or found
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except LookupError as error:
        raise UserFacingError("table_encoding_unknown", encoding=encoding) from error
    shown = "" if encoding in ("utf-8", "utf-8-sig") else encoding
    source = TableSource(
        file_name, sha256, shown, "", header=True, kind=TableKind.JSON_LINES, quote="", size_bytes=size_bytes
    )
    return JsonReader(file, source, encoding)


def _is_array(text: io.TextIOWrapper) -> bool:
    start = text.read(4096).lstrip("\ufeff \t\r\n")[:1]
    text.seek(0)
    return start == "["


def _lines(text: io.TextIOWrapper) -> Iterator[_Item]:
    number = 0
    while line := text.readline(OBJECT_LIMIT_CHARACTERS):
        number += 1
        if len(line) == OBJECT_LIMIT_CHARACTERS:
            raise UserFacingError("table_json_broken", line=number)
        line = line.strip("\ufeff\x00 \t\r\n") if number == 1 else line.strip("\x00 \t\r\n")
        if not line:
            continue
        try:
            value, end = _PLAIN.raw_decode(line)
        except (ValueError, RecursionError):
            end = -1
        yield _item(number, line, value) if end == len(line) else _Item(number, line, None, "json_broken")


def _array(text: io.TextIOWrapper) -> Iterator[_Item]:
    """Take one element after the other off a buffer that is filled as needed."""
    buffer, ended = text.read(_CHUNK_CHARACTERS).lstrip("\ufeff"), False
    start = buffer.index("[") + 1
    number = 1 + buffer.count("\n", 0, start)
    while True:
        space = _SPACE.match(buffer, start)
        begin = space.end() if space else start
        number += buffer.count("\n", start, begin)
        start = begin
        if buffer.startswith("]", start):
            if (buffer[start + 1 :] + text.read(_CHUNK_CHARACTERS)).strip("\x00 \t\r\n"):
                raise UserFacingError("table_json_broken", line=number)
            return
        value, end = _element(buffer, start)
        if end < len(buffer) and end >= 0:
            yield _item(number, buffer[start:end], value)
            number += buffer.count("\n", start, end)
            start = end
            continue
        if ended or len(buffer) - start > OBJECT_LIMIT_CHARACTERS:
            raise UserFacingError("table_json_broken", line=number)
        more = text.read(max(_CHUNK_CHARACTERS, len(buffer) - start))
        buffer, start, ended = buffer[start:] + more, 0, not more


def _element(buffer: str, start: int) -> tuple[Any, int]:
    """Return an element and its end, -1 where the buffer holds none that is whole."""
    try:
        return _PLAIN.raw_decode(buffer, start)
    except (ValueError, RecursionError):
        return None, -1


def _item(line: int, text: str, value: object) -> _Item:
    return _Item(line, text, value) if isinstance(value, dict) else _Item(line, text, None, "json_no_object")


def _row(item: _Item, keys: tuple[str, ...]) -> tuple[str, ...]:
    value = item.value or {}
    cells = [value.get(key, "") for key in keys]
    kinds = set(map(type, cells))
    if kinds == {str}:
        return tuple(cells)
    if not kinds.isdisjoint((dict, list)):
        value = _NESTED.decode(item.text)
        cells = [value.get(key, "") for key in keys]
    return tuple([_cell(cell) for cell in cells])


def _cell(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    return _written(value) if isinstance(value, dict | list) else _WORDS[value]  # type: ignore[index]


def _written(value: object) -> str:
    """Write nested JSON as it stood, but for its spaces."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(str(key))}: {_written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(part, dict) for part in value)


def _showable(text: str) -> str:
    return text[:CONTENT_LIMIT].encode(errors="replace").decode()
