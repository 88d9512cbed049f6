"""Results: the verdict, the numbers with their ranges, where it goes wrong."""

from dataclasses import replace

import pytest

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.evaluation import ExamplePrediction, Kept
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, home, label, results
from pipeline.workflow.values import Mark, Step
from tests.builders import a_project, a_run, a_trained_project, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words
from tests.dashboard.stand_ins import SIZES, filled


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_opens(ws: Workspace, open_view: Open, lang: str, size: str) -> None:
    at = open_view("results", lang=lang, project_id=filled(ws, size))
    assert_calm(at)
    assert {"en": "How good is the model?", "zh": "这个模型有多好？"}[lang] in words(at)


def test_without_a_model_the_way_leads_to_training(ws: Workspace, open_view: Open) -> None:
    at = open_view("results", project_id=a_project(ws).id)
    assert "There is no model yet" in words(at)
    at.button(key="go_train").click().run()
    assert "Train a model" in words(at)


def test_while_the_first_model_is_trained_the_way_leads_to_the_runs(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(200))
    a_run(ws, project)
    at = open_view("results", project_id=project.id)
    assert [button.key for button in at.button] == ["go_runs"]


def test_numbers_speak_in_the_persons_own_counts(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws, n_test=60, n_wrong=6)
    at = open_view("results", project_id=trained.project.id)
    assert "54 of 60 texts got the right label." in words(at)
    assert "Of 30 “积极” texts, 27 were found." in words(at)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kept", list(Kept))
def test_it_says_which_of_the_two_is_kept(ws: Workspace, open_view: Open, kept: Kept, lang: str) -> None:
    trained = a_trained_project(ws, kept=kept)
    at = open_view("results", lang=lang, project_id=trained.project.id)
    assert_calm(at)
    name = {
        ("en", Kept.TRANSFORMER): "Transformer, kept",
        ("en", Kept.BASELINE): "Simple model (word counts), kept",
        ("zh", Kept.TRANSFORMER): "Transformer 模型，在用",
        ("zh", Kept.BASELINE): "简单模型（词频），在用",
    }[lang, kept]
    assert name in words(at)


def test_a_tie_is_called_a_tie(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws, n_test=60, n_wrong=1)
    at = open_view("results", project_id=trained.project.id)
    assert "does not beat the simple model by more than chance explains" in words(at)
    assert "the difference may be chance" in words(at)


def test_the_most_frequent_mistake_is_read_first_and_another_can_be_chosen(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws, n_wrong=6)
    at = open_view("results", project_id=trained.project.id)
    assert "Most often a “积极” text is called “消极” (3 texts)." in words(at)
    assert words(at).count("The model said 消极 (") == 3
    at.selectbox(key="results_pair").set_value(("1", "0")).run()
    assert words(at).count("The model said 积极 (") == 3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_label_is_added_after_a_training_and_the_results_still_show(
    ws: Workspace, open_view: Open, lang: str
) -> None:
    # fails if: the squares are drawn by the project's labels of today
    trained = a_trained_project(ws)
    label.add_label(ws, trained.project.id, "2", "喜忧参半")
    at = open_view("results", lang=lang, project_id=trained.project.id)
    assert_calm(at)
    assert at.selectbox(key="results_pair").value == ("0", "1")
    assert "喜忧参半" not in words(at)


def test_a_chosen_square_speaks_the_language_of_the_page(ws: Workspace, open_view: Open) -> None:
    # fails if: the browser is left with the words of the language in which the square was chosen
    at = open_view("results", project_id=a_trained_project(ws).project.id)
    at.selectbox(key="results_pair").set_value(("1", "0")).run()
    at.segmented_control(key="lang").set_value("zh").run()
    assert at.selectbox(key="results_pair").proto.raw_value == "消极，判成积极（3 条）"


def test_the_square_of_another_model_is_let_go_of(ws: Workspace, open_view: Open) -> None:
    # fails if: a square of labels that this model does not know is offered
    trained = a_trained_project(ws)
    at = open_view(project_id=trained.project.id)
    at.session_state["results_pair"] = ("late", "broken")
    at.switch_page("views/results.py").run()
    assert_calm(at)
    assert at.selectbox(key="results_pair").value == ("0", "1")


def test_one_label_is_the_weakest_on_the_whole_page(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the lines judge for themselves which label is the weakest
    trained = a_trained_project(ws)
    found = results.evaluation(ws, trained.model.id)
    assert found is not None
    per_label = {"0": replace(found.metrics.per_label["0"], n=40), "1": replace(found.metrics.per_label["1"], n=20)}
    metrics = replace(found.transformer, per_label=per_label)
    tied = replace(found, transformer=metrics, baseline=metrics, kept=Kept.TRANSFORMER)
    monkeypatch.setattr("pipeline.workflow.results.evaluation", lambda *_: tied)
    at = open_view("results", project_id=trained.project.id)
    assert results.weakest_label(tied) == "1"
    assert "“消极” texts, 27 were found." in words(at)


def test_a_text_is_shown_as_text(ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the texts behind a square are not escaped
    evil = ExamplePrediction("x", "<img src=http://evil.example/x.png>", "0", "1", 0.9)
    monkeypatch.setattr("pipeline.workflow.results.mistakes", lambda *_, **__: [evil])
    trained = a_trained_project(ws)
    at = open_view("results", project_id=trained.project.id)
    assert "evil.example" in words(at)
    assert "<img" not in words(at)


def test_an_older_model_can_be_chosen_by_its_address(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    at = open_view("results", project_id=trained.project.id)
    at.query_params["model"] = trained.model.id
    at.run()
    assert_calm(at)
    assert "Model 1" in words(at)


def test_looking_at_results_moves_the_journey_on(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    open_view("results", project_id=trained.project.id)
    assert home.journey(ws, trained.project.id).marks[Step.RESULTS] is Mark.DONE


@pytest.mark.parametrize(
    ("role", "why"),
    [(ColumnRole.IGNORED, "too few labelled texts"), (ColumnRole.GROUP, "belong to too few groups")],
)
def test_what_was_not_measured_says_why(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch, role: ColumnRole, why: str
) -> None:
    # fails if: few labels are blamed where one group holds them all
    trained = a_trained_project(ws)
    dataset = data.dataset(ws, trained.project.id)
    assert dataset is not None
    columns = tuple(replace(each, role=role) if each.name == "编号" else each for each in dataset.columns)
    monkeypatch.setattr("pipeline.workflow.data.dataset", lambda *_: replace(dataset, columns=columns))
    monkeypatch.setattr("pipeline.workflow.results.evaluation", lambda *_: None)
    at = open_view("results", project_id=trained.project.id)
    assert why in words(at)
