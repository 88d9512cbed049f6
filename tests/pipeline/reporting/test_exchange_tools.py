"""Label Studio and doccano: exports as these tools write them, and what they take."""

import io
import json
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Decision, Label, LabelSet, Task, TaskKind
from pipeline.reporting.exchange.answers import Answer, ReadLabels
from pipeline.reporting.exchange.files import Hints, LabelFormat, read_labels, write_labels
from pipeline.reporting.exchange.label_studio import label_studio_config, label_studio_tasks

CLASSES, MANY, NUMBERS = TaskKind


def read(
    objects: Any, kind: TaskKind = CLASSES, *, columns: tuple[str, ...] = ("text",), question: str = ""
) -> ReadLabels:
    return read_labels(json.dumps(objects).encode(), "export.json", columns, kind, Hints(question=question or None))


def a_result(value: dict[str, Any], kind: str = "choices", name: str = "sentiment") -> dict[str, Any]:
    return {"id": "x1Yz", "type": kind, "value": value, "origin": "manual", "to_name": "text", "from_name": name}


def a_task(*results: dict[str, Any], who: Any = 3, data: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A task as Label Studio 1.x exports it."""
    annotation = {
        "id": 9, "completed_by": who, "result": list(results), "was_cancelled": False, "ground_truth": False,
        "created_at": "2024-11-04T18:50:53.017134Z", "updated_at": "2024-11-04T18:51:02.000000Z", "lead_time": 10.7,
        "task": 4, "parent_prediction": None, **more,
    }  # fmt: skip
    return {
        "id": 4, "annotations": [annotation], "drafts": [], "predictions": [], "meta": {}, "inner_id": 1,
        "data": data or {"text": "the belt slips"}, "file_upload": "d06c-rows.json", "total_annotations": 1,
    }  # fmt: skip


def test_a_label_studio_export_is_read() -> None:
    # fails if: created_at is preferred to updated_at
    who = {"id": 1, "email": "ann@example.org", "first_name": "Ann", "last_name": "Lee"}
    (answer,) = read([a_task(a_result({"choices": ["fault"]}), who=who)]).answers
    assert (answer.texts, answer.labels, answer.annotator) == (("the belt slips",), ("fault",), "ann@example.org")
    assert answer.at == datetime(2024, 11, 4, 18, 51, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("results", "kind", "labels", "number"),
    [
        ([a_result({"choices": ["a", "b"]})], MANY, ("a", "b"), None),
        ([a_result({"rating": 4}, "rating")], NUMBERS, (), 4.0),
        ([a_result({"number": 2.5}, "number")], NUMBERS, (), 2.5),
        ([a_result({"taxonomy": [["Pump", "Seal"]]}, "taxonomy")], CLASSES, ("Pump / Seal",), None),
    ],
)
def test_every_control_about_whole_texts_is_read(
    results: list[dict[str, Any]], kind: TaskKind, labels: tuple[str, ...], number: float | None
) -> None:
    (answer,) = read([a_task(*results)], kind).answers
    assert (answer.labels, answer.number, answer.annotator) == (labels, number, "3")


def test_skipped_tasks_are_skipped_and_unfinished_ones_are_counted() -> None:
    # fails if: was_cancelled is not read
    untouched = {"id": 5, "data": {"text": "y"}, "annotations": []}
    both = read([a_task(was_cancelled=True), a_task(), untouched])
    assert [answer.decision for answer in both.answers] == [Decision.SKIP]
    assert both.n_empty == 2


def test_stretches_of_a_text_are_no_labels_of_it() -> None:
    stretch = a_result({"start": 0, "end": 3, "text": "the", "labels": ["X"]}, "labels")
    per_stretch = a_result({"start": 0, "end": 3, "choices": ["X"]})
    with pytest.raises(UserFacingError, match="labels_parts_only"):
        read([a_task(stretch, per_stretch)])
    mixed = read([a_task(stretch, a_result({"choices": ["fault"]}))])
    assert (mixed.answers[0].labels, mixed.n_parts) == (("fault",), 1)


def test_of_several_questions_one_is_asked_for() -> None:
    tasks = [a_task(a_result({"choices": ["a"]}), a_result({"choices": ["urgent"]}, name="priority"))]
    with pytest.raises(UserFacingError) as error:
        read(tasks)
    assert error.value.params == {"questions": "sentiment, priority"}
    assert read(tasks, question="priority").answers[0].labels == ("urgent",)


def test_the_short_export_is_read() -> None:
    row = {
        "text": "the belt slips", "id": 4, "sentiment": "fault", "annotator": 2, "annotation_id": 9,
        "created_at": "2024-11-04T18:50:53Z", "updated_at": "2024-11-04T18:50:53Z", "lead_time": 3.1,
    }  # fmt: skip
    (answer,) = read([row]).answers
    assert (answer.texts, answer.labels, answer.annotator) == (("the belt slips",), ("fault",), "2")
    (answer,) = read([{**row, "sentiment": {"choices": ["a", "b"]}}], MANY).answers
    assert answer.labels == ("a", "b")


def test_an_export_of_before_version_one_is_read() -> None:
    task = a_task(a_result({"choices": ["fault"]}))
    task["completions"] = task.pop("annotations")
    assert read([task]).answers[0].labels == ("fault",)


def test_texts_are_found_under_the_projects_names_or_as_the_only_text() -> None:
    data = {"评论": "好", "url": "x"}
    assert read([a_task(a_result({"choices": ["1"]}), data=data)], columns=("评论",)).answers[0].texts == ("好",)
    assert read([a_task(a_result({"choices": ["1"]}), data={"body": "b"})]).answers[0].texts == ("b",)
    assert read([a_task(a_result({"choices": ["1"]}), data={"q": "1", "a": "2"})], columns=("a", "q")).answers[
        0
    ].texts == ("2", "1")


def test_label_studio_takes_our_tasks() -> None:
    """Its importer refuses an annotation whose user it does not know, and one without a list of results."""
    # fails if: completed_by holds the name
    at = datetime(2026, 1, 2, tzinfo=UTC)
    said = [
        Answer(("t",), labels=("a",), example_id="1", annotator="Ann", at=at),
        Answer(("t",), Decision.SKIP, example_id="1", annotator="Bo", at=at),
        Answer(("u",), labels=("b",), example_id="2", annotator="Ann", comment="hm"),
    ]
    tasks = label_studio_tasks(said, {"Ann": "ann@example.org"})
    assert [len(task["annotations"]) for task in tasks] == [2, 1]
    first, second = tasks[0]["annotations"]
    assert first["completed_by"] == {"email": "ann@example.org"}
    assert "completed_by" not in second
    assert (second["was_cancelled"], second["result"]) == (True, [])
    assert all(
        isinstance(result["value"], dict) for task in tasks for it in task["annotations"] for result in it["result"]
    )


@pytest.mark.parametrize("kind", TaskKind)
def test_the_labelling_interface_names_what_the_tasks_name(kind: TaskKind) -> None:
    task = Task(kind, LabelSet((Label('a"<b'), Label("好"))))
    view = ElementTree.fromstring(label_studio_config(task, 2))  # noqa: S314
    names = {element.get("name") for element in view}
    number = 1.5 if kind is NUMBERS else None
    answer = Answer(("x", "y"), labels=() if number else ('a"<b',), number=number, example_id="1", comment="c")
    (written,) = label_studio_tasks([answer])
    assert {result["from_name"] for result in written["annotations"][0]["result"]} <= names
    assert {element.get("value", "").removeprefix("$") for element in view.iter("Text")} <= written["data"].keys()
    assert [element.get("value") for element in view.iter("Choice")] == ([] if number else ['a"<b', "好"])


def lines(*objects: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(it, ensure_ascii=False) for it in objects).encode()


def test_a_doccano_export_is_read() -> None:
    content = lines(
        {"id": 1, "text": "the belt slips", "label": ["fault"], "Comments": ["again"]},
        {"id": 2, "text": "no label", "label": [], "Comments": []},
    )
    read = read_labels(content, "all.jsonl", ("备注",), CLASSES)
    (answer,) = read.answers
    assert (answer.texts, answer.labels, answer.comment) == (("the belt slips",), ("fault",), "again")
    assert (read.n_empty, read.format) == (1, "doccano")


def test_a_text_with_a_line_break_of_unicode_stays_whole() -> None:
    # fails if: lines are split at every line break that Unicode knows
    texts = ["a\u2028b", "c\x85d"]
    content = lines(*({"text": text, "label": ["x"]} for text in texts))
    assert [answer.texts[0] for answer in read_labels(content, "all.jsonl", ("t",), CLASSES).answers] == texts


def test_doccanos_file_per_user_tells_who_it_was() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, label in {"ann": "a", "bo": "b"}.items():
            archive.writestr(f"{name}.jsonl", lines({"id": 1, "text": "t", "label": [label], "Comments": []}))
        archive.writestr("cy.jsonl", b"")
    read = read_labels(packed.getvalue(), "export.zip", ("text",), CLASSES)
    assert [(answer.annotator, answer.labels) for answer in read.answers] == [("ann", ("a",)), ("bo", ("b",))]


@pytest.mark.parametrize("old", [{"labels": ["a", "b"]}, {"cats": ["a", "b"], "entities": []}, {"label": "a"}])
def test_other_doccano_exports_are_read(old: dict[str, Any]) -> None:
    (answer,) = read_labels(lines({"id": 1, "text": "t", **old}), "x", ("text",), MANY).answers
    assert answer.labels[0] == "a"


def test_doccano_takes_our_lines() -> None:
    """Its importer reads `text` and `label`, a list of names; everything else becomes meta data, which it exports."""
    said = Answer(("a", "b"), labels=("x", "y"), example_id="1", annotator="Ann")
    content = write_labels([said], LabelFormat.DOCCANO, ("q", "a"), Task(MANY))
    written = json.loads(content)
    assert (written["text"], written["label"]) == ("a\nb", ["x", "y"])
    exported = {"id": 77, **written}
    assert read_labels(lines(exported), "all.jsonl", ("q", "a"), MANY).answers == (said,)
