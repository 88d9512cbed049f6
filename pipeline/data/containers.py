"""What lies in a gz or a zip: one table, unpacked to a file of its own, never to more than a bound."""

import errno
import gzip
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from pipeline.data.formats import Format
from pipeline.domain.errors import UserFacingError

UNPACKED_LIMIT_BYTES = 4 * 1024**3
RATIO_LIMIT = 250  # rows of bare delimiters pack 200 to 1; a bomb packs 1,000 to 1
RATIO_FREE_BYTES = 256 * 1024**2  # up to here any ratio will do
IN_MEMORY_BYTES = 8 * 1024**2
CANDIDATES_LIMIT = 200
_CHUNK_BYTES = 1024 * 1024
_TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".json", ".jsonl", ".ndjson", ".parquet")
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    OSError,  # of which gzip's own
    zlib.error,
    lzma.LZMAError,
    RuntimeError,  # a way of packing that is not known here
    ValueError,
)


@dataclass(frozen=True)
class Unpacked:
    """A table out of an archive.

    Attributes:
        name: of the file in the archive.
        candidates: names of all tables, the likeliest first, where there are several; else ().
        chosen: the one opened, where there are several; else "".
        sheet: what of the person's choice is left for the table itself.
    """

    file: BinaryIO
    name: str
    candidates: tuple[str, ...] = ()
    chosen: str = ""
    sheet: str | None = None


@contextmanager
def unpack(file: BinaryIO, format_: Format, file_name: str, sheet: str | None) -> Iterator[Unpacked]:
    """Unpack the table that `sheet` names: "table.csv", or "book.xlsx/Sheet 2" for a sheet of a workbook in it.

    Raises:
        UserFacingError: table_archive_broken, table_archive_empty, table_archive_too_large {limit}, table_password,
            table_sheet_unknown {sheet, sheets}.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as spool:
        target = cast("BinaryIO", spool)
        if format_ is Format.GZIP:
            _gunzip(file, target)
            yield Unpacked(target, file_name.removesuffix(".gz"), sheet=sheet)
        else:
            yield _unzip(file, target, sheet)


def _gunzip(file: BinaryIO, target: BinaryIO) -> None:
    packed_bytes = file.seek(0, 2)
    file.seek(0)
    try:
        with gzip.GzipFile(fileobj=file) as source:
            _copy(cast("IO[bytes]", source), target, packed_bytes)
    except _BROKEN as error:
        raise _refusal(error) from error


def _unzip(file: BinaryIO, target: BinaryIO, sheet: str | None) -> Unpacked:
    try:
        with zipfile.ZipFile(file) as archive:
            members = _tables(archive)
            chosen, rest = _choose(tuple(members), sheet)
            member = members[chosen]
            if member.flag_bits & 0x1:
                raise UserFacingError("table_password")
            with archive.open(member) as source:
                _copy(source, target, member.compress_size)
    except _BROKEN as error:
        raise _refusal(error) from error
    several = len(members) > 1
    candidates = tuple(members)[:CANDIDATES_LIMIT] if several else ()
    return Unpacked(target, chosen, candidates, chosen if several else "", rest)


def _refusal(error: Exception) -> Exception:
    """A full disk is no fault of the archive's."""
    full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    return error if full else UserFacingError("table_archive_broken")


def _copy(source: IO[bytes], target: BinaryIO, packed_bytes: int) -> None:
    limit = min(UNPACKED_LIMIT_BYTES, max(RATIO_FREE_BYTES, RATIO_LIMIT * packed_bytes))
    n_bytes = 0
    while chunk := source.read(_CHUNK_BYTES):
        n_bytes += len(chunk)
        if n_bytes > limit:
            raise UserFacingError("table_archive_too_large", limit=size_words(limit))
        target.write(chunk)
    target.seek(0)


def size_words(n_bytes: float) -> str:
    """Return a size as people write it in both languages."""
    return f"{n_bytes / 1024**3:.1f} GB" if n_bytes >= 1024**3 else f"{n_bytes / 1024**2:.0f} MB"


def _tables(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return what may be tables by name, the largest first: by suffix, or where none has one that we know, all."""
    infos = [info for info in archive.infolist() if info.file_size and not info.filename.endswith("/")]
    files = [info for info in infos if info.filename and not _is_litter(info)]
    tables = [info for info in files if _name(info).lower().endswith(_TABLES)] or files
    if not tables:
        raise UserFacingError("table_archive_empty")
    named = zip(_told_apart([_name(info) for info in tables]), tables, strict=True)
    return dict(sorted(named, key=lambda item: -item[1].file_size))


def _told_apart(names: Sequence[str]) -> list[str]:
    """An archive may hold several files of one name: "a.csv", "a.csv (2)"."""
    apart: list[str] = []
    taken, n_of = set(names), Counter[str]()
    for name in names:
        n_of[name] += 1
        candidate = name
        while n_of[name] > 1 and candidate in taken:
            candidate = f"{name} ({n_of[name]})"
            n_of[name] += candidate in taken
        apart.append(candidate)
        taken.add(candidate)
    return apart


def _name(info: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK and does not say so."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _is_litter(info: zipfile.ZipInfo) -> bool:
    """What systems leave beside a person's files."""
    path = PurePosixPath(info.filename)
    return path.name.startswith(".") or "__MACOSX" in path.parts or path.name in ("Thumbs.db", "desktop.ini")


def _choose(names: tuple[str, ...], sheet: str | None) -> tuple[str, str | None]:
    """Return a table's name and the sheet of it that is wanted."""
    if sheet is None or sheet in names:
        return (sheet or names[0]), None
    within = max((name for name in names if sheet.startswith(f"{name}/")), key=len, default=None)
    if within is not None:
        return within, sheet.removeprefix(f"{within}/")
    if len(names) == 1:
        return names[0], sheet
    raise UserFacingError("table_sheet_unknown", sheet=sheet, sheets=", ".join(names[:20]))
