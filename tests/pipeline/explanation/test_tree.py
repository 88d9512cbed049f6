import pytest

from pipeline.domain.project import Language
from pipeline.explanation.segments import words
from pipeline.explanation.tree import Node, grow


def first_half(text: str, language: Language) -> str:
    spans = words(text, language)
    children = grow(text, spans).children
    assert children is not None
    return text[: spans[children[0].end - 1].end]


# fails if: Chinese punctuation is left out of the ends (shap's own tree splits the first one inside 送餐)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("味道很好，但是送餐太慢。不会再来", "味道很好，但是送餐太慢。"),
        ("味道很好，但是送餐太慢", "味道很好，"),
        ("他说：“太慢了。”我们等了很久", "他说：“太慢了。”"),
        ("房间干净 不会再来", "房间干净"),
    ],
)
def test_chinese_is_split_at_its_punctuation(text: str, expected: str) -> None:
    assert first_half(text, Language.CHINESE) == expected


# fails if: a full stop inside a name counts, or a comma outweighs the end of a sentence
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The food was good, the room too. We left.", "The food was good, the room too."),
        ("one two, three four five six seven", "one two,"),
        ("visit example.com for more of that food", "visit example.com"),
        ("title line\nthen the long text, with more", "title line"),
    ],
)
def test_english_is_split_at_its_punctuation(text: str, expected: str) -> None:
    assert first_half(text, Language.ENGLISH) == expected


# fails if: without punctuation the tree is a chain
def test_a_text_without_punctuation_is_halved() -> None:
    text = " ".join(["word"] * 64)
    assert _depth(grow(text, words(text, Language.ENGLISH))) == 6


def _depth(node: Node) -> int:
    return 0 if node.children is None else 1 + max(map(_depth, node.children))
