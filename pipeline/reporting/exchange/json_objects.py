"""JSON as other tools write it: an array, or an object to a line; and our own JSON Lines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Decision
from pipeline.reporting.exchange.answers import Answer, ReadLabels, decision_of, number_of, time_of

FORMAT = "lanhai"
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OTHER_BREAKS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}  # some readers end a line there


def json_objects(content: bytes) -> list[dict[str, Any]]:
    """Return the objects of an array, of lines, or the one object there is.

    Raises: UserFacingError labels_json_broken {line}.
    """
    encoding = next((name for mark, name in _ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserFacingError("labels_json_broken", line=content[: error.start].count(b"\n") + 1) from error
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return [it for number, line in enumerate(text.split("\n"), 1) for it in _line(line, number)]
    return [it for it in (whole if isinstance(whole, list) else [whole]) if isinstance(it, dict)]


def _line(line: str, number: int) -> list[dict[str, Any]]:
    if not line.strip():
        return []
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UserFacingError("labels_json_broken", line=number) from error
    return [found] if isinstance(found, dict) else []


def lines_of(objects: Iterable[Mapping[str, Any]]) -> bytes:
    lines = (json.dumps(it, ensure_ascii=False).translate(_OTHER_BREAKS) + "\n" for it in objects)
    return "".join(lines).encode("utf-8", "replace")


def write_json_lines(answers: Iterable[Answer], text_columns: Sequence[str]) -> bytes:
    return lines_of(_object(answer, text_columns) for answer in answers)


def _object(answer: Answer, text_columns: Sequence[str]) -> dict[str, Any]:
    return {
        "example_id": answer.example_id,
        "texts": dict(zip(text_columns, answer.texts, strict=False)),
        "decision": answer.decision.value,
        "labels": list(answer.labels),
        "number": answer.number,
        "annotator": answer.annotator,
        "at": answer.at.astimezone(UTC).isoformat() if answer.at else None,
        "comment": answer.comment,
    }


def is_ours(objects: Sequence[Mapping[str, Any]]) -> bool:
    return bool(objects) and {"example_id", "decision", "labels"} <= objects[0].keys()


def read_json_lines(objects: Sequence[Mapping[str, Any]], text_columns: Sequence[str]) -> ReadLabels:
    found = [_answer(it, text_columns) for it in objects]
    answers = tuple(answer for answer in found if answer is not None)
    return ReadLabels(answers, FORMAT, n_empty=len(found) - len(answers))


def _answer(it: Mapping[str, Any], text_columns: Sequence[str]) -> Answer | None:
    texts = it.get("texts")
    labels = it.get("labels")
    labels = tuple(map(str, labels)) if isinstance(labels, list) else ()
    number = None if it.get("number") is None else number_of(it["number"])
    decision = decision_of(str(it.get("decision") or ""), is_labelled=bool(labels) or number is not None)
    if decision is None:
        return None
    is_label = decision is Decision.LABEL
    return Answer(
        texts_of(texts, text_columns) if isinstance(texts, dict) else (),
        decision, labels if is_label else (), number if is_label else None,
        str(it.get("example_id") or ""), str(it.get("annotator") or ""), time_of(it.get("at")),
        str(it.get("comment") or ""),
    )  # fmt: skip


def texts_of(
    data: Mapping[str, Any], text_columns: Sequence[str], others: Sequence[Sequence[str]] = ()
) -> tuple[str, ...]:
    """Return the texts by the columns' names, else by those of `others` that are all there; else none."""
    for names in (text_columns, *others):
        if names and all(isinstance(data.get(name), str) for name in names):
            return tuple(data[name] for name in names)
    return ()
