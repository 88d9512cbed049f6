"""How much a text in a legacy encoding looks like what people write: one score per encoding, 0 to 1."""

import re
from collections import Counter
from collections.abc import Callable

# The characters that come most often in running text: a reading in which none of them comes is another language's.
_COMMON_HANS = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实很店吃味错太点外送快服务酒房间"
)
_COMMON_HANT = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去"
    "法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實很店吃味錯太點外送快服務酒房間"
)
_COMMON_HANGUL = (
    "이다는에의가하고을를은로지도서한기어사리아나자있그시대수인일해것정부스들과게라면장보제여으전구원조거없좋음니습"
)
_PUNCTUATION_1252 = (
    frozenset({0x80}) | frozenset(range(0x82, 0x8A)) | frozenset(range(0x91, 0x9A)) | frozenset(range(0xA0, 0xC0))
)
_OF_RANGE, _OF_COMMON = 0.75, 0.25  # what the usual range and the commonest characters weigh
_FULL_MARKS = 0.12  # the share of the commonest characters that running text always has
_RUNS = re.compile(rb"[\x80-\xff]+")


def _double_byte(encoding: str, usual: Callable[[int, int], bool], common: str) -> Callable[[bytes], float]:
    """Score a double-byte encoding by the share of its characters among the usual and among the commonest ones."""

    def score(sample: bytes) -> float:
        n = n_usual = n_common = 0
        for character, count in Counter(sample.decode(encoding, errors="replace")).items():
            if character <= "\x7f":
                continue
            n += count
            pair = character.encode(encoding, errors="replace")
            n_usual += count if len(pair) == 2 and usual(pair[0], pair[1]) else 0
            n_common += count if character in common else 0
        if not n:
            return 0.0
        return _OF_RANGE * n_usual / n + _OF_COMMON * min(1.0, n_common / n / _FULL_MARKS)

    return score


def _usual_gb(lead: int, trail: int) -> bool:
    """GB2312's level 1 (3,755 everyday characters), its punctuation and its full-width forms."""
    return trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3))


def _usual_big5(lead: int, trail: int) -> bool:  # noqa: ARG001 - one signature for all
    """Big5's frequent characters and its punctuation."""
    return 0xA4 <= lead <= 0xC6 or lead == 0xA1


def _usual_sjis(lead: int, trail: int) -> bool:
    """Kana and punctuation, and level 1 of JIS."""
    return lead in (0x81, 0x82, 0x83) or (0x88 <= lead <= 0x97 and trail >= 0x40)


def _usual_korean(lead: int, trail: int) -> bool:
    """The 2,350 syllables of KS X 1001, and its punctuation."""
    return trail >= 0xA1 and (0xB0 <= lead <= 0xC8 or lead in (0xA1, 0xA3))


def _score_sjis(sample: bytes) -> float:
    """Running text has kana; a list of names may have none, and then only the range speaks."""
    kana = "".join(map(chr, range(0x3041, 0x30FF)))
    return _double_byte("shift_jis", _usual_sjis, kana)(sample)


def _score_1252(sample: bytes) -> float:
    """Accented letters stand alone between letters; Chinese read as cp1252 stands in long runs."""
    runs = _RUNS.findall(sample)
    n = sum(map(len, runs))
    alone = sum(len(run) for run in runs if sum(byte not in _PUNCTUATION_1252 for byte in run) <= 1)
    return 0.98 * alone / n if n else 0.0


def _score_1251(sample: bytes) -> float:
    """Russian is mostly small letters (0xE0 to 0xFF), in runs; a double-byte text is not."""
    runs = _RUNS.findall(sample)
    beyond = b"".join(runs)
    letters = sum(byte >= 0xC0 or byte in (0xA8, 0xB8, 0xB2, 0xB3, 0xAA, 0xBA, 0xAF, 0xBF) for byte in beyond)
    small = sum(byte >= 0xE0 for byte in beyond)
    alone = sum(len(run) == 1 for run in runs)
    if not beyond or small < 0.6 * letters or alone > 0.3 * len(runs):
        return 0.0
    return 0.98 * letters / len(beyond)


READINGS: dict[str, Callable[[bytes], float]] = {  # in a tie the first wins
    "gb18030": _double_byte("gb18030", _usual_gb, _COMMON_HANS),
    "big5": _double_byte("big5", _usual_big5, _COMMON_HANT),
    "shift_jis": _score_sjis,
    "euc_kr": _double_byte("cp949", _usual_korean, _COMMON_HANGUL),
    "cp1251": _score_1251,
    "cp1252": _score_1252,
}


def is_usual_text(text: str) -> bool:
    """Tell whether nearly all characters are of scripts that people write tables in: what UTF-16 is known by."""
    n_usual = sum(
        "\x20" <= c <= "\x7e" or c in "\t\r\n" or "\xa0" <= c <= "\u04ff" or "\u2010" <= c <= "\u203f"
        or "\u3000" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3"
        or "\uff00" <= c <= "\uffef"
        for c in text
    )  # fmt: skip
    return n_usual >= 0.95 * len(text)
