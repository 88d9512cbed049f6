"""The rival explains itself exactly."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.dataset import Example, LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.models.baseline import BaselineClassifier, spans_of_terms
from tests.pipeline.training.toys import LABELS, a_task, toy_rows

TEXTS = ("今天 Weather 很好，很好！", "", "ABC abc Abc", "房间 干净\n满意")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("text", TEXTS)
def test_intercept_and_terms_add_up_to_the_logits(language: Language, text: str) -> None:
    baseline = BaselineClassifier.fit(
        toy_rows(40, joint=" " if language is Language.ENGLISH else ""), a_task(), language
    )
    total = baseline.intercepts + sum((term.weights for term in baseline.terms(text)), np.zeros(2))
    assert np.allclose(total, baseline.logits([text])[0])


# fails if: spans are of the lower-cased or the joined text
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("text", TEXTS)
def test_each_place_shows_its_term(language: Language, text: str) -> None:
    for term, (start, end) in spans_of_terms(text, language):
        assert "".join(text[start:end].lower().split()).replace("，", "") in {
            term.replace(" ", ""),
            term.replace(" ", "").replace("，", ""),
        }


def test_no_term_reaches_across_a_space_in_chinese() -> None:
    assert not [term for term, _ in spans_of_terms("干净 满意", Language.CHINESE) if "净满" in term or " " in term]


def test_a_label_without_examples_is_all_but_ruled_out() -> None:
    baseline = BaselineClassifier.fit(toy_rows(20), a_task(("good", "never", "bad")), Language.CHINESE)
    assert baseline.probabilities(["今天"])[0, 1] < 1e-4


# fails if: the vectorizer is left without a term
def test_english_texts_without_a_word_are_counted_by_characters(tmp_path: Path) -> None:
    rows = [LabeledExample(Example(str(i), (("😀 !", "😡 ?")[i % 2],)), LABELS[i % 2]) for i in range(12)]
    baseline = BaselineClassifier.fit(rows, a_task(), Language.ENGLISH)
    baseline.save(tmp_path)
    again = BaselineClassifier.load(tmp_path)
    assert again.predict([row.example for row in rows]).predicted == [row.label for row in rows]
    assert [term.text for term in again.terms("😀")] == ["😀"]


def test_one_label_alone_is_told_to_the_person() -> None:
    good = [it for it in toy_rows(20) if it.label == "good"]
    with pytest.raises(UserFacingError, match="one_label_only"):
        BaselineClassifier.fit(good, a_task(), Language.CHINESE)
