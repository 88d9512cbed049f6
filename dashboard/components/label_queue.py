"""The labelling queue: it runs in the browser and hands over decisions, which stay pending there until acknowledged."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.cache import frontend
from dashboard.components.markup import HTML_LANGUAGE
from dashboard.i18n.words import has, language, number, t
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Annotation, Decision, LabelSet
from pipeline.domain.project import Project
from pipeline.workflow.settings import own_name
from pipeline.workflow.values import LabelProgress, QueueItem

_QUEUE = st.components.v2.component(
    "lanhai_label_queue",
    html=frontend("label_queue.html"),
    css=frontend("label_queue.css"),
    js=frontend("label_queue.js"),
)
LONGEST_ID = 64
LONGEST_NAME = 60


def draw(
    project: Project,
    *,
    items: Sequence[QueueItem],
    acknowledged: Sequence[str],
    progress: LabelProgress,
    annotator: str,
    on_decisions: Callable[[], None],
) -> None:
    """Mount the queue. `items` are added to those that the browser has; `on_decisions` runs before the fragment."""
    _QUEUE(
        key=key_of(project.id),
        data={
            "project": project.id,
            "annotator": annotator,
            "lang": HTML_LANGUAGE[language()],
            "text_lang": HTML_LANGUAGE[project.language.value],
            "items": [_item(item) for item in items],
            "acknowledged": list(acknowledged),
            "labels": _labels(project.task.label_set, progress),
            "share": share(progress),
            "more": _n_decided(progress) < progress.n_examples,
            "words": _words(progress),
        },
        on_decisions_change=on_decisions,
    )


def key_of(project_id: str) -> str:
    """Return the key under which the session has what the browser sent."""
    return f"label_queue_{project_id}"


def share(progress: LabelProgress) -> float:
    """Return how far the meter is: towards the first training, then through the table."""
    goal = progress.n_examples if progress.ready else progress.n_labeled + progress.n_missing
    return progress.n_labeled / goal if goal else 0.0


def annotations(project_id: str, sent: Sequence[Mapping[str, Any]], annotator: str) -> list[Annotation]:
    """Turn what the browser sent into annotations; what is not of the agreed form is left out.

    Args:
        annotator: of decisions that do not say whose they are. The others were made under the name they carry: an undo
            must carry that of the decision it takes back, whatever the person is called by now.
    """
    return [made for each in sent if (made := _annotation(project_id, each, annotator)) is not None]


def _annotation(project_id: str, sent: Mapping[str, Any], annotator: str) -> Annotation | None:
    try:
        decision = Decision(sent["decision"])
        at = min(datetime.fromisoformat(str(sent["at"])), datetime.now(UTC))
        found = Annotation(
            id=str(sent["id"])[:LONGEST_ID],
            project_id=project_id,
            example_id=str(sent["example_id"]),
            decision=decision,
            label=str(sent["label"]) if decision is Decision.LABEL else None,
            annotator=own_name(str(sent.get("annotator") or annotator))[:LONGEST_NAME],
            at=at,
            blind=bool(sent.get("blind")),
        )
    except (KeyError, TypeError, ValueError, UserFacingError):
        return None
    return found


def _n_decided(progress: LabelProgress) -> int:
    return progress.n_labeled + progress.n_unsure + progress.n_skipped


def _item(item: QueueItem) -> dict[str, Any]:
    why = "queue.blind" if item.blind else f"queue.{item.why}"
    return {
        "id": item.example_id,
        "texts": list(item.texts),
        "where": t("label.row", row=item.row),
        "why": t(why) if has(why) else t("queue.other"),
        "blind": item.blind,
    }


def _labels(label_set: LabelSet, progress: LabelProgress) -> list[dict[str, Any]]:
    return [
        {
            "code": label.code,
            "name": label.shown,
            "guideline": label.guideline,
            "count": progress.per_label.get(label.code, 0),
        }
        for label in label_set.labels
    ]


def _words(progress: LabelProgress) -> dict[str, str]:
    return {
        "done": done(progress),
        "pending": t("label.pending", n="{n}"),
        "saved": t("label.saved"),
        "count": t("label.so_far", count="{count}"),
        "space": t("label.key_space"),
        "unsure": t("label.key_unsure"),
        "skip": t("label.key_skip"),
        "undo": t("label.key_undo"),
        "tiles": t("label.tiles"),
        "loading": t("label.loading"),
        "finished": t("label.finished"),
    }


def done(progress: LabelProgress) -> str:
    if progress.ready:
        return t("label.done_ready", n=progress.n_labeled, n_examples=progress.n_examples)
    return t("label.done_missing", n=progress.n_labeled, missing=number(progress.n_missing))
