"""Which labels should be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.cleaning.merges import suggest_merges


@pytest.mark.parametrize(
    ("counts", "merges"),
    [
        ({"positive": 9, "Positive": 2, "negative": 5}, {"Positive": "positive"}),
        ({"公司": 9, "公司、": 1, "“公司”": 1}, {"公司、": "公司", "“公司”": "公司"}),
        ({"Ａ类": 1, "A类": 8}, {"Ａ类": "A类"}),
        (
            {"negative": 80, "negtive": 2, "positive": 70, "postiive": 1},
            {"negtive": "negative", "postiive": "positive"},
        ),
        ({"negative": 80, "negtive": 2, "Negtive": 1}, {"negtive": "negative", "Negtive": "negative"}),
        ({"虚拟货币": 42, "虚拟火币": 1}, {"虚拟火币": "虚拟货币"}),
    ],
)
def test_variants_and_slips_join_the_usual_spelling(counts: dict[str, int], merges: dict[str, str]) -> None:
    assert suggest_merges(counts) == merges


@pytest.mark.parametrize(
    "counts",
    [
        {"c": 50, "c++": 50, "c#": 50},
        {"-1": 50, "1": 50, "0": 3},
        {"grade 1": 50, "grade 2": 1},
        {"中国": 90, "外国": 1},
        {"positive": 9, "positiv": 2},  # both are rare
        {"male": 500, "female": 1},
    ],
)
def test_labels_that_mean_something_else_stay(counts: dict[str, int]) -> None:
    # fails if: a slip may change a digit
    assert suggest_merges(counts) == {}


@given(
    st.dictionaries(
        st.sampled_from(["aaab", "AAAB", "aaac", "aaad", "aaad.", " aaad", "b", "B、"]),
        st.sampled_from([1, 2, 3, 20, 90]),
        max_size=12,
    )
)
def test_no_suggestion_leads_to_a_label_that_is_to_be_merged_itself(counts: dict[str, int]) -> None:
    # fails if: the target of a spelling is not followed
    merges = suggest_merges(counts)
    assert not set(merges) & set(merges.values())
