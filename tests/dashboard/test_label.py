"""Label: what the browser sends becomes annotations; labels are named, explained and added."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from dashboard.components import label_queue
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.labels import Decision
from pipeline.domain.project import Language
from pipeline.store.workspace import Workspace
from pipeline.workflow import label
from pipeline.workflow.data import ProjectRequest, create_project
from tests.builders import a_project, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words


def sent(example_id: str, decision: str = "label", code: str | None = "0", **more: object) -> dict[str, object]:
    at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {"id": str(uuid4()), "at": at, "example_id": example_id, "decision": decision, "label": code, **more}


def test_decisions_of_the_browser_are_stored_once_however_often_they_are_sent(ws: Workspace) -> None:
    # fails if: annotations() makes ids of its own
    project = a_project(ws, weather_csv(40, labeled=0))
    first, second = label.queue(ws, project.id, "ana", n=2)
    decisions = [sent(first.example_id), sent(second.example_id, "unsure", None, blind=True)]
    for _ in range(2):
        made = label_queue.annotations(project.id, decisions, "ana")
        acknowledged = label.annotate(ws, made)
        assert acknowledged == [each["id"] for each in decisions]
    progress = label.progress(ws, project.id, "ana")
    assert (progress.n_labeled, progress.n_unsure) == (1, 1)


def test_an_undo_takes_a_decision_back(ws: Workspace) -> None:
    project = a_project(ws, weather_csv(40, labeled=0))
    (item,) = label.queue(ws, project.id, "ana", n=1)
    decisions = [sent(item.example_id), sent(item.example_id, "retract", None)]
    label.annotate(ws, label_queue.annotations(project.id, decisions, "ana"))
    assert label.progress(ws, project.id, "ana").n_labeled == 0


def test_an_undo_after_a_change_of_name_takes_the_own_decision_back(ws: Workspace) -> None:
    # fails if: decisions are stored under the name of the moment in which they arrive
    project = a_project(ws, weather_csv(40, labeled=0))
    (item,) = label.queue(ws, project.id, "me", n=1)
    decided, undone = sent(item.example_id, annotator="me"), sent(item.example_id, "retract", None, annotator="me")
    label.annotate(ws, label_queue.annotations(project.id, [decided], "me"))
    label.annotate(ws, label_queue.annotations(project.id, [undone], "ana"))
    assert ws.annotations.standing(project.id) == {}


def test_what_is_not_a_decision_is_left_out() -> None:
    broken = [{"id": "1"}, sent("e", "burn"), sent("e", at="yesterday"), sent("e", annotator="File")]
    assert label_queue.annotations("p", broken, "ana") == []


def test_a_clock_that_is_ahead_is_set_to_now() -> None:
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    (made,) = label_queue.annotations("p", [sent("e", at=ahead)], "ana")
    assert made.at <= datetime.now(UTC)
    assert made.decision is Decision.LABEL


def test_the_queue_is_there_with_its_text_and_the_button_to_train(ws: Workspace, open_view: Open) -> None:
    at = open_view("label", project_id=a_project(ws, weather_csv(40, labeled=4)).id)
    assert_calm(at)
    assert at.button(key="label_train").proto.type == "secondary"
    at = open_view("label", project_id=a_project(ws, weather_csv(60, labeled=40)).id)
    assert at.button(key="label_train").proto.type == "primary"


def test_the_button_to_train_opens_the_next_view(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(60, labeled=40))
    at = open_view("label", project_id=project.id)
    at.button(key="label_train").click().run()
    assert_calm(at)
    assert "What is this about?" not in words(at)
    assert at.query_params["project"] == project.id


def test_a_project_without_labels_asks_for_their_names(ws: Workspace, open_view: Open) -> None:
    request = ProjectRequest(
        name="天气", roles={"文本": ColumnRole.TEXT, "标签": ColumnRole.IGNORED}, language=Language.CHINESE
    )
    project = create_project(ws, weather_csv(), "weather.csv", request).project
    at = open_view("label", lang="zh", project_id=project.id)
    at.text_input(key="label_names").input("积极")
    at.button(key="label_begin").click().run()
    assert label.label_set(ws, project.id).codes == ()
    at.text_input(key="label_names").input("积极，消极")
    at.button(key="label_begin").click().run()
    assert_calm(at)
    assert label.label_set(ws, project.id).codes == ("积极", "消极")


def test_a_label_is_named_explained_and_added(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    at = open_view("label", project_id=project.id)
    at.text_input(key=f"label_name_{project.id}_0").input("good").run()
    at.text_input(key=f"label_guideline_{project.id}_1").input("when it hurts").run()
    assert "when it hurts" in words(at)
    at.text_input(key="label_new_name").input("mixed")
    at.button(key="label_add").click().run()
    stored = label.label_set(ws, project.id)
    assert [each.shown for each in stored.labels] == ["good", "消极", "mixed"]


def test_without_a_project_labelling_points_home(open_view: Open) -> None:
    at = open_view("label")
    at.button(key="go_home").click().run()
    assert "Turn a table of text" in words(at)
