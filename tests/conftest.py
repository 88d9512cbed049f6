"""What every test stands on: no network, one cache for unpacked encoders, a workspace of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store.workspace import Workspace
from tests import builders

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ.setdefault("OMP_NUM_THREADS", "1")  # toys are slower on two threads than on one
os.environ["LC_ALL"] = "C.UTF-8"  # the terminal of the tests speaks English


@pytest.fixture(scope="session", autouse=True)
def encoder_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed encoder is unpacked once a session, never into the user's own cache."""
    folder = tmp_path_factory.mktemp("encoders")
    os.environ["LANHAI_CACHE_DIR"] = str(folder)
    return folder


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    workspace = builders.a_workspace(tmp_path)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of random weights that knows the characters of the builders' texts."""
    from tests.encoders import a_tiny_bert

    texts = (*builders.GOOD, *builders.BAD, "第条测试，0123456789")
    return a_tiny_bert(tmp_path_factory.mktemp("tiny") / "tiny-bert", texts, classifier=True)
