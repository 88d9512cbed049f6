"""What a file is, by its content: its name may say anything."""

import codecs
import json
import re
import zipfile
from enum import StrEnum
from typing import BinaryIO, Literal

from pipeline.domain.errors import UserFacingError

HEAD_BYTES = 256 * 1024
_LINES = 20  # of the head, that tell JSON Lines from a table whose first cell begins with a brace
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAY_BE_JSON = re.compile(rb"[\xef\xbb\xbf\xff\xfe\x00\s]*[\[{]")
_OBJECT = re.compile(r'\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})')
_ARRAY = re.compile(r"\[\s*(?:\{|\]\s*$)")
_DOCUMENTS = ("word/document.xml", "ppt/presentation.xml")
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")


class Format(StrEnum):
    DELIMITED = "delimited"
    EXCEL = "excel"
    JSON_LINES = "json_lines"
    PARQUET = "parquet"
    GZIP = "gzip"
    ZIP = "zip"


def format_of(file: BinaryIO) -> Format:
    """Tell by the first bytes; what is none of the others is left to the reader of delimited text.

    Raises:
        UserFacingError: table_not_text {kind}, table_is_page, table_json_no_list,
            table_archive_broken, table_excel_broken.
    """
    head = _head(file)
    if head.startswith(b"PK"):
        return _zipped(file, head)
    if head.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if head.startswith(b"PAR1\x15"):  # 0x15 begins every first page; a CSV may begin with these letters
        return Format.PARQUET
    if head.startswith(_OLE):
        return Format.EXCEL
    if is_tar(head):
        raise UserFacingError("table_not_text", kind="archive")
    if head.lstrip(codecs.BOM_UTF8).lstrip()[:20].lower().startswith(_PAGES):
        raise UserFacingError("table_is_page")
    shape = json_shape(head)
    if shape == "object":
        raise UserFacingError("table_json_no_list")
    return Format.JSON_LINES if shape else Format.DELIMITED


def is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def json_shape(head: bytes) -> Literal["array", "object", "lines", ""]:
    """Tell a JSON array of objects, one JSON object over many lines, and lines of objects; "" is no JSON."""
    if not _MAY_BE_JSON.match(head):
        return ""
    text = head.decode(json_encoding(head), errors="replace").lstrip("\ufeff \t\r\n")
    if _ARRAY.match(text):
        return "array"
    if not _OBJECT.match(text):
        return ""
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()]  # str.splitlines splits at U+2028 too
    if lines[0].strip() == "{" or _object_end(text) > len(lines[0]):
        return "object"
    whole = lines[:-1][:_LINES] if len(head) == HEAD_BYTES else lines[:_LINES]
    return "lines" if 2 * sum(map(_is_object, whole)) >= len(whole) else ""


def json_encoding(head: bytes) -> str:
    """UTF-8 as the format demands, unless a mark or most characters say otherwise."""
    mark = next((name for start, name in _MARKS if head.startswith(start)), None)
    if mark:
        return mark
    beyond = [character for character in head.decode("utf-8", errors="replace") if character > "\x7f"]
    return "gb18030" if beyond.count("\ufffd") > 0.1 * len(beyond) + 1 else "utf-8"


def _object_end(text: str) -> int:
    try:
        return json.JSONDecoder(parse_int=str).raw_decode(text)[1]
    except (ValueError, RecursionError):
        return 0


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line, parse_int=str), dict)
    except (ValueError, RecursionError):
        return False


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head


def _zipped(file: BinaryIO, head: bytes) -> Format:
    """Office documents are zips too; a CSV may begin with the letters PK."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, EOFError) as error:
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            workbook = b"[Content_Types].xml" in head or b"xl/" in head
            raise UserFacingError("table_excel_broken" if workbook else "table_archive_broken") from error
        return Format.DELIMITED
    finally:
        file.seek(0)
    if names.intersection(_DOCUMENTS):
        raise UserFacingError("table_not_text", kind="document")
    workbook = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    return Format.EXCEL if workbook or {"mimetype", "content.xml"} <= names else Format.ZIP
