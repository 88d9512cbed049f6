"""Label Studio's JSON export (and its short form, JSON-MIN): tasks with their annotations, out and in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Decision, Task, TaskKind
from pipeline.reporting.exchange.answers import Answer, ReadLabels, decision_of, number_of, time_of
from pipeline.reporting.exchange.json_objects import texts_of

FORMAT = "label_studio"
LABEL, NUMBER, COMMENT = "label", "number", "comment"  # the names of our controls
_OURS = "lanhai"  # a key of an annotation that Label Studio passes over
_MIN_KEYS = ("annotator", "annotation_id", "id", "created_at", "updated_at", "lead_time", "lanhai_id")
_VALUES = ("choices", "rating", "number", "taxonomy")


def label_studio_config(task: Task, n_texts: int = 1) -> str:
    """Return the labelling interface to paste into Label Studio's settings before the tasks are imported."""
    names = _text_names(n_texts)
    texts = [f'  <Text name="{name}" value="${name}"/>' for name in names]
    if task.kind is TaskKind.REGRESSION:
        control = [f'  <Number name="{NUMBER}" toName="{names[0]}"/>']
    else:
        choice = "multiple" if task.kind is TaskKind.MULTI_LABEL else "single"
        choices = [f"    <Choice value={quoteattr(code)}/>" for code in task.label_set.codes]
        opening = f'  <Choices name="{LABEL}" toName="{names[0]}" choice="{choice}">'
        control = [opening, *choices, "  </Choices>"]
    comment = f'  <TextArea name="{COMMENT}" toName="{names[0]}" required="false"/>'
    return "\n".join(["<View>", *texts, *control, comment, "</View>"])


