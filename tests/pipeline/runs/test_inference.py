import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.attribution import AttentionMap, Attribution, FeaturePart, Span, TextPart
from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import Kept
from pipeline.domain.project import Language
from pipeline.models.catalog import fingerprint
from pipeline.models.classifier import Origin
from pipeline.models.saved import SavedModel, save_model
from pipeline.runs import inference, inference_place
from pipeline.runs.inference import Inference
from pipeline.runs.inference_answers import Answers
from pipeline.runs.inference_place import place_of
from pipeline.runs.inference_server import InferenceServer
from pipeline.runs.inference_values import decode, encode
from tests.pipeline.explanation.models import a_baseline, a_transformer

TEXT = "The  food was\u200b wonderful , but the room awful"
CLEANED = "The food was wonderful , but the room awful"


def a_model(ws_folder: Path, model_id: str, kept: Kept = Kept.TRANSFORMER, *, transformer: bool = True) -> None:
    """Save a model over a tiny encoder that is in the workspace's catalogue."""
    encoder = ws_folder / "encoders" / "tiny"
    classifier = a_transformer(encoder)
    classifier.origin = Origin("tiny", fingerprint(encoder), "", 64)
    model = SavedModel(
        task=classifier.task,
        language=Language.ENGLISH,
        kept=kept,
        transformer=classifier if transformer else None,
        baseline=a_baseline(),
        columns=("comment",),
        cleaning=("invisible", "spaces"),
    )
    save_model(ws_folder / "models" / model_id, model)


@pytest.fixture(scope="module")
def ws_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    a_model(folder, "tuned")
    a_model(folder, "simple", Kept.BASELINE)
    a_model(folder, "alone", Kept.BASELINE, transformer=False)
    return folder


@pytest.fixture(scope="module")
def answers(ws_folder: Path) -> Answers:
    return Answers(ws_folder)


@pytest.fixture
def asked(ws_folder: Path) -> Iterator[Inference]:
    asked = Inference(ws_folder)
    yield asked
    asked.close()


# fails if: the raw text is explained, so that spans are shifted by what cleaning took away
def test_an_explanation_speaks_of_the_cleaned_text(answers: Answers) -> None:
    answer = answers.explain("tuned", TEXT)
    (part,) = answer["attribution"].parts
    assert answer["text"] == part.text == CLEANED
    assert part.column == "comment"
    assert "wonderful" in [CLEANED[slice(*span)] for span in part.spans]


def test_a_kept_transformer_is_explained_with_the_baseline_beside_it(answers: Answers) -> None:
    answer = answers.explain("tuned", TEXT, "attention_gradient", "bad")
    assert answer["predictor"] == "transformer"
    assert (answer["attribution"].method, answer["rival"].method) == ("attention_gradient", "linear")
    assert answer["attribution"].label == answer["rival"].label == "bad"


# fails if: the transformer is explained whatever was kept
def test_a_kept_baseline_is_explained_with_the_transformer_beside_it(answers: Answers) -> None:
    answer = answers.explain("simple", TEXT, "linear")
    assert answer["predictor"] == "baseline"
    assert (answer["attribution"].method, answer["rival"].method) == ("linear", "shap")
    assert answer["probabilities"] == answers.predict("simple", [TEXT])[0]


def test_a_baseline_alone_has_no_rival_and_no_attention(answers: Answers) -> None:
    assert answers.explain("alone", TEXT)["rival"] is None
    with pytest.raises(UserFacingError, match="no_transformer"):
        answers.attention("alone", TEXT)


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("model_missing", {"model_id": "other", "text": TEXT}),
        ("model_missing", {"model_id": "../models/tuned", "text": TEXT}),
        ("method_unknown", {"model_id": "tuned", "text": TEXT, "method": "linear"}),
        ("label_unknown", {"model_id": "tuned", "text": TEXT, "label": "other"}),
        ("text_empty", {"model_id": "tuned", "text": " \u200b "}),
    ],
)
def test_a_question_without_an_answer_says_why(answers: Answers, code: str, question: dict[str, str]) -> None:
    with pytest.raises(UserFacingError) as told:
        answers.explain(**question)
    assert told.value.code == code


# fails if: the folder's state is not part of what a loaded model is known by
def test_a_model_that_changed_is_loaded_again(tmp_path: Path) -> None:
    a_model(tmp_path, "model", Kept.TRANSFORMER)
    answers = Answers(tmp_path)
    assert answers.explain("model", TEXT)["predictor"] == "transformer"
    a_model(tmp_path, "model", Kept.BASELINE)
    assert answers.explain("model", TEXT)["predictor"] == "baseline"


