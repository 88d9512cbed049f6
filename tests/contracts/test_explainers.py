"""What every explainer keeps to, whoever wrote it."""

import math
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.attribution import Attribution, Budget, Span, TextPart
from pipeline.domain.errors import NotApplicable
from pipeline.domain.project import Language
from pipeline.explanation.explainer import EXPLAINERS, Explainer
from pipeline.models.predictor import Predictor
from tests.pipeline.explanation.models import a_baseline, a_task, a_transformer, an_example

TEXTS = {
    "english": "The food was wonderful, but it's an awful room (very awful).",
    "chinese": "味道很好，但是送餐太慢。不会再来！ABC房间差",
    "one word": "wonderful",
    "one character": "差",
    "punctuation": "?!...，。",
    "emoji and rare characters": "😀 wonderful 👩‍👩‍👧 龘龘 \u200d ﷽ e\u0301 awful 🏳️‍🌈",
    "spaces": "  wonderful \n\t the   food ",
    "unbroken": "x" * 300,
    "very long": "the wonderful food was awful, " * 200,
    "special tokens": "[CLS] wonderful [SEP] [MASK] </s>",
}
LIMIT = Budget(evaluations=60)


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    return a_transformer(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def english_baseline() -> Predictor:
    return a_baseline()


@pytest.fixture(scope="module")
def chinese_baseline() -> Predictor:
    return a_baseline(Language.CHINESE)


@pytest.fixture(scope="module")
def baseline_of_three() -> Predictor:
    return a_baseline(task=a_task("bad", "good", "weather"))


def parts_of(attribution: Attribution) -> list[TextPart]:
    return [part for part in attribution.parts if isinstance(part, TextPart)]


class ExplainerContract:
    explainer: Explainer
    read_whole = True  # False where the predictor reads a part of very long texts

    subject: str  # the fixture with its predictor
    another: str | None = None  # the fixture with a predictor that it cannot explain

    @pytest.fixture
    def predictor(self, request: pytest.FixtureRequest) -> Predictor:
        return request.getfixturevalue(self.subject)

    @pytest.fixture
    def stranger(self, request: pytest.FixtureRequest) -> Predictor | None:
        return request.getfixturevalue(self.another) if self.another else None

    def explain(self, predictor: Predictor, text: str, label: str = "good") -> Attribution:
        (attribution,) = self.explainer.explain(predictor, [an_example(text)], [label], budget=LIMIT)
        return attribution

    # fails if: `units` or `text_parts` shift a span by one, or sub-words that cross are not merged
    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
    def test_spans_lie_inside_the_text_in_order_and_apart(self, predictor: Predictor, text: str) -> None:
        (part,) = parts_of(self.explain(predictor, text))
        assert part.text == text
        borders = [border for span in part.spans for border in span]
        assert borders == sorted(borders)
        assert borders[0] >= 0
        assert borders[-1] <= len(text)
        assert all(text[start:end].strip() == text[start:end] != "" for start, end in part.spans)

    # fails if: the last word is dropped from `words`
    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
    def test_every_character_that_was_read_has_a_score(self, predictor: Predictor, text: str) -> None:
        (part,) = parts_of(self.explain(predictor, text))
        end = len(text) if self.read_whole else part.spans[-1].end
        covered = {i for span in part.spans for i in range(*span)}
        assert {i for i in range(end) if not text[i].isspace()} == covered

    # fails if: shares are divided by a sum of zero (an untrained head has no gradient)
    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
    def test_scores_are_finite(self, predictor: Predictor, text: str) -> None:
        attribution = self.explain(predictor, text)
        scores = [score for part in parts_of(attribution) for score in part.scores]
        assert np.isfinite([attribution.base, attribution.output, *scores]).all()

    # fails if: a context's weight is not halved, or a term that stands twice is counted once
    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
    def test_what_claims_to_add_up_adds_up(self, predictor: Predictor, text: str) -> None:
        attribution = self.explain(predictor, text)
        assert not attribution.additive or abs(attribution.gap) < 1e-6

    # fails if: an attribution is made with another unit, or unsigned where it is signed
    def test_what_is_claimed_stands_on_the_attribution(self, predictor: Predictor) -> None:
        attribution = self.explain(predictor, TEXTS["english"] + TEXTS["chinese"])
        claims = self.explainer.claims
        assert (attribution.method, attribution.label) == (self.explainer.name, "good")
        assert (attribution.signed, attribution.additive) == (claims.signed, claims.additive)
        assert attribution.unit == claims.unit
        scores = [score for part in parts_of(attribution) for score in part.scores]
        assert any(score < 0 for score in scores) == claims.signed
        if claims.unit == "share":
            assert sum(map(abs, scores)) == pytest.approx(1.0)

    # fails if: the output is another label's
    def test_the_output_is_what_the_predictor_says(self, predictor: Predictor) -> None:
        attribution = self.explain(predictor, TEXTS["english"])
        column = predictor.task.label_set.index("good")
        p = predictor.predict([an_example(TEXTS["english"])]).probabilities[0, column]
        expected = math.log(p / (1 - p)) if attribution.unit == "log_odds" and len(predictor.task.label_set) == 2 else p
        if attribution.unit != "log_odds" or len(predictor.task.label_set) == 2:
            assert attribution.output == pytest.approx(expected, abs=1e-6)

    # fails if: the first label is explained whatever was asked
    def test_each_label_has_its_own_reasons(self, predictor: Predictor) -> None:
        good, bad = (parts_of(self.explain(predictor, "wonderful 好", label))[0] for label in ("good", "bad"))
        assert sum(good.scores) > 0 > sum(bad.scores)

    # fails if: groups are split in a random order
    def test_the_same_question_has_the_same_answer(self, predictor: Predictor) -> None:
        assert self.explain(predictor, TEXTS["very long"]) == self.explain(predictor, TEXTS["very long"])

    # fails if: the first example's label is used for all
    def test_an_answer_does_not_depend_on_its_neighbours(self, predictor: Predictor) -> None:
        examples = [an_example(TEXTS["chinese"]), an_example("awful food")]
        both = self.explainer.explain(predictor, examples, ["good", "bad"], budget=LIMIT)
        alone = self.explain(predictor, "awful food", "bad")
        assert len(both) == 2
        assert parts_of(both[1])[0].scores == pytest.approx(parts_of(alone)[0].scores, abs=1e-6)

    # fails if: the second column's spans are counted from the start of the first
    def test_two_text_columns_are_two_parts(self, predictor: Predictor) -> None:
        example = an_example("wonderful food", "味道很差")
        (attribution,) = self.explainer.explain(predictor, [example], ["good"], budget=LIMIT)
        first, second = parts_of(attribution)
        assert (first.text, second.text) == example.texts
        assert second.spans[0] == Span(0, second.spans[0].end)
        assert not attribution.additive or abs(attribution.gap) < 1e-6

    # fails if: the key words' ids are left out of their units
    @pytest.mark.parametrize(
        ("text", "key"), [("the food was wonderful and the room", "wonderful"), ("房间的味道很好 送餐", "好")]
    )
    def test_the_word_that_decides_has_the_highest_score(self, predictor: Predictor, text: str, key: str) -> None:
        if not self.knows(predictor, key):
            return  # it was taught another language
        (part,) = parts_of(self.explain(predictor, text))
        best = part.spans[int(np.argmax(part.scores))]
        assert key in text[best.start : best.end]

    def knows(self, predictor: Predictor, key: str) -> bool:
        good = predictor.task.label_set.index("good")
        return bool(predictor.predict([an_example(key)]).probabilities[0, good] > 0.6)

    # fails if: empty texts get an empty attribution
    @pytest.mark.parametrize("text", ["", " ", "\n\t\u3000"])
    def test_nothing_to_read_is_not_applicable(self, predictor: Predictor, text: str) -> None:
        with pytest.raises(NotApplicable):
            self.explain(predictor, text)

    # fails if: the kind of predictor is not looked at
    def test_a_predictor_of_another_kind_is_not_applicable(
        self, predictor: Predictor, stranger: Predictor | None
    ) -> None:
        if stranger is None:
            assert self.explainer.claims.needs == "any"
            return
        with pytest.raises(NotApplicable):
            self.explain(stranger, "wonderful")

    def test_it_is_in_the_registry_by_its_name(self) -> None:
        assert EXPLAINERS[self.explainer.name] == self.explainer


class TestPartitionOverTransformer(ExplainerContract):
    explainer = EXPLAINERS["shap"]
    subject = "transformer"
    read_whole = False


class TestPartitionOverBaseline(ExplainerContract):
    explainer = EXPLAINERS["shap"]
    subject = "english_baseline"


class TestAttentionGradient(ExplainerContract):
    explainer = EXPLAINERS["attention_gradient"]
    subject = "transformer"
    another = "english_baseline"
    read_whole = False

    # fails if: shares are divided by a sum of zero
    def test_a_head_that_has_learned_nothing_gives_zeros(self, tmp_path: Path) -> None:
        blank = a_transformer(tmp_path, knows=False)
        (part,) = parts_of(self.explain(blank, "wonderful food"))
        assert part.scores == (0.0, 0.0)


class TestLinearInEnglish(ExplainerContract):
    explainer = EXPLAINERS["linear"]
    subject = "english_baseline"
    another = "transformer"


class TestLinearInChinese(TestLinearInEnglish):
    subject = "chinese_baseline"


class TestLinearWithThreeLabels(TestLinearInEnglish):
    subject = "baseline_of_three"
