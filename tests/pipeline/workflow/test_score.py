"""A table that is to be scored is read by the worker as it was understood when it was brought."""

import pytest

from pipeline.data.tables import read_table
from pipeline.runs.bookkeeping import work_of
from pipeline.runs.executors.executor import ScoreWork
from pipeline.store.workspace import Workspace
from pipeline.workflow import score
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
