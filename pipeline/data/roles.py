"""What each column is for, guessed with a reason that a screen can say.

Reason codes and their params (worded under `[reasons]` in the screens' words):

========================  ========================================================================
text_named                {mean_chars}: its name says text, and its cells read like it
text_longest              {mean_chars}: the longest varied cells of the table
label_named               {n_values}: its name says label, and few values repeat
label_few_values          {n_values}: few values repeat, and nothing fits better
sensitive_name            {}: its name says personal data
time_values               {}: its cells are dates or times
group_named               {n_values}: its name says whose rows belong together, and values repeat
number                    {}: its cells are numbers
id_all_different          {}: every cell is another, and none is a sentence
category                  {n_values}: few values repeat, but another column is the label
other_text                {mean_chars}: text, but another column is the text
empty                     {}: no cell is filled
========================  ========================================================================

`chosen` {} is the reason of a role that a person gave.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import decimal

from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.project import Language

SAMPLE_ROWS = 5_000
LABEL_VALUES = 200  # more different values than this are no label
CHINESE_SHARE = 0.2  # of the letters; a Chinese sentence may well hold English names

_NUMBER = re.compile(r"[+-]?(?=[.\d])([1-9]\d{0,2}(,\d{3})+|0|[1-9]\d*)?([.]\d+)?([eE][+-]?\d+)?%?")  # 00123 is a code
_DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?([T ]+\d{1,2}:\d{2}(:\d{2}([.]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](\d{2}|\d{4})([ ]+\d{1,2}:\d{2}(:\d{2})?([ ]?[AaPp][Mm])?)?"
)
_FROM_NINE = str.maketrans("0123456789", "9876543210")
_TOKEN = re.compile(r"[\x21-\x7e]+")  # one word of ASCII: a code, a link, an id
_TEXT_NAME = re.compile(
    r"(text|content|comment|review|sentence|message|body|description|question|title|feedback|tweet|note|abstract)s?"
    r"|.*(文本|内容|评论|评价|正文|句子|留言|描述|标题|问题|反馈|意见|备注)"
)
_LABEL_NAMES = (  # clearest first
    re.compile(r"labels?|标签|标注|.*标签"),
    re.compile(r"class|category|sentiment|target|intent|emotion|polarity|y|类别|分类|情感|情绪|.*(类别|分类|情感)"),
    re.compile(r"topic|tag|type|rating|stars|score|类型|主题|等级|评级|星级|.*_(label|class|category)"),
)
_SENSITIVE_NAME = re.compile(
    r"(.*[ _-])?(phone|mobile|tel|telephone|cell|e-?mail|ssn|passport|id[ _-]?card|bank[ _-]?card|iban|address)"
    r"([ _-]?(number|no|address))?"
    r"|name|(full|first|last|given|family|customer|client|patient|student|user)[ _-]?name|surname|wechat|qq"
    r"|.*(电话|手机|姓名|身份证|邮箱|邮件地址|住址|地址|银行卡|微信|护照|病历号|住院号|门诊号|就诊卡|医保).*"
    r"|mrn|medical[ _-]?record([ _-]?(number|no))?",
)
_ABOUT_A_PERSON = re.compile(  # with few values, and still not what anybody wants to predict
    r"(.*[ _-])?(gender|sex|age|ethnicity|race|religion|marital([ _-]?status)?|nationality)"
    r"|.*(性别|年龄|民族|宗教|婚姻|籍贯).*"
)
_GROUP_NAME = re.compile(
    r"(patient|customer|client|user|member|speaker|author|session|conversation|thread|student|pair|household)"
    r"[ _-]?(id|no|number|code)|group([ _-]?id)?"
    r"|(客户|患者|病人|用户|会员|学生|会话|作者|顾客)[ _-]?(编号|id|号|码|代码)|分组|组别"
)
_ID_NAME = re.compile(r"(.*[ _-])?(id|no|code|index|uuid)|.*(编号|序号|代码|编码)|column_\d+")


@dataclass(frozen=True)
class _Look:
    """What a sample of one column's cells is like."""

    name: str
    n_cells: int
    n_filled: int
    n_values: int
    n_repeated: int  # filled cells whose value occurs again
    mean_chars: float
    numbers: float  # shares of the filled cells
    dates: float
    tokens: float

    @property
    def complete(self) -> bool:
        return self.n_filled >= 0.95 * self.n_cells

    @property
    def varied(self) -> float:
        return self.n_values / self.n_filled if self.n_filled else 0.0


def guess_columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Give every column a role, by its first rows: one TEXT, at most one LABEL, at most one GROUP."""
    looks = [_look(name, [row[i] for row in rows[:SAMPLE_ROWS]]) for i, name in enumerate(columns)]
    text = _choose_text(looks)
    label = _choose_label(looks, text)
    guessed = []
    for look in looks:
        if look is text:
            reason = "text_named" if _named(look, _TEXT_NAME) else "text_longest"
            guessed.append(_column(look, ColumnRole.TEXT, reason))
        elif look is label:
            reason = "label_few_values" if _label_rank(look) == len(_LABEL_NAMES) else "label_named"
            guessed.append(_column(look, ColumnRole.LABEL, reason))
        else:
            guessed.append(_column(look, *_guess_other(look)))
    return tuple(guessed)


def code_order(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return label codes, most frequent first; numbers among themselves in their own order."""
    if all(re.fullmatch(r"-?\d+", code) for code in counts):
        return tuple(sorted(counts, key=_number_order))
    return tuple(sorted(counts, key=lambda code: -counts[code]))


