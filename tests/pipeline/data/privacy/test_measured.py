"""What the screens say of the rules is what a fresh measurement says, and every kind has its names."""

from benchmarks.privacy_found import LANGUAGES, MEASURED, measure, measured_toml, read_half, read_line
from pipeline.data.privacy.kinds import PersonalKind
from pipeline.data.privacy.measured import measured
from pipeline.data.privacy.tokens import TOKEN, token
from pipeline.domain.project import Language
from pipeline.words.catalog import phrase


# fails if: a rule is changed, or a line of the held-out half, and measured.toml is left as it was
def test_the_stored_figures_are_those_of_a_fresh_measurement() -> None:
    assert MEASURED.read_text(encoding="utf-8") == measured_toml(measure())


def test_the_figures_are_read_by_language_and_kind() -> None:
    figures = measured()[(Language.CHINESE, PersonalKind.PHONE)]
    assert figures.precision is not None
    assert 0 < figures.recall <= 1
    assert figures.n > 0


def test_a_marked_line_is_read_with_the_places_of_its_marks() -> None:
    line = read_line("打{{phone:138}}或{{email:a@b.cn}}")
    assert line.text == "打138或a@b.cn"
    assert [line.text[each.start : each.end] for each in line.marked] == ["138", "a@b.cn"]


def test_the_sample_is_large_has_many_lines_without_personal_data_and_no_line_in_both_halves() -> None:
    for language in LANGUAGES:
        dev, held_out = read_half(language, "dev"), read_half(language, "held_out")
        assert len(dev) + len(held_out) >= 240
        assert sum(not line.marked for line in held_out) >= 0.32 * len(held_out)
        assert {line.text for line in dev} & {line.text for line in held_out} == set()


def test_every_kind_has_a_name_and_a_token_in_both_languages() -> None:
    for language in Language:
        for kind in PersonalKind:
            assert phrase(f"personal.{kind}.name", language)
            assert TOKEN.fullmatch(token(b"key", kind, "value", language))
