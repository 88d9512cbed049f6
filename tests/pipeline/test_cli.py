"""The headless door: one JSON object on the last line, errors in three parts, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.store.workspace import Workspace
from tests import builders

ROOT = Path(__file__).parents[2]


def lanhai(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.command", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=500
    )
    return done.returncode, done.stdout, done.stderr


def last_json(output: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "weather.csv").write_bytes(builders.weather_csv(60))
    code, output, errors = lanhai(
        "run", str(folder / "weather.csv"), "--text", "文本", "--label", "标签", "--encoder", str(tiny_encoder),
        "--preset", "quick", "--workspace", str(folder / "ws"), "--json",
    )  # fmt: skip
    assert code == 0, output + errors
    return folder, last_json(output)


def test_a_run_prints_the_whole_answer(trained: tuple[Path, dict[str, Any]]) -> None:
    answer = trained[1]
    assert set(answer) == {"dataset", "findings", "run", "model", "evaluation", "seconds"}
    evaluation = answer["evaluation"]
    assert evaluation["kept"] in ("transformer", "baseline")
    assert (evaluation["split"], evaluation["n"]) == ("test", 12)
    for rival in ("transformer", "baseline"):
        metrics = evaluation[rival]
        assert set(metrics["accuracy"]) == {"value", "low", "high", "n"}
        assert set(metrics["per_label"]["0"]) == {"precision", "recall", "f1", "n"}
        assert isinstance(metrics["per_label"]["0"]["n"], int)


def test_scoring_keeps_the_columns_and_adds_ours(trained: tuple[Path, dict[str, Any]]) -> None:
    # fails if: the columns are reordered, or a name that is there already is overwritten
    folder, answer = trained
    table = builders.csv_of(["文本", "confidence"], [["今天天气很好", "mine"], ["空调坏了没人管", "too"]])
    (folder / "new.csv").write_bytes(table)
    code, _, errors = lanhai(
        "score", answer["model"], str(folder / "new.csv"), str(folder / "out.csv"), "--workspace", str(folder / "ws")
    )
    assert code == 0, errors
    scored = pd.read_csv(folder / "out.csv", dtype=str, keep_default_na=False)
    assert list(scored.columns) == [
        "文本", "confidence", "predicted_label", "confidence_2", "runner_up", "check_me",
    ]  # fmt: skip
    assert list(scored["confidence"]) == ["mine", "too"]
    assert set(scored["predicted_label"]) <= {"0", "1"}


def test_a_test_table_of_its_own_is_measured_whole(trained: tuple[Path, dict[str, Any]], tiny_encoder: Path) -> None:
    # fails if: rows of the test table are learned from, or some are left out
    folder, _ = trained
    (folder / "test.csv").write_bytes(builders.weather_csv(80))
    code, output, errors = lanhai(
        "run", str(folder / "weather.csv"), "--text", "文本", "--label", "标签", "--encoder", "tiny-bert",
        "--test", str(folder / "test.csv"), "--workspace", str(folder / "ws"), "--json",
    )  # fmt: skip
    assert last_json(output)["error"]["code"] == "too_few_labels", "all its rows stand in this test table"
    (folder / "test.csv").write_bytes(builders.weather_csv(90).replace("条".encode(), "号".encode()))
    code, output, errors = lanhai(
        "run", str(folder / "weather.csv"), "--text", "文本", "--label", "标签", "--encoder", "tiny-bert",
        "--test", str(folder / "test.csv"), "--workspace", str(folder / "ws"), "--json",
    )  # fmt: skip
    assert code == 0, output + errors
    assert last_json(output)["evaluation"]["n"] == 90
    (folder / "test.csv").write_bytes(builders.csv_of(["文本", "标签"], [["今天天气很好", "7"]]))
    code, output, errors = lanhai(
        "run", str(folder / "weather.csv"), "--text", "文本", "--label", "标签", "--encoder", "tiny-bert",
        "--test", str(folder / "test.csv"), "--workspace", str(folder / "ws"), "--json",
    )  # fmt: skip
    assert last_json(output)["error"]["code"] == "test_table_empty"


def test_an_explanation_adds_up(trained: tuple[Path, dict[str, Any]]) -> None:
    folder, answer = trained
    code, output, errors = lanhai(
        "explain", answer["model"], "--text", "今天天气很好", "--workspace", str(folder / "ws"), "--json"
    )
    assert code == 0, output + errors
    found = last_json(output)
    assert found["base"] + sum(word["score"] for word in found["words"]) == pytest.approx(found["output"], abs=1e-5)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "no-such.csv", "--text", "a", "--label", "b"], "file_missing"),
        (["score", "nobody", "no-such.csv", "out.csv"], "file_missing"),
        (["explain", "nobody", "--text", "x"], "model_missing"),
        (["stop", "nobody"], "run_missing"),
        (["run", "no-such.csv", "--text", ",", "--label", "b"], "no_text_column"),
        (["run", "no-such.csv", "--text", "a", "--label", "b", "--task", "regression"], "task_not_yet"),
        (["run", "no-such.csv", "--text", "a", "--label", "b", "--features", "c"], "features_not_yet"),
        (["import", "no-such.csv"], "file_missing"),
    ],
)
def test_an_error_has_three_parts_and_a_code(tmp_path: Path, arguments: list[str], code: str) -> None:
    status, output, _ = lanhai(*arguments, "--workspace", str(tmp_path / "ws"), "--json")
    error = last_json(output)["error"]
    assert status == 1
    assert error["code"] == code
    assert all(error[part] for part in ("what", "why", "do"))


@pytest.mark.parametrize(
    "arguments", [["run", "a.csv", "--label", "b"], ["run", "a.csv", "--preset", "slow"], ["nonsense"]]
)
def test_a_command_that_cannot_be_read_is_answered_like_any_error(arguments: list[str]) -> None:
    # fails if: argparse writes its own usage and leaves standard output empty
    status, output, errors = lanhai(*arguments, "--json")
    assert (status, errors) == (2, "")
    assert last_json(output)["error"]["code"] == "options_wrong"


def test_a_refused_run_leaves_no_project_behind(tmp_path: Path) -> None:
    # fails if: the project is made before the training is refused, and stays
    one_label = builders.csv_of(["文本", "标签"], [[f"今天天气很好，第{i}条", "0"] for i in range(20)])
    (tmp_path / "one.csv").write_bytes(one_label)
    arguments = [
        "run",
        str(tmp_path / "one.csv"),
        "--text",
        "文本",
        "--label",
        "标签",
        "--workspace",
        str(tmp_path / "ws"),
    ]
    _, output, _ = lanhai(*arguments, "--json")
    assert last_json(output)["error"]["code"] == "one_label_for_all"
    ws = Workspace(tmp_path / "ws")
    assert ws.projects.all() == []
    ws.close()


def test_a_scoring_never_replaces_the_table_it_reads(tmp_path: Path) -> None:
    # fails if: the result is copied over the person's own file
    (tmp_path / "mine.csv").write_bytes(b"text\nmine\n")
    table = str(tmp_path / "mine.csv")
    _, output, _ = lanhai("score", "any", table, table, "--workspace", str(tmp_path / "ws"), "--json")
    assert last_json(output)["error"]["code"] == "same_file"
    assert (tmp_path / "mine.csv").read_bytes() == b"text\nmine\n"


@pytest.mark.parametrize("port", ["0x", "99999", "-1"])
def test_a_port_that_cannot_be_is_said_in_words(tmp_path: Path, port: str) -> None:
    status, _, errors = lanhai("--no-browser", "--port", port, "--workspace", str(tmp_path / "ws"))
    assert status in (1, 2)
    assert "Traceback" not in errors
    assert errors


def test_an_option_before_the_command_counts(tmp_path: Path) -> None:
    # fails if: the command's own default undoes it
    lanhai("--workspace", str(tmp_path / "mine"), "runs")
    assert (tmp_path / "mine" / "lanhai.db").exists()


def test_what_nobody_foresaw_has_a_number_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: carry_out() lets an unknown error through
    (tmp_path / "ws" / "lanhai.db").mkdir(parents=True)
    monkeypatch.setenv("LANHAI_DATABASE_URL", "nonsense")
    status, output, errors = lanhai("runs", "--workspace", str(tmp_path / "ws"), "--json")
    assert status == 1
    assert last_json(output)["error"]["code"] == "unexpected"
    assert "Traceback" not in output + errors
    assert "incident" in (tmp_path / "ws" / "logs" / "terminal.log").read_text()


def test_without_json_an_error_is_plain_sentences(tmp_path: Path) -> None:
    status, output, errors = lanhai("stop", "nobody", "--workspace", str(tmp_path / "ws"))
    assert (status, output) == (1, "")
    assert "There is no such run here (nobody)." in errors
    assert "Traceback" not in errors


def test_the_doctor_tells_the_device_and_the_encoders(tmp_path: Path) -> None:
    code, output, _ = lanhai("doctor", "--workspace", str(tmp_path / "ws"), "--json")
    found = last_json(output)
    assert code == 0
    assert found["device"] in ("cpu", "cuda", "mps")
    assert {encoder["name"] for encoder in found["encoders"]} >= {"minilm-en", "e5-small-multilingual"}


def test_the_same_table_and_seed_give_the_same_numbers_in_another_workspace(
    trained: tuple[Path, dict[str, Any]], tiny_encoder: Path, tmp_path: Path
) -> None:
    # fails if: the project's id goes into the examples' ids, and so into the splits
    folder, answer = trained
    code, output, errors = lanhai(
        "run", str(folder / "weather.csv"), "--text", "文本", "--label", "标签", "--encoder", str(tiny_encoder),
        "--preset", "quick", "--workspace", str(tmp_path / "ws"), "--json",
    )  # fmt: skip
    assert code == 0, output + errors
    assert last_json(output)["evaluation"] == answer["evaluation"]
