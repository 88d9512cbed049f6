"""Charts: what each one works out before it is drawn, and that a person's text stays text."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.charts import attention, confusion, contributions, curves
from dashboard.charts.figure import plain, width
from dashboard.charts.palette import LIGHT
from dashboard.charts.strips import strips_info
from pipeline.domain.attribution import AttentionMap, Attribution, FeaturePart, Span, TextPart
from pipeline.domain.evaluation import Estimate
from pipeline.domain.training import TrainingPoint
from tests.dashboard.stand_ins import an_attention_map, an_attribution

COUNTS = [[132, 3, 2], [4, 121, 9], [0, 0, 0]]
NAMES = ["Hydraulics", "Engine", "Never seen"]
EVIL = '<a href="http://evil.example">here</a>'


def test_shares_are_of_the_true_label() -> None:
    # fails if: shares are of the predicted label
    info = confusion.confusion_info(COUNTS, NAMES)
    assert info.shares[0] == pytest.approx((132 / 137, 3 / 137, 2 / 137))
    assert [sum(row) for row in info.shares] == pytest.approx([1, 1, 0])


def test_mistakes_come_most_frequent_first_and_add_up_with_the_right_ones() -> None:
    info = confusion.confusion_info(COUNTS, NAMES)
    assert (info.mistakes[0].truth, info.mistakes[0].predicted, info.mistakes[0].n) == (1, 2, 9)
    assert all(one.n >= other.n for one, other in pairwise(info.mistakes))
    assert info.n_right + sum(mistake.n for mistake in info.mistakes) == info.n == 271


def test_counts_that_do_not_fit_the_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="2 labels"):
        confusion.confusion_info(COUNTS, NAMES[:2])


def points(f1: list[float], loss: list[float], learning: list[float]) -> list[TrainingPoint]:
    ends = [TrainingPoint(i, 9, float(i), None, loss[i], value, 0.8 if i == 0 else None) for i, value in enumerate(f1)]
    return ends + [TrainingPoint(i, 9, float(i), value) for i, value in enumerate(learning)]


@pytest.mark.parametrize(
    ("f1", "reading"),
    [
        ([], "none"),
        ([0.5], "first"),
        ([0.5, 0.7], "rising"),
        ([0.5, 0.7, 0.705], "level"),
        ([0.5, 0.7, 0.695], "level"),
        ([0.5, 0.7, 0.6], "falling"),
        ([0.7, 0.5, 0.65], "falling"),
    ],
)
def test_the_quality_curve_is_read_against_its_best(f1: list[float], reading: str) -> None:
    # fails if: the last value is compared with the one before it
    assert curves.curves_info(points(f1, [1.0] * len(f1), [])).quality_reading == reading


@pytest.mark.parametrize(
    ("checking", "learning", "reading"),
    [
        ([1.0], [1.0, 0.5], "none"),
        ([1.0, 0.8, 0.6], [1.0, 0.7, 0.4], "together"),
        ([1.0, 0.6, 0.8], [1.0, 0.5, 0.2], "apart"),
        ([1.0, 1.02], [1.0, 0.9], "flat"),
    ],
)
def test_the_loss_curves_are_read_together(checking: list[float], learning: list[float], reading: str) -> None:
    # fails if: the learning loss is read as the checking loss
    assert curves.curves_info(points([0.5] * len(checking), checking, learning)).loss_reading == reading


@given(some.lists(some.floats(0, 5), min_size=1, max_size=40))
def test_smoothing_stays_between_the_ends_and_begins_with_the_first_value(losses: list[float]) -> None:
    # fails if: the correction of the start is left out
    line = curves.curves_info([TrainingPoint(i, 40, i / 10, loss) for i, loss in enumerate(losses)]).learning
    assert line[0][1] == pytest.approx(losses[0])
    assert all(min(losses) - 1e-9 <= value <= max(losses) + 1e-9 for _, value in line)


def test_the_rival_is_known_from_any_point() -> None:
    info = curves.curves_info(points([0.5, 0.7], [1.0, 0.9], []))
    assert (info.baseline, info.now, info.best) == (0.8, 0.7, 0.7)


@given(some.lists(some.floats(-1, 1), min_size=1, max_size=30), some.integers(1, 12))
def test_no_weight_is_lost_among_the_bars(scores: list[float], top: int) -> None:
    # fails if: the rest leaves out the words that speak against
    text = " ".join(f"w{i}" for i in range(len(scores)))
    attribution = an_attribution(text, tuple(scores))
    info = contributions.contributions_info(attribution, top=top)
    assert info.total == pytest.approx(attribution.total)
    assert len(info.shown) + info.n_rest == len(scores)
    assert all(abs(one.score) >= abs(other.score) for one, other in pairwise(info.shown))


def test_features_stand_beside_words() -> None:
    words = TextPart("note", "leak", (Span(0, 4),), (0.2,))
    attribution = Attribution((words, FeaturePart("km", "9000", 0.5)), "0", "shap", "probability", True, True, 0.1, 0.8)
    names = [bar.name for bar in contributions.contributions_info(attribution).shown]
    assert names == ["km = 9000", "leak"]


def test_the_deciders_are_the_heavy_words_for_the_label() -> None:
    # fails if: a heavy word against the label counts as a decider
    attribution = an_attribution("oil under the press leaks", (0.41, -0.6, 0.05, 0.3, 0.02))
    assert contributions.deciders(attribution) == ("oil", "press")
    assert contributions.opponents(attribution) == ("under",)


def test_where_nothing_speaks_for_a_label_nothing_decided() -> None:
    assert contributions.deciders(an_attribution("oil leaks", (-0.1, -0.2))) == ()


@given(some.text(max_size=60), some.data())
def test_the_pieces_of_a_text_are_the_text(text: str, data: some.DataObject) -> None:
    # fails if: what stands behind the last word is dropped
    ends = st_ends(data, len(text))
    spans = tuple(Span(min(pair), max(pair)) for pair in ends)
    part = TextPart("text", text, spans, tuple(0.1 for _ in spans))
    assert "".join(piece.text for piece in contributions.pieces(part, heaviest=0.1)) == text


def st_ends(data: some.DataObject, length: int) -> list[tuple[int, int]]:
    place = some.integers(0, length)
    return data.draw(some.lists(some.tuples(place, place), max_size=6))


@pytest.mark.parametrize(
    ("score", "unit", "shown"),
    [
        (0.41, "probability", "+41"),
        (-0.14, "probability", "−14"),
        (0.001, "probability", "0"),
        (-1.5, "log_odds", "−1.50"),
    ],
)
def test_scores_are_written_in_the_unit_of_their_method(score: float, unit: str, shown: str) -> None:
    assert contributions.shown_score(score, unit) == shown


def test_heads_that_look_everywhere_alike_give_their_part_to_other_words() -> None:
    # 6 tokens, 4 of them words: each word gives 3/6 to the other words
    # fails if: looking at oneself is counted
    info = attention.heads_info(an_attention_map())
    assert info.outward == pytest.approx(0.5)
    assert info.outward.shape == (2, 3)


def test_a_head_that_rests_on_the_end_marks_looks_at_no_word() -> None:
    # fails if: the end marks count as words
    given_map = an_attention_map()
    weights = given_map.weights.copy()
    weights[1, 2] = 0
    weights[1, 2, :, 0] = 1
    info = attention.heads_info(AttentionMap(given_map.tokens, given_map.spans, weights))
    assert info.outward[1, 2] == 0
    assert info.busiest == (0, 0)


def test_one_head_is_shown_on_the_words_as_they_stand_in_the_text() -> None:
    text = "oil under the press"
    info = attention.head_info(an_attention_map(text), 0, 0, text=text)
    assert info.tokens == ("oil", "under", "the", "press")
    assert info.weights.shape == (4, 4)
    assert info.n_left_out == 0


def test_a_long_text_says_how_many_words_of_a_head_are_left_out() -> None:
    text = " ".join(f"w{i}" for i in range(50))
    info = attention.head_info(an_attention_map(text, n_layers=1, n_heads=1), 0, 0, text=text)
    assert (len(info.tokens), info.n_left_out) == (36, 14)


def test_one_word_alone_looks_at_no_other() -> None:
    assert attention.heads_info(an_attention_map("oil")).outward.max() == 0


def test_the_rival_is_told_from_the_model_by_its_dashes() -> None:
    # fails if: the rival's line is drawn solid: its grey is the model's green to a red-green blind eye
    info = curves.curves_info(points([0.5, 0.7], [1.0, 0.9], []))
    figure = curves.draw_quality(info, LIGHT, n_epochs=3, rounds="rounds", rival="rival 0.80")
    assert figure.data[0].line.dash is None
    assert figure.layout.shapes[0].line.dash == "8px,7px"
    assert figure.layout.annotations[0].text == "rival 0.80"


interval = some.tuples(some.floats(0, 1), some.floats(0, 1), some.floats(0, 1)).map(sorted)


@given(some.lists(some.tuples(interval, interval), min_size=1, max_size=4))
def test_every_estimate_lies_on_the_strip_in_its_order(drawn: list[tuple[list[float], list[float]]]) -> None:
    # fails if: the axis begins at the lowest value, not at the lowest end of an interval
    ours, rivals = ([Estimate(each[1], each[0], each[2], 9) for each in side] for side in zip(*drawn, strict=True))
    info = strips_info(ours, rivals)
    for mark, estimate in zip([*info.marks, *info.rivals], [*ours, *rivals], strict=True):
        assert mark is not None
        assert 0 <= mark.low <= mark.at <= mark.high <= 100
        assert (estimate.high - estimate.low) * 100 <= mark.width + 1e-6  # never drawn narrower than on 0 to 1
    assert info.ticks[-1] == (1.0, 100.0)


def test_a_persons_text_is_cut_to_its_width_and_holds_no_tag() -> None:
    # fails if: the text is not escaped
    assert "<" not in plain(EVIL)
    assert width(plain("这是一段很长的中文标签名称", columns=9)) <= 9


@pytest.mark.parametrize("evil_name", [EVIL, "<b>x</b>\n<i>y"])
def test_no_chart_passes_on_a_tag(evil_name: str) -> None:
    # fails if: confusion hover texts are not escaped
    titles = {"truth_title": "t", "predicted_title": "p", "hover": "{truth} {predicted} {n} {share}"}
    attribution = Attribution(
        (TextPart("t", evil_name, (Span(0, len(evil_name)),), (0.4,)),), "0", "shap", "probability", True, True, 0, 0.4
    )
    bars = contributions.contributions_info(attribution)
    head = attention.HeadInfo((evil_name, "b"), an_attention_map("a b").weights[0, 0, :2, :2].astype(float), 0)
    figures = [
        confusion.draw_confusion(confusion.confusion_info([[1, 2], [3, 4]], [evil_name, "b"]), LIGHT, **titles),
        contributions.draw_contributions(bars, LIGHT, unit="probability", rest="rest"),
        attention.draw_head(head, LIGHT, titles=("a", "b"), hover="{source} {target} {share}"),
    ]
    for figure in figures:
        drawn = json.loads(figure.to_json())
        drawn["layout"].pop("template", None)
        texts = json.dumps(drawn).replace("<extra></extra>", "")
        assert "<a" not in texts
        assert "<b>" not in texts
        assert "<i>" not in texts
