"""Texts with commas, one to a line, are one column; and a table is read the same way a second time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.data.tables import Table, read_table
from pipeline.domain.errors import UserFacingError

ZH = (
    ("米饭", "汤", "牛肉面", "炒青菜", "送餐员", "包装盒", "这家店", "老板娘", "店里的音乐", "今天的分量", "辣椒"),
    ("很好", "凉了", "有点咸", "比上次差", "让人放心", "说不上来", "还算新鲜", "没什么味道", "越来越小", "正合适"),
    ("", "真的", "其实", "说实话", "总的来说", "我觉得", "朋友说", "到家的时候"),
)
EN = (
    ("the pump", "a filter", "our driver", "the cabin", "this hose", "the second belt", "my seat", "the left track"),
    ("leaks", "was fixed", "makes noise again", "holds so far", "broke at noon", "needs a new seal", "is fine now"),
    ("", "well", "honestly", "as ever", "for the third time", "they say", "to be fair"),
)
NAMES = {",": ("评论", "内容", "顾客留言"), ", ": ("text", "comment", "what happened")}


T = TypeVar("T")


def pick(rng: np.random.Generator, among: Sequence[T]) -> T:
    return among[rng.integers(len(among))]


def prose(rng: np.random.Generator, n_rows: int, *, header: bool) -> tuple[list[str], str | None]:
    """Return lines of one to five clauses, their numbers not all the same, and the name above them."""
    (subjects, verbs, openings), comma = pick(rng, [(ZH, ","), (EN, ", ")])
    glue = "" if comma == "," else " "
    usual = pick(rng, [1, 2, 3])

    def clause() -> str:
        return glue.join(filter(None, (pick(rng, openings), pick(rng, subjects), pick(rng, verbs))))

    while True:
        n_clauses = [max(1, min(5, round(rng.normal(usual, 0.9)))) for _ in range(n_rows)]
        if len(set(n_clauses)) > 1:
            break
    lines = [comma.join(clause() for _ in range(n)) for n in n_clauses]
    return lines, pick(rng, NAMES[comma]) if header else None


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("n_rows", [3, 4, 5, 8, 12, 20, 60, 200])
def test_prose_with_commas_is_one_column(n_rows: int, header: bool) -> None:
    # fails if: sniff_layout takes the commas of prose for separators
    wrong = []
    for seed in range(60):
        lines, name = prose(np.random.default_rng([seed, n_rows]), n_rows, header=header)
        table = read_table("\n".join([*([name] if name else []), *lines]).encode(), "notes.csv")
        kept = [row[0] for row in table.rows]
        may_be_named = name is None and "," not in lines[0]  # one clause above others may be a name
        right = kept == lines or (may_be_named and [table.columns[0], *kept] == lines)
        if not right or table.columns != (name or table.columns[0],):
            wrong.append((seed, table.columns, table.rows[:4]))
    assert wrong == []


def test_a_few_chinese_reviews_under_a_short_name_are_one_column() -> None:
    table = read_table("评论\n味道不错,送得快\n很好\n一般,有点贵,不会再来\n汤洒了,态度差\n".encode(), "reviews.csv")
    assert (table.columns, len(table), table.set_aside) == (("评论",), 4, ())


def test_a_text_in_one_column_may_begin_with_a_quoted_word() -> None:
    table = read_table(b'text\n"Fine", he said, and left\nnice\nslow, dear, and cold\n', "notes.csv")
    assert table.column("text") == ['"Fine", he said, and left', "nice", "slow, dear, and cold"]


def test_commas_that_nobody_quoted_do_not_make_one_column_of_a_table_with_labels() -> None:
    rng = np.random.default_rng(5)
    texts = [f"the pump number {i} leaks" + ", again" * (i % 3 == 0) for i in range(60)]
    rows = "".join(f"{text},{pick(rng, ['good', 'bad'])}\n" for text in texts)
    assert read_table(f"text,label\n{rows}".encode(), "notes.csv").columns == ("text", "label")


def again(content: bytes, table: Table) -> Table:
    return read_table(content, table.source.file_name, table.source.reading)


LINES = st.lists(st.text(st.sampled_from("abc 好评很差,;\t|\"'12"), max_size=20), min_size=1, max_size=12)


@given(LINES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
@example(["text", "well, it works", "nice", "slow, dear, and cold"], "utf-8")
@settings(max_examples=300, deadline=None)
def test_a_table_is_read_the_same_by_its_own_source(lines: list[str], encoding: str) -> None:
    # fails if: the source of one column says that a comma separates
    content = "\n".join(lines).encode(encoding)
    try:
        table = read_table(content, "table.csv")
    except UserFacingError:
        return
    assert again(content, table) == replace(table, questions=())


def test_cells_in_quotes_are_a_table_however_ragged() -> None:
    # fails if: a short table with a row too long is taken for lines of text, since their commas vary
    content = '"who","what","kind"\n"Ann","the pump leaks, again","bad"\n"Bo","all is well","good"\n"x","y","z","w"\n'
    table = read_table(content.encode(), "t.csv")
    assert table.columns == ("who", "what", "kind")
    assert (len(table), [row.reason for row in table.set_aside]) == (2, ["too_many_cells"])
