"""Models and what was measured of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, select

from pipeline.domain.dataset import Split
from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import (
    Estimate,
    Evaluation,
    ExamplePrediction,
    Kept,
    LabelMetrics,
    Metrics,
    Model,
)
from pipeline.store import schema
from pipeline.store.clock import moment_of, seconds_of
from pipeline.store.database import Database

_M, _E = schema.models.c, schema.evaluations.c


@dataclass(frozen=True)
class Threshold:
    """Below `confidence` a scored row is for a person; of those above, `right` was the share right on TEST."""

    confidence: float
    right: Estimate | None


@dataclass
class Evaluations:
    database: Database

    def add_model(self, model: Model, threshold: Threshold) -> None:
        values = {**asdict(model), "created_at": seconds_of(model.created_at), "threshold": asdict(threshold)}
        with self.database.write() as connection:
            connection.execute(schema.models.insert().values(**values))

    def add(self, evaluation: Evaluation, predictions: Sequence[ExamplePrediction]) -> None:
        with self.database.write() as connection:
            connection.execute(
                schema.evaluations.insert().values(
                    model_id=evaluation.model_id,
                    split=evaluation.split.value,
                    evaluation={**asdict(evaluation), "created_at": seconds_of(evaluation.created_at)},
                    predictions=[asdict(prediction) for prediction in predictions],
                )
            )

    def model(self, model_id: str) -> Model:
        """Raises: UserFacingError("model_missing")."""
        with self.database.read() as connection:
            row = connection.execute(select(schema.models).where(_M.id == model_id)).first()
        if row is None:
            raise UserFacingError("model_missing", model=model_id)
        return _model(row)

    def models(self, project_id: str) -> list[Model]:
        """Return the models of a project, newest first."""
        query = select(schema.models).where(_M.project_id == project_id).order_by(_M.created_at.desc())
        with self.database.read() as connection:
            return [_model(row) for row in connection.execute(query)]

    def threshold(self, model_id: str) -> Threshold:
        with self.database.read() as connection:
            stored = connection.execute(select(_M.threshold).where(_M.id == model_id)).scalar_one()
        right = stored["right"]
        return Threshold(stored["confidence"], None if right is None else Estimate(**right))

    def get(self, model_id: str, split: Split = Split.TEST) -> Evaluation | None:
        stored = self._stored(model_id, split)
        return None if stored is None else _evaluation(stored.evaluation)

    def predictions(self, model_id: str, split: Split = Split.TEST) -> list[ExamplePrediction]:
        stored = self._stored(model_id, split)
        return [] if stored is None else [ExamplePrediction(**row) for row in stored.predictions]

    def _stored(self, model_id: str, split: Split) -> Row[Any] | None:
        query = select(schema.evaluations).where(_E.model_id == model_id, _E.split == split.value)
        with self.database.read() as connection:
            return connection.execute(query).first()


def _model(row: Row[Any]) -> Model:
    return Model(
        id=row.id,
        project_id=row.project_id,
        run_id=row.run_id,
        name=row.name,
        kept=Kept(row.kept),
        encoder=row.encoder,
        encoder_sha256=row.encoder_sha256,
        n_labels_used=row.n_labels_used,
        size_bytes=row.size_bytes,
        created_at=moment_of(row.created_at),
    )


def _metrics(stored: Mapping[str, Any]) -> Metrics:
    per_label = {
        code: LabelMetrics(
            Estimate(**found["precision"]), Estimate(**found["recall"]), Estimate(**found["f1"]), found["n"]
        )
        for code, found in stored["per_label"].items()
    }
    return Metrics(Estimate(**stored["accuracy"]), Estimate(**stored["macro_f1"]), per_label)


def _evaluation(stored: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        model_id=stored["model_id"],
        split=Split(stored["split"]),
        n=stored["n"],
        kept=Kept(stored["kept"]),
        transformer=_metrics(stored["transformer"]),
        baseline=_metrics(stored["baseline"]),
        difference=Estimate(**stored["difference"]),
        confusion=tuple(tuple(row) for row in stored["confusion"]),
        created_at=moment_of(stored["created_at"]),
    )
