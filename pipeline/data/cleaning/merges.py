"""Labels that are probably one: spelling variants and slips of the keyboard."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.data.splits import same_text

FREQUENT = 20  # times as often as a slip of it
RARE = 3  # rows, at most, that a slip has
FEWEST_LETTERS = 4  # in shorter labels one letter makes another word
MOST_LABELS = 2_000  # beyond, only variants are looked for: a slip would be compared with every label
_ENDS = "[.,;:!?、。，；：！？\"'“”‘’]+"  # not + # -: C++, C# and -1 are names
_MARKS = re.compile(f"^{_ENDS}|{_ENDS}$")
_DIGITS = re.compile(r"\d")


def variants(labels: Iterable[str]) -> list[list[str]]:
    """Return the groups of labels that differ only in case, width, space or punctuation around them, each sorted."""
    spellings: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        key = same_text(label)
        spellings[_MARKS.sub("", key) or key].append(label)
    return sorted(sorted(group) for group in spellings.values() if len(group) > 1)


def suggest_merges(label_counts: Mapping[str, int]) -> dict[str, str]:
    """Return the label that each doubtful one should join: the most frequent spelling.

    Besides variants these are slips: a rare label that is one letter away from a frequent one.
    """
    found: dict[str, str] = {}
    for group in variants(label_counts):
        main = max(group, key=lambda label: (label_counts[label], -group.index(label))).strip()
        found.update((label, main) for label in group if label != main)
    if len(label_counts) <= MOST_LABELS:
        found.update(_slips(label_counts, found))
    # A spelling of a slip goes all the way.
    return {label: found.get(target, target) for label, target in found.items()}


def _slips(label_counts: Mapping[str, int], known: Mapping[str, str]) -> dict[str, str]:
    usual = sorted(set(label_counts) - set(known), key=lambda label: (-label_counts[label], label))
    rare = [label for label in usual if label_counts[label] <= RARE]
    found = {}
    for label in rare:
        enough = FREQUENT * label_counts[label]
        near = (other for other in usual if label_counts[other] >= enough and _is_slip(label, other))
        if (target := next(near, None)) is not None:
            found[label] = target
    return found


def _is_slip(label: str, other: str) -> bool:
    one, two = same_text(label), same_text(other)
    if min(len(one), len(two)) < FEWEST_LETTERS or _DIGITS.findall(one) != _DIGITS.findall(two):
        return False
    return one != two and _one_edit(one, two)


def _one_edit(one: str, two: str) -> bool:
    """One letter more, less, another, or two neighbours exchanged."""
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    left, right = one[start:], two[start:]
    exchanged = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or exchanged
