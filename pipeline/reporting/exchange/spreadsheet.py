"""Labels as a table, for CSV and Excel: an answer is a row."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from pipeline.data.tables import Table, read_table
from pipeline.domain.dataset import Reading
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Decision, LabelSet
from pipeline.reporting.exchange.answers import Answer, ReadLabels, decision_of, number_of, time_of, written_number
from pipeline.reporting.tables import csv_bytes, neutralise

XLSX_ROWS, XLSX_CELL = 1_048_576, 32_767  # Excel's limits: rows with the header, UTF-16 units in a cell
ID = "example_id"
_FIELDS = (ID, "decision", "label", "label_name", "number", "annotator", "at", "comment")
# How other tools and people name the columns, in lower case.
_ALIASES: Mapping[str, tuple[str, ...]] = {
    ID: ("lanhai_id",),
    "decision": ("决定",),
    "label": ("labels", "category", "class", "标签", "标注", "类别", "分类"),
    "label_name": (),
    "number": ("score", "rating", "分数", "评分"),
    "annotator": ("completed_by", "user", "username", "annotated_by", "标注人", "标注者", "标注员"),
    "at": ("annotated_at", "updated_at", "created_at", "time", "时间", "标注时间"),
    "comment": ("comments", "note", "备注", "评语"),
}
_TEXT_ALIASES = ("text", "content", "sentence", "文本", "内容", "正文")
_LABEL_COLUMNS = ("label", "label_name", "number", "decision")


def write_csv_labels(
    answers: Iterable[Answer], text_columns: Sequence[str], label_set: LabelSet, *, several: bool
) -> bytes:
    """Return a CSV for every Excel; what a spreadsheet would run is guarded in a way that reading undoes."""
    rows = ([_guarded(cell) for cell in row] for row in _rows(answers, label_set, several=several))
    return csv_bytes([_guarded(name) for name in _columns(text_columns)], rows)


def write_xlsx_labels(
    answers: Sequence[Answer], text_columns: Sequence[str], label_set: LabelSet, *, several: bool
) -> bytes:
    """Return a workbook in which every cell is text: nothing is run, and codes keep their leading noughts.

    A text longer than a cell is cut; its example is still found by its id.

    Raises: UserFacingError labels_too_many_for_excel {limit}.
    """
    import xlsxwriter

    if len(answers) >= XLSX_ROWS:
        raise UserFacingError("labels_too_many_for_excel", limit=XLSX_ROWS - 1)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("labels")
        sheet.freeze_panes(1, 0)
        for number, row in enumerate([_columns(text_columns), *_rows(answers, label_set, several=several)]):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, _fitted(cell))
    return file.getvalue()


def read_table_labels(
    content: bytes,
    file_name: str,
    text_columns: Sequence[str],
    *,
    several: bool,
    chosen: Mapping[str, str] | None = None,
) -> ReadLabels:
    """Read a table of any kind that a project can begin with.

    Args:
        several: whether a cell may hold several labels, between vertical bars.
        chosen: the file's column for a field (example_id, label, number, decision, annotator, at, comment), where the
            names do not tell.
    Raises:
        UserFacingError: labels_no_label {columns}, labels_no_text {columns}, and those of `open_table`.
    """
    columns, rows, is_ours = _read(content, file_name)
    place = _places(columns, text_columns, chosen or {})
    if not any(field in place for field in _LABEL_COLUMNS):
        raise UserFacingError("labels_no_label", columns=", ".join(columns[:20]))
    texts = _text_places(columns, text_columns, set(place.values()))
    if not texts and ID not in place:
        raise UserFacingError("labels_no_text", columns=", ".join(columns[:20]))
    found = [_answer(row, place, texts, several) for row in rows]
    answers = tuple(answer for answer in found if answer is not None)
    return ReadLabels(answers, "lanhai" if is_ours else "table", n_empty=len(found) - len(answers))


def _columns(text_columns: Sequence[str]) -> list[str]:
    names = [_own_name(field, text_columns) for field in _FIELDS]
    return [names[0], *text_columns, *names[1:]]


def _own_name(field: str, text_columns: Sequence[str]) -> str:
    while field in text_columns:
        field += "_"
    return field


def _rows(answers: Iterable[Answer], label_set: LabelSet, *, several: bool) -> Iterable[list[str]]:
    for answer in answers:
        labels = [_escaped(label) if several else label for label in answer.labels]
        names = [label_set.shown(label) for label in answer.labels]
        yield [
            answer.example_id, *answer.texts, answer.decision.value, "|".join(labels), " | ".join(names),
            "" if answer.number is None else written_number(answer.number),
            answer.annotator, answer.at.astimezone(UTC).isoformat() if answer.at else "", answer.comment,
        ]  # fmt: skip


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace("|", "\\|")


def _separated(cell: str) -> tuple[str, ...]:
    """Split at vertical bars, but for those behind a backslash."""
    parts, part, characters = [], "", iter(cell)
    for character in characters:
        if character == "\\":
            part += next(characters, "\\")
        elif character == "|":
            parts.append(part)
            part = ""
        else:
            part += character
    return tuple(label for label in (*parts, part) if label.strip())


def _guarded(cell: str) -> str:
    """Put ' before a formula, and before what reading would take for a guarded one."""
    return f"'{cell}" if neutralise(cell.lstrip("'")) != cell.lstrip("'") else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and neutralise(cell.lstrip("'")) != cell.lstrip("'") else cell


