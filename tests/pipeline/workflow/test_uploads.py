"""Files that arrive in pieces, or lie on the server: whole, within the limit, from allowed folders only."""

import os
from pathlib import Path

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.store.workspace import Workspace
from pipeline.workflow import uploads


def test_pieces_become_the_file_and_a_repeated_piece_changes_nothing(ws: Workspace) -> None:
    # fails if: a piece that was sent again is appended again
    upload = uploads.begin(ws, "../../big.csv", 10)
    assert upload.file_name == "big.csv"
    uploads.receive(ws, upload.token, 0, b"01234")
    uploads.receive(ws, upload.token, 0, b"01234")
    assert uploads.receive(ws, upload.token, 3, b"3456789").complete
    assert uploads.path_of(ws, upload.token).read_bytes() == b"0123456789"
    uploads.discard(ws, upload.token)
    with pytest.raises(UserFacingError, match="upload_missing"):
        uploads.path_of(ws, upload.token)


def test_a_gap_and_too_much_are_refused(ws: Workspace) -> None:
    upload = uploads.begin(ws, "a.csv", 4)
    with pytest.raises(UserFacingError, match="upload_out_of_order"):
        uploads.receive(ws, upload.token, 2, b"cd")
    with pytest.raises(UserFacingError, match="upload_too_large"):
        uploads.receive(ws, upload.token, 0, b"abcde")


def test_half_a_file_is_never_handed_out(ws: Workspace) -> None:
    upload = uploads.begin(ws, "a.csv", 4)
    uploads.receive(ws, upload.token, 0, b"ab")
    with pytest.raises(UserFacingError, match="upload_missing"):
        uploads.path_of(ws, upload.token)


@pytest.mark.parametrize("token", ["", "..", "../lanhai.db", "no/slash", "unknown"])
def test_a_made_up_token_opens_nothing(ws: Workspace, token: str) -> None:
    with pytest.raises(UserFacingError, match="upload_missing"):
        uploads.find(ws, token)


def test_one_setting_limits_every_way_in(ws: Workspace) -> None:
    uploads.set_limit_bytes(ws, 3)
    with pytest.raises(UserFacingError, match="upload_too_large"):
        uploads.begin(ws, "a.csv", 4)
    (ws.folder / "incoming").mkdir()
    (ws.folder / "incoming" / "a.csv").write_bytes(b"abcd")
    with pytest.raises(UserFacingError, match="upload_too_large"):
        uploads.server_file(ws, str(ws.folder / "incoming" / "a.csv"))


def test_files_are_taken_from_allowed_folders_only(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: links or .. lead out of the folder
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    secret = tmp_path / "secret.csv"
    secret.write_text("x")
    (allowed / "link.csv").symlink_to(secret)
    (allowed / "good.csv").write_text("text\na\n")
    monkeypatch.setenv("LANHAI_IMPORT_FOLDERS", str(allowed))
    assert uploads.server_file(ws, str(allowed / "good.csv")).name == "good.csv"
    for name in (str(secret), str(allowed / "link.csv"), str(allowed / ".." / "secret.csv"), "/etc/passwd"):
        with pytest.raises(UserFacingError, match="path_not_allowed"):
            uploads.server_file(ws, name)
    assert {Path(file.name).name for file in uploads.server_files(ws)} >= {"good.csv"}


@pytest.mark.parametrize("name", ["~nobody-here/x.csv", "/tmp/\0x", "x" * 5_000])
def test_what_can_be_no_path_is_refused_in_words(ws: Workspace, name: str) -> None:
    # fails if: the system's own errors come out
    with pytest.raises(UserFacingError, match="path_not_allowed"):
        uploads.server_file(ws, name)


def test_a_name_that_is_not_utf8_arrives_readable(ws: Workspace) -> None:
    # fails if: the name is written down as it came
    upload = uploads.begin(ws, os.fsdecode(b"\xc4\xe3\xba\xc3.csv"), 4)
    assert upload.file_name == uploads.find(ws, upload.token).file_name == "你好.csv"
