"""More rows, other roles, another cleaning: each the next version, and no label is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Annotation, Decision, Label
from pipeline.domain.run import Run, RunState
from pipeline.runs import worker
from pipeline.runs.executors.executor import ImportResult, ImportWork
from pipeline.store.clock import new_id
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, label, versions
from pipeline.workflow.values import Appended
from tests import builders

HEADER = ["文本", "标签", "车间"]
ROWS = [["水泵漏油", "故障", "一"], ["今天正常", "", "二"], ["水泵漏油", "故障", "一"]]


def a_table(ws: Workspace, rows: list[list[str]] | None = None) -> str:
    return builders.a_plain_project(ws, builders.csv_of(HEADER, rows or ROWS)).project_id


def append(ws: Workspace, project_id: str, rows: list[list[str]], header: list[str] | None = None) -> Appended:
    added = versions.append(ws, project_id, builders.csv_of(header or HEADER, rows), "more.csv")
    assert isinstance(added, Appended)
    return added


def counted(added: Appended) -> tuple[int, int, int]:
    return added.n_new, added.n_known, added.n_changed


def test_the_same_file_twice_adds_nothing(ws: Workspace) -> None:
    # fails if: rows are counted instead of recognised, also repeated ones
    project_id = a_table(ws)
    assert counted(append(ws, project_id, ROWS)) == (0, 3, 0)
    assert data.page(ws, project_id).n_rows == 3


def test_new_known_and_changed_rows_are_told_apart(ws: Workspace) -> None:
    project_id = a_table(ws)
    added = append(ws, project_id, [["今天正常", "好", "三"], ["水泵漏油", "故障", "一"], ["皮带断了", "故障", "二"]])
    assert counted(added) == (1, 2, 1)
    assert data.page(ws, project_id).rows == (
        ("水泵漏油", "故障", "一"), ("今天正常", "好", "三"), ("水泵漏油", "故障", "一"), ("皮带断了", "故障", "二"),
    )  # fmt: skip


def test_the_same_text_of_somebody_else_is_another_row(ws: Workspace) -> None:
    # fails if: the text alone tells rows apart: the second file's people would stand in the places of the first's
    header = ["病人", "文本", "日期"]
    january = [[f"A{i}", ("很好", "等太久")[i % 2], "1月"] for i in range(6)]
    roles = {"文本": ColumnRole.TEXT, "病人": ColumnRole.GROUP}
    request = data.ProjectRequest("a", roles, builders.Language.CHINESE)
    project_id = data.create_project(ws, builders.csv_of(header, january), "jan.csv", request).project.id
    february = [["B1", "很好", "2月"], ["A3", "等太久", "3月"], ["B2", "等太久", "2月"]]
    assert counted(append(ws, project_id, february, header)) == (2, 1, 1)
    rows = data.page(ws, project_id).rows
    assert [row[0] for row in rows] == ["A0", "A1", "A2", "A3", "A4", "A5", "B1", "B2"]
    assert rows[3] == ("A3", "等太久", "3月")
    assert counted(append(ws, project_id, february, header)) == (0, 3, 0)
    ids = ws.datasets.rows(data.dataset(ws, project_id)).ids  # type: ignore[arg-type]
    assert len(set(ids)) == 8


def test_a_row_number_that_moved_does_not_make_a_row_new(ws: Workspace) -> None:
    # fails if: a key that differs is enough to call a row new, though all else is the same
    header = ["序号", "文本"]
    request = data.ProjectRequest("a", {"文本": ColumnRole.TEXT}, builders.Language.CHINESE)
    content = builders.csv_of(header, [["1", "水泵漏油"], ["2", "今天正常"]])
    project_id = data.create_project(ws, content, "a.csv", request).project.id
    later = [["1", "新的一行"], ["2", "水泵漏油"], ["3", "今天正常"]]
    assert counted(append(ws, project_id, later, header)) == (1, 2, 2)


def test_labels_of_people_and_of_the_table_stay(ws: Workspace) -> None:
    # fails if: an empty label of the second file wipes the first one's, or ids change with the version
    project_id = a_table(ws)
    ids = ws.datasets.rows(data.dataset(ws, project_id)).ids  # type: ignore[arg-type]
    said = Annotation(new_id(), project_id, ids[1], Decision.LABEL, "故障", "ana", datetime.now(UTC))
    ws.annotations.append([said])
    assert counted(append(ws, project_id, [["水泵漏油", "", "一"], ["新的一行", "", "一"]])) == (1, 1, 0)
    assert ws.labels.of(project_id) == {ids[0]: "故障", ids[1]: "故障", ids[2]: "故障"}


def test_a_label_that_only_the_second_file_has_joins_the_label_set(ws: Workspace) -> None:
    project_id = a_table(ws)
    append(ws, project_id, [["皮带断了", "停机", "二"]])
    assert ws.projects.get(project_id).task.label_set.codes == ("故障", "停机")


def test_columns_may_come_in_another_order_and_others_than_texts_may_be_missing(ws: Workspace) -> None:
    project_id = a_table(ws)
    append(ws, project_id, [["二", "皮带断了"], ["九", "今天正常"]], ["车间", "文本"])
    assert data.page(ws, project_id).rows[1::2] == (("今天正常", "", "九"), ("皮带断了", "", "二"))


@pytest.mark.parametrize("header", [["文字", "标签", "车间"], ["文本", "标签", "班组"]])
def test_a_file_of_another_shape_is_refused_and_nothing_changes(ws: Workspace, header: list[str]) -> None:
    project_id = a_table(ws)
    with pytest.raises(UserFacingError, match="append_columns_differ"):
        append(ws, project_id, ROWS, header)
    assert data.page(ws, project_id).n_rows == 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1, max_size=8), st.data())
def test_a_table_brought_in_parts_is_the_table_brought_at_once(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], draw: st.DataObject
) -> None:
    # fails if: occurrences are counted per file: the parts here are growing exports of the same table
    ws = builders.a_workspace(tmp_path_factory.mktemp("parts"))
    rows = [[text, "", "一"] for text in texts]
    first = draw.draw(st.integers(1, len(rows)))
    project_id = a_table(ws, rows[:first])
    assert counted(append(ws, project_id, rows)) == (len(rows) - first, first, 0)
    assert data.page(ws, project_id).rows == tuple(map(tuple, rows))
    ws.close()


def test_a_large_file_is_added_in_the_background(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    project_id = a_table(ws)
    monkeypatch.setattr(versions, "LARGE_BYTES", 10)
    monkeypatch.setattr(data, "tick", lambda _: None)
    run = versions.append(ws, project_id, builders.csv_of(HEADER, [["皮带断了", "停机", "二"]]), "more.csv")
    assert isinstance(run, Run)
    worker.main([str(ws.folder), run.id])
    ended = ws.runs.get(run.id)
    assert ended.state is RunState.SUCCEEDED
    assert (ended.result["n_new"], ended.result["n_known"]) == (1, 0)
    assert data.page(ws, project_id).n_rows == 4


def test_a_role_can_change_and_the_rows_take_no_more_disk(ws: Workspace) -> None:
    # fails if: the next version copies its rows
    project_id = a_table(ws)
    before = data.dataset(ws, project_id)
    changed = versions.change_roles(ws, project_id, {"标签": ColumnRole.IGNORED, "车间": ColumnRole.LABEL})
    assert isinstance(changed, Appended)
    assert before is not None
    assert ws.labels.counts(project_id) == {"一": 2, "二": 1}
    paths = [ws.datasets.version_folder(each.id) / "rows.arrow" for each in (before, changed.dataset)]
    assert paths[0].samefile(paths[1])
    assert changed.dataset.version == 2


def test_another_text_column_makes_other_examples_while_nobody_has_labelled(ws: Workspace) -> None:
    project_id = a_table(ws)
    changed = versions.change_roles(ws, project_id, {"文本": ColumnRole.IGNORED, "车间": ColumnRole.TEXT})
    assert isinstance(changed, Appended)
    rows = ws.datasets.rows(changed.dataset)
    ws.annotations.append([Annotation(new_id(), project_id, rows.ids[0], Decision.SKIP, None, "a", datetime.now(UTC))])
    with pytest.raises(UserFacingError, match="text_columns_labelled"):
        versions.change_roles(ws, project_id, {"文本": ColumnRole.TEXT, "车间": ColumnRole.IGNORED})


def test_cleaning_steps_stand_in_their_order_and_reach_the_training(ws: Workspace) -> None:
    # fails if: steps are kept in the order of clicking
    project_id = a_table(ws)
    changed = versions.change_cleaning(ws, project_id, ["duplicates", "spaces", "urls", "invisible"], {})
    assert isinstance(changed, Appended)
    steps = changed.dataset.cleaning
    assert set(steps) == {"duplicates", "spaces", "urls", "invisible"}
    assert steps == tuple(step.name for step in versions.cleaning_steps(ws, project_id) if step.chosen)


def test_a_step_shows_what_it_changes_on_real_rows(ws: Workspace) -> None:
    project_id = a_table(ws, [["看 https://example.com/a 这里", "好", "一"], ["没有链接", "好", "一"]])
    (step,) = (step for step in versions.cleaning_steps(ws, project_id) if step.name == "urls")
    assert (step.n_changed, step.chosen) == (1, False)
    ((row, before, after),) = step.changes
    assert row == 1
    assert "example.com" in before
    assert "example.com" not in after


def test_an_unknown_step_is_an_error_in_words(ws: Workspace) -> None:
    with pytest.raises(UserFacingError, match="cleaning_step_unknown"):
        versions.change_cleaning(ws, a_table(ws), ["polish"], {})


def test_merges_lead_to_their_end_and_never_in_a_circle(ws: Workspace) -> None:
    project_id = a_table(ws, [[f"第{i}行", "甲乙丙"[i % 3], "一"] for i in range(6)])
    merged = {"甲": "乙", "乙": "丙"}
    changed = versions.change_cleaning(ws, project_id, (), merged)
    assert isinstance(changed, Appended)
    assert changed.dataset.merged_labels == {"甲": "丙", "乙": "丙"}
    round_about = versions.change_cleaning(ws, project_id, (), {"甲": "乙", "乙": "甲"})
    assert isinstance(round_about, Appended)
    assert round_about.dataset.merged_labels == {}
    assert versions.table_labels(ws, project_id) == {"甲": 2, "乙": 2, "丙": 2}


def test_files_added_at_once_are_all_there(ws: Workspace) -> None:
    # fails if: store_import() does not look whether the version it built on is still the newest
    project_id = a_table(ws)
    with ThreadPoolExecutor(3) as pool:
        parts = [[[f"第{k}组第{i}行", "", "一"] for i in range(5)] for k in range(3)]
        added = list(pool.map(lambda rows: append(ws, project_id, rows), parts))
    assert [each.n_new for each in added] == [5, 5, 5]
    assert data.page(ws, project_id).n_rows == 18


def test_a_change_of_roles_beside_a_cleaning_loses_neither(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: a version carries everything as it was when it was asked for
    project_id = a_table(ws)
    carry_out, beside = versions.carry_out, []

    def slow(work: ImportWork) -> ImportResult:
        if not beside:
            beside.append(1)
            versions.change_cleaning(ws, project_id, ["urls"], {"故障": "坏"})
        return carry_out(work)

    monkeypatch.setattr(versions, "carry_out", slow)
    versions.change_roles(ws, project_id, {"车间": ColumnRole.FEATURE})
    dataset = data.dataset(ws, project_id)
    assert dataset is not None
    assert dataset.cleaning == ("urls",)
    assert dataset.merged_labels == {"故障": "坏"}
    assert dataset.named(ColumnRole.FEATURE) == ("车间",)


def test_rows_set_aside_stay_and_none_comes_twice(ws: Workspace) -> None:
    # fails if: an appended file's set-aside rows replace those of the first
    content = builders.csv_of(HEADER, ROWS) + "\n多,一,格,子\n".encode()
    project_id = builders.a_plain_project(ws, content).project_id
    append(ws, project_id, [["皮带断了", "故障", "二"]])
    assert [row.reason for row in data.set_aside(ws, project_id)] == ["too_many_cells"]
    versions.append(ws, project_id, content, "plain.csv")
    assert len(data.set_aside(ws, project_id)) == 1
    assert data.dataset(ws, project_id).source.n_set_aside == 1  # type: ignore[union-attr]


def test_what_people_said_counts_as_the_label_it_was_merged_into(ws: Workspace) -> None:
    # fails if: only the table's labels are merged, or the merged-away label is still offered
    project_id = a_table(ws)
    ids = ws.datasets.rows(data.dataset(ws, project_id)).ids  # type: ignore[arg-type]
    ws.projects.add_labels(project_id, (Label("坏"),))
    ws.annotations.append([Annotation(new_id(), project_id, ids[1], Decision.LABEL, "坏", "ana", datetime.now(UTC))])
    versions.change_cleaning(ws, project_id, (), {"坏": "故障"})
    assert ws.labels.counts(project_id) == {"故障": 3}
    assert set(ws.labels.of(project_id).values()) == {"故障"}
    assert label.label_set(ws, project_id).codes == ("故障",)
    versions.change_cleaning(ws, project_id, (), {})
    assert ws.labels.counts(project_id) == {"故障": 2, "坏": 1}


@pytest.mark.parametrize("target", ["", "  "])
def test_a_label_cannot_be_merged_into_nothing(ws: Workspace, target: str) -> None:
    with pytest.raises(UserFacingError, match="label_empty"):
        versions.change_cleaning(ws, a_table(ws), (), {"故障": target})
