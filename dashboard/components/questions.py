"""What only a person can know of a file, asked with their own rows: which of these looks right?"""

from collections.abc import Callable, Sequence
from itertools import islice

import streamlit as st

from dashboard.components.brought_file import BroughtFile
from dashboard.components.markup import html, plain, show
from dashboard.components.own_lines import telling_lines
from dashboard.components.source import delimiter_sign, encoding_name
from dashboard.i18n.words import t
from pipeline.domain.dataset import Question
from pipeline.workflow.values import TablePreview

MOST_CARDS = 3
SHOWN_ROWS, SHOWN_COLUMNS = 3, 4
Candidate = Callable[[str], TablePreview | None]


def value_of(option: str, candidate: str) -> object:
    """Return the value of a reading's option that a candidate stands for."""
    return candidate == "yes" if option == "header" else candidate


def ask(
    question: Question,
    *,
    file: BroughtFile,
    answer: object,
    candidate: Candidate,
    on_answer: Callable[[object], None],
    key: str,
) -> None:
    """Draw a question. `answer` is the value that was chosen, or None; `candidate` reads the table by another one."""
    with st.container(key=f"question_{question.option}"):
        title, caption = t(f"questions.{question.option}"), t(f"questions.{question.option}_caption")
        show(f'<h2 class="lh-question">{html(title)}</h2><p class="lh-caption">{html(caption)}</p>')
        if question.option == "sheet":
            _sheets(question, answer, on_answer, key)
            return
        lines = telling_lines(file.content, question.candidates) if question.option == "encoding" else {}
        n = len(question.candidates)
        n_wide = 2 if n in (2, 4) else MOST_CARDS
        for start in range(0, n, n_wide):
            for i, place in zip(range(start, min(start + n_wide, n)), st.columns(n_wide), strict=False):
                value = question.candidates[i]
                meant = value_of(question.option, value)
                state = "chosen" if answer == meant else "open"
                with place, st.container(border=True, key=f"card_{state}_{key}_{i}"):
                    _rows_of(question.option, value, lines.get(value, ()), candidate)
                    _pick(meant, chosen=answer == meant, key=f"{key}_{i}_pick", on_answer=on_answer)


def _sheets(question: Question, answer: object, on_answer: Callable[[object], None], key: str) -> None:
    """Sheets may be many, and each is a table of its own: their names, and the chosen one's rows below."""
    names = list(question.candidates)
    picker = f"{key}_pick"
    st.session_state[picker] = answer if answer in names else None

    def answered() -> None:
        if st.session_state[picker] is not None:
            on_answer(st.session_state[picker])

    if len(names) <= 6:
        st.pills(
            t("questions.sheet"),
            names,
            format_func=plain,
            key=picker,
            on_change=answered,
            label_visibility="collapsed",
        )
    else:
        st.selectbox(
            t("questions.sheet"),
            names,
            key=picker,
            index=None,
            placeholder=t("questions.sheet_placeholder"),
            on_change=answered,
            label_visibility="collapsed",
            width=360,
        )


def _pick(meant: object, *, chosen: bool, key: str, on_answer: Callable[[object], None]) -> None:
    st.button(
        t("questions.chosen") if chosen else t("questions.this"),
        key=key,
        type="primary" if chosen else "secondary",
        icon=":material/check:" if chosen else None,
        on_click=on_answer,
        args=(meant,),
    )


def _rows_of(option: str, value: str, lines: Sequence[str], candidate: Candidate) -> None:
    """Draw the rows as one answer would read them."""
    if lines:
        show("".join(f'<p class="lh-own-line">{html(line)}</p>' for line in lines))
        return
    preview = candidate(value)
    rows = _rows(preview) if preview else f'<p class="lh-muted">{html(t("questions.unreadable"))}</p>'
    show(f'<p class="lh-small-title">{html(_named(option, value))}</p>{rows}')


def _named(option: str, value: str) -> str:
    if option == "delimiter":
        return delimiter_sign(value)
    return encoding_name(value) if option == "encoding" else t(f"questions.{option}_{value}")


def _rows(preview: TablePreview) -> str:
    """Return the first rows as a small table; a table without names of its own shows none."""
    names = [column.name for column in preview.columns][:SHOWN_COLUMNS]
    head = _line([*names], "th") if preview.source.header else ""
    rows = islice(preview.head, SHOWN_ROWS + (0 if preview.source.header else 1))
    body = "".join(_line([row[name] for name in names], "td") for row in rows)
    return f'<table class="lh-small-table">{head}{body}</table>'


def _line(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{html(cell)}</{tag}>' for cell in cells)}</tr>"
