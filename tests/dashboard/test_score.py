"""Score: a new table goes in, comes back labelled, and can be taken away."""

import csv
import io
from dataclasses import replace

import pytest

from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.domain.run import RunKind, RunState
from pipeline.measures.intervals import wilson
from pipeline.store.workspace import Workspace
from pipeline.workflow import label, score, versions
from pipeline.workflow.values import Level
from tests.builders import Trained, a_run, a_trained_project, csv_of, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words
from tests.dashboard.stand_ins import SIZES, filled

TABLE = csv_of(["文本", "日期"], [["今天天气很好", "2026-05-01"], ["等了很久", "2026-05-02"]])


def a_scoring(ws: Workspace, trained: Trained, *, n: int = 30, n_check_me: int = 4) -> str:
    """A finished scoring of n rows, the first ones for a person; returns its run."""
    config: dict[str, object] = {"model_id": trained.model.id, "file_name": "november.csv", "encoding": "utf-8"}
    run = a_run(ws, trained.project, kind=RunKind.SCORE, state=RunState.RUNNING, config=config)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["文本", "predicted_label", "confidence", "runner_up", "check_me"])
    for i in range(n):
        marked = i < n_check_me
        writer.writerow([f"第{i}条", str(i % 2), "0.55" if marked else "0.93", "1", "yes" if marked else ""])
    folder = ws.run_folder(run.id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scored.csv").write_text("\ufeff" + out.getvalue(), encoding="utf-8")
    ws.runs.set_result(run.id, {"n_rows": n, "n_check_me": n_check_me, "per_label": {"0": n, "1": 0}})
    ws.runs.move(run.id, RunState.RUNNING, RunState.SUCCEEDED)
    return run.id


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_opens(ws: Workspace, open_view: Open, lang: str, size: str) -> None:
    at = open_view("score", lang=lang, project_id=filled(ws, size))
    assert_calm(at)
    assert {"en": "Use the model on a new table", "zh": "把模型用到新表格上"}[lang] in words(at)


def test_a_new_table_is_scored_in_the_background(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    at = open_view("score", project_id=trained.project.id)
    at.file_uploader(key="score_file").upload("new.csv", TABLE).run()
    assert_calm(at)
    assert score.history(ws, trained.project.id) == []
    at.button(key="score_start").click().run()
    assert_calm(at)
    (card,) = score.history(ws, trained.project.id)
    assert card.run.state is RunState.QUEUED
    assert at.query_params["run"] == card.run.id
    assert "Sorting the table" in words(at)


def test_a_table_without_the_text_column_is_refused_in_words(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    at = open_view("score", project_id=trained.project.id)
    at.file_uploader(key="score_file").upload("new.csv", csv_of(["note", "day"], [["x", "1"], ["y", "2"]])).run()
    at.button(key="score_start").click().run()
    assert "lh-error" in words(at)
    assert score.history(ws, trained.project.id) == []


def test_a_new_table_is_read_as_the_person_says(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the reading is shown but not handed to the scoring
    trained = a_trained_project(ws)
    monkeypatch.setattr(Dataset, "named", lambda *_: ())  # whatever the reading makes of the column's name
    at = open_view("score", project_id=trained.project.id)
    rows = "".join(f"a plain row {i},{i % 2}\n" for i in range(20))
    at.file_uploader(key="score_file").upload("new.csv", f"text,day\n{rows}天气好,0\n".encode("gb18030")).run()
    assert_calm(at)
    assert at.button(key="score_start").disabled
    next(each for each in at.button if str(each.key).endswith("encoding_1_pick")).click().run()
    at.button(key="score_start").click().run()
    assert_calm(at)
    (card,) = score.history(ws, trained.project.id)
    assert card.run.config["reading"]["encoding"] != "gb18030"


@pytest.mark.parametrize("keep", [False, True])
def test_sensitive_columns_stay_out_of_the_result_unless_asked_for(ws: Workspace, open_view: Open, keep: bool) -> None:
    # fails if: the switch is on to begin with, or not handed on
    trained = a_trained_project(ws)
    versions.change_roles(ws, trained.project.id, {"编号": ColumnRole.SENSITIVE})
    at = open_view("score", project_id=trained.project.id)
    at.file_uploader(key="score_file").upload("new.csv", weather_csv(20)).run()
    assert "编号 will not be in the finished table" in words(at)
    if keep:
        at.toggle(key="score_keep_sensitive").set_value(True).run()
    at.button(key="score_start").click().run()
    (card,) = score.history(ws, trained.project.id)
    assert card.run.config["keep_sensitive"] is keep


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_scored_table_says_how_many_are_for_a_person(ws: Workspace, open_view: Open, lang: str) -> None:
    trained = a_trained_project(ws)
    run_id = a_scoring(ws, trained)
    at = open_view("score", lang=lang, project_id=trained.project.id)
    at.button(key=f"open_{run_id}").click().run()
    assert_calm(at)
    assert {"en": "26 sorted, 4 for a person", "zh": "分好 26 条，4 条请人过目"}[lang] in words(at)
    assert {"en": "Expect 1 to 13 mistakes in 100", "zh": "每 100 条有 1 到 13 条错误"}[lang] in words(at)


def test_the_table_shows_names_of_labels_and_can_be_filtered_and_turned(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    run_id = a_scoring(ws, trained)
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run_id}").click().run()
    frame = at.dataframe[0].value
    assert list(frame["predicted_label"][:2]) == ["积极", "消极"]
    assert len(frame) == 20
    at.toggle(key=f"score_only_{run_id}").set_value(True).run()
    assert list(at.dataframe[0].value["check_me"]) == ["check me"] * 4


def test_a_label_is_added_after_a_training_and_a_scored_table_still_shows(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    run_id = a_scoring(ws, trained)
    label.add_label(ws, trained.project.id, "2", "mixed")
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run_id}").click().run()
    assert_calm(at)
    assert set(at.dataframe[0].value["predicted_label"]) == {"积极", "消极"}


def test_each_table_begins_at_its_first_rows(ws: Workspace, open_view: Open) -> None:
    # fails if: the page turned to in one table is opened in the next
    trained = a_trained_project(ws)
    first, second = a_scoring(ws, trained), a_scoring(ws, trained, n=50)
    at = open_view("score", project_id=trained.project.id)
    at.session_state[f"score_page_{first}_False"] = 2
    at.query_params["run"] = first
    at.run()
    assert len(at.dataframe[0].value) == 10
    at.query_params["run"] = second
    at.run()
    assert at.dataframe[0].value.iloc[0, 0] == "第0条"


def test_the_table_can_be_taken_away(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    run_id = a_scoring(ws, trained)
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run_id}").click().run()
    assert [button.label for button in at.get("download_button")] == ["Download the table"]


def test_another_table_can_follow(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    run_id = a_scoring(ws, trained)
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run_id}").click().run()
    at.button(key="score_another").click().run()
    assert_calm(at)
    assert at.file_uploader(key="score_file") is not None


def test_a_running_scoring_can_be_stopped(ws: Workspace, open_view: Open) -> None:
    trained = a_trained_project(ws)
    config: dict[str, object] = {"model_id": trained.model.id, "file_name": "november.csv"}
    run = a_run(ws, trained.project, kind=RunKind.SCORE, state=RunState.RUNNING, config=config)
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run.id}").click().run()
    at.button(key="score_stop").click().run()
    assert_calm(at)
    assert ws.runs.get(run.id).state is RunState.STOPPING


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.LOST, RunState.STOPPED])
def test_a_scoring_that_did_not_finish_is_told_calmly(ws: Workspace, open_view: Open, state: RunState) -> None:
    trained = a_trained_project(ws)
    config: dict[str, object] = {"model_id": trained.model.id, "file_name": "november.csv"}
    run = a_run(ws, trained.project, kind=RunKind.SCORE, state=state, config=config)
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run.id}").click().run()
    assert_calm(at)
    assert "This table was not finished" in words(at)


