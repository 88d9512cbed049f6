"""The check markup."""

import pytest

from pipeline.data.checks.markup import Markup
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of


def test_it_fires_on_tags_and_entities() -> None:
    finding = Markup().look(subject_of(["one<br />two", "a &amp; b", "<p class=x>hello</p>", *different(17)]))
    assert finding is not None
    assert finding.params == {"n": 3, "percent": 15, "n_looked_at": 20, "repair": "markup"}
    assert finding.example_ids == ("r0", "r1", "r2")


def test_it_stays_silent_on_what_people_write_with_the_same_signs() -> None:
    texts = ["I <3 it", "a < b and c > d", "from <user> to <LOC>", "R&D; and so on", "Q&A", "<开心>"]
    assert Markup().look(subject_of(texts)) is None


def test_it_stays_silent_on_one_tag_among_many_texts() -> None:
    assert Markup().look(subject_of(["one<br>two", *different(20)])) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        Markup().look(subject_of([]))
