"""The check boilerplate."""

import pytest

from pipeline.data.checks.boilerplate import Boilerplate
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of, with_columns


@pytest.mark.parametrize(
    ("template", "piece"),
    [
        ("Dear customer service team, {}", "Dear customer service team, text number"),
        ("{}\nSent from my mobile telephone", "Sent from my mobile telephone"),
        ("{}. Please answer this as soon as you can. {}", ". Please answer this as soon as you can. text number"),
    ],
)
def test_it_fires_on_a_beginning_an_ending_and_a_sentence(template: str, piece: str) -> None:
    texts = [template.format(text, text) for text in different(40)] + [f"{i} things were good" for i in range(40)]
    finding = Boilerplate().look(subject_of(texts))
    assert finding is not None
    assert finding.params == {"n": 40, "percent": 50, "n_looked_at": 80, "pieces": f"“{piece}”"}


def test_it_fires_on_chinese_pieces_half_as_long() -> None:
    texts = [f"{i}号桌上菜很慢。感谢您对本店的支持与厚爱。" for i in range(40)]
    finding = Boilerplate().look(subject_of(texts, zh=True))
    assert finding is not None
    assert "感谢您对本店的支持与厚爱" in finding.params["pieces"]


def test_it_stays_silent_on_copies_of_whole_texts() -> None:
    # fails if: copies are not taken out first
    texts = ["this very sentence was copied many times over"] * 60 + [f"{i} things were good" for i in range(60)]
    assert Boilerplate().look(subject_of(texts)) is None


def test_it_stays_silent_on_short_and_on_rare_pieces() -> None:
    texts = [f"Hello, {i} things. Thank you!" for i in range(300)]
    assert Boilerplate().look(subject_of([*texts, *["Dear customer service team, I am here"] * 5])) is None


@pytest.mark.parametrize("texts", [[], different(10)])
def test_it_does_not_apply_to_few_texts(texts: list[str]) -> None:
    with pytest.raises(NotApplicable):
        Boilerplate().look(subject_of(texts))


@pytest.mark.parametrize("cells", [["Zorblaxia Quux"] * 40, ["Zo"] * 40])
def test_it_never_quotes_what_stands_in_a_sensitive_column(cells: list[str]) -> None:
    # fails if: a piece is quoted that holds a SENSITIVE cell of its rows
    texts = [f"{i} pumps leak. Greetings from {cell} of the service team" for i, cell in enumerate(cells)]
    texts += [f"{i} pumps leak. Dear customer service team, help!" for i in range(40)]
    subject = with_columns(subject_of(texts), {"agent": [*cells, *[""] * 40]}, ColumnRole.SENSITIVE)
    finding = Boilerplate().look(subject)
    assert finding is not None
    assert "Dear customer service team" in finding.params["pieces"]
    assert "Greetings" not in finding.params["pieces"]


def test_it_never_quotes_the_beginning_that_many_sensitive_cells_share() -> None:
    # fails if: only whole cells are looked for in a piece
    cells = [f"Zorblaxia Quux{i}" for i in range(40)]
    texts = [f"Greetings from the service team of {cell}, {i} pumps leak" for i, cell in enumerate(cells)]
    assert Boilerplate().look(with_columns(subject_of(texts), {"agent": cells}, ColumnRole.SENSITIVE)) is None


def test_it_never_quotes_personal_data() -> None:
    # fails if: a signature with a telephone number is quoted
    texts = [f"{i} pumps leak. Call me at +1 202 555 0143 or write" for i in range(40)]
    assert Boilerplate().look(subject_of(texts)) is None
