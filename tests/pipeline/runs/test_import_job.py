"""An import fills its folder whole, or leaves nothing behind."""

from pathlib import Path

import pytest

from pipeline.domain.dataset import FIND_OUT, ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.domain.training import Progress
from pipeline.runs.executors.executor import Event, ImportWork
from pipeline.runs.executors.import_job import take_in
from tests import builders


def a_work(folder: Path, content: bytes | Path, **changed: object) -> ImportWork:
    asked: dict[str, object] = {
        "content": content,
        "file_name": "t.csv",
        "reading": FIND_OUT,
        "roles": {"文本": ColumnRole.TEXT},
        "language": Language.CHINESE,
        "cleaning": (),
        "output_folder": folder / "version",
    }
    return ImportWork(**{**asked, **changed})  # type: ignore[arg-type]


def test_a_stop_leaves_nothing_behind(tmp_path: Path) -> None:
    # fails if: the rows that were read so far stay in the folder
    n_asked = []

    def after_two() -> bool:
        n_asked.append(1)
        return len(n_asked) > 2

    work = a_work(tmp_path, builders.weather_csv(50_000))
    assert take_in(work, emit=lambda _: None, should_stop=after_two) is None
    assert list(tmp_path.iterdir()) == []


def test_progress_only_grows(tmp_path: Path) -> None:
    seen: list[Event] = []
    take_in(a_work(tmp_path, builders.weather_csv(50_000)), emit=seen.append, should_stop=lambda: False)
    fractions = [event.fraction for event in seen if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert len(set(fractions)) >= 3
    assert fractions[-1] <= 1


@pytest.mark.parametrize(
    ("roles", "code"),
    [({"文本": ColumnRole.IGNORED}, "no_text_column"), ({"没有": ColumnRole.TEXT}, "column_missing")],
)
def test_what_cannot_work_is_an_error_in_words_and_leaves_nothing(
    tmp_path: Path, roles: dict[str, ColumnRole], code: str
) -> None:
    work = a_work(tmp_path, builders.weather_csv(10), roles=roles)
    with pytest.raises(UserFacingError) as refused:
        take_in(work, emit=lambda _: None, should_stop=lambda: False)
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_file_and_its_bytes_give_the_same_rows(tmp_path: Path) -> None:
    # fails if: a path is read in another way than bytes
    content = builders.weather_csv(30)
    (tmp_path / "t.csv").write_bytes(content)
    found = []
    for i, given in enumerate((content, tmp_path / "t.csv")):
        work = a_work(tmp_path, given, output_folder=tmp_path / f"version{i}")
        found.append(take_in(work, emit=lambda _: None, should_stop=lambda: False))
    assert found[0] == found[1]
    first, second = ((tmp_path / f"version{i}" / "rows.arrow").read_bytes() for i in (0, 1))
    assert first == second
