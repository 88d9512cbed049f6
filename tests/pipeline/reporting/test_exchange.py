"""Labels out and in: what leaves as a file comes back as the same decisions, in every format."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data.tables import read_table
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Decision, Label, LabelSet, Task, TaskKind
from pipeline.reporting.exchange.answers import Answer, time_of
from pipeline.reporting.exchange.files import Hints, LabelFormat, read_labels, write_labels

CODES = ("0", "1", "=x", "'=x", "a|b", "\\", "好 评", "-3", "007")
LABEL_SET = LabelSet(tuple(Label(code, "积极" if code == "0" else "") for code in CODES))
ONE, SEVERAL, NUMBER = (Task(kind, LABEL_SET) for kind in TaskKind)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1)).map(lambda it: it.replace(tzinfo=UTC))
# No control characters: tables have none, JSON Lines is tested with all.
TEXTS = st.text(
    st.one_of(st.sampled_from("=+-@'\"|,;\t\n 09好＝\\"), st.characters(exclude_categories=["Cs", "Cc"])), max_size=10
)
WORDS = st.text(st.sampled_from("abc 李'=@"), max_size=6).map(str.strip)


@st.composite
def answers(draw: st.DrawFn, task: Task, *, n_texts: int = 2, texts: st.SearchStrategy[str] = TEXTS) -> list[Answer]:
    """Some people's decisions of a project, ids as the project gives them."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        decision = draw(st.sampled_from([Decision.LABEL, Decision.LABEL, Decision.SKIP, Decision.UNSURE]))
        is_label = decision is Decision.LABEL
        several = st.lists(st.sampled_from(CODES), unique=True, max_size=3)
        labels = {
            TaskKind.CLASSIFICATION: st.sampled_from(CODES).map(lambda it: [it]),
            TaskKind.MULTI_LABEL: several,
            TaskKind.REGRESSION: st.just([]),
        }[task.kind]
        numbers = st.floats(-1e9, 1e9) if task.kind is TaskKind.REGRESSION else st.none()
        found.append(
            Answer(
                tuple(draw(texts) for _ in range(n_texts)), decision,
                tuple(draw(labels)) if is_label else (), draw(numbers) if is_label else None,
                f"id{number}", draw(WORDS), draw(st.none() | MOMENTS), draw(WORDS),
            )
        )  # fmt: skip
    return found


def there_and_back(
    given_answers: list[Answer], form: LabelFormat, task: Task, columns: tuple[str, ...]
) -> list[Answer]:
    content = write_labels(given_answers, form, columns, task)
    return list(read_labels(content, f"labels{form.suffix}", columns, task.kind).answers)


@pytest.mark.parametrize("form", LabelFormat)
@pytest.mark.parametrize("task", [ONE, SEVERAL, NUMBER], ids=lambda task: task.kind.value)
def test_what_leaves_comes_back(form: LabelFormat, task: Task) -> None:
    # fails if: a vertical bar in a code is not escaped; a guarded cell keeps its '; skipped ones come back unsure;
    # the annotator is read from completed_by alone
    @given(answers(task))
    @settings(deadline=None, max_examples=15 if form is LabelFormat.XLSX else 60)
    def run(given_answers: list[Answer]) -> None:
        assert there_and_back(given_answers, form, task, ("label", "第二列")) == given_answers

    run()


@pytest.mark.parametrize("form", LabelFormat)
def test_a_single_text_comes_back(form: LabelFormat) -> None:
    @given(answers(ONE, n_texts=1))
    @settings(deadline=None, max_examples=15)
    def run(given_answers: list[Answer]) -> None:
        assert there_and_back(given_answers, form, ONE, ("评论",)) == given_answers

    run()


ALL_CHARACTERS = st.sampled_from("\x00\x0b\x85\u2028\u2029\r\n") | st.characters(exclude_categories=["Cs"])


@given(answers(SEVERAL, texts=st.text(ALL_CHARACTERS, max_size=8)))
@settings(deadline=None, max_examples=60)
def test_json_lines_keep_every_character(given_answers: list[Answer]) -> None:
    # fails if: the line breaks that only Unicode knows are written as they are
    assert there_and_back(given_answers, LabelFormat.JSON_LINES, SEVERAL, ("a", "b")) == given_answers
    content = write_labels(given_answers, LabelFormat.JSON_LINES, ("a", "b"), SEVERAL).decode()
    assert len(content.splitlines()) == len(given_answers)


