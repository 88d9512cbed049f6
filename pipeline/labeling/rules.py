"""Rules: keywords or a pattern that propose a label, measured against what people said.

Every search is done by RE2 (inside pyarrow), whose time grows linearly with the text whatever the pattern: a person's
pattern cannot hang the server.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import Estimate
from pipeline.measures.intervals import wilson

PATTERN_LIMIT = 1_000  # characters
KEYWORDS_LIMIT = 200
BATCH_ROWS = 20_000
N_SHOWN = 5

_BETWEEN_KEYWORDS = re.compile(r"[,，、;；\n]+")
_UNSPACED = r"\p{Han}|\p{Hiragana}|\p{Katakana}|\p{Hangul}|\p{Thai}"  # scripts whose words stand side by side
_WORD_BORDER = rf"[^\pL\pN\pM_]|{_UNSPACED}"
_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")
# What RE2 says of a pattern, and the code of our words for it.
_PROBLEMS = (
    ("missing", "rule_bracket_open"),
    ("unexpected )", "rule_bracket_open"),
    ("repetition", "rule_repetition"),
    ("invalid perl operator", "rule_not_supported"),
    ("invalid escape", "rule_not_supported"),
    ("too large", "rule_too_large"),
)


class RuleKind(StrEnum):
    ANY = "any"  # one of the keywords
    ALL = "all"  # every keyword
    PATTERN = "pattern"  # a regular expression


@dataclass(frozen=True)
class Rule:
    """Proposes `label` where the text has what `pattern` says; upper and lower case are the same.

    `pattern` of ANY and ALL is keywords between commas or line breaks. A keyword in Latin or other spaced letters
    counts as a whole word, a Chinese one wherever it stands; the words of a phrase may have any space between them.
    """

    kind: RuleKind
    pattern: str
    label: str

    @property
    def keywords(self) -> tuple[str, ...]:
        parts = (part.strip() for part in _BETWEEN_KEYWORDS.split(self.pattern))
        return tuple(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class RuleQuality:
    """How a rule does. `coverage` is the share of all texts; `precision` that of the hits that people decided on.

    `wrong` are some rows where people said something else.
    """

    rule: Rule
    n_hits: int
    coverage: Estimate
    precision: Estimate | None  # None: people decided on none of its hits
    wrong: tuple[int, ...]


@dataclass(frozen=True)
class RuleConflict:
    """Two rules that propose different labels for the same texts; places in the list of rules."""

    one: int
    other: int
    n: int
    rows: tuple[int, ...]


def check_rule(rule: Rule) -> None:
    """Raises: UserFacingError rule_empty, rule_too_large {limit}, rule_bracket_open {pattern},
    rule_repetition {pattern}, rule_not_supported {pattern}, rule_broken {pattern}.
    """
    list(_hits(rule, pa.array(["a"])))


def apply(rules: Sequence[Rule], texts: Iterable[str]) -> NDArray[np.bool_]:
    """Return votes (n, m): whether each rule proposes its label for each text. `texts` is read once, in batches.

    Raises: UserFacingError, as `check_rule`.
    """
    for rule in rules:
        check_rule(rule)
    parts = [np.zeros((0, len(rules)), dtype=np.bool_)]
    for batch in _batches(texts):
        votes = np.zeros((len(batch), len(rules)), dtype=np.bool_)
        for column, rule in enumerate(rules):
            votes[:, column] = _all_or_any(rule, batch)
        parts.append(votes)
    return np.concatenate(parts)


def proposals(rules: Sequence[Rule], votes: NDArray[np.bool_]) -> list[str | None]:
    """Return the label that all rules which hit a text agree on; None where none hits or they disagree."""
    labels = sorted({rule.label for rule in rules})
    per_label = np.zeros((len(votes), len(labels)), dtype=np.bool_)
    for column, rule in enumerate(rules):
        per_label[:, labels.index(rule.label)] |= votes[:, column]
    agreed = per_label.sum(axis=1) == 1
    return [labels[i] if one else None for i, one in zip(_first(per_label), agreed.tolist(), strict=True)]


def measure(
    rules: Sequence[Rule], votes: NDArray[np.bool_], said: Sequence[str | frozenset[str] | None]
) -> tuple[RuleQuality, ...]:
    """Return how each rule does, against what people said of each text (None: nothing; a set: several labels)."""
    decided = np.array([value is not None for value in said], dtype=np.bool_)
    return tuple(_quality(rule, votes[:, column], decided, said) for column, rule in enumerate(rules))


def conflicts(rules: Sequence[Rule], votes: NDArray[np.bool_]) -> tuple[RuleConflict, ...]:
    """Return pairs of rules with different labels that hit the same text, most frequent first.

    Where a text may have several labels, these are none.
    """
    found = []
    for one, other in combinations(range(len(rules)), 2):
        if rules[one].label != rules[other].label:
            rows = np.flatnonzero(votes[:, one] & votes[:, other])
            if len(rows):
                found.append(RuleConflict(one, other, len(rows), tuple(rows[:N_SHOWN].tolist())))
    return tuple(sorted(found, key=lambda conflict: -conflict.n))


def _quality(
    rule: Rule, hits: NDArray[np.bool_], decided: NDArray[np.bool_], said: Sequence[str | frozenset[str] | None]
) -> RuleQuality:
    judged = np.flatnonzero(hits & decided).tolist()
    wrong = [row for row in judged if not _says(said[row], rule.label)]
    n_hits = int(hits.sum())
    precision = wilson(len(judged) - len(wrong), len(judged)) if judged else None
    return RuleQuality(rule, n_hits, wilson(n_hits, len(hits)), precision, tuple(wrong[:N_SHOWN]))


def _says(value: str | frozenset[str] | None, label: str) -> bool:
    return label in value if isinstance(value, frozenset) else value == label


def _first(per_label: NDArray[np.bool_]) -> list[int]:
    return per_label.argmax(axis=1).tolist() if per_label.shape[1] else [0] * len(per_label)


def _batches(texts: Iterable[str]) -> Iterator[pa.Array]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH_ROWS:
            yield _strings(batch)
            batch = []
    if batch:
        yield _strings(batch)


def _strings(texts: Sequence[str]) -> pa.Array:
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:  # half a surrogate pair is no letter of any keyword
        return pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.large_string())


def _all_or_any(rule: Rule, batch: pa.Array) -> NDArray[np.bool_]:
    together = np.logical_and if rule.kind is RuleKind.ALL else np.logical_or
    answer: NDArray[np.bool_] = together.reduce(list(_hits(rule, batch)))
    return answer


def _hits(rule: Rule, batch: pa.Array) -> Iterator[NDArray[np.bool_]]:
    """Search for each keyword, or for the pattern."""
    for pattern in _patterns(rule):
        try:
            found = pc.match_substring_regex(batch, pattern, ignore_case=True)
        except (pa.ArrowInvalid, UnicodeEncodeError) as error:
            raise _problem(rule, str(error)) from error
        yield found.to_numpy(zero_copy_only=False)


def _patterns(rule: Rule) -> list[str]:
    if rule.kind is RuleKind.PATTERN:
        if not rule.pattern.strip():
            raise UserFacingError("rule_empty")
        if len(rule.pattern) > PATTERN_LIMIT:
            raise UserFacingError("rule_too_large", limit=PATTERN_LIMIT)
        return [rule.pattern]
    if not rule.keywords:
        raise UserFacingError("rule_empty")
    if len(rule.keywords) > KEYWORDS_LIMIT or len(rule.pattern) > PATTERN_LIMIT * 10:
        raise UserFacingError("rule_too_large", limit=KEYWORDS_LIMIT)
    words = [_keyword(word) for word in rule.keywords]
    return words if rule.kind is RuleKind.ALL else ["|".join(words)]


def _keyword(word: str) -> str:
    """Return a pattern for one keyword; a border is asked for where it begins or ends with a spaced letter."""
    inner = r"\s+".join(_SPECIAL.sub(r"\\\1", part) for part in word.split())
    left = f"(?:^|{_WORD_BORDER})" if _is_spaced(word[0]) else ""
    right = f"(?:$|{_WORD_BORDER})" if _is_spaced(word[-1]) else ""
    return f"(?:{left}{inner}{right})"


def _is_spaced(character: str) -> bool:
    found = pc.match_substring_regex(_strings([character]), r"[\pL\pN\pM_]")[0].as_py()
    return bool(found) and not pc.match_substring_regex(_strings([character]), _UNSPACED)[0].as_py()


def _problem(rule: Rule, said: str) -> UserFacingError:
    reason = said.removeprefix("Invalid regular expression: ")
    code = next((code for start, code in _PROBLEMS if start in reason.split(":")[0]), "rule_broken")
    if code == "rule_too_large":
        return UserFacingError("rule_too_large", limit=PATTERN_LIMIT)
    return UserFacingError(code, pattern=rule.pattern[:60])