def _number_order(code: str) -> tuple[int, int, str]:
    """The order of whole numbers without making one: `int` refuses thousands of digits."""
    digits = "".join(str(decimal(digit)) for digit in code.removeprefix("-")).lstrip("0")
    if code.startswith("-"):
        return -1 if digits else 0, -len(digits), digits.translate(_FROM_NINE)
    return 1 if digits else 0, len(digits), digits


def guess_language(texts: Sequence[str]) -> Language:
    """CHINESE when at least a fifth of the letters are Chinese (or Japanese) characters."""
    counts = Counter(
        "cjk" if _is_cjk(letter) else "other" for text in texts[:500] for letter in text if letter.isalpha()
    )
    n = counts.total()
    return Language.CHINESE if n and counts["cjk"] >= CHINESE_SHARE * n else Language.ENGLISH


def _is_cjk(letter: str) -> bool:
    return "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\U00020000" <= letter <= "\U0003ffff"


def _look(name: str, cells: Sequence[str]) -> _Look:
    filled = [stripped for cell in cells if (stripped := cell.strip())]
    counts = Counter(filled)
    n = max(1, len(filled))
    return _Look(
        name=name,
        n_cells=len(cells),
        n_filled=len(filled),
        n_values=len(counts),
        n_repeated=sum(count for count in counts.values() if count > 1),
        mean_chars=sum(map(len, filled)) / n,
        numbers=sum(_NUMBER.fullmatch(cell) is not None for cell in filled) / n,
        dates=sum(_DATE.fullmatch(cell) is not None for cell in filled) / n,
        tokens=sum(_TOKEN.fullmatch(cell) is not None for cell in filled) / n,
    )


def _named(look: _Look, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(look.name.strip().lower()) is not None


def _choose_text(looks: Sequence[_Look]) -> _Look | None:
    """The column with the longest varied cells; a name that says text counts four times."""
    candidates = [look for look in looks if look.n_filled and not _named(look, _SENSITIVE_NAME)]
    named = [look for look in looks if _named(look, _TEXT_NAME)]  # all there is where no row is
    return max(candidates or named or looks, key=_text_score, default=None)


def _text_score(look: _Look) -> float:
    score = min(look.mean_chars, 300.0) * look.varied * (4.0 if _named(look, _TEXT_NAME) else 1.0)
    values = max(look.numbers, look.dates)
    return score * (1.0 - 0.99 * values) * (0.1 if look.tokens > 0.8 else 1.0)


def _label_rank(look: _Look) -> int:
    return next((rank for rank, names in enumerate(_LABEL_NAMES) if _named(look, names)), len(_LABEL_NAMES))


def _choose_label(looks: Sequence[_Look], text: _Look | None) -> _Look | None:
    """The clearest name with few values; without a name a half-filled one (somebody began to label), the fewest
    values, the nearest to the text.
    """
    candidates = [(i, look) for i, look in enumerate(looks) if look is not text and _may_be_label(look)]
    place = next((i for i, look in enumerate(looks) if look is text), 0)
    _, chosen = min(
        candidates,
        key=lambda at: (_label_rank(at[1]), at[1].complete, at[1].n_values, abs(at[0] - place)),
        default=(0, None),
    )
    return chosen


def _may_be_label(look: _Look) -> bool:
    if look.n_values < 1 or look.n_values > LABEL_VALUES or look.mean_chars > 60 or look.dates > 0.5:
        return False
    if any(_named(look, names) for names in (_SENSITIVE_NAME, _GROUP_NAME, _ABOUT_A_PERSON)):
        return False
    if _label_rank(look) < len(_LABEL_NAMES):
        return look.n_filled < 10 or look.n_repeated >= 0.5 * look.n_filled
    few = look.n_values <= (10 if look.numbers > 0.5 else 50)
    return look.n_values >= 2 and few and look.n_repeated >= 0.8 * look.n_filled


def _guess_other(look: _Look) -> tuple[ColumnRole, str]:
    """The role and reason of a column that is neither the text nor the label."""
    repeats = look.n_values < look.n_filled
    answers = (
        (look.n_filled == 0, ColumnRole.IGNORED, "empty"),
        (_named(look, _SENSITIVE_NAME), ColumnRole.SENSITIVE, "sensitive_name"),
        (_named(look, _GROUP_NAME) and repeats, ColumnRole.GROUP, "group_named"),
        (look.dates >= 0.8, ColumnRole.TIME, "time_values"),
        (_is_id(look), ColumnRole.IGNORED, "id_all_different"),
        (_named(look, _ID_NAME), ColumnRole.IGNORED, "category" if repeats else "id_all_different"),
        (look.numbers >= 0.8, ColumnRole.FEATURE, "number"),
        (look.n_values <= LABEL_VALUES and repeats, ColumnRole.IGNORED, "category"),
    )
    return next(((role, reason) for fits, role, reason in answers if fits), (ColumnRole.IGNORED, "other_text"))


def _is_id(look: _Look) -> bool:
    """Every value another and one word each. Fractions and short lists of numbers are measurements."""
    if look.n_values < look.n_filled or look.n_filled < 3:
        return False
    return look.tokens > 0.9 and (_named(look, _ID_NAME) or look.name.endswith(("Id", "ID")) or look.numbers < 0.8)


def _column(look: _Look, role: ColumnRole, reason: str) -> Column:
    params: Mapping[str, object] = {}
    if reason in ("text_named", "text_longest", "other_text"):
        params = {"mean_chars": round(look.mean_chars)}
    elif reason in ("label_named", "label_few_values", "group_named", "category"):
        params = {"n_values": look.n_values}
    return Column(look.name, role, reason, params)
