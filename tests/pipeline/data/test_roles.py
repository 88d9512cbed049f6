"""Guessing what a column is for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.roles import code_order, guess_columns, guess_language
from pipeline.data.tables import read_table
from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.project import Language

REVIEWS = ["今天天气很好，适合出门走走", "这是一个糟糕的天气", "空气清新，阳光明媚", "又下雨了，鞋子都湿了"]


def guess(names: str, rows: list[list[str]]) -> dict[str, Column]:
    lines = ["\t".join(names.split(",")), *("\t".join(row) for row in rows)]
    table = read_table("\n".join(lines).encode(), "t.tsv")
    return {column.name: column for column in guess_columns(table.columns, table.rows)}


def many(*columns: list[str], n: int = 40) -> list[list[str]]:
    return [[column[i % len(column)] for column in columns] for i in range(n)]


def numbered(text: str, n: int = 40) -> list[str]:
    return [f"{text} {i}" for i in range(n)]


def test_the_longest_varied_column_is_the_text_and_the_named_one_the_label() -> None:
    columns = guess("id,what,sentiment", many(numbered("r-"), numbered("a nice place to eat"), ["pos", "neg"]))
    assert (columns["what"].role, columns["what"].reason) == (ColumnRole.TEXT, "text_longest")
    assert columns["sentiment"] == Column("sentiment", ColumnRole.LABEL, "label_named", {"n_values": 2})


def test_two_labelled_rows_are_enough_to_see_text_and_label() -> None:
    columns = guess("text,label", [[REVIEWS[0], "1"], [REVIEWS[1], "0"]])
    assert columns["text"].role is ColumnRole.TEXT
    assert columns["label"].role is ColumnRole.LABEL


def test_a_short_text_is_known_by_its_name_beside_a_longer_label() -> None:
    columns = guess("文本,类别", many([f"苗{i}" for i in range(40)], ["不相关的其他类别名称", "植物", "动物"]))
    assert columns["文本"].role is ColumnRole.TEXT
    assert columns["类别"].role is ColumnRole.LABEL


def test_few_repeated_values_are_a_label_even_without_a_name() -> None:
    columns = guess("what,v1", many(numbered("my order is late"), ["ham", "spam", "ham"]))
    assert (columns["v1"].role, columns["v1"].reason) == (ColumnRole.LABEL, "label_few_values")


def test_a_label_column_that_is_mostly_empty_is_still_the_label() -> None:
    rows = many(numbered("my order is late"), ["", "", "", "", "", "", "a", "", "", "b"])
    assert guess("text,label", rows)["label"].role is ColumnRole.LABEL


@pytest.mark.parametrize(
    ("name", "values", "role", "reason"),
    [
        ("手机号", [f"1380000{i:04}" for i in range(40)], ColumnRole.SENSITIVE, "sensitive_name"),
        ("Email", [f"a{i}@example.org" for i in range(40)], ColumnRole.SENSITIVE, "sensitive_name"),
        ("身份证号码", ["110101199003070000"], ColumnRole.SENSITIVE, "sensitive_name"),
        ("created", [f"2024-03-{i % 28 + 1:02} 10:00" for i in range(40)], ColumnRole.TIME, "time_values"),
        ("日期", [f"2024年3月{i % 28 + 1}日" for i in range(40)], ColumnRole.TIME, "time_values"),
        ("price", [f"{i * 3.5}" for i in range(40)], ColumnRole.FEATURE, "number"),
        ("customer_id", [f"C{i % 9}" for i in range(40)], ColumnRole.GROUP, "group_named"),
        ("客户编号", [f"{i % 9}" for i in range(40)], ColumnRole.GROUP, "group_named"),
        ("order", [f"A-{i:05}" for i in range(40)], ColumnRole.IGNORED, "id_all_different"),
        ("stock code", [f"{i % 30:06}" for i in range(40)], ColumnRole.IGNORED, "category"),
        ("city", ["Lyon", "Bonn", "Graz"], ColumnRole.IGNORED, "category"),
        ("spare", [""], ColumnRole.IGNORED, "empty"),
    ],
)
def test_other_columns_get_the_role_that_fits(name: str, values: list[str], role: ColumnRole, reason: str) -> None:
    column = guess(f"text,label,{name}", many(numbered("my order is late"), ["a", "b"], values))[name]
    assert (column.role, column.reason) == (role, reason)


def test_every_table_gets_exactly_one_text() -> None:
    columns = guess("a,b", many(["1", "2"], ["3", "4"]))
    assert [column.role for column in columns.values()].count(ColumnRole.TEXT) == 1


@given(st.lists(st.from_regex(r"-?[0-9٠-٩]{1,4}", fullmatch=True), unique=True))
def test_numbers_as_labels_stand_in_the_order_of_numbers(codes: list[str]) -> None:
    # fails if: the digits of negative numbers are compared as those of others, or leading zeros count
    assert code_order(dict.fromkeys(codes, 1)) == tuple(sorted(codes, key=int))


def test_numbers_of_thousands_of_digits_have_an_order() -> None:
    # fails if: int() is asked, which refuses more than 4,300 digits
    long = "9" * 5_000
    assert code_order({f"1{long}": 1, "-1": 1, long: 1, "0": 1, f"-{long}": 1, "01": 1, "-2": 1}) == (
        f"-{long}", "-2", "-1", "0", "01", long, f"1{long}",
    )  # fmt: skip


def test_of_columns_that_look_the_same_the_nearest_to_the_text_is_the_label() -> None:
    # fails if: places are counted among the columns that may be labels, or a column is found by what it is like
    rows = [(str(i % 2), "ab"[i % 2], f"The pump number {i} leaks oil again", "ab"[i % 2]) for i in range(40)]
    roles = {column.name: column.role for column in guess_columns(("size", "x", "note", "z"), rows)}
    assert (roles["x"], roles["note"], roles["z"]) == (ColumnRole.LABEL, ColumnRole.TEXT, ColumnRole.IGNORED)


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (REVIEWS, Language.CHINESE),
        (["the iPhone 15 Pro Max 的电池不错"], Language.CHINESE),
        (["a nice place", "slow"], Language.ENGLISH),
        (["très bien"], Language.ENGLISH),
        (["123", ""], Language.ENGLISH),
        ([], Language.ENGLISH),
    ],
)
def test_the_language_is_told_by_the_share_of_chinese_letters(texts: list[str], language: Language) -> None:
    assert guess_language(texts) is language


def test_a_half_filled_column_is_the_label_before_a_complete_one() -> None:
    # fails if: the fewest values alone decide; then a shift (day, night) hides the labels that somebody began
    rows = [
        (
            f"The pump number {i} leaks",
            "" if i % 2 else ("engine", "hydraulics", "body")[i % 3],
            ("day", "night")[i % 2],
        )
        for i in range(60)
    ]
    lines = ["note,system,shift", *(",".join(row) for row in rows)]
    table = read_table("\n".join(lines).encode(), "t.csv")
    roles = {column.name: column.role for column in guess_columns(table.columns, table.rows)}
    assert roles["system"] is ColumnRole.LABEL


@pytest.mark.parametrize("name", ["性别", "gender", "Age", "民族", "patient_sex"])
def test_what_a_person_is_is_no_label(name: str) -> None:
    # fails if: few values that repeat are enough
    rows = many([f"这是第{i}位的意见，等了很久" for i in range(40)], ["男", "女"])
    assert guess(f"意见,{name}", rows)[name].role is not ColumnRole.LABEL


def test_without_a_row_the_names_tell_the_text() -> None:
    # fails if: the first column is taken where nothing is filled
    roles = {column.name: column.role for column in guess_columns(("id", "comment", "label"), [])}
    assert roles["comment"] is ColumnRole.TEXT
