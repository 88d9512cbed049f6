"""What every predictor promises. Each implementation inherits the suite."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.dataset import Example
from pipeline.domain.project import Language
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.classifier import TransformerClassifier
from pipeline.models.predictor import Predictor
from pipeline.training.loop import train_transformer
from tests.pipeline.training.toys import LABELS, a_task, a_toy_encoder, a_toy_work, toy_rows

TEXTS = ("今天天气很好", "这是一个糟糕的天气", "wonderful day", "!?", "😀👍", "дождь", "雨", " ")


def examples(*texts: str) -> list[Example]:
    return [Example(str(i), (text,)) for i, text in enumerate(texts)]


class PredictorContract:
    """A class that inherits it brings the fixture `predictor` and `reloaded`."""

    # fails if: the softmax is left out
    def test_each_row_is_a_distribution(self, predictor: Predictor) -> None:
        probabilities = predictor.predict(examples(*TEXTS)).probabilities
        assert np.allclose(probabilities.sum(axis=1), 1, rtol=0, atol=1e-12)
        assert (probabilities >= 0).all()

    # fails if: rows come back in the order of their lengths
    def test_rows_keep_the_order_of_the_examples(self, predictor: Predictor) -> None:
        forth = predictor.predict(examples(*TEXTS)).probabilities
        back = predictor.predict(examples(*reversed(TEXTS))).probabilities
        assert np.allclose(forth, back[::-1], atol=1e-5)

    # fails if: padding is averaged into the text's vector
    def test_a_text_is_judged_alike_whatever_stands_beside_it(self, predictor: Predictor) -> None:
        together = predictor.predict(examples(*TEXTS, "天气 " * 60)).probabilities
        alone = [predictor.predict(examples(text)).probabilities[0] for text in TEXTS]
        assert np.allclose(np.log(together[: len(TEXTS)]), np.log(alone), atol=1e-3)

    def test_no_examples_give_no_rows_but_all_columns(self, predictor: Predictor) -> None:
        assert predictor.predict([]).probabilities.shape == (0, len(LABELS))

    # fails if: columns are in the order of the codes' names instead of the label set's
    def test_columns_are_in_the_order_of_the_label_set(self, predictor: Predictor) -> None:
        predictions = predictor.predict(examples("今天天气很好", "这是一个糟糕的天气"))
        assert predictions.codes == predictor.task.label_set.codes == LABELS
        assert predictions.predicted == ["good", "bad"]

    # fails if: texts are not cut at the encoder's length
    def test_a_very_long_text_is_judged_like_any_other(self, predictor: Predictor) -> None:
        predictions = predictor.predict(examples("很好的天气 " * 3000))
        assert np.isfinite(predictions.probabilities).all()

    def test_unseen_scripts_and_emoji_get_an_answer(self, predictor: Predictor) -> None:
        assert np.isfinite(predictor.predict(examples("ภาษา", "🧨🧨", "")).probabilities).all()

    # fails if: one learned tensor is left out of the file
    def test_saved_and_loaded_it_says_the_same(self, predictor: Predictor, tmp_path: Path) -> None:
        again = self.reloaded(predictor, tmp_path)
        before, after = predictor.predict(examples(*TEXTS)), again.predict(examples(*TEXTS))
        assert again.task == predictor.task
        assert np.allclose(np.log(before.probabilities), np.log(after.probabilities), atol=1e-4)

    def reloaded(self, predictor: Predictor, folder: Path) -> Predictor:
        raise AssertionError("each implementation brings its own")


class TestTransformerClassifier(PredictorContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder_folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return a_toy_encoder(tmp_path_factory.mktemp("encoder") / "toy", hidden=64)

    @pytest.fixture(scope="class")
    @classmethod
    def predictor(cls, encoder_folder: Path) -> Predictor:
        work = a_toy_work(encoder_folder, n_train=200, epochs=10, learning_rate=2e-3)
        return train_transformer(work, emit=lambda _: None, should_stop=lambda: False)

    @pytest.fixture(autouse=True)
    def _remember_encoder(self, encoder_folder: Path) -> None:
        self.encoder_folder = encoder_folder

    def reloaded(self, predictor: Predictor, folder: Path) -> Predictor:
        assert isinstance(predictor, TransformerClassifier)
        predictor.save(folder)
        return TransformerClassifier.load(folder, self.encoder_folder)


class BaselineContract(PredictorContract):
    def reloaded(self, predictor: Predictor, folder: Path) -> Predictor:
        assert isinstance(predictor, BaselineClassifier)
        predictor.save(folder)
        return BaselineClassifier.load(folder)


class TestBaselineOnCharacters(BaselineContract):
    @pytest.fixture(scope="class")
    @classmethod
    def predictor(cls) -> Predictor:
        return BaselineClassifier.fit(toy_rows(40), a_task(), Language.CHINESE)


class TestBaselineOnWords(BaselineContract):
    @pytest.fixture(scope="class")
    @classmethod
    def predictor(cls) -> Predictor:
        spaced = toy_rows(40, joint=" ")
        return BaselineClassifier.fit(spaced, a_task(), Language.ENGLISH)

    def test_columns_are_in_the_order_of_the_label_set(self, predictor: Predictor) -> None:
        predictions = predictor.predict(examples("今 天 很 好", "今 天 糟 糕"))
        assert predictions.predicted == ["good", "bad"]
