"""Workspaces for tests, built through the same doors as the app; no model is trained for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.domain.dataset import ColumnRole, Dataset, Example, LabeledExample, Split
from pipeline.domain.evaluation import Kept, Model
from pipeline.domain.labels import Annotation, Decision
from pipeline.domain.predictions import Predictions
from pipeline.domain.project import Language, Project
from pipeline.domain.run import Run, RunKind, RunState
from pipeline.domain.training import Preset, Progress, TrainingPoint
from pipeline.evaluation.evaluation import evaluate, example_predictions
from pipeline.measures.intervals import wilson
from pipeline.store.clock import new_id
from pipeline.store.evaluations import Threshold
from pipeline.store.workspace import Workspace
from pipeline.workflow.data import ProjectRequest, create_project

GOOD = (
    "今天天气很好，心情也好",
    "饭菜可口，送得也快",
    "老师讲得很清楚",
    "房间干净，服务热情",
    "阳光明媚，适合散步",
    "师傅很耐心，修得快",
)
BAD = (
    "这是一个糟糕的下午",
    "等了很久，饭都凉了",
    "空调坏了没人管",
    "态度差，不会再来",
    "下雨漏水，太难受",
    "说好的没有做到",
)


def csv_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a CSV with every cell quoted."""
    lines = [header, *rows]
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines).encode()


def weather_csv(n: int = 40, *, labeled: int | None = None) -> bytes:
    """Return n short Chinese rows of two kinds in turn; the first `labeled` carry 0 (good) or 1 (bad)."""
    rows = []
    for i in range(n):
        texts = GOOD if i % 2 == 0 else BAD
        label = str(i % 2) if labeled is None or i < labeled else ""
        rows.append([str(i + 1), f"{texts[(i // 2) % len(texts)]}，第{i + 1}条", label])
    return csv_of(["编号", "文本", "标签"], rows)


def a_workspace(folder: Path) -> Workspace:
    return Workspace(folder / "workspace")


def a_project(ws: Workspace, content: bytes | None = None, *, name: str = "天气") -> Project:
    """A project of `weather_csv`, labels 0 and 1 with names."""
    request = ProjectRequest(
        name=name,
        roles={"文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL, "编号": ColumnRole.IGNORED},
        language=Language.CHINESE,
        label_codes=("0", "1"),
        label_names={"0": "积极", "1": "消极"},
    )
    return create_project(ws, content or weather_csv(), "weather.csv", request).project


def a_plain_project(ws: Workspace, content: bytes) -> Dataset:
    """The dataset of a project whose table has the columns 文本 and 标签."""
    roles = {"文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL}
    request = ProjectRequest(name="plain", roles=roles, language=Language.CHINESE)
    return create_project(ws, content, "plain.csv", request).dataset


def an_annotation(
    project: Project, example_id: str, label: str | None = "0", *, annotator: str = "ana", blind: bool = False
) -> Annotation:
    decision = Decision.SKIP if label is None else Decision.LABEL
    return Annotation(new_id(), project.id, example_id, decision, label, annotator, datetime.now(UTC), blind)


def a_run(
    ws: Workspace,
    project: Project,
    *,
    kind: RunKind = RunKind.TRAIN,
    state: RunState = RunState.QUEUED,
    config: dict[str, object] | None = None,
) -> Run:
    """A run that was led along legal edges to `state`."""
    training = {"encoder": "e5-small-multilingual", "preset": Preset.QUICK.value, "epochs": 3, "seed": 13}
    run = ws.runs.queue(kind, project.id, config or {"training": training})
    path = {
        RunState.QUEUED: (),
        RunState.STOPPED: (RunState.STOPPED,),
        RunState.STARTING: (RunState.STARTING,),
    }.get(state, (RunState.STARTING, RunState.RUNNING, state) if state is not RunState.RUNNING else None)
    steps = (RunState.STARTING, RunState.RUNNING) if path is None else path
    now = RunState.QUEUED
    for following in steps:
        assert ws.runs.move(run.id, now, following)
        now = following
    return ws.runs.get(run.id)


@dataclass(frozen=True)
class Trained:
    project: Project
    run: Run
    model: Model


def a_trained_project(
    ws: Workspace, *, name: str = "天气", kept: Kept = Kept.TRANSFORMER, n_test: int = 60, n_wrong: int = 6
) -> Trained:
    """A project with a model row, an evaluation and training points; there are no weights behind it."""
    project = a_project(ws, weather_csv(200), name=name)
    run = a_run(ws, project, state=RunState.RUNNING)
    ws.runs.beat(run.id, Progress(1.0, "done"))
    for step in range(1, 31):
        done = step / 10
        ws.runs.add_point(run.id, TrainingPoint(step, 30, done, loss=1.2 / (1 + done)))
    for epoch in range(4):
        ws.runs.add_point(
            run.id, TrainingPoint(10 * epoch, 30, float(epoch), None, 0.9 - epoch / 10, 0.7 + epoch / 20, 0.72)
        )
    model = Model(
        new_id(), project.id, run.id, "1", kept, "e5-small-multilingual", "0" * 64, 140, 88_000_000, datetime.now(UTC)
    )
    ws.evaluations.add_model(model, Threshold(0.7, wilson(50, 52)))
    examples = [
        LabeledExample(Example(f"test-{i}", (f"{(GOOD if i % 2 == 0 else BAD)[i % 6]}，测试{i}",)), str(i % 2))
        for i in range(n_test)
    ]
    transformer, baseline = _predictions(examples, n_wrong), _predictions(examples, 2 * n_wrong)
    evaluation = evaluate(model.id, Split.TEST, examples, transformer=transformer, baseline=baseline, kept=kept)
    shown = transformer if kept is Kept.TRANSFORMER else baseline
    ws.evaluations.add(evaluation, example_predictions(examples, shown))
    ws.runs.set_result(run.id, {"model_id": model.id, "cpu_seconds": 63.0})
    ws.runs.move(run.id, RunState.RUNNING, RunState.SUCCEEDED)
    return Trained(project, ws.runs.get(run.id), model)


def _predictions(examples: Sequence[LabeledExample], n_wrong: int) -> Predictions:
    """Right on all but the first `n_wrong` rows."""
    import numpy as np

    probabilities = np.empty((len(examples), 2))
    for i, labeled in enumerate(examples):
        said = int(labeled.label) if i >= n_wrong else 1 - int(labeled.label)
        probabilities[i, said] = 0.95 - 0.3 * (i % 5) / 5
        probabilities[i, 1 - said] = 1 - probabilities[i, said]
    return Predictions(probabilities, ("0", "1"))
