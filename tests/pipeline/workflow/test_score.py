"""A table that is to be scored is read by the worker as it was understood when it was brought."""

import pytest

from pipeline.data.tables import read_table
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import RunKind
from pipeline.runs.bookkeeping import work_of
from pipeline.runs.executors.executor import ScoreWork
from pipeline.store.workspace import Workspace
from pipeline.workflow import score, versions
from tests.builders import a_trained_project


def test_one_column_of_texts_with_commas_stays_one_column_for_the_worker(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the run remembers a comma where nothing separates
    monkeypatch.setattr(score, "tick", lambda _: None)
    content = "文本\n味道不错,送得快\n很好\n一般,有点贵,不会再来\n".encode()
    work = work_of(ws, score.start(ws, a_trained_project(ws).model.id, content, "new.csv"))
    assert isinstance(work, ScoreWork)
    table = read_table(work.table_path, work.file_name, work.reading)
    assert table.columns == ("文本",)
    assert len(table) == 3


def test_a_sensitive_column_is_known_in_another_spelling_too(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: names are compared letter by letter
    monkeypatch.setattr(score, "tick", lambda _: None)
    trained = a_trained_project(ws)
    versions.change_roles(ws, trained.project.id, {"编号": ColumnRole.SENSITIVE})
    work = work_of(ws, score.start(ws, trained.model.id, "编号 ,文本\n1,好天气\n2,坏天气\n".encode(), "new.csv"))
    assert isinstance(work, ScoreWork)
    assert work.sensitive == {"编号"}


def test_a_table_needs_the_columns_that_the_model_learned_from(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the columns of today's table are asked for
    monkeypatch.setattr(score, "tick", lambda _: None)
    trained = a_trained_project(ws)
    ws.runs.set_result(trained.run.id, {"model_id": trained.model.id, "columns": ["旧文本"]})
    with pytest.raises(UserFacingError, match="score_column_missing"):
        score.start(ws, trained.model.id, "编号,文本\n1,好天气\n2,坏天气\n".encode(), "new.csv")
    score.start(ws, trained.model.id, "编号,旧文本\n1,好天气\n2,坏天气\n".encode(), "new.csv")


def test_a_scoring_that_the_first_lanhai_wrote_down_can_be_done_again(ws: Workspace) -> None:
    trained = a_trained_project(ws)
    old = {"model_id": trained.model.id, "file_name": "a.csv", "encoding": "utf-8", "delimiter": ",", "header": True}
    run = ws.runs.queue(RunKind.SCORE, trained.project.id, old)
    (ws.run_folder(run.id)).mkdir(parents=True)
    (ws.run_folder(run.id) / "table").write_bytes(b"x")
    work = work_of(ws, run)
    assert isinstance(work, ScoreWork)
    assert (work.reading.encoding, work.reading.header) == ("utf-8", True)
