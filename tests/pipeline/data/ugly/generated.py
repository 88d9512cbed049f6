"""Tables with known faults in known encodings: what is in them is known because they are written here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.pipeline.data.ugly.judge import Loaded

Row = tuple[str, ...]
TEXTS = {
    "en": ("the pump leaks again", "all fine, thank you", "slow; but friendly", "broke at noon", "nothing to add here"),
    "zh": ("味道很好，下次还来", "送餐太慢了，汤都凉了", "包装干净，分量也足", "老板态度一般", "东西不错就是有点贵"),
    "hant": (
        "這家店的服務很好，會再來",
        "等了很久，湯都涼了",
        "東西不錯但是有點貴",
        "老闆的態度很差",
        "沒有什麼好說的",
    ),
    "ja": (
        "この店はとても良かったです",
        "料理が冷たくて残念でした",
        "また来たいと思います",
        "値段は少し高い",
        "普通です",
    ),
    "ko": (
        "이 가게는 정말 좋았습니다",
        "음식이 너무 늦게 나왔어요",
        "다시 가고 싶습니다",
        "가격이 조금 비싸요",
        "보통이에요",
    ),
    "ru": (
        "очень хороший магазин",
        "доставка была медленной",
        "буду заказывать ещё",
        "цена немного высокая",
        "так себе",
    ),
    "fr": (
        "le café est très agréable",
        "service à éviter, hélas",
        "trop cher à mon goût",
        "déjà commandé l’été",
        "ça va",
    ),
}
LANGUAGE = {
    "utf-8": "zh", "utf-8-sig": "zh", "utf-16": "zh", "utf-16-le": "zh", "utf-16-be": "en", "gb18030": "zh",
    "gbk": "zh", "big5": "hant", "shift_jis": "ja", "euc_kr": "ko", "cp1251": "ru", "cp1252": "fr", "ascii": "en",
}  # fmt: skip
DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01", " ")
NAMES = ("id", "text", "label", "score")


@dataclass(frozen=True)
class Case:
    name: str
    content: bytes
    columns: Row
    rows: tuple[Row, ...]
    n_lost: int = 0  # rows to be set aside
    refuse: bool = False

    @property
    def expectation(self) -> Callable[[Loaded], bool] | None:
        if self.refuse:
            return None
        return lambda loaded: (
            loaded.columns == self.columns and tuple(loaded.rows) == self.rows and loaded.n_lost == self.n_lost
        )


def table(language: str, n: int = 24) -> tuple[Row, ...]:
    texts = TEXTS[language]
    return tuple(
        (f"{i:05d}", texts[i % len(texts)] + " " * (i % 3 > 0) + "!" * (i % 4), ("good", "bad")[i % 2], f"{i % 7}.5")
        for i in range(n)
    )


def line(row: Sequence[str], delimiter: str, quote: str = '"', *, all_quoted: bool = False) -> str:
    def cell(value: str) -> str:
        risky = any(sign in value for sign in (delimiter, quote, "\n", "\r")) or value == ""
        return f"{quote}{value.replace(quote, quote * 2)}{quote}" if risky or all_quoted else value

    return delimiter.join(map(cell, row))


def written(rows: Sequence[Row], delimiter: str, *, ending: str = "\n") -> str:
    return "".join(line(row, delimiter) + ending for row in rows)


def cases() -> Iterator[Case]:
    for encoding, language in LANGUAGE.items():
        rows = table(language)
        for delimiter in (",", ";", "\t"):
            text = written((NAMES, *rows), delimiter)
            yield Case(f"{encoding} {delimiter!r}", text.encode(encoding), NAMES, rows)
    for delimiter in DELIMITERS:
        rows = table("en")
        yield Case(f"delimiter {delimiter!r}", written((NAMES, *rows), delimiter).encode(), NAMES, rows)
    for encoding, delimiter in (("utf-8", ","), ("gb18030", ";"), ("utf-16", "\t"), ("cp1252", "|")):
        for name, fault in FAULTS.items():
            columns, text, rows, n_lost = fault(table(LANGUAGE[encoding]), delimiter)
            yield Case(f"{name} {encoding} {delimiter!r}", text.encode(encoding), columns, tuple(rows), n_lost)
    yield from _of_bytes()


Faulty = tuple[Row, str, Sequence[Row], int]


def title(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, "Report of the year\nmade by hand\n\n" + written((NAMES, *rows), d), rows, 0


def title_padded(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, f"Report{d * 3}\n{d * 3}\n" + written((NAMES, *rows), d), rows, 0


def two_headers(rows: Sequence[Row], d: str) -> Faulty:
    top, under = ("id", "what", "", ""), ("", "text", "label", "score")
    wide = [(*row[:2], str(i), row[3]) for i, row in enumerate(rows)]
    return ("id", "what text", "what label", "what score"), written((top, under, *wide), d), wide, 0


def short_rows(rows: Sequence[Row], d: str) -> Faulty:
    lines = [line(row, d) for row in (NAMES, *rows)]
    return NAMES, "\n".join([*lines[:9], "lost", *lines[9:15], d.join(["1", "2"]), *lines[15:]]), rows, 2


def long_rows(rows: Sequence[Row], d: str) -> Faulty:
    lines = [line(row, d) for row in (NAMES, *rows)]
    return NAMES, "\n".join([*lines[:9], d.join("abcde"), *lines[9:]]), rows, 1


def shifted_row(rows: Sequence[Row], d: str) -> Faulty:
    """One delimiter too many at the front, in a table whose last cells may be empty."""
    open_ended = [(*row[:3], row[3] * (i % 2)) for i, row in enumerate(rows)]
    lines = [d.join(row) for row in (NAMES, *[tuple(c.replace(d, "") for c in row) for row in open_ended])]
    kept = [tuple(c.replace(d, "") for c in row) for row in open_ended]
    return NAMES, "\n".join([*lines[:9], d + d.join(["9", "x", "good", ""]), *lines[9:]]), kept, 1


def open_quote(rows: Sequence[Row], d: str) -> Faulty:
    lines = [line(row, d) for row in (NAMES, *rows)]
    return NAMES, "\n".join([*lines[:9], f'9{d}"never{d}closed{d}x{d}y', *lines[9:]]), rows, 1


def stray_quote(rows: Sequence[Row], d: str) -> Faulty:
    lines = [line(row, d) for row in (NAMES, *rows)]
    new = ("99", '"so called', "good", "1.5")
    return NAMES, "\n".join([*lines[:9], d.join(new), *lines[9:]]), [*rows[:8], new, *rows[8:]], 0


def quotes_in_quotes(rows: Sequence[Row], d: str) -> Faulty:
    lines = [line(row, d, all_quoted=True) for row in (NAMES, *rows)]
    new = ("99", 'he said "wow" twice', "good", "1.5")
    text = "\n".join([*lines[:9], d.join(f'"{cell}"' for cell in new), *lines[9:]])
    return NAMES, text, [*rows[:8], new, *rows[8:]], 0


def breaks_in_quotes(rows: Sequence[Row], d: str) -> Faulty:
    broken = [(row[0], f"{row[1]}\n\nand more\r\nlines", *row[2:]) for row in rows]
    return NAMES, written((NAMES, *broken), d, ending="\r\n"), broken, 0


def carriage_returns(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, written((NAMES, *rows), d, ending="\r"), rows, 0


def mixed_ends(rows: Sequence[Row], d: str) -> Faulty:
    lines = [line(row, d) for row in (NAMES, *rows)]
    return NAMES, "".join(each + ("\n", "\r\n", "\r")[i % 3] for i, each in enumerate(lines)), rows, 0


def blank_lines(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, "\n\n" + "\n\n".join(line(row, d) for row in (NAMES, *rows)) + "\n\n\n", rows, 0


def bare_rows(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, written((NAMES, *rows), d) + f"{d * 3}\n" * 30_000, rows, 0


def nul_characters(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, written((NAMES, *rows), d).replace("good", "go\x00od"), rows, 0


def double_names(rows: Sequence[Row], d: str) -> Faulty:
    return ("id", "text", "text_2", "column_4"), written((("id", "text", "text", ""), *rows), d), rows, 0


def ends_with_delimiter(rows: Sequence[Row], d: str) -> Faulty:
    text = "".join(line(row, d) + d + "\n" for row in (NAMES, *rows))
    return (*NAMES, "column_5"), text, [(*row, "") for row in rows], 0


def header_again(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, written((NAMES, *rows, NAMES, *rows), d), [*rows, *rows], 0


def other_table(rows: Sequence[Row], d: str) -> Faulty:
    other = [row[:3] for row in (NAMES, *rows)]
    return NAMES, written((NAMES, *rows), d) + "\n" + written(other, d), rows, 0


def no_header(rows: Sequence[Row], d: str) -> Faulty:
    return ("column_1", "column_2", "column_3", "column_4"), written(rows, d), rows, 0


def single_quotes(rows: Sequence[Row], d: str) -> Faulty:
    text = "\n".join(line(row, d, "'", all_quoted=True) for row in (NAMES, *rows))
    return NAMES, text, rows, 0


def backslashes(rows: Sequence[Row], d: str) -> Faulty:
    quoted = [(row[0], f'a "{row[1]}" b', *row[2:]) for row in rows]
    lines = [d.join('"' + cell.replace('"', '\\"') + '"' for cell in row) for row in (NAMES, *quoted)]
    return NAMES, "\n".join(lines), quoted, 0


def decimal_commas(rows: Sequence[Row], d: str) -> Faulty:
    commas = [(*row[:3], row[3].replace(".", ",")) for row in rows]
    return NAMES, written((NAMES, *commas), d), commas, 0


def what_stays(rows: Sequence[Row], d: str) -> Faulty:
    cells = ("NA", "null", "00123", "1e5", "2024-01-05", "None", "#N/A", "True", "1,5", " x ")
    kept = [(*row[:3], cells[i % len(cells)]) for i, row in enumerate(rows)]
    return NAMES, written((NAMES, *kept), d), kept, 0


def whole_pages(rows: Sequence[Row], d: str) -> Faulty:
    pages = [(row[0], f"{row[1]}\n" * 400, *row[2:]) for row in rows]
    return NAMES, written((NAMES, *pages), d), pages, 0


def only_a_header(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, d.join(NAMES) + "\n", (), 0


def one_row(rows: Sequence[Row], d: str) -> Faulty:
    return NAMES, written((NAMES, rows[0]), d), rows[:1], 0


FAULTS: dict[str, Callable[[Sequence[Row], str], Faulty]] = {
    fault.__name__: fault
    for fault in (
        title, title_padded, two_headers, short_rows, long_rows, shifted_row, open_quote, stray_quote, quotes_in_quotes,
        breaks_in_quotes, carriage_returns, mixed_ends, blank_lines, bare_rows, nul_characters, double_names,
        ends_with_delimiter, header_again, other_table, no_header, single_quotes, backslashes, decimal_commas,
        what_stays, whole_pages, only_a_header, one_row,
    )
}  # fmt: skip


def _of_bytes() -> Iterator[Case]:
    """What is no text in any encoding, wholly or in part."""
    for encoding in ("utf-8", "gb18030"):
        rows = table("zh", 600)
        lines = written((NAMES, *rows), ",").encode(encoding).splitlines(keepends=True)
        bad = b"9999,\xff\xfe,good,1.5\n"
        yield Case(f"bad bytes {encoding}", b"".join([*lines[:50], bad, *lines[50:]]), NAMES, rows, 1)
    rows = table("zh", 300)
    late = written((NAMES, *table("en", 30_000)), ",").encode() + written(rows, ",").encode("gb18030")
    yield Case("another encoding late in the file", late, NAMES, (*table("en", 30_000), *rows))
    noise = bytes(i * i * 31 % 251 for i in range(5_000))
    for name, content in {
        "nothing": b"", "blank": b"\r\n \t\r\n", "a mark alone": b"\xef\xbb\xbf", "zeros": bytes(400), "noise": noise,
        "a picture": b"\x89PNG\r\n\x1a\n" + noise, "a document": b"%PDF-1.7\n" + noise,
    }.items():  # fmt: skip
        yield Case(f"refused: {name}", content, (), (), refuse=True)
