"""Words: both languages complete, whole sentences, numbers as people write them."""

import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.i18n import words
from pipeline.data import roles
from pipeline.data.clean import ALL_STEPS
from pipeline.data.privacy.kinds import PersonalKind
from pipeline.domain.dataset import SetAsideRow
from pipeline.labeling.queue import BLIND
from pipeline.labeling.strategies import STRATEGIES

DASHBOARD = Path(words.__file__).parents[1]
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
REPAIRING = ("markup", "urls", "simplified", "empty_rows", "duplicates", "near_duplicates", "outliers")
OF_PLACEHOLDERS = string.Formatter()


def variants(value: object) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else [str(value)]


def placeholders(value: object) -> set[str]:
    return {name for text in variants(value) for _, name, _, _ in OF_PLACEHOLDERS.parse(text) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    # fails if: a key or a placeholder is taken out of zh.toml
    en, zh = words.catalogue("en"), words.catalogue("zh")
    assert set(en) == set(zh)
    assert {key: placeholders(en[key]) for key in en} == {key: placeholders(zh[key]) for key in zh}


def test_english_has_no_chinese_signs_and_chinese_is_chinese() -> None:
    # fails if: an English sentence ends with a Chinese full stop
    en, zh = words.catalogue("en"), words.catalogue("zh")
    assert [key for key, value in en.items() if any(CJK.search(text) for text in variants(value))] == []
    same = [key for key in en if en[key] == zh[key] and re.search(r"[a-z]{3}", str(en[key]).replace("{", " {"))]
    assert [key for key in same if not placeholders(en[key])] == []


def test_every_key_in_the_code_has_words() -> None:
    # fails if: a view asks for t("home.titel")
    known = set(words.catalogue("en"))
    asked = {
        key
        for path in DASHBOARD.rglob("*.py")
        for key in re.findall(r"""(?<![\w.])t\(\s*["']([a-z_]+(?:\.[\w]+)+)["']""", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 100
    assert asked - known == set()


def test_every_code_that_data_brings_has_words() -> None:
    # fails if: roles.py learns a reason that no screen can say
    known = words.catalogue("en")
    reasons = re.findall(r"^([a-z_]+) {2,}\{", roles.__doc__ or "", re.MULTILINE)
    aside = re.findall(r"([a-z_]+) \{", SetAsideRow.__doc__ or "")
    queue = [*STRATEGIES, BLIND]
    assert len(reasons) > 8
    assert len(aside) > 4
    steps = {f"cleaning.{step}{part}" for step in ALL_STEPS for part in ("", "_means")}
    kinds = {f"personal.{part}{kind.value}" for kind in PersonalKind for part in ("", "kind_")}
    repairs = {f"repairs.{code}" for code in (*REPAIRING, "merge_labels", "masking", "role")}
    asked = steps | kinds | repairs | {f"reasons.{code}" for code in reasons} | {f"set_aside.{code}" for code in aside}
    assert (asked | {f"queue.{code}" for code in queue}) - set(known) == set()


@pytest.mark.parametrize(
    ("seconds", "shown"), [(2.14, "2.1 s"), (40, "40 s"), (120, "2 min"), (4800, "80 min"), (9000, "2 h 30 min")]
)
def test_a_length_of_time_has_the_precision_a_person_needs(seconds: float, shown: str) -> None:
    assert words.duration(seconds) == shown


def test_numbers_are_written_as_people_write_them() -> None:
    assert words.number(12345) == "12,345"
    assert words.number(0.891) == "0.89"
    assert words.percent(0.914) == "91\u202f%"
    assert words.size(41_200_000_000) == "41 GB"
    assert words.size(1_500_000) == "1.5 MB"


def test_a_day_is_told_by_how_near_it_is() -> None:
    now = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
    told = [words.when(now - timedelta(days=days), now=now) for days in (0, 1, 3, 40)]
    assert told[0].startswith("today")
    assert told[1].startswith("yesterday")
    assert told[2] == "Sunday"
    assert told[3] == "3 April 2026"


def test_one_is_not_many() -> None:
    assert words.t("home.fact_data", n=1) == "1 row"
    assert words.t("home.fact_data", n=3412) == "3,412 rows"
