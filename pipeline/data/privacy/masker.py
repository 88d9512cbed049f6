"""Masking: each piece of personal data becomes a token, the same one wherever it stands in a project."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.data.privacy.chinese_names import is_chinese_name
from pipeline.data.privacy.english_names import is_english_name
from pipeline.data.privacy.folding import fold
from pipeline.data.privacy.kinds import PersonalKind
from pipeline.data.privacy.listed import Listed
from pipeline.data.privacy.search import find, find_listed
from pipeline.data.privacy.tokens import TOKEN, token
from pipeline.domain.project import Language

_MANY = 65_536


class Masker:
    """Masks texts and cells with one key.

    `counts` holds how many pieces of each kind were masked so far. Who has the key can check a guess against a token,
    so it is kept like the workspace itself; who has only the masked table cannot.
    """

    def __init__(self, key: bytes, language: Language) -> None:
        self._key = key
        self._language = language
        self.counts: Counter[PersonalKind] = Counter()

    def mask(self, text: str, known: Sequence[str] = ()) -> str:
        """Return the text with tokens; `known` are the row's own SENSITIVE cells, masked wherever they stand in it.

        Masking what is masked changes nothing.
        """
        found = find_listed(text, [Listed(value, kind_of(value)) for value in known if not TOKEN.fullmatch(value)])
        pieces, last = [], 0
        for each in found:
            pieces += [text[last : each.start], token(self._key, each.kind, each.value, self._language)]
            last = each.end
            self.counts[each.kind] += 1
        return "".join([*pieces, text[last:]])

    def uncounted(self) -> "Masker":
        """Return a masker with the same tokens whose counts are its own."""
        return Masker(self._key, self._language)

    def mask_whole(self, value: str, kind: PersonalKind | None = None) -> str:
        """Return one token for a whole cell; an empty cell stays empty and a token stays what it is."""
        if not value.strip() or TOKEN.fullmatch(value):
            return value
        known = kind or kind_of(value)
        self.counts[known] += 1
        return token(self._key, known, value, self._language)


@lru_cache(maxsize=_MANY)
def kind_of(value: str) -> PersonalKind:
    """Return what a cell holds as a whole, OTHER when no rule knows."""
    stripped = value.strip()
    found = find(stripped)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(stripped)):
        return found[0].kind
    plain = fold(stripped)
    is_name = is_chinese_name(plain) or is_english_name(plain)
    return PersonalKind.NAME if is_name else PersonalKind.OTHER
