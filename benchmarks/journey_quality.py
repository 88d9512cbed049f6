"""Does fine-tuning pay? Macro-F1 of transformer, baseline and what was kept, on four real sets of few labels.

Draws labels at random from the sets' TRAIN part, splits them as the app does, trains both rivals as the preset
Balanced does, and measures on up to 1,000 rows of the TEST part. Run: `python benchmarks/journey_quality.py [--quick]`.
"""

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from pipeline.data.clean import DEFAULT_STEPS, clean
from pipeline.data.splits import Row, assign_splits
from pipeline.domain.dataset import Example, LabeledExample, Split
from pipeline.domain.evaluation import Kept
from pipeline.domain.labels import LabelSet, Task
from pipeline.domain.predictions import Predictions
from pipeline.domain.project import Language
from pipeline.domain.training import Preset
from pipeline.evaluation.compare import choose_kept
from pipeline.measures.classification import macro_f1
from pipeline.models.baseline import BaselineClassifier
from pipeline.models.catalog import Catalog
from pipeline.models.device import choose_device
from pipeline.training.loop import TransformerWork, train_transformer
from pipeline.training.presets import config_for

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SETS = {
    "zh_waimai_10k": Language.CHINESE,
    "zh_weibo_emotion_usual": Language.CHINESE,
    "en_tweet_sentiment_rationale": Language.ENGLISH,
    "en_maintenance_excavators": Language.ENGLISH,
}
N_TEST = 1000
RIVALS = ("transformer", "baseline", "kept")
LEAST_LEAD = -0.01  # of the transformer on each set
LEAST_MEAN_LEAD = 0.05  # over the four


def read_set(name: str) -> dict[str, list[LabeledExample]]:
    """Return the rows of each published split, cleaned as the app cleans."""
    with (DATA / name / "data.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    with (DATA / name / "split.csv").open(encoding="utf-8", newline="") as table:
        splits = [row["split"] for row in csv.DictReader(table)]
    parts: dict[str, list[LabeledExample]] = {}
    for i, (row, split) in enumerate(zip(rows, splits, strict=True)):
        text = clean(row["text"], DEFAULT_STEPS)
        if text:
            parts.setdefault(split, []).append(LabeledExample(Example(str(i), (text,)), row["label"]))
    return parts


def drawn(rows: Sequence[LabeledExample], n: int, seed: int) -> list[LabeledExample]:
    return random.Random(seed).sample(rows, min(n, len(rows)))  # noqa: S311


def run_once(name: str, language: Language, n_labels: int, seed: int, catalog: Catalog) -> dict[str, float]:
    parts = read_set(name)
    labeled, test = drawn(parts["train"], n_labels, seed), drawn(parts["test"], N_TEST, 0)
    rows = [Row(it.example.id, it.label, it.example.text) for it in labeled]
    splits = assign_splits(rows, {}, seed=seed, fixed_test=True)
    train, validation = (
        [it for it in labeled if splits[it.example.id] is split] for split in (Split.TRAIN, Split.VALIDATION)
    )
    task = Task(label_set=LabelSet().with_codes(tuple(sorted({it.label for it in (*labeled, *test)}))))
    encoder = catalog.choose(language)
    work = TransformerWork(
        task=task,
        language=language,
        train=train,
        validation=validation,
        encoder_name=encoder.name,
        encoder_folder=catalog.materialize(encoder),
        prefix=encoder.prefix,
        config=config_for(Preset.BALANCED, encoder=encoder.name, n_examples=len(train), n_labels=len(task.label_set)),
        device=choose_device(),
    )
    transformer = train_transformer(work, emit=lambda _: None, should_stop=lambda: False)
    baseline = BaselineClassifier.fit(train, task, language)
    kept = choose_kept(*(it.predict(examples(validation)) for it in (transformer, baseline)), labels(validation))
    said = {"transformer": transformer.predict(examples(test)), "baseline": baseline.predict(examples(test))}
    said["kept"] = said["transformer" if kept is Kept.TRANSFORMER else "baseline"]
    return {rival: score(predictions, test) for rival, predictions in said.items()}


def examples(rows: Sequence[LabeledExample]) -> list[Example]:
    return [it.example for it in rows]


def labels(rows: Sequence[LabeledExample]) -> list[str]:
    return [it.label for it in rows]


def score(predictions: Predictions, test: Sequence[LabeledExample]) -> float:
    return macro_f1(labels(test), predictions.predicted, predictions.codes)


def figures(results: Mapping[str, Mapping[str, float]]) -> list[dict[str, object]]:
    """Return each set's three numbers and the leads that have a goal."""
    answer = [
        {"name": f"{name}: {rival}", "value": round(means[rival], 4), "unit": "macro-F1", "goal": None, "holds": None}
        for name, means in results.items()
        for rival in RIVALS
    ]
    leads = {f"{name}: transformer - baseline": it["transformer"] - it["baseline"] for name, it in results.items()}
    goals = dict.fromkeys(leads, LEAST_LEAD)
    mean = "mean over the sets: transformer - baseline"
    leads[mean], goals[mean] = fmean(leads.values()), LEAST_MEAN_LEAD
    answer += [
        {
            "name": name,
            "value": round(lead, 4),
            "unit": "macro-F1",
            "goal": f">= {goals[name]}",
            "holds": lead >= goals[name],
        }
        for name, lead in leads.items()
    ]
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 labels and one draw instead of 500 and three")
    quick = parser.parse_args().quick
    n_labels, n_draws = (200, 1) if quick else (500, 3)
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder))
        for name, language in SETS.items():
            draws = []
            for seed in range(n_draws):
                draws.append(run_once(name, language, n_labels, seed, catalog))
                print(name, f"draw {seed + 1} of {n_draws}", {k: round(v, 4) for k, v in draws[-1].items()}, flush=True)
            results[name] = {rival: fmean(draw[rival] for draw in draws) for rival in RIVALS}
    measured = figures(results)
    holds = all(figure["holds"] is not False for figure in measured)
    print(json.dumps({"name": "journey_quality", "holds": holds, "n": n_labels, "figures": measured}))


if __name__ == "__main__":
    main()
