"""Explain: which words decided, for a text of the test rows or one's own."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.charts.contributions import Piece
from dashboard.components.coloured_text import _piece
from pipeline.domain.evaluation import Kept
from pipeline.store.workspace import Workspace
from pipeline.workflow import explain, home, label
from pipeline.workflow.values import Explanation, Mark, Step
from tests.builders import a_trained_project
from tests.dashboard.conftest import Open, assert_calm, words
from tests.dashboard.stand_ins import SIZES, an_attribution, explain_by_hand, filled

Asked = list[tuple[str, str | None, str | None]]


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every question that was put to the model."""
    return explain_by_hand(monkeypatch)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_opens(ws: Workspace, open_view: Open, lang: str, size: str) -> None:
    at = open_view("explain", lang=lang, project_id=filled(ws, size))
    assert_calm(at)
    assert {"en": "Why this label?", "zh": "为什么这样判断？"}[lang] in words(at)


def test_the_verdict_names_the_words_that_decided(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    assert "decided." in words(at)
    assert "积极 · 87" in words(at)
    assert words(at).count("lh-word lh-against") >= 2
    assert len(at.get("plotly_chart")) == 1


def test_the_next_text_is_another_text(ws: Workspace, open_view: Open, asked: Asked) -> None:
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    at.button(key="explain_next").click().run()
    assert_calm(at)
    texts = list(dict.fromkeys(text for text, _, _ in asked))
    assert texts == [row.text for row in explain.suggestions(ws, trained.model.id)[:2]]


def test_a_quick_answer_comes_before_the_thorough_one(ws: Workspace, open_view: Open, asked: Asked) -> None:
    trained = a_trained_project(ws)
    open_view("explain", project_id=trained.project.id)
    assert [method for _, method, _ in asked] == ["attention_gradient", "shap"]


def test_a_text_that_was_explained_is_not_asked_for_again(ws: Workspace, open_view: Open, asked: Asked) -> None:
    # fails if: the explanation is not cached
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    at.run()
    at.run()
    assert [method for _, method, _ in asked] == ["attention_gradient", "shap"]


def test_a_change_begins_with_the_text_and_is_explained(ws: Workspace, open_view: Open, asked: Asked) -> None:
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    at.button(key="explain_change").click().run()
    assert at.text_area(key="explain_text").value == asked[0][0]
    at.text_area(key="explain_text").input("下雨了")
    next(button for button in at.button if button.label == "Explain").click().run()
    assert_calm(at)
    assert asked[-1][0] == "下雨了"
    at.button(key="explain_back").click().run()
    assert "A text the model never learned from" in [box.label for box in at.selectbox]


def test_an_empty_text_is_not_sent(ws: Workspace, open_view: Open, asked: Asked) -> None:
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    at.button(key="explain_change").click().run()
    at.text_area(key="explain_text").input("  ")
    next(button for button in at.button if button.label == "Explain").click().run()
    assert "Write a text" in words(at)
    assert all(text.strip() for text, _, _ in asked)


def test_another_method_and_another_label_can_be_asked_for(ws: Workspace, open_view: Open, asked: Asked) -> None:
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    at.selectbox(key="explain_method").set_value("attention_gradient").run()
    at.selectbox(key=f"explain_label_{trained.model.id}").set_value("1").run()
    assert_calm(at)
    assert asked[-1][1:] == ("attention_gradient", "1")


def test_a_label_is_added_after_a_training_and_only_those_that_the_model_knows_are_offered(
    ws: Workspace, open_view: Open
) -> None:
    # fails if: the choice is among the project's labels of today
    trained = a_trained_project(ws)
    label.add_label(ws, trained.project.id, "2", "mixed")
    at = open_view("explain", project_id=trained.project.id)
    assert_calm(at)
    offered = at.selectbox(key=f"explain_label_{trained.model.id}").options
    assert offered == ["the label that the model chose", "积极", "消极"]


def test_an_explanation_that_is_kept_speaks_of_labels_by_their_names_of_today(
    ws: Workspace, open_view: Open, asked: Asked
) -> None:
    # fails if: the names are kept with the model's answer
    trained = a_trained_project(ws)
    at = open_view("explain", project_id=trained.project.id)
    n_asked = len(asked)
    label.rename_label(ws, trained.project.id, "0", "glad")
    at.run()
    assert "glad · 87" in words(at)
    assert "积极 · 87" not in words(at)
    assert len(asked) == n_asked


def test_what_is_said_of_an_explanation_follows_from_its_claims(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the legend promises words for and against where a method claims no direction
    answered = explain.explain

    def unsigned(*args: Any, **options: Any) -> Explanation:
        explanation = answered(*args, **options)
        changed = replace(explanation.attribution, method="new", unit="share", signed=False, additive=False)
        return replace(explanation, attribution=changed, rival=None)

    monkeypatch.setattr("pipeline.workflow.explain.explain", unsigned)
    at = open_view("explain", project_id=a_trained_project(ws).project.id)
    assert_calm(at)
    assert "speaks against" not in words(at)
    assert "each word&#x27;s part of all weight" in words(at)


@pytest.mark.parametrize(("kept", "other"), [(Kept.BASELINE, "Transformer"), (Kept.TRANSFORMER, "Simple model")])
def test_the_other_model_stands_beside_it(ws: Workspace, open_view: Open, kept: Kept, other: str) -> None:
    trained = a_trained_project(ws, kept=kept)
    at = open_view("explain", project_id=trained.project.id)
    assert f"Beside it: {other}" in words(at)


def test_attention_is_loaded_only_when_it_is_opened(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the fold is filled while it is closed
    monkeypatch.setattr("pipeline.workflow.explain.attention", lambda *_: pytest.fail("asked while closed"))
    trained = a_trained_project(ws)
    assert_calm(open_view("explain", project_id=trained.project.id))


def test_looking_at_an_explanation_moves_the_journey_on(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    open_view("explain", project_id=trained.project.id)
    assert home.journey(ws, trained.project.id).marks[Step.EXPLAIN] is Mark.DONE


def test_words_are_escaped_and_speak_by_line_as_well_as_colour() -> None:
    # fails if: a piece between words is not escaped
    attribution = an_attribution()
    assert _piece(Piece("<b>"), attribution) == "&lt;b&gt;"
    against = _piece(Piece("<i>", -0.2, -0.5), attribution)
    assert "<i>" not in against
    assert "lh-against" in against
    assert "−20" in against
