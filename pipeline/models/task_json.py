"""A task as JSON, beside the weights that answer it."""

from collections.abc import Mapping
from typing import Any

from pipeline.domain.labels import Label, LabelSet, Task, TaskKind


def task_to_json(task: Task) -> dict[str, Any]:
    labels = [{"code": it.code, "name": it.name, "guideline": it.guideline} for it in task.label_set.labels]
    return {"kind": task.kind.value, "labels": labels}


def task_from_json(stored: Mapping[str, Any]) -> Task:
    return Task(TaskKind(stored["kind"]), LabelSet(tuple(Label(**label) for label in stored["labels"])))
