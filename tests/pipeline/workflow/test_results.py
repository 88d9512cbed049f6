"""The verdict: one judgement in plain words, true to its numbers."""

import pytest

from pipeline.domain.evaluation import Kept
from pipeline.store.workspace import Workspace
from pipeline.workflow import results
from pipeline.workflow.values import Level
from tests import builders


@pytest.mark.parametrize(
    ("n_test", "n_wrong", "code", "level"),
    [
        (100, 5, "ready", Level.GOOD),
        (100, 22, "with_review", Level.WARN),
        (100, 40, "weak", Level.BAD),
        (100, 55, "no_better_than_guessing", Level.BAD),
        (20, 1, "few_rows", Level.WARN),
    ],
)
def test_the_verdict_follows_the_share_right(ws: Workspace, n_test: int, n_wrong: int, code: str, level: Level) -> None:
    trained = builders.a_trained_project(ws, n_test=n_test, n_wrong=n_wrong)
    verdict = results.verdict(ws, trained.model.id)
    assert (verdict.code, verdict.level) == (code, level)
    assert verdict.params["right"] == round(100 * (n_test - n_wrong) / n_test)


def test_a_kept_baseline_is_said_and_its_rival_is_the_transformer(ws: Workspace) -> None:
    # fails if: the verdict always reads the transformer's numbers
    trained = builders.a_trained_project(ws, kept=Kept.BASELINE, n_test=100, n_wrong=5)
    params = results.verdict(ws, trained.model.id).params
    assert (params["kept"], params["right"], params["rival"]) == ("baseline", 90, 95)


def test_no_lead_beyond_noise_is_called_a_tie(ws: Workspace) -> None:
    trained = builders.a_trained_project(ws, n_test=60, n_wrong=0)
    assert results.verdict(ws, trained.model.id).params["kept"] == "tie"


def test_mistakes_come_surest_first_and_by_cell(ws: Workspace) -> None:
    trained = builders.a_trained_project(ws, n_wrong=6)
    wrong = results.mistakes(ws, trained.model.id)
    assert [row.confidence for row in wrong] == sorted((row.confidence for row in wrong), reverse=True)
    cell = results.mistakes(ws, trained.model.id, truth="0", predicted="1")
    assert {(row.truth, row.predicted) for row in cell} == {("0", "1")}