# fails if: spans come back as plain tuples, or weights in another shape
def test_values_come_back_as_they_were_sent() -> None:
    parts = (TextPart("text", "好 😀", (Span(0, 1), Span(2, 3)), (0.1, -1e-17)), FeaturePart("price", "3", 0.5))
    attribution = Attribution(parts, "1", "shap", "probability", True, True, 0.25, 0.85)
    sent = json.loads(json.dumps(encode({"attribution": attribution, "rival": None, "all": [attribution]})))
    assert decode(sent) == {"attribution": attribution, "rival": None, "all": [attribution]}
    weights = np.random.default_rng(1).random((2, 3, 4, 4), dtype=np.float32)
    attention_map = AttentionMap(tuple("abcd"), (Span(0, 1),) * 4, weights)
    back = decode(json.loads(json.dumps(encode(attention_map))))
    assert (back.tokens, back.spans) == (attention_map.tokens, attention_map.spans)
    assert np.array_equal(back.weights, weights)


# fails if: anything is pickled
def test_a_value_that_has_no_business_between_processes_is_not_sent() -> None:
    with pytest.raises(TypeError):
        encode(Path("/"))


@pytest.mark.slow
def test_a_person_gets_answers_from_a_process_of_its_own(asked: Inference, answers: Answers) -> None:
    process = asked.ask("ping")
    assert process != os.getpid()
    answer = asked.ask("explain", model_id="tuned", text=TEXT, method="shap", label=None)
    assert answer["attribution"] == answers.explain("tuned", TEXT)["attribution"]
    assert asked.ask("attention", model_id="tuned", text=TEXT).weights.shape[:2] == (2, 2)
    with pytest.raises(UserFacingError) as told:
        asked.ask("explain", model_id="other", text=TEXT)
    assert (told.value.code, told.value.params) == ("model_missing", {"model": "other"})
    assert asked.ask("ping") == process


# fails if: the server binds without taking the lock first
def test_two_that_start_it_at_once_share_one_process(asked: Inference, ws_folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        processes = set(pool.map(lambda _: Inference(ws_folder).ask("ping"), range(4)))
    assert len(processes) == 1


# fails if: a question is not asked again when the connection ends without an answer
def test_a_process_that_died_is_started_again(asked: Inference) -> None:
    died = asked.ask("ping")
    os.kill(died, signal.SIGKILL)
    assert asked.ask("ping") != died


# fails if: the client tries for ever
def test_a_process_that_cannot_start_is_told_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "start_detached", lambda *_: None)
    monkeypatch.setattr(inference, "START_SECONDS", 0.05)
    with pytest.raises(UserFacingError, match="inference_unavailable"):
        Inference(tmp_path).ask("ping")


# fails if: idleness is never looked at, or the workspace's end is not noticed
def test_the_process_ends_when_nobody_asks(tmp_path: Path) -> None:
    server = InferenceServer(tmp_path, place_of(tmp_path), idle_seconds=0.0)
    server.timeout = 0.01
    thread = threading.Thread(target=server.serve)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert not place_of(tmp_path).socket.exists()


# fails if: the exception's message is logged
def test_a_fault_is_logged_without_the_persons_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = "a sentence nobody should read"
    server = InferenceServer(tmp_path, place_of(tmp_path))
    try:
        server._answers = _Faulty()
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(UserFacingError) as told:
            Inference(tmp_path).ask("explain", text=secret)
        thread.join()
    finally:
        server.server_close()
    assert told.value.code == "unexpected"
    assert str(told.value.params["incident"]) in caplog.text
    assert secret not in caplog.text


class _Faulty:
    def answer(self, op: str, payload: dict[str, str]) -> object:
        raise ValueError(payload["text"])


# fails if: the socket's folder or the socket can be opened by others
def test_only_its_owner_reaches_the_process(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    assert place.socket.parent.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(place.socket)) <= 100
    assert place_of(tmp_path / "." / "x" / "..") == place


# fails if: a link that somebody planted is followed
def test_a_folder_that_somebody_else_planted_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"lanhai-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(inference_place.tempfile, "gettempdir", lambda: str(tmp_path))
    with pytest.raises(UserFacingError, match="inference_unavailable"):
        place_of(tmp_path)


def test_asking_loads_no_torch() -> None:
    code = "import sys, pipeline.runs.inference; print([m for m in ('torch', 'sklearn', 'jieba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
