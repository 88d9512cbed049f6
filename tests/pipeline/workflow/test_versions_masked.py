"""A masked table stays masked, whatever is added to it or changed in it."""

import pytest

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, versions
from tests import builders
from tests.pipeline.workflow.test_versions import HEADER, append, counted


def test_a_masked_project_masks_what_is_added_and_knows_it_again(ws: Workspace) -> None:
    # fails if: append() does not mask, or hashes what was masked
    content = builders.csv_of(HEADER, [["请打13812345678", "故障", "一"]])
    roles = {"文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL}
    request = data.ProjectRequest("a", roles, builders.Language.CHINESE, mask=True)
    project_id = data.create_project(ws, content, "a.csv", request).project.id
    added = append(ws, project_id, [["请打13812345678", "故障", "一"], ["再打13812345678", "故障", "一"]])
    assert counted(added) == (1, 1, 0)
    first, second = (row[0] for row in data.page(ws, project_id).rows)
    assert first.removeprefix("请打") == second.removeprefix("再打")
    assert "138" not in first
    append(ws, project_id, [["请打13812345678", "故障", "一"], ["再打13812345678", "故障", "一"]])
    dataset = data.dataset(ws, project_id)
    assert dataset is not None
    assert dataset.personal == {"phone": 2}


def a_masked_table(ws: Workspace, roles: dict[str, ColumnRole]) -> str:
    content = builders.csv_of(["姓名", "文本"], [["王小明", "王小明态度不好"], ["李大海", "李大海很耐心"]])
    request = data.ProjectRequest("a", {"文本": ColumnRole.TEXT, **roles}, builders.Language.CHINESE, mask=True)
    return data.create_project(ws, content, "a.csv", request).project.id


def everything_stored(ws: Workspace) -> str:
    files = (path for path in sorted(ws.folder.rglob("*")) if path.is_file())
    return b"".join(path.read_bytes() for path in files).decode("utf-8", "replace")


def test_a_file_without_the_sensitive_column_cannot_open_what_was_masked(ws: Workspace) -> None:
    # fails if: the texts of known rows are written over, or the column need not be there
    project_id = a_masked_table(ws, {"姓名": ColumnRole.SENSITIVE})
    with pytest.raises(UserFacingError, match="append_columns_differ"):
        versions.append(ws, project_id, builders.csv_of(["文本"], [["王小明态度不好"]]), "b.csv")
    versions.append(ws, project_id, builders.csv_of(["姓名", "文本"], [["", "王小明态度不好"]]), "b.csv")
    assert "王小明" not in everything_stored(ws)


def test_a_set_aside_row_of_a_masked_table_with_a_sensitive_column_keeps_nothing(ws: Workspace) -> None:
    # fails if: only what the rules find is masked in a row whose columns are not known
    project_id = a_masked_table(ws, {"姓名": ColumnRole.SENSITIVE})
    content = builders.csv_of(["姓名", "文本"], [["赵六", "好"]]) + "\n钱小七,不错,多了,一格\n".encode()
    versions.append(ws, project_id, content, "b.csv")
    assert len(data.set_aside(ws, project_id)) == 1
    assert "钱小七" not in everything_stored(ws)


def test_a_column_that_turns_sensitive_later_is_masked_everywhere(ws: Workspace) -> None:
    # fails if: the rows are linked as they are, or the version before keeps its file
    project_id = a_masked_table(ws, {"姓名": ColumnRole.IGNORED})
    ids = ws.datasets.rows(data.dataset(ws, project_id)).ids  # type: ignore[arg-type]
    assert "王小明" in everything_stored(ws)
    versions.change_roles(ws, project_id, {"姓名": ColumnRole.SENSITIVE})
    assert "王小明" not in everything_stored(ws)
    assert ws.datasets.rows(data.dataset(ws, project_id)).ids == ids  # type: ignore[arg-type]
