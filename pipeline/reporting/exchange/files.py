"""The front door: labels into a file, and a file of any known kind into answers."""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from pipeline.data.formats import Format, format_of
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Task, TaskKind
from pipeline.reporting.exchange.answers import Answer, ReadLabels
from pipeline.reporting.exchange.doccano import is_doccano, read_doccano, write_doccano
from pipeline.reporting.exchange.json_objects import is_ours, json_objects, read_json_lines, write_json_lines
from pipeline.reporting.exchange.label_studio import is_label_studio, label_studio_tasks, read_label_studio
from pipeline.reporting.exchange.spreadsheet import read_table_labels, write_csv_labels, write_xlsx_labels

_MAY_BE_JSON = re.compile(rb"[\xef\xbb\xbf\xff\xfe\x00\s]*[\[{]")
FILE_LIMIT_BYTES = 512 * 1024 * 1024


class LabelFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "json_lines"
    LABEL_STUDIO = "label_studio"
    DOCCANO = "doccano"

    @property
    def suffix(self) -> str:
        return {"csv": ".csv", "xlsx": ".xlsx", "label_studio": ".json"}.get(self.value, ".jsonl")


@dataclass(frozen=True)
class Hints:
    """What a person says of a file that does not tell.

    Attributes:
        columns: a table's column by field (example_id, label, number, decision, annotator, at, comment).
        question: the control to read of a Label Studio export that has several.
    """

    columns: Mapping[str, str] | None = None
    question: str | None = None


def write_labels(
    answers: Sequence[Answer],
    form: LabelFormat,
    text_columns: Sequence[str],
    task: Task,
    *,
    accounts: Mapping[str, str] | None = None,
) -> bytes:
    """Return a file's content.

    Args:
        text_columns: the names of the project's TEXT columns; every answer has a text for each.
        accounts: annotators' e-mails at Label Studio, for those who have one.
    Raises:
        UserFacingError: labels_too_many_for_excel {limit}.
    """
    several = task.kind is TaskKind.MULTI_LABEL
    if form is LabelFormat.CSV:
        return write_csv_labels(answers, text_columns, task.label_set, several=several)
    if form is LabelFormat.XLSX:
        return write_xlsx_labels(answers, text_columns, task.label_set, several=several)
    if form is LabelFormat.JSON_LINES:
        return write_json_lines(answers, text_columns)
    if form is LabelFormat.DOCCANO:
        return write_doccano(answers)
    return json.dumps(label_studio_tasks(answers, accounts), ensure_ascii=False).encode("utf-8", "replace")


def read_labels(
    content: bytes, file_name: str, text_columns: Sequence[str], kind: TaskKind, hints: Hints | None = None
) -> ReadLabels:
    """Read labels from a table, our JSON Lines, a Label Studio export or a doccano export (also its zip of users).

    What a file is, is found out from its content. The answers still have to be matched to examples.

    Raises:
        UserFacingError: labels_too_large {limit}, labels_json_broken {line}, labels_several_questions {questions},
            labels_parts_only {n}, labels_none, labels_no_label {columns}, labels_no_text {columns}, and those of
            `open_table`.
    """
    if len(content) > FILE_LIMIT_BYTES:
        raise UserFacingError("labels_too_large", limit=f"{FILE_LIMIT_BYTES // 1024**2} MB")
    read = _read(content, file_name, text_columns, kind, hints or Hints())
    if not read.answers and read.n_parts:
        raise UserFacingError("labels_parts_only", n=read.n_parts)
    if not read.answers:
        raise UserFacingError("labels_none")
    return read


def _read(content: bytes, file_name: str, text_columns: Sequence[str], kind: TaskKind, hints: Hints) -> ReadLabels:
    if content.startswith(b"PK") and (members := _json_members(content)):
        parts = [
            read_doccano(json_objects(part), text_columns, PurePosixPath(name).stem) for name, part in members.items()
        ]
        answers = tuple(answer for part in parts for answer in part.answers)
        return ReadLabels(answers, "doccano", sum(it.n_empty for it in parts), sum(it.n_parts for it in parts))
    objects = _objects(content)
    if is_ours(objects):
        return read_json_lines(objects, text_columns)
    if is_label_studio(objects):
        return read_label_studio(objects, text_columns, hints.question)
    if is_doccano(objects):
        return read_doccano(objects, text_columns)
    several = kind is TaskKind.MULTI_LABEL
    return read_table_labels(content, file_name, text_columns, several=several, chosen=hints.columns)


def _objects(content: bytes) -> list[dict[str, Any]]:
    """Return a JSON file's objects; none where it is something else."""
    if not _MAY_BE_JSON.match(content):
        return []
    try:
        return json_objects(content)
    except UserFacingError:
        if format_of(io.BytesIO(content)) is Format.JSON_LINES:
            raise
        return []


def _json_members(content: bytes) -> dict[str, bytes]:
    """Return the files of doccano's zip, one for each user; none where it is a zip of something else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [it for it in archive.infolist() if not it.is_dir()]
            if not inside or not all(it.filename.endswith((".jsonl", ".json")) for it in inside):
                return {}
            if sum(it.file_size for it in inside) > FILE_LIMIT_BYTES:  # zipfile reads no more than is announced
                raise UserFacingError("labels_too_large", limit=f"{FILE_LIMIT_BYTES // 1024**2} MB")
            return {it.filename: archive.read(it) for it in inside}
    except (zipfile.BadZipFile, RuntimeError):
        return {}
