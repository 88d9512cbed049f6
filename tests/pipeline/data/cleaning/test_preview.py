"""The preview of cleaning."""

from pipeline.data.cleaning.preview import preview


def test_only_rows_that_change_are_shown_before_and_after() -> None:
    changes = preview([("good",), (" too  wide ",), ("one<br>two",)], ("markup", "spaces"), 5)
    assert [(change.row, change.before, change.after, change.steps) for change in changes] == [
        (1, " too  wide ", "too wide", ("spaces",)),
        (2, "one<br>two", "one\ntwo", ("markup",)),
    ]


def test_several_texts_of_a_row_are_shown_together() -> None:
    (change,) = preview([("a ", " b")], ("spaces",), 5)
    assert (change.before, change.after) == ("a \n b", "a\nb")


def test_a_rare_step_is_not_crowded_out() -> None:
    # fails if: the first rows that change are taken
    texts = [(f" wide {i}",) for i in range(50)] + [("one<br>two",)]
    assert 50 in [change.row for change in preview(texts, ("markup", "spaces"), 3)]


def test_rows_that_are_left_out_are_shown_with_their_step() -> None:
    changes = preview([("good",), ("",), ("Good",)], ("empty_rows", "duplicates"), 5, labels=[None, None, "x"])
    assert [(change.row, change.steps, change.left_out) for change in changes] == [
        (0, ("duplicates",), True),
        (1, ("empty_rows",), True),
    ]


def test_nothing_is_shown_where_nothing_changes() -> None:
    assert preview([("good",), ("fine",)], ("markup", "spaces", "duplicates"), 5) == []