def _fitted(cell: str) -> str:
    if len(cell) <= XLSX_CELL // 2 and cell.isprintable():
        return cell
    content = cell.encode("utf-16-le", "replace")
    if len(content) <= 2 * XLSX_CELL:
        return content.decode("utf-16-le")
    return content[: 2 * XLSX_CELL].decode("utf-16-le", "ignore")


def _read(content: bytes, file_name: str) -> tuple[tuple[str, ...], Sequence[Sequence[str]], bool]:
    """Return columns, rows and whether we wrote the file ourselves: then nothing needs to be guessed."""
    ours = _own_csv(content)
    if ours:
        return ours[0], ours[1], True
    table = _own_workbook(content, file_name) or read_table(content, file_name)
    return table.columns, table.rows, table.columns[0] == ID


def _own_csv(content: bytes) -> tuple[tuple[str, ...], list[list[str]]] | None:
    if not content.startswith(b"\xef\xbb\xbf" + ID.encode() + b","):
        return None
    try:
        rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True) if row]
    except (UnicodeDecodeError, csv.Error):
        return None
    columns = tuple(map(_unguarded, rows[0]))
    if any(len(row) != len(columns) for row in rows):
        return None
    return columns, [[_unguarded(cell) for cell in row] for row in rows[1:]]


def _own_workbook(content: bytes, file_name: str) -> Table | None:
    if not content.startswith(b"PK"):
        return None
    table = read_table(content, file_name, Reading(header=True))
    return table if table.columns[0] == ID else None


def _places(columns: Sequence[str], text_columns: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return where each field stands: where the person says, else by its own name, else by another one for it."""
    free = {name: i for i, name in reversed(list(enumerate(columns)))}
    alike = {name.strip().casefold(): i for name, i in free.items() if name not in text_columns}
    place = {}
    for field in _FIELDS:
        names = (_own_name(field, text_columns), *_ALIASES[field])
        found = free.get(chosen[field]) if field in chosen else next((alike[it] for it in names if it in alike), None)
        if found is not None:
            place[field] = found
    return place


def _text_places(columns: Sequence[str], text_columns: Sequence[str], taken: set[int]) -> list[int]:
    if all(name in columns for name in text_columns):
        return [columns.index(name) for name in text_columns]
    if len(text_columns) > 1:
        return []
    named = [i for i, name in enumerate(columns) if name.strip().casefold() in _TEXT_ALIASES and i not in taken]
    return named[:1]


def _answer(row: Sequence[str], place: Mapping[str, int], texts: Sequence[int], several: bool) -> Answer | None:
    def cell(field: str) -> str:
        return row[place[field]] if field in place else ""

    written = cell("label") if "label" in place else cell("label_name")
    labels = _separated(written) if several else (written,) * bool(written.strip())
    number = number_of(cell("number"))
    decision = decision_of(cell("decision"), is_labelled=bool(labels) or number is not None)
    if decision is None:
        return None
    is_label = decision is Decision.LABEL
    return Answer(
        tuple(row[i] for i in texts), decision, labels if is_label else (), number if is_label else None,
        cell(ID).strip(), cell("annotator"), time_of(cell("at")), cell("comment"),
    )  # fmt: skip