def label_studio_tasks(answers: Iterable[Answer], accounts: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return one task for each example with an annotation for each answer.

    Label Studio refuses a file with a user it does not know, so `completed_by` is written only for annotators in
    `accounts` (by name, their e-mail there); what others said is imported as said by who imports it. Reading our own
    file back gives every annotator and time.
    """
    tasks: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, answer in enumerate(answers, 1):
        key = (answer.example_id,) if answer.example_id else ("", *answer.texts)
        task = tasks.setdefault(key, _task(len(tasks) + 1, answer))
        task["annotations"].append(_annotation(number, answer, accounts or {}))
    return list(tasks.values())


def is_label_studio(objects: Sequence[Mapping[str, Any]]) -> bool:
    first = objects[0] if objects else {}
    full = isinstance(first.get("data"), dict) and ("annotations" in first or "completions" in first)
    return full or ("annotation_id" in first and "annotator" in first)


def read_label_studio(
    objects: Sequence[Mapping[str, Any]], text_columns: Sequence[str], question: str | None = None
) -> ReadLabels:
    """Read an export.

    Args:
        question: the name of the control to read, where several were asked.
    Raises:
        UserFacingError: labels_several_questions {questions}.
    """
    found = [it for task in objects for it in _annotations(task, text_columns)]
    names = list(dict.fromkeys(str(result.get("from_name")) for it in found for result in it.results))
    if question is None and len(names) > 1:
        raise UserFacingError("labels_several_questions", questions=", ".join(names[:20]))
    asked = question or (names[0] if names else "")
    answers = [answer for it in found if (answer := it.answer(asked)) is not None]
    n_parts = sum(it.n_parts > 0 for it in found)
    n_without = sum(not (it.get("annotations") or it.get("completions") or "annotation_id" in it) for it in objects)
    n_empty = len(found) - len(answers) - sum(it.n_parts > 0 and it.answer(asked) is None for it in found) + n_without
    return ReadLabels(tuple(answers), FORMAT, n_empty, n_parts)


@dataclass(frozen=True)
class _Annotation:
    """One annotation as it stands, with the texts of its task."""

    texts: tuple[str, ...]
    example_id: str
    content: Mapping[str, Any]

    @property
    def results(self) -> list[Mapping[str, Any]]:
        """What was answered about whole texts."""
        return [it for it in self._all if not _is_part(it) and str(it.get("type")) in _VALUES]

    @property
    def n_parts(self) -> int:
        return sum(map(_is_part, self._all))

    @property
    def _all(self) -> list[Mapping[str, Any]]:
        results = self.content.get("result")
        return [it for it in results if isinstance(it, dict)] if isinstance(results, list) else []

    def answer(self, question: str) -> Answer | None:
        ours = self.content.get(_OURS)
        ours = ours if isinstance(ours, dict) else {}
        mine = [it for it in self.results if it.get("from_name") == question]
        labels = tuple(dict.fromkeys(label for it in mine for label in _labels(it["value"])))
        number = next((number for it in mine if (number := _number(it["value"])) is not None), None)
        was_skipped = bool(self.content.get("was_cancelled") or self.content.get("skipped"))
        written = str(ours.get("decision") or ("skip" if was_skipped else ""))
        decision = decision_of(written, is_labelled=bool(labels) or number is not None)
        if decision is None:
            return None
        is_label = decision is Decision.LABEL
        at = next((it for key in ("completed_at", "updated_at", "created_at") if (it := self.content.get(key))), None)
        return Answer(
            self.texts, decision, labels if is_label else (), number if is_label else None, self.example_id,
            str(ours["annotator"]) if "annotator" in ours else _annotator(self.content),
            time_of(ours.get("at", at)), self._comment,
        )  # fmt: skip

    @property
    def _comment(self) -> str:
        areas = (it for it in self._all if it.get("type") == "textarea" and it.get("from_name") == COMMENT)
        texts: Any = next((it["value"].get("text") for it in areas if isinstance(it.get("value"), dict)), [])
        return "\n".join(map(str, texts)) if isinstance(texts, list) else str(texts or "")


def _task(number: int, answer: Answer) -> dict[str, Any]:
    names = _text_names(len(answer.texts))
    data = dict(zip(names, answer.texts, strict=True))
    return {"id": number, "data": {**data, "lanhai_id": answer.example_id}, "annotations": [], "predictions": []}


def _annotation(number: int, answer: Answer, accounts: Mapping[str, str]) -> dict[str, Any]:
    at = answer.at.astimezone(UTC).isoformat() if answer.at else None
    written: dict[str, Any] = {
        "id": number,
        "result": list(_results(answer)),
        "was_cancelled": answer.decision is not Decision.LABEL,
        "ground_truth": False,
        "created_username": answer.annotator,
        _OURS: {"decision": answer.decision.value, "annotator": answer.annotator, "at": at},
    }
    times = {"created_at": at, "updated_at": at} if at else {}
    who = {"completed_by": {"email": accounts[answer.annotator]}} if answer.annotator in accounts else {}
    return {**written, **times, **who}


def _results(answer: Answer) -> Iterator[dict[str, Any]]:
    to_name = _text_names(len(answer.texts))[0]
    if answer.labels:
        yield _result(LABEL, to_name, "choices", {"choices": list(answer.labels)})
    if answer.number is not None:
        yield _result(NUMBER, to_name, "number", {"number": answer.number})
    if answer.comment:
        yield _result(COMMENT, to_name, "textarea", {"text": [answer.comment]})


def _result(name: str, to_name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": to_name, "type": kind, "value": value, "origin": "manual"}


def _text_names(n_texts: int) -> list[str]:
    return ["text"] if n_texts <= 1 else [f"text_{i + 1}" for i in range(n_texts)]


def _annotations(task: Mapping[str, Any], text_columns: Sequence[str]) -> Iterator[_Annotation]:
    data = task.get("data")
    if not isinstance(data, dict):  # JSON-MIN: the data and one annotation side by side
        data = {key: value for key, value in task.items() if key not in _MIN_KEYS}
        annotations = [_spelled_out(task, data, text_columns)]
    else:
        annotations = task.get("annotations") or task.get("completions") or []
    others = [_text_names(len(text_columns))]
    if len(text_columns) == 1:  # whatever its name there, when it is the only text
        others += [[key] for key, value in data.items() if isinstance(value, str) and key != "lanhai_id"][:1]
    texts = texts_of(data, text_columns, others)
    example_id = str(data.get("lanhai_id") or task.get("lanhai_id") or "")
    for content in annotations:
        if isinstance(content, dict):
            yield _Annotation(texts, example_id, content)


def _spelled_out(task: Mapping[str, Any], data: Mapping[str, Any], text_columns: Sequence[str]) -> Mapping[str, Any]:
    """Return a short form's annotation as the long one has it; what is no text is an answer."""
    texts = {*text_columns, *_text_names(len(text_columns))} if text_columns else {"text"}
    results = []
    for name, value in data.items():
        if name in texts:
            continue
        if isinstance(value, dict) and "choices" in value:
            results.append({"from_name": name, "type": "choices", "value": value})
        elif isinstance(value, str):
            results.append({"from_name": name, "type": "choices", "value": {"choices": [value]}})
        elif isinstance(value, int | float) and not isinstance(value, bool):
            results.append({"from_name": name, "type": "number", "value": {"number": value}})
    return {**task, "completed_by": task.get("annotator"), "result": results}


def _is_part(result: Mapping[str, Any]) -> bool:
    value = result.get("value")
    return not isinstance(value, dict) or "start" in value or "x" in value


def _labels(value: Mapping[str, Any]) -> Iterator[str]:
    choices = value.get("choices") or []
    yield from map(str, choices if isinstance(choices, list) else [choices])
    for path in value.get("taxonomy") or []:
        yield " / ".join(map(str, path)) if isinstance(path, list) else str(path)


def _number(value: Mapping[str, Any]) -> float | None:
    written = next((value[key] for key in ("number", "rating") if key in value), None)
    return None if written is None else number_of(written)


def _annotator(content: Mapping[str, Any]) -> str:
    """Return the e-mail or name of who answered; a number where the export has nothing else."""
    who = content.get("completed_by")
    if isinstance(who, dict):
        named = who.get("email") or f"{who.get('first_name') or ''} {who.get('last_name') or ''}".strip()
        return str(named or who.get("id") or "")
    return str(content.get("created_username") or ("" if who is None else who))
