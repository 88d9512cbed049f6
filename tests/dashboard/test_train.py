"""Train: choose, start, watch, stop, start again."""

import pytest

from pipeline.domain.run import Failure, RunKind, RunState
from pipeline.domain.training import Preset, Progress, TrainingPoint
from pipeline.store.workspace import Workspace
from pipeline.workflow import train
from tests.builders import a_project, a_run, a_trained_project, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words
from tests.dashboard.stand_ins import SIZES, filled


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_opens(ws: Workspace, open_view: Open, lang: str, size: str) -> None:
    at = open_view("train", lang=lang, project_id=filled(ws, size))
    assert_calm(at)
    assert {"en": "Train a model", "zh": "训练模型"}[lang] in words(at)


def test_too_few_labels_lead_back_to_labelling(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(30, labeled=4))
    at = open_view("train", project_id=project.id)
    assert_calm(at)
    assert "lh-finding" in words(at)
    assert [button.key for button in at.button if button.proto.type == "primary"] == ["go_label"]


def test_the_recommended_preset_starts_with_one_press(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(200))
    at = open_view("train", project_id=project.id)
    at.button(key="train_start").click().run()
    assert_calm(at)
    run = train.current(ws, project.id)
    assert run is not None
    assert run.config["training"]["preset"] == Preset.BALANCED
    assert at.query_params["run"] == run.id


def test_another_preset_can_be_chosen(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(200))
    at = open_view("train", project_id=project.id)
    at.button(key="choose_thorough").click().run()
    assert words(at).count("lh-preset-chosen") == 1
    at.button(key="train_start").click().run()
    run = train.current(ws, project.id)
    assert run is not None
    assert run.config["training"]["preset"] == Preset.THOROUGH


def test_a_running_training_says_how_long_it_takes_and_draws_both_curves(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(200))
    run = a_run(ws, project, state=RunState.RUNNING)
    ws.runs.beat(run.id, Progress(0.48, "save", 118.0))
    ws.runs.add_point(run.id, TrainingPoint(10, 30, 1.0, 0.9, 0.8, 0.7, 0.65))
    ws.runs.add_point(run.id, TrainingPoint(20, 30, 2.0, 0.6, 0.6, 0.8, 0.65))
    at = open_view("train", project_id=project.id)
    assert_calm(at)
    assert "About 2 min left" in words(at)
    assert "Still rising: 0.80 now. The simple rival stands at 0.65." in words(at)
    assert len(at.get("plotly_chart")) == 2


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (None, "Getting ready"),
        (Progress(0.5, "save", 118.0), "About 2 min left"),
        (Progress(0.94, "save", 3.0), "A few moments more"),
        (Progress(0.97, "save"), "A few moments more"),
    ],
)
def test_the_time_left_is_told_without_counting_down_seconds(
    ws: Workspace, open_view: Open, progress: Progress | None, said: str
) -> None:
    project = a_project(ws, weather_csv(200))
    ws.runs.beat(a_run(ws, project, state=RunState.RUNNING).id, progress)
    assert said in words(open_view("train", project_id=project.id))


def test_a_stop_is_asked_for_once(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(200))
    run = a_run(ws, project, state=RunState.RUNNING)
    at = open_view("train", project_id=project.id)
    at.button(key="train_stop").click().run()
    assert_calm(at)
    assert ws.runs.get(run.id).state is RunState.STOPPING
    assert at.button(key="train_stop").disabled


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_lost_training_is_told_calmly_and_can_start_again(ws: Workspace, open_view: Open, lang: str) -> None:
    project = a_project(ws, weather_csv(200))
    lost = a_run(ws, project, state=RunState.LOST)
    at = open_view("train", lang=lang, project_id=project.id)
    assert_calm(at)
    assert "lh-verdict-bad" in words(at)
    at.button(key="train_restart").click().run()
    fresh = train.current(ws, project.id)
    assert fresh is not None
    assert (fresh.parent_id, fresh.kind, fresh.state) == (lost.id, RunKind.TRAIN, RunState.QUEUED)


def test_a_failure_is_told_by_its_code(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(200))
    run = a_run(ws, project, state=RunState.RUNNING)
    ws.runs.move(run.id, RunState.RUNNING, RunState.FAILED, failure=Failure("disk_full", {}, "ab12"))
    at = open_view("train", project_id=project.id)
    assert "The disk is full." in words(at)


def test_a_finished_training_leads_to_its_results(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    at = open_view("train", project_id=trained.project.id)
    assert "The model is ready." in words(at)
    at.button(key="train_results").click().run()
    assert_calm(at)
    assert at.query_params["model"] == trained.model.id


@pytest.mark.parametrize(
    ("lang", "before", "after"), [("en", "Stop", "use the best so far"), ("zh", "停止", "目前最好的")]
)
def test_a_stop_promises_nothing_to_keep_before_the_first_measurement(
    ws: Workspace, open_view: Open, lang: str, before: str, after: str
) -> None:
    # fails if: the button is named without looking at what was measured
    project = a_project(ws, weather_csv(200))
    run = a_run(ws, project, state=RunState.RUNNING)
    ws.runs.add_point(run.id, TrainingPoint(1, 30, 0.1, 0.9))
    at = open_view("train", lang=lang, project_id=project.id)
    note = {"en": "There is nothing to keep yet", "zh": "现在还没有可以保留的模型"}[lang]
    assert at.button(key="train_stop").label == before
    assert note in words(at)
    ws.runs.add_point(run.id, TrainingPoint(10, 30, 1.0, 0.9, 0.8, 0.7, 0.65))
    at.run()
    assert after in at.button(key="train_stop").label
    assert note not in words(at)


def test_after_a_lost_training_one_filled_button_starts_the_same_again(ws: Workspace, open_view: Open) -> None:
    # fails if: both ways to start are drawn, or the preset that was asked for is forgotten
    project = a_project(ws, weather_csv(200))
    a_run(ws, project, state=RunState.LOST)
    at = open_view("train", project_id=project.id)
    keys = [button.key for button in at.button]
    assert "train_start" not in keys
    assert at.button(key="train_restart").proto.type == "primary"
    at.button(key="choose_thorough").click().run()
    assert "train_restart" not in [button.key for button in at.button]
    at.button(key="train_start").click().run()
    run = train.current(ws, project.id)
    assert run is not None
    assert run.config["training"]["preset"] == Preset.THOROUGH


def test_no_time_is_promised_before_there_are_enough_labels(ws: Workspace, open_view: Open) -> None:
    # fails if: the cards are drawn whatever the labels
    at = open_view("train", project_id=a_project(ws, weather_csv(30, labeled=4)).id)
    assert "lh-preset" not in words(at)
