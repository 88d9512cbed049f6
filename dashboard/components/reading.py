"""How a table that was just brought is read: what only a person can know is asked, the rest can be changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.components import questions
from dashboard.components.brought_file import BroughtFile
from dashboard.components.markup import html, plain, show
from dashboard.components.source import DELIMITERS, delimiter_sign, encoding_name
from dashboard.errors import error_card
from dashboard.i18n.words import t
from pipeline.domain.dataset import Question, Reading, TableKind
from pipeline.domain.errors import UserFacingError
from pipeline.workflow import data
from pipeline.workflow.values import TablePreview

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")
QUOTES = {'"': "double", "'": "single", "": "none"}
MOST_LINES = 100


@dataclass(frozen=True)
class Understood:
    """A table as it is read now. `waiting`: a question is open, and its likeliest answer stands meanwhile."""

    reading: Reading
    preview: TablePreview
    waiting: bool
    asked: bool  # something was, so the rows below are worth a look

    @property
    def key(self) -> str:
        """For what is chosen about columns: another reading has other columns."""
        chosen = [getattr(self.reading, name) for name in ("encoding", "delimiter", "header", "skip_lines", "sheet")]
        return "_".join(str(DELIMITERS.get(part, part)) for part in chosen)


def understood(file: BroughtFile) -> Understood | None:
    """Draw questions and choices, and return the table as read by them; None where it cannot be read so."""
    kept = _Kept.of(file)
    preview = kept.try_reading()
    if preview is not None:
        for question in preview.questions:
            kept.asked.setdefault(question.option, question)
    for question in kept.asked.values():
        _ask(kept, question)
    base = preview or kept.last_good
    if base is None or base.source.kind is not TableKind.PARQUET:
        _choices(kept, base)
    if preview is None:
        return None
    waiting = any(option not in kept.answers for option in kept.asked)
    return Understood(kept.reading, preview, waiting, bool(kept.asked))


def forget(file: BroughtFile) -> None:
    """Let go of what was read, once the table is stored."""
    for name in [name for name in st.session_state if str(name).startswith(_key(file, ""))]:
        del st.session_state[name]


def _key(file: BroughtFile, name: str) -> str:
    return f"reading_{file.id}_{name}"


class _Kept:
    """What a person answered about a file, and what was read under it; a file is read once for each reading."""

    def __init__(self, file: BroughtFile) -> None:
        self.file = file
        self.answers: dict[str, Any] = {}  # by option of a reading
        self.asked: dict[str, Question] = {}
        self.read: dict[Reading, TablePreview | UserFacingError] = {}
        self.last_good: TablePreview | None = None

    @staticmethod
    def of(file: BroughtFile) -> "_Kept":
        key = _key(file, "kept")
        if key not in st.session_state:
            for other in [name for name in st.session_state if str(name).startswith("reading_")]:
                del st.session_state[other]  # of a file that was let go of: it holds all of it
            st.session_state[key] = _Kept(file)
        kept: _Kept = st.session_state[key]
        return kept

    @property
    def reading(self) -> Reading:
        return Reading(**self.answers)

    def answer(self, option: str, value: Any) -> None:
        """Another sheet is another table: what was said of the one before falls."""
        if option == "sheet" and self.answers.get("sheet") != value:
            self.answers.clear()
            self.asked = {name: question for name, question in self.asked.items() if name == "sheet"}
        self.answers[option] = value

    def preview(self, reading: Reading) -> TablePreview | UserFacingError:
        if reading not in self.read:
            try:
                self.read[reading] = data.preview(self.file.content, self.file.name, reading)
            except UserFacingError as error:
                self.read[reading] = error
        return self.read[reading]

    def try_reading(self) -> TablePreview | None:
        """Return the table as it is read now, or draw why it cannot be."""
        found = self.preview(self.reading)
        if isinstance(found, UserFacingError):
            error_card(found.code, found.params)
            return None
        self.last_good = found
        return found


def _ask(kept: _Kept, question: Question) -> None:
    def candidate(value: str) -> TablePreview | None:
        meant = questions.value_of(question.option, value)
        found = kept.preview(Reading(**{**kept.answers, question.option: meant}))
        return None if isinstance(found, UserFacingError) else found

    questions.ask(
        question,
        file=kept.file,
        answer=kept.answers.get(question.option),
        candidate=candidate,
        on_answer=lambda value: kept.answer(question.option, value),
        key=_key(kept.file, question.option),
    )


def _choices(kept: _Kept, base: TablePreview | None) -> None:
    with st.expander(t("data.reread"), icon=":material/tune:", expanded=base is None):
        show(f'<p class="lh-muted">{html(t("data.reread_caption"))}</p>')
        if base is None or base.source.kind in (TableKind.DELIMITED, TableKind.JSON_LINES):
            _encoding(kept, base)
        if base is None or base.source.kind is TableKind.DELIMITED:
            _delimiter(kept, base)
            _quote(kept, base)
        if base is None or base.source.kind in (TableKind.DELIMITED, TableKind.EXCEL):
            _header(kept, base)


def _encoding(kept: _Kept, base: TablePreview | None) -> None:
    found = base.source.encoding if base else None
    asked = kept.asked["encoding"].candidates if "encoding" in kept.asked else ()
    shown: dict[str, str] = {}
    for encoding in (*((found,) if found else ()), *asked, *ENCODINGS):
        shown.setdefault(encoding_name(encoding), encoding)
    _choice(kept, "encoding", tuple(shown.values()), found, encoding_name)


def _delimiter(kept: _Kept, base: TablePreview | None) -> None:
    found = base.source.delimiter if base else None
    signs = dict.fromkeys((*DELIMITERS, *((found,) if found else ())))
    _choice(kept, "delimiter", tuple(signs), found, delimiter_sign)


def _quote(kept: _Kept, base: TablePreview | None) -> None:
    words = {sign: t(f"data.quote_{name}") for sign, name in QUOTES.items()}
    _choice(kept, "quote", tuple(QUOTES), base.source.quote if base else None, words.__getitem__)


def _header(kept: _Kept, base: TablePreview | None) -> None:
    words = {True: t("data.header_yes"), False: t("data.header_no")}
    _choice(kept, "header", (True, False), base.source.header if base else None, words.__getitem__)
    key = _key(kept.file, "skip_lines")
    found = base.source.skip_lines if base else 0
    st.session_state[key] = kept.answers.get("skip_lines", found)
    st.number_input(
        t("data.skip_lines"),
        min_value=0,
        max_value=max(MOST_LINES, found),
        key=key,
        width=260,
        on_change=lambda: kept.answer("skip_lines", int(st.session_state[key])),
    )


def _choice(kept: _Kept, option: str, values: Sequence[Any], found: Any, word: Callable[[Any], str]) -> None:
    """Draw one choice, standing at what was chosen or found; a press reads the file again."""
    key = f"{_key(kept.file, option)}_choice"
    now = kept.answers.get(option, found)
    st.session_state[key] = now if now in values else None
    st.segmented_control(
        t(f"data.{option}"),
        values,
        required=st.session_state[key] is not None,
        format_func=lambda value: plain(word(value)),
        key=key,
        on_change=lambda: kept.answer(option, st.session_state[key]),
    )
