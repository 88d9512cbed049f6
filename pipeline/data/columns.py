"""What a person chose of a table's columns, and whether it can work."""

from collections.abc import Mapping, Sequence

from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.errors import UserFacingError

MENDING = ("set_aside_more", "set_aside_line", "set_aside_reason")  # beside rows that were taken away to be mended


def chosen_columns(guessed: Sequence[Column], roles: Mapping[str, ColumnRole]) -> tuple[Column, ...]:
    """Give each column its chosen role; a column that was not named keeps its guess, but where a person chose the
    text or the label, no guess stands beside it.

    Raises: UserFacingError column_missing {column, columns}, and as `require_columns`.
    """
    names = [column.name for column in guessed]
    for name in roles:
        if name not in names:
            raise UserFacingError("column_missing", column=name, columns=", ".join(names))
    taken = {role for role in roles.values() if role in (ColumnRole.TEXT, ColumnRole.LABEL)}
    columns = []
    for guess in guessed:
        role = roles.get(guess.name, ColumnRole.IGNORED if guess.role in taken else guess.role)
        columns.append(guess if role is guess.role else Column(guess.name, role))
    require_columns(columns)
    return tuple(columns)


def require_columns(columns: Sequence[Column]) -> None:
    """Raises: UserFacingError no_text_column, several_label_columns {columns}."""
    if not any(column.role is ColumnRole.TEXT for column in columns):
        raise UserFacingError("no_text_column")
    labels = [column.name for column in columns if column.role is ColumnRole.LABEL]
    if len(labels) > 1:
        raise UserFacingError("several_label_columns", columns=", ".join(labels))


def require_same_shape(known: Sequence[Column], names: Sequence[str], *, masked: bool = False) -> None:
    """A second file needs the text columns of the first and may have none beside its columns.

    Where personal data is masked it needs the SENSITIVE ones too: their values are masked in the texts as well.

    Raises: UserFacingError append_columns_differ {missing, extra, columns}.
    """
    needed = (ColumnRole.TEXT, ColumnRole.SENSITIVE) if masked else (ColumnRole.TEXT,)
    missing = [column.name for column in known if column.role in needed and column.name not in names]
    expected = [column.name for column in known]
    extra = [name for name in names if name not in expected and name not in MENDING]
    if missing or extra:
        differing = {"missing": ", ".join(missing) or "-", "extra": ", ".join(extra) or "-"}
        raise UserFacingError("append_columns_differ", **differing, columns=", ".join(expected))