def test_a_time_keeps_its_moment_whatever_its_zone() -> None:
    at = datetime(2026, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    (back,) = there_and_back([Answer(("x",), labels=("0",), example_id="i", at=at)], LabelFormat.CSV, ONE, ("t",))
    assert back.at == at
    assert time_of("2026/5/1 9:30") == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    assert time_of("soon") is None


def test_a_table_runs_nothing_in_a_spreadsheet() -> None:
    # fails if: csv_bytes gets the cells as they are read back
    answer = Answer(("=1+1",), labels=("=x",), example_id="i", annotator="@SUM(A1)", comment="+1-1")
    content = write_labels([answer], LabelFormat.CSV, ("=t",), ONE)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert {cell[0] for row in rows for cell in row if cell and cell[0] in "=+-@'"} == {"'"}
    table = read_table(write_labels([answer], LabelFormat.XLSX, ("=t",), ONE), "labels.xlsx")
    assert "=1+1" in table.rows[0]


def test_a_person_sees_the_labels_name_beside_its_code() -> None:
    content = write_labels([Answer(("好",), labels=("0",), example_id="i")], LabelFormat.CSV, ("文本",), ONE)
    assert ",0,积极," in content.decode("utf-8-sig")


def test_a_text_too_long_for_a_cell_is_cut_and_the_id_stays() -> None:
    answer = Answer(("好" * 40_000,), labels=("0",), example_id="i")
    (back,) = there_and_back([answer], LabelFormat.XLSX, ONE, ("文本",))
    assert (back.example_id, len(back.texts[0])) == ("i", 32_767)


def test_more_answers_than_a_sheet_has_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reporting.exchange.spreadsheet.XLSX_ROWS", 3)
    rows = [Answer(("x",), labels=("0",), example_id=str(i)) for i in range(3)]
    with pytest.raises(UserFacingError, match="labels_too_many_for_excel"):
        write_labels(rows, LabelFormat.XLSX, ("t",), ONE)


TABLES = {
    "text,label\nnice place,1\nno label here,\n": "utf-8",
    "内容;类别;标注人\n房间很干净;1;小李\n没有标签;;小王\n": "gb18030",
    '{"text": "nice place", "category": "1"}\n{"text": "none", "category": ""}\n': "utf-8",
}


@pytest.mark.parametrize("written", TABLES)
def test_tables_of_other_tools_are_read_by_their_columns_names(written: str) -> None:
    read = read_labels(written.encode(TABLES[written]), "some.csv", ("评论",), TaskKind.CLASSIFICATION)
    (answer,) = read.answers
    assert (answer.labels, len(answer.texts[0]) > 4, read.n_empty, answer.example_id) == (("1",), True, 1, "")


def test_a_person_can_say_which_column_is_which() -> None:
    content = b"review;mood;who\ngood;pos;ann\n"
    with pytest.raises(UserFacingError, match="labels_no_label"):
        read_labels(content, "x.csv", ("review",), TaskKind.CLASSIFICATION)
    hints = Hints(columns={"label": "mood", "annotator": "who"})
    (answer,) = read_labels(content, "x.csv", ("review",), TaskKind.CLASSIFICATION, hints).answers
    assert (answer.texts, answer.labels, answer.annotator) == (("good",), ("pos",), "ann")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,label\nx,1\n", "labels_no_text"),
        (b"text,label\nx,\n", "labels_none"),
        (b'[{"example_id": "1", "decision": "label", "labels"', "labels_json_broken"),
        (b'{"text": "x", "label": ["a"]}\n{"text": "y", "label": [}\n', "labels_json_broken"),
        (b'{"text": "x y", "label": [[0, 1, "PER"]]}\n', "labels_parts_only"),
    ],
)
def test_what_holds_no_labels_says_so(content: bytes, code: str) -> None:
    with pytest.raises(UserFacingError) as error:
        read_labels(content, "x", ("文本",), TaskKind.CLASSIFICATION)
    assert error.value.code == code


@given(st.binary(max_size=60) | st.binary(max_size=9).map(b"PK\x03\x04".__add__) | st.text(max_size=60).map(str.encode))
@settings(deadline=None, max_examples=100)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    # fails if: a broken zip is not caught
    try:
        read_labels(content, "x", ("text",), TaskKind.MULTI_LABEL)
    except UserFacingError:
        return


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reporting.exchange.files.FILE_LIMIT_BYTES", 2_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ann.jsonl", json.dumps({"text": "x" * 100_000, "label": ["a"]}))
    with pytest.raises(UserFacingError, match="labels_too_large"):
        read_labels(packed.getvalue(), "all.zip", ("text",), TaskKind.CLASSIFICATION)
