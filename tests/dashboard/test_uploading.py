"""A large file arrives piece by piece: only from a page of this server, only up to the limit, in order, in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import upload_pass, uploading
from pipeline.store.workspace import Workspace
from pipeline.workflow import uploads
from tests.dashboard.stand_ins import forget_workspaces

TABLE = b"text\n" + b"the pump leaks\n" * 40
HERE = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}


@pytest.fixture
def client(ws: Workspace) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=uploading.ROUTES)) as opened:
        opened.headers.update({**HERE, "x-lanhai-pass": upload_pass.mint()})
        yield opened
    forget_workspaces()


def begin(client: TestClient, size_bytes: int = len(TABLE), name: str = "pumps.csv") -> str:
    answer = client.post("/uploads", json={"file_name": name, "size_bytes": size_bytes})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def test_pieces_become_the_file_that_was_sent(ws: Workspace, client: TestClient) -> None:
    token = begin(client)
    assert client.put(f"/uploads/{token}?offset=0", content=TABLE[:200]).json()["n_received"] == 200
    assert client.put(f"/uploads/{token}?offset=200", content=TABLE[200:]).json()["complete"] is True
    assert uploads.path_of(ws, token).read_bytes() == TABLE


def test_a_piece_whose_answer_was_lost_is_not_taken_twice(ws: Workspace, client: TestClient) -> None:
    # fails if: a piece is appended whatever its offset says
    token = begin(client)
    for _ in range(2):
        client.put(f"/uploads/{token}?offset=0", content=TABLE[:200])
    assert client.get(f"/uploads/{token}").json()["n_received"] == 200
    client.put(f"/uploads/{token}?offset=200", content=TABLE[200:])
    assert uploads.path_of(ws, token).read_bytes() == TABLE


@pytest.mark.parametrize(
    "said",
    [
        {"x-lanhai-pass": ""},
        {"x-lanhai-pass": "1.2.3"},
        {"x-lanhai-pass": upload_pass.mint(now=0.0)},
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_only_a_page_of_this_server_may_send(ws: Workspace, client: TestClient, said: dict[str, str]) -> None:
    # fails if: `guarded` looks at the pass alone, or at the origin alone
    answer = client.post("/uploads", json={"file_name": "a.csv", "size_bytes": 5}, headers=said)
    assert answer.status_code == 403
    assert answer.json()["code"] == "upload_not_allowed"
    assert not list((ws.folder / "uploads").glob("*")) if (ws.folder / "uploads").exists() else True


def test_what_does_not_say_where_it_comes_from_may_not_send(ws: Workspace) -> None:
    # fails if: a request without Origin and Sec-Fetch-Site counts as our own
    with TestClient(Starlette(routes=uploading.ROUTES)) as bare:
        answer = bare.post("/uploads", json={}, headers={"x-lanhai-pass": upload_pass.mint()})
    assert answer.status_code == 403


def test_a_file_above_the_limit_is_refused_before_a_byte_of_it(ws: Workspace, client: TestClient) -> None:
    uploads.set_limit_bytes(ws, 1_000_000)
    answer = client.post("/uploads", json={"file_name": "a.csv", "size_bytes": 2_000_000})
    assert answer.status_code == 413
    assert answer.json()["code"] == "upload_too_large"
    assert "1 MB" in answer.json()["what"] + answer.json()["why"] + answer.json()["do"]


def test_more_than_was_announced_is_refused(client: TestClient) -> None:
    token = begin(client, size_bytes=10)
    assert client.put(f"/uploads/{token}?offset=0", content=b"x" * 11).status_code == 413


def test_a_piece_larger_than_pieces_are_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the body is read whole before its length is looked at
    monkeypatch.setattr(uploading, "PIECE_BYTES", 100)
    token = begin(client)
    assert client.put(f"/uploads/{token}?offset=0", content=b"x" * 101).status_code == 400
    assert client.get(f"/uploads/{token}").json()["n_received"] == 0


@pytest.mark.parametrize("token", ["..%2f..%2flanhai.db", "nobody", "%2e%2e"])
def test_a_token_that_nobody_was_given_is_refused_in_words(client: TestClient, token: str) -> None:
    answer = client.put(f"/uploads/{token}?offset=0", content=b"x", headers={"x-lanhai-language": "zh"})
    assert answer.status_code in (400, 404, 405)
    if answer.status_code == 400:
        assert answer.json()["code"] == "upload_missing"
        assert "upload" not in answer.json()["what"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"file_name": "a"}', b'{"file_name": "a", "size_bytes": "x"}'])
def test_a_question_of_another_form_is_refused_calmly(client: TestClient, body: bytes) -> None:
    assert client.post("/uploads", content=body).status_code == 400


def test_a_cancelled_upload_leaves_nothing(ws: Workspace, client: TestClient) -> None:
    token = begin(client)
    client.put(f"/uploads/{token}?offset=0", content=TABLE[:200])
    assert client.delete(f"/uploads/{token}").json() == {}
    assert client.get(f"/uploads/{token}").status_code == 400
    assert list((ws.folder / "uploads").iterdir()) == []


def test_a_name_with_a_path_is_a_name(ws: Workspace, client: TestClient) -> None:
    token = begin(client, name="../../etc/passwd")
    assert uploads.find(ws, token).file_name == Path("passwd").name
