"""How a file was read, in words."""

from dashboard.i18n.words import has, t
from pipeline.domain.dataset import TableSource

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "none"}


def encoding_name(encoding: str) -> str:
    return encoding.upper().replace("_", "-").replace("UTF-8-SIG", "UTF-8")


def delimiter_name(delimiter: str) -> str:
    key = f"data.delimiter_{DELIMITERS.get(delimiter, '')}"
    return t(key) if has(key) else t("data.delimiter_other", sign=delimiter)


def reading_facts(source: TableSource, *, n_rows: int, n_columns: int) -> tuple[str, ...]:
    """Return the grey line: file, encoding, delimiter, rows, columns."""
    return (
        source.file_name,
        encoding_name(source.encoding),
        delimiter_name(source.delimiter),
        t("data.n_rows", n=n_rows),
        t("data.n_columns", n=n_columns),
    )
