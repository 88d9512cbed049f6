"""doccano's text classification, one or several labels: JSON Lines out and in (also its JSON, and a file per user)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from pipeline.domain.labels import Decision
from pipeline.reporting.exchange.answers import Answer, ReadLabels, decision_of, number_of, time_of, written_number
from pipeline.reporting.exchange.json_objects import lines_of, texts_of

FORMAT = "doccano"
_LABELS = ("label", "labels", "cats", "annotations")  # of today, of older ones, of intents, of version 0


def write_doccano(answers: Iterable[Answer]) -> bytes:
    """Return what doccano imports with its own names for text and label; the rest becomes its meta data.

    An answer is a line. Several texts of an example become one with line breaks between: doccano has one.
    """
    return lines_of(map(_object, answers))


def _object(answer: Answer) -> dict[str, Any]:
    labels = list(answer.labels) if answer.number is None else [written_number(answer.number)]
    meta = {
        "lanhai_id": answer.example_id,
        "decision": answer.decision.value,
        "annotator": answer.annotator,
        "at": answer.at.astimezone(UTC).isoformat() if answer.at else "",
        "number": answer.number,
        "texts": list(answer.texts) if len(answer.texts) > 1 else None,
    }
    kept = {key: value for key, value in meta.items() if value not in ("", None)}
    comments = {"Comments": [answer.comment]} if answer.comment else {}
    return {"text": "\n".join(answer.texts), "label": labels, **comments, **kept}


def is_doccano(objects: Sequence[Mapping[str, Any]]) -> bool:
    first = objects[0] if objects else {}
    return ("text" in first or "data" in first) and any(name in first for name in _LABELS)


def read_doccano(objects: Sequence[Mapping[str, Any]], text_columns: Sequence[str], annotator: str = "") -> ReadLabels:
    """Read an export. `annotator` is whose file it is, where doccano wrote one for each of them."""
    answers: list[Answer] = []
    n_empty = n_parts = 0
    for it in objects:
        answer, is_part = _answer(it, text_columns, annotator)
        n_parts += is_part
        n_empty += answer is None and not is_part
        answers += [answer] if answer else []
    return ReadLabels(tuple(answers), FORMAT, n_empty, n_parts)


def _answer(it: Mapping[str, Any], text_columns: Sequence[str], annotator: str) -> tuple[Answer | None, bool]:
    labels, is_part = _labels(next((it[name] for name in _LABELS if name in it), None))
    number = None if it.get("number") is None else number_of(it["number"])
    decision = decision_of(str(it.get("decision") or ""), is_labelled=bool(labels))
    if decision is None or is_part:
        return None, is_part
    is_label = decision is Decision.LABEL
    comments = it.get("Comments") or it.get("comments") or []
    comment = "\n".join(map(str, comments)) if isinstance(comments, list) else str(comments)
    answer = Answer(
        _texts(it, text_columns), decision,
        labels if is_label and number is None else (), number if is_label else None,
        str(it.get("lanhai_id") or ""), str(it.get("annotator") or annotator), time_of(it.get("at")), comment,
    )  # fmt: skip
    return answer, False


def _texts(it: Mapping[str, Any], text_columns: Sequence[str]) -> tuple[str, ...]:
    several = it.get("texts")
    if isinstance(several, list):
        return tuple(map(str, several))
    found = texts_of(it, text_columns, [("text",), ("data",)])
    return found if len(found) == len(text_columns) else ()


def _labels(written: object) -> tuple[tuple[str, ...], bool]:
    """Return the labels, and whether they are of parts of the text."""
    if isinstance(written, str):
        return (written,) * bool(written), False
    if not isinstance(written, list):
        return (), False
    if any(isinstance(part, list) or (isinstance(part, dict) and "start_offset" in part) for part in written):
        return (), True
    named = (part.get("label") if isinstance(part, dict) else part for part in written)
    return tuple(str(name) for name in named if name is not None), False
