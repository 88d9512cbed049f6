"""A stored table is changed: repaired, cleaned, merged, added to; each change is told and can be taken back."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.cleaning_changes import changes_table
from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.domain.project import Project
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, label
from pipeline.workflow.values import TablePage
from tests.builders import a_project, an_annotation, csv_of, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words


def a_messy_project(ws: Workspace) -> Project:
    """Half of its texts hold HTML, two are the same, and one label is spelled in two ways."""
    rows = [
        [
            str(i),
            f"<p>第{i}条文本，写的是{'天气' * (i % 5 + 1)}</p>" if i % 2 else f"第{i}条文本在说{'饭菜' * (i % 7 + 1)}",
            label,
        ]
        for i, label in enumerate(["good", "bad", "Good.", "bad"] * 10)
    ]
    rows += [["40", "完全相同的一条文本", "good"]] * 4
    return a_project(ws, csv_of(["编号", "文本", "标签"], rows))


def stored(ws: Workspace, project: Project) -> Dataset:
    dataset = data.dataset(ws, project.id)
    assert dataset is not None
    return dataset


def opened(open_view: Open, project: Project, *sections: str, lang: str = "en") -> AppTest:
    at = open_view("data", lang=lang, project_id=project.id)
    for section in sections:
        at.session_state[section] = True
    if sections:
        at.run()
    assert_calm(at)
    return at


def test_a_finding_is_repaired_by_its_button_and_the_repair_taken_back(ws: Workspace, open_view: Open) -> None:
    # fails if: the repair replaces the cleaning instead of adding to it
    project = a_messy_project(ws)
    before = stored(ws, project).cleaning
    at = opened(open_view, project)
    at.button(key="repair_markup").click().run()
    assert_calm(at)
    assert set(stored(ws, project).cleaning) == {*before, "markup"}
    assert "The cleaning takes care of it." in words(at)
    at.button(key="data_change_back").click().run()
    assert_calm(at)
    assert set(stored(ws, project).cleaning) == set(before)
    assert "Taken back." in words(at)


def test_rows_that_a_repair_leaves_out_are_counted(ws: Workspace, open_view: Open) -> None:
    project = a_messy_project(ws)
    at = opened(open_view, project)
    at.button(key="repair_duplicate_texts").click().run()
    assert_calm(at)
    assert stored(ws, project).n_left_out == 3
    assert "3 rows left out by the cleaning" in words(at)


def test_spellings_of_a_label_are_counted_as_one(ws: Workspace, open_view: Open) -> None:
    project = a_messy_project(ws)
    at = opened(open_view, project)
    at.button(key="repair_label_variants").click().run()
    assert_calm(at)
    assert len(stored(ws, project).merged_labels) == 1
    at.button(key="data_change_back").click().run()
    assert stored(ws, project).merged_labels == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_step_shows_real_rows_before_and_after(ws: Workspace, open_view: Open, lang: str) -> None:
    at = opened(open_view, a_messy_project(ws), "cleaning", lang=lang)
    said = words(at)
    assert "<mark>&lt;p&gt;</mark>" in said
    assert {"en": "Changes 20 of the first 44 texts.", "zh": "前 44 条文本中有 20 条会改动。"}[lang] in said


def test_a_cleaning_holds_when_it_is_applied(ws: Workspace, open_view: Open) -> None:
    # fails if: a switch acts at once, or the ones that stood are lost
    project = a_messy_project(ws)
    dataset = stored(ws, project)
    at = opened(open_view, project, "cleaning")
    assert at.button(key="cleaning_apply").disabled
    at.toggle(key=f"cleaning_step_{dataset.id}_emoji").set_value(True).run()
    assert stored(ws, project).id == dataset.id
    at.button(key="cleaning_apply").click().run()
    assert_calm(at)
    assert set(stored(ws, project).cleaning) == {*dataset.cleaning, "emoji"}
    assert at.toggle(key=f"cleaning_step_{stored(ws, project).id}_emoji").value


def test_any_label_can_be_counted_as_another(ws: Workspace, open_view: Open) -> None:
    project = a_messy_project(ws)
    at = opened(open_view, project, "merging")
    at.selectbox(key="merging_label").set_value("bad").run()
    at.selectbox(key="merging_into").set_value("good").run()
    at.button(key="merging_add").click().run()
    assert_calm(at)
    at.button(key="merging_apply").click().run()
    assert_calm(at)
    assert stored(ws, project).merged_labels == {"bad": "good"}


def test_a_label_with_markup_is_shown_as_it_is(ws: Workspace, open_view: Open) -> None:
    # fails if: a label goes into the switch's markdown unescaped
    rows = [[str(i), f"第{i}条文本", ["**a**", "**A**"][i % 2]] for i in range(20)]
    at = opened(open_view, a_project(ws, csv_of(["编号", "文本", "标签"], rows)), "merging")
    assert any("\\*\\*" in toggle.label for toggle in at.toggle)


def test_a_role_is_changed_with_one_click(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    at = opened(open_view, project)
    next(box for box in at.selectbox if "编号" in box.label).set_value(ColumnRole.SENSITIVE).run()
    assert_calm(at)
    assert stored(ws, project).named(ColumnRole.SENSITIVE) == ("编号",)
    at.button(key="data_change_back").click().run()
    assert stored(ws, project).named(ColumnRole.SENSITIVE) == ()


def test_a_role_that_labels_rest_on_is_refused_in_words(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(40, labeled=4))
    waiting = label.queue(ws, project.id, "ana", n=3)
    label.annotate(ws, [an_annotation(project, item.example_id) for item in waiting])
    at = open_view("data", project_id=project.id)
    next(box for box in at.selectbox if "编号" in box.label).set_value(ColumnRole.TEXT).run()
    assert not at.exception
    assert 'data-code="text_columns_labelled"' in words(at)
    assert next(box for box in at.selectbox if "编号" in box.label).value is ColumnRole.IGNORED


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_second_file_says_what_was_new_known_and_changed(ws: Workspace, open_view: Open, lang: str) -> None:
    project = a_project(ws, weather_csv(40))
    at = opened(open_view, project, "appending", lang=lang)
    at.file_uploader(key="append_upload").upload("more.csv", weather_csv(60)).run()
    assert_calm(at)
    at.button(key="append_add").click().run()
    assert_calm(at)
    told = {"en": "20 new, 40 known, 0 changed.", "zh": "新增 20 行，已有 40 行，其中 0 行有改动。"}[lang]
    assert told in words(at)
    assert stored(ws, project).n_rows == 60


def test_a_second_file_of_another_shape_is_refused_in_words(ws: Workspace, open_view: Open) -> None:
    at = opened(open_view, a_project(ws), "appending")
    at.file_uploader(key="append_upload").upload("more.csv", csv_of(["a", "b"], [["x", "y"]] * 3)).run()
    at.button(key="append_add").click().run()
    assert not at.exception
    assert 'data-code="append_columns_differ"' in words(at)


def test_rows_that_were_set_aside_can_be_taken_away(ws: Workspace, open_view: Open) -> None:
    content = weather_csv(40) + b'\n"41","one","two","three","four"'
    project = a_project(ws, content)
    at = opened(open_view, project, "data_aside")
    assert "1 row was set aside" in [each.label for each in at.expander]
    assert [each.label for each in at.get("download_button")] == ["Take these rows away"]


def test_the_file_it_came_from_is_told(ws: Workspace, open_view: Open) -> None:
    said = words(opened(open_view, a_project(ws)))
    assert "byte for byte, as you brought it" in said
    assert stored(ws, ws.projects.all()[0]).source.sha256[:16] in said


def test_a_search_that_did_not_look_everywhere_says_so(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = a_project(ws)
    monkeypatch.setattr(data, "page", lambda *_, **__: TablePage(("文本",), (("天气",),), 312, 640_000))
    assert "found 312 in the first 640,000 rows" in [each.value for each in opened(open_view, project).caption]


def test_what_changes_is_marked_where_it_has_no_shape() -> None:
    # fails if: a zero-width space is drawn as it is
    drawn = changes_table([(7, "a\u200bb  <b>", "ab <b>")])
    assert "<mark>[U+200B]</mark>" in drawn
    assert "&lt;b&gt;" in drawn
    assert "<b>" not in drawn
    assert "<mark>␣</mark>" in drawn


def test_of_a_long_text_the_part_that_changes_is_shown() -> None:
    drawn = changes_table([(1, "x" * 5000 + "ＡＢ" + "y" * 5000, "x" * 5000 + "AB" + "y" * 5000)])
    assert "<mark>ＡＢ</mark>" in drawn
    assert len(drawn) < 1500
