"""What every executor owes: one suite that each implementation inherits."""

from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.dataset import FIND_OUT, Example, LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Label, LabelSet, Task
from pipeline.domain.project import Language
from pipeline.domain.training import Preset, Progress, TrainingPoint
from pipeline.models.catalog import Catalog
from pipeline.runs.executors.executor import Event, Executor, ScoreResult, ScoreWork, TrainResult, TrainWork
from pipeline.training.presets import config_for
from tests import builders


def labeled(n: int, *, start: int = 0) -> list[LabeledExample]:
    """Rows of two labels in turn."""
    rows = []
    for i in range(start, start + n):
        texts = builders.GOOD if i % 2 == 0 else builders.BAD
        rows.append(LabeledExample(Example(f"e{i}", (f"{texts[(i // 2) % 6]}，第{i}条",)), str(i % 2)))
    return rows


class ExecutorContract(ABC):
    @pytest.fixture
    def executor(self) -> Executor:
        return self.make()

    @abstractmethod
    def make(self) -> Executor: ...

    @pytest.fixture
    def work(self, tmp_path: Path, tiny_encoder: Path) -> TrainWork:
        encoder = Catalog(tmp_path / "encoders").add_folder(tiny_encoder)
        return TrainWork(
            model_id="m1",
            task=Task(label_set=LabelSet((Label("0"), Label("1")))),
            language=Language.CHINESE,
            config=config_for(Preset.QUICK, encoder=encoder.name, n_examples=40, n_labels=2),
            train=labeled(30),
            validation=labeled(10, start=30),
            test=labeled(20, start=40),
            columns=("文本",),
            cleaning=(),
            encoders_folder=tmp_path / "encoders",
            output_folder=tmp_path / "models" / "m1",
        )

    def test_a_training_measures_both_rivals_and_leaves_a_model(self, executor: Executor, work: TrainWork) -> None:
        # fails if: the executor measures on the rows it trained on (n is that of TEST), or saves before it is whole
        result = executor.execute(work, emit=lambda _: None, should_stop=lambda: False)
        assert isinstance(result, TrainResult)
        assert [(each.split.value, each.n) for each in result.evaluations] == [("test", 20), ("validation", 10)]
        assert {row.example_id for row in result.test_predictions} == {row.example.id for row in work.test}
        assert (work.output_folder / "model.json").exists()

    def test_progress_only_rises_and_points_carry_the_rival(self, executor: Executor, work: TrainWork) -> None:
        # fails if: phases report their own fraction instead of the whole run's
        events: list[Event] = []
        executor.execute(work, emit=events.append, should_stop=lambda: False)
        fractions = [event.fraction for event in events if isinstance(event, Progress)]
        assert fractions == sorted(fractions)
        assert 0 <= fractions[0] <= fractions[-1] <= 1
        measured = [e for e in events if isinstance(e, TrainingPoint) and e.validation_macro_f1 is not None]
        assert measured
        assert all(point.baseline_macro_f1 is not None for point in measured)

    def test_a_stop_leaves_the_best_model_so_far(self, executor: Executor, work: TrainWork) -> None:
        # fails if: should_stop is asked only between epochs, or a stop throws the model away
        work = replace(work, config=replace(work.config, epochs=500))
        steps = 0

        def count(event: Event) -> None:
            nonlocal steps
            steps += isinstance(event, TrainingPoint) and event.loss is not None

        result = executor.execute(work, emit=count, should_stop=lambda: steps >= 3)
        assert isinstance(result, TrainResult)
        assert steps <= 4
        assert (work.output_folder / "model.json").exists()

    def test_a_stop_before_anything_is_usable_gives_nothing(self, executor: Executor, work: TrainWork) -> None:
        assert executor.execute(work, emit=lambda _: None, should_stop=lambda: True) is None
        assert not work.output_folder.exists()

    def test_a_stop_while_texts_are_first_read_gives_nothing(self, executor: Executor, work: TrainWork) -> None:
        # fails if: should_stop is first asked at a learning step; minutes may go by until then
        phases: list[str] = []

        def note(event: Event) -> None:
            phases.extend([event.phase] if isinstance(event, Progress) else [])

        assert executor.execute(work, emit=note, should_stop=lambda: "read_texts" in phases) is None
        assert "fine_tune" not in phases
        assert not work.output_folder.exists()

    def test_an_error_comes_out_as_it_is(self, executor: Executor, work: TrainWork) -> None:
        # fails if: the executor swallows the failure; the worker could not say what happened then
        work = replace(work, config=replace(work.config, encoder="no-such-encoder"))
        with pytest.raises(UserFacingError) as failed:
            executor.execute(work, emit=lambda _: None, should_stop=lambda: False)
        assert failed.value.code == "encoder_unknown"

    def test_a_scoring_writes_the_table(self, executor: Executor, work: TrainWork, tmp_path: Path) -> None:
        executor.execute(work, emit=lambda _: None, should_stop=lambda: False)
        (tmp_path / "table").write_bytes(builders.weather_csv(7))
        scoring = ScoreWork(
            table_path=tmp_path / "table",
            file_name="t.csv",
            reading=FIND_OUT,
            model_folder=work.output_folder,
            encoders_folder=work.encoders_folder,
            threshold=0.7,
            output_path=tmp_path / "scored.csv",
        )
        result = executor.execute(scoring, emit=lambda _: None, should_stop=lambda: False)
        assert isinstance(result, ScoreResult)
        assert result.n_rows == 7
        header = (tmp_path / "scored.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert header == "编号,文本,标签,predicted_label,confidence,runner_up,check_me"

    def test_a_sensitive_column_is_left_out_of_the_scored_table_unless_asked_for(
        self, executor: Executor, work: TrainWork, tmp_path: Path
    ) -> None:
        # fails if: the scored table has every column of the new one
        executor.execute(work, emit=lambda _: None, should_stop=lambda: False)
        (tmp_path / "table").write_bytes(builders.weather_csv(7))
        scoring = ScoreWork(
            table_path=tmp_path / "table",
            file_name="t.csv",
            reading=FIND_OUT,
            model_folder=work.output_folder,
            encoders_folder=work.encoders_folder,
            threshold=0.7,
            output_path=tmp_path / "scored.csv",
            sensitive=frozenset({"编号"}),
        )
        headers = []
        for keep in (False, True):
            asked = replace(scoring, keep_sensitive=keep)
            executor.execute(asked, emit=lambda _: None, should_stop=lambda: False)
            headers.append((tmp_path / "scored.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")[:2])
        assert headers == [["文本", "标签"], ["编号", "文本"]]

    def test_a_masked_model_reads_and_writes_masked_texts(
        self, executor: Executor, work: TrainWork, tmp_path: Path
    ) -> None:
        # fails if: the texts go to the model, or into the scored table, as they were brought
        executor.execute(work, emit=lambda _: None, should_stop=lambda: False)
        content = builders.csv_of(["文本", "姓名"], [[f"张伟第{i}次来电13812345678", "张伟"] for i in range(5)])
        (tmp_path / "table").write_bytes(content)
        scoring = ScoreWork(
            table_path=tmp_path / "table",
            file_name="t.csv",
            reading=FIND_OUT,
            model_folder=work.output_folder,
            encoders_folder=work.encoders_folder,
            threshold=0.7,
            output_path=tmp_path / "scored.csv",
            sensitive=frozenset({"姓名"}),
            mask_key=b"key",
        )
        executor.execute(scoring, emit=lambda _: None, should_stop=lambda: False)
        scored = (tmp_path / "scored.csv").read_text(encoding="utf-8-sig")
        assert "13812345678" not in scored
        assert "张伟" not in scored
