"""Annotations are append-only, idempotent, and survive what kills the process."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.dataset import Split
from pipeline.domain.labels import Decision
from pipeline.store.workspace import Workspace
from tests import builders


def test_sending_a_decision_again_changes_nothing(ws: Workspace) -> None:
    # fails if: append() inserts without "on conflict do nothing"
    project = builders.a_project(ws, builders.weather_csv(4, labeled=0))
    annotation = builders.an_annotation(project, "e1")
    assert ws.annotations.append([annotation]) == ws.annotations.append([annotation, annotation])[:1]
    assert len(ws.annotations.all(project.id)) == 1


def test_the_last_decision_of_a_person_stands(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(4, labeled=0))
    ws.annotations.append([builders.an_annotation(project, "e1", "0"), builders.an_annotation(project, "e1", "1")])
    assert ws.annotations.standing(project.id)["e1"].label == "1"


def test_an_undone_decision_counts_no_more_and_stays_in_the_history(ws: Workspace) -> None:
    # fails if: standing() ignores RETRACT
    project = builders.a_project(ws, builders.weather_csv(4, labeled=0))
    first = builders.an_annotation(project, "e1")
    undo = builders.an_annotation(project, "e1", None)
    undo = type(undo)(**{**undo.__dict__, "decision": Decision.RETRACT})
    ws.annotations.append([first, undo])
    assert ws.annotations.standing(project.id) == {}
    assert len(ws.annotations.all(project.id)) == 2


def test_a_split_that_was_drawn_is_never_redrawn(ws: Workspace) -> None:
    # fails if: add_splits() replaces
    project = builders.a_project(ws)
    ws.annotations.add_splits(project.id, {"e1": Split.TEST})
    ws.annotations.add_splits(project.id, {"e1": Split.TRAIN, "e2": Split.TRAIN})
    assert ws.annotations.splits(project.id) == {"e1": Split.TEST, "e2": Split.TRAIN}


def test_every_acknowledged_label_survives_kill_9(ws: Workspace) -> None:
    # fails if: Database.write() does not commit before append() returns
    project = builders.a_project(ws, builders.weather_csv(4, labeled=0))
    child = subprocess.Popen(
        [sys.executable, "-c", _LABELLER, str(ws.folder), project.id],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        text=True,
    )
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().strip() for _ in range(40)]
    child.kill()
    acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    child.wait()
    stored = {annotation.id for annotation in ws.annotations.all(project.id)}
    assert set(acknowledged) <= stored
    assert len(acknowledged) >= 40


_LABELLER = """
import sys
from pathlib import Path
from pipeline.store.workspace import Workspace
from tests import builders
ws = Workspace(Path(sys.argv[1]))
project = ws.projects.get(sys.argv[2])
for i in range(100000):
    for acknowledged in ws.annotations.append([builders.an_annotation(project, f"e{i}")]):
        print(acknowledged, flush=True)
"""


def test_what_stands_is_the_same_read_bit_by_bit_or_at_once(ws: Workspace) -> None:
    # fails if: Fold forgets the order of the last decisions, or skips what came since
    project = builders.a_project(ws, builders.weather_csv(4, labeled=2))
    for i in range(30):
        annotation = builders.an_annotation(project, f"e{i % 4}", str(i % 2), annotator=("ana", "ben")[i % 3 == 0])
        if i % 7 == 0:
            annotation = replace(annotation, decision=Decision.RETRACT, label=None)
        ws.annotations.append([annotation])
        again = Workspace(ws.folder)
        assert ws.annotations.standing(project.id) == again.annotations.standing(project.id)
        again.close()


def test_what_a_failed_block_wrote_never_stood(ws: Workspace) -> None:
    # fails if: standing() remembers what it read inside a transaction that is taken back
    project = builders.a_project(ws, builders.weather_csv(4, labeled=0))
    with pytest.raises(ZeroDivisionError), ws.database.write():
        ws.annotations.append([builders.an_annotation(project, "e1")])
        assert ws.annotations.standing(project.id)["e1"].label == "0"
        raise ZeroDivisionError
    assert ws.annotations.standing(project.id) == {}


def test_splits_drawn_twice_at_once_are_those_that_were_stored_first(ws: Workspace) -> None:
    project = builders.a_project(ws)
    assert ws.annotations.add_splits(project.id, {"e1": Split.TEST}) == {"e1": Split.TEST}
    assert ws.annotations.add_splits(project.id, {"e1": Split.TRAIN}) == {"e1": Split.TEST}
