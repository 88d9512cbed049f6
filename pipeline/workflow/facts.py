"""Values as plain facts, for programs that read one JSON object."""

from dataclasses import asdict
from typing import Any

from pipeline.domain.dataset import Dataset
from pipeline.domain.evaluation import Evaluation, Metrics
from pipeline.domain.finding import Finding
from pipeline.domain.run import Run
from pipeline.words.catalog import render_finding

QUOTING = frozenset({"pieces"})  # params that quote texts: what a terminal prints lands in logs


def dataset_facts(dataset: Dataset, n_labels: int) -> dict[str, Any]:
    return {
        "id": dataset.id,
        "project": dataset.project_id,
        "name": dataset.name,
        "version": dataset.version,
        "n_rows": dataset.n_rows,
        "n_labeled": n_labels,
        "columns": [{"name": column.name, "role": column.role.value} for column in dataset.columns],
        "encoding": dataset.source.encoding,
        "delimiter": dataset.source.delimiter,
        "n_set_aside": dataset.source.n_set_aside,
        "fingerprint": dataset.fingerprint,
    }


def finding_facts(finding: Finding) -> dict[str, Any]:
    params = {name: value for name, value in finding.params.items() if name not in QUOTING}
    words = render_finding(finding.code, {**params, **{name: "…" for name in QUOTING & finding.params.keys()}}, "en")
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "params": params,
        "n_examples": len(finding.example_ids),
        **asdict(words),
    }


def evaluation_facts(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "kept": evaluation.kept.value,
        "split": evaluation.split.value,
        "n": evaluation.n,
        "transformer": metrics_facts(evaluation.transformer),
        "baseline": metrics_facts(evaluation.baseline),
        "difference": asdict(evaluation.difference),
    }


def metrics_facts(metrics: Metrics) -> dict[str, Any]:
    return {
        "accuracy": asdict(metrics.accuracy),
        "macro_f1": asdict(metrics.macro_f1),
        "per_label": {code: asdict(each) for code, each in metrics.per_label.items()},
    }


def run_facts(found: Run, project_name: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind.value,
        "state": found.state.value,
        "project": project_name,
        "fraction": found.progress.fraction if found.progress else None,
        "created_at": found.created_at.isoformat(),
        "model": found.result.get("model_id"),
    }
