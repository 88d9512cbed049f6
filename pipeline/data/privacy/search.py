"""Finding: each rule looks at what the rules before it left, until nothing more is found."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.data.privacy import (
    cards,
    chinese_addresses,
    chinese_names,
    documents,
    english_addresses,
    english_names,
    online,
    phones,
)
from pipeline.data.privacy.folding import Offsets, fold
from pipeline.data.privacy.kinds import BARRIER, FIXED, Found, Need, PersonalKind, Rule
from pipeline.data.privacy.listed import Listed, listed_spans
from pipeline.data.privacy.tokens import TOKEN

# E-mail first: its letters and digits belong to nothing else. What check digits prove comes before what a shape tells.
RULES: tuple[Rule, ...] = (
    *online.EMAIL_RULES,
    *cards.IBAN_RULES,
    *documents.ID_RULES,
    *cards.CARD_RULES,
    *phones.RULES,
    *documents.PAPER_RULES,
    *online.IP_RULES,
    *online.ACCOUNT_RULES,
    *chinese_addresses.RULES,
    *english_addresses.RULES,
    *chinese_names.NAME_RULES,
    *english_names.NAME_RULES,
)
_SHORT = 8  # a shorter number stands in a text by chance
_MOST_REPEATED = 64  # different numbers in one text: so that the time stays linear
_LOOKS = {
    Need.NOTHING: re.compile(""),
    Need.NUMBER: re.compile("[0-9]"),
    Need.LONG_NUMBER: re.compile(r"(?:[0-9][^0-9A-Za-z\n]{0,3}){7}"),
    Need.HAN: re.compile("[一-龥]"),
    Need.CAPITAL: re.compile("[A-ZÀ-Þ][A-Za-zà-ÿ']"),
}


def find(text: str, *, names: Collection[str] = ()) -> list[Found]:
    """Return the personal data in a text, in order and disjoint.

    Tokens of a `Masker` are left alone. Nothing found does not mean that nothing is there: docs/privacy.md tells
    what the rules miss.
    """
    return find_listed(text, [Listed(name, PersonalKind.NAME) for name in names])


def find_listed(text: str, listed: Sequence[Listed]) -> list[Found]:
    """Return what `find` returns, and each listed value with the kind that the caller gives it."""
    return _Search(text).run(listed)


@dataclass
class _Taken:
    start: int  # in the folded text
    end: int
    kind: PersonalKind


class _Search:
    """One text, folded, in which barriers grow over what is found."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = fold(text)
        if "[" in self._plain:
            self._plain = TOKEN.sub(lambda token: BARRIER * len(token.group()), self._plain)
        self._folded = self._plain
        self._offsets: Offsets | None = None
        self._taken: list[_Taken] = []

    def run(self, listed: Sequence[Listed]) -> list[Found]:
        """Try every rule until each has seen the text as it is at the end."""
        seen = [-1] * len(RULES)
        n_at_start = -1
        while n_at_start < len(self._taken):
            n_at_start = len(self._taken)
            for kind, spans in listed_spans(self._plain, [*listed, *self._repeated()]).items():
                self._take(spans, kind)
            for place, rule in self._promising():
                if seen[place] != len(self._taken):
                    seen[place] = len(self._taken)
                    spans = list(rule.search(self._plain))
                    if spans:
                        self._take(spans, rule.kind)
        return list(self._found())

    def _repeated(self) -> Sequence[Listed]:
        """Return the numbers that a rule has found and that stand once more where no rule would take them."""
        fixed = {self._folded[taken.start : taken.end]: taken.kind for taken in self._taken if taken.kind in FIXED}
        if len(fixed) > _MOST_REPEATED:
            return ()
        return [Listed(value, kind) for value, kind in fixed.items() if len(value) > _SHORT and value in self._plain]

    def _promising(self) -> Sequence[tuple[int, Rule]]:
        """Return the rules whose need the text meets; barriers only take from it, so one look a round will do."""
        return _rules_for(tuple(need for need, look in _LOOKS.items() if look.search(self._plain)))

    def _take(self, spans: Sequence[tuple[int, int]], kind: PersonalKind) -> None:
        """Cover the spans with barriers, in one go: one by one would copy a long text once for each."""
        if self._offsets is None:
            self._offsets = Offsets(self._text)
        pieces, last = [], 0
        for span in sorted(spans):
            start, end = self._offsets.folded(*self._offsets.original(*span))
            if start < last:
                continue
            self._taken.append(_Taken(start, end, kind))
            pieces += [self._plain[last:start], BARRIER * (end - start)]
            last = end
        self._plain = "".join([*pieces, self._plain[last:]])

    def _found(self) -> Iterator[Found]:
        offsets = self._offsets or Offsets("")
        for taken in sorted(self._taken, key=lambda taken: taken.start):
            start, end = offsets.original(taken.start, taken.end)
            yield Found(start, end, taken.kind, self._text[start:end])


@cache
def _rules_for(needs: tuple[Need, ...]) -> tuple[tuple[int, Rule], ...]:
    return tuple((place, rule) for place, rule in enumerate(RULES) if rule.need in needs)
