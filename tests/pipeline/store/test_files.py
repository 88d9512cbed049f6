"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.store.files import folder_size, fresh_folder, write_atomic, write_through


def test_a_file_that_could_not_be_written_leaves_the_old_one_whole(tmp_path: Path) -> None:
    # fails if: write_through() writes to the path itself
    path = tmp_path / "a"
    write_atomic(path, b"old")

    def break_off(temporary: Path) -> None:
        temporary.write_bytes(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(UserFacingError, match="disk_full"):
        write_through(path, break_off)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_was_broken_off_does_not_appear(tmp_path: Path) -> None:
    with pytest.raises(KeyError), fresh_folder(tmp_path / "model") as folder:
        (folder / "weights").write_bytes(b"half")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_appears_with_everything_in_it(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "model") as folder:
        (folder / "weights").write_bytes(b"whole")
    assert (tmp_path / "model" / "weights").read_bytes() == b"whole"
    assert folder_size(tmp_path / "model") == 5
