"""Near-duplicates."""

from itertools import combinations

import numpy as np
import pytest

from pipeline.data.similar import AT_LEAST, SHINGLE, _signatures, near_duplicates, text_key
from pipeline.data.splits import same_text

WORDS = [f"{a}{b}{c}" for a in "bdklmrst" for b in "aeiou" for c in "nrstl"]


def a_text(rng: np.random.Generator, n: int = 80) -> str:
    return " ".join(rng.choice(WORDS, n))


def shingles(text: str) -> set[str]:
    plain = same_text(text)
    return {plain[i : i + SHINGLE] for i in range(len(plain) - SHINGLE + 1)}


def with_changes(rng: np.random.Generator, text: str) -> str:
    words = text.split()
    for _ in range(rng.integers(0, 4)):
        words[rng.integers(len(words))] = str(rng.choice(WORDS))
    return " ".join(words)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nearly_every_pair_is_found_and_no_other_one_is(seed: int) -> None:
    # fails if: ROWS is 30, or a pair is not measured
    rng = np.random.default_rng(seed)
    texts = [a_text(rng) for _ in range(80)]
    texts += [with_changes(rng, text) for text in texts]
    sets = [shingles(text) for text in texts]
    true = {
        (i, j)
        for i, j in combinations(range(len(texts)), 2)
        if same_text(texts[i]) != same_text(texts[j]) and len(sets[i] & sets[j]) >= AT_LEAST * len(sets[i] | sets[j])
    }
    found = {(one, other) for one, other in near_duplicates(texts).tolist()}
    assert len(true) >= 20
    assert found <= true
    assert len(found) >= 0.94 * len(true)  # .997 of 2,453 pairs between .9 and 1


def test_copies_are_compared_once() -> None:
    rng = np.random.default_rng(4)
    text = a_text(rng)
    assert near_duplicates([text, text, text.upper(), f"{text}x"]).tolist() == [[0, 3]]


def test_short_and_empty_texts_are_never_nearly_the_same() -> None:
    assert len(near_duplicates(["", "a", "good food", "good foods", "text number 1", "text number 12"])) == 0


def test_many_texts_of_one_template_do_not_make_every_pair() -> None:
    # fails if: LARGE_GROUP is not heeded
    rng = np.random.default_rng(5)
    stem = a_text(rng, 60)
    texts = [f"{stem} {rng.choice(WORDS)}{i}" for i in range(600)]
    pairs = near_duplicates(texts)
    assert len(np.unique(pairs)) == 600
    assert len(pairs) < 20 * 600


def test_a_signature_is_of_its_own_text_alone() -> None:
    # fails if: the shingles that run into the next text are not taken out
    texts = [a_text(np.random.default_rng(seed), 5).replace(" ", "") for seed in range(40)]
    np.testing.assert_array_equal(_signatures(texts), np.concatenate([_signatures([text]) for text in texts]))


def test_the_answer_does_not_depend_on_where_chunks_end(monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the last chunk is left out
    rng = np.random.default_rng(6)
    texts = [a_text(rng) for _ in range(60)]
    texts += [with_changes(rng, text) for text in texts]
    whole = near_duplicates(texts)
    monkeypatch.setattr("pipeline.data.similar.CHUNK_CHARACTERS", 1)
    np.testing.assert_array_equal(near_duplicates(texts), whole)


def test_lone_surrogates_and_every_script_are_borne() -> None:
    assert len(near_duplicates(["\ud800" * 40, "好" * 40, "😀" * 40, "ไทย" * 20])) == 0


def test_a_key_is_nought_for_an_empty_text_alone_and_the_same_on_every_machine() -> None:
    # fails if: hash() makes the key
    assert text_key("") == 0
    assert text_key("good") == 0x30B55B74D88F8707