def test_only_a_range_that_is_good_at_its_low_end_gets_the_tick(ws: Workspace) -> None:
    # fails if: the middle of the range decides
    trained = a_trained_project(ws)
    summary = score.summary(ws, a_scoring(ws, trained))
    assert summary is not None
    assert score.level(summary) is Level.GOOD
    assert score.level(replace(summary, expected_right=wilson(5, 5))) is Level.WARN


def test_a_workbook_that_is_cut_off_is_refused_in_words(ws: Workspace, open_view: Open) -> None:
    # fails if: the uploader takes CSV alone
    trained = a_trained_project(ws)
    at = open_view("score", project_id=trained.project.id)
    at.file_uploader(key="score_file").upload("new.xlsx", b"PK\x03\x04" + bytes(200)).run()
    assert 'data-code="table_archive_broken"' in words(at)


def test_the_apostrophe_that_guards_the_file_is_not_shown(ws: Workspace, open_view: Open) -> None:
    # fails if: cells are shown as the file has them
    trained = a_trained_project(ws)
    run_id = a_scoring(ws, trained, n=2)
    path = ws.run_folder(run_id) / "scored.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("第0条", "'=1+1").replace("第1条", "'quoted'"), "utf-8")
    at = open_view("score", project_id=trained.project.id)
    at.button(key=f"open_{run_id}").click().run()
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["=1+1", "'quoted'"]
    assert "'=1+1" in score.download(ws, run_id)[1].decode()
