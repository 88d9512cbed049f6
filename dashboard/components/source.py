"""How a file was read, in words."""

from dashboard.i18n.words import has, size, t
from pipeline.domain.dataset import Dataset, TableKind, TableSource
from pipeline.workflow.values import TablePreview

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "none"}


def encoding_name(encoding: str) -> str:
    return encoding.upper().replace("_", "-").replace("UTF-8-SIG", "UTF-8")


def delimiter_name(delimiter: str) -> str:
    key = f"data.delimiter_{DELIMITERS.get(delimiter, '')}"
    return t(key) if has(key) else t("data.delimiter_other", sign=delimiter)


def delimiter_sign(delimiter: str) -> str:
    """Return a separator as a choice is named: "Comma"; another sign is itself."""
    return t(f"data.separator_{DELIMITERS[delimiter]}") if delimiter in DELIMITERS else f"“{delimiter}”"


def reading_facts(source: TableSource, *, n_rows: int, n_columns: int, complete: bool = True) -> tuple[str, ...]:
    """Return the grey line: file, how it was read, rows, columns."""
    return (
        source.file_name,
        *how_read(source),
        t("data.n_rows", n=n_rows) if complete else t("data.about_rows", n=n_rows),
        t("data.n_columns", n=n_columns),
    )


def how_read(source: TableSource) -> tuple[str, ...]:
    """Return encoding and separator, or the format, with the sheet or the file of the archive."""
    of = (source.sheet,) if source.sheet else ()
    if source.kind is TableKind.DELIMITED:
        return (*of, encoding_name(source.encoding), delimiter_name(source.delimiter))
    return (t(f"data.kind_{source.kind.value}"), *of)


def preview_facts(preview: TablePreview) -> tuple[str, ...]:
    return reading_facts(
        preview.source, n_rows=preview.n_rows, n_columns=len(preview.columns), complete=preview.complete
    )


def file_facts(dataset: Dataset) -> list[tuple[str, str]]:
    """Return what is known of the file that a dataset came from: name and value."""
    source = dataset.source
    facts = [(t("data.file_name"), source.file_name), (t("data.file_read"), " · ".join(how_read(source)))]
    if source.size_bytes:
        facts.append((t("data.file_size"), size(source.size_bytes)))
    if source.skip_lines:
        facts.append((t("data.file_skipped"), t("data.n_lines", n=source.skip_lines)))
    facts.append((t("data.file_sha"), source.sha256[:16]))
    return [*facts, (t("data.file_kept"), t("data.kept_masked") if dataset.masked else t("data.kept_whole"))]
