"""Labelling by the door that the screen uses."""

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.store.workspace import Workspace
from pipeline.workflow import label
from tests import builders


def test_the_queue_holds_only_what_nobody_decided_on(ws: Workspace) -> None:
    # fails if: queue() forgets the decisions, or the file's labels among them
    project = builders.a_project(ws, builders.weather_csv(20, labeled=8))
    items = label.queue(ws, project.id, "ana")
    assert len(items) == 12
    label.annotate(ws, [builders.an_annotation(project, items[0].example_id)])
    assert items[0].example_id not in {item.example_id for item in label.queue(ws, project.id, "ana")}


def test_what_one_skipped_is_offered_to_others_only(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(6, labeled=0))
    skipped = label.queue(ws, project.id, "ana")[0].example_id
    label.annotate(ws, [builders.an_annotation(project, skipped, None)])
    assert skipped not in {item.example_id for item in label.queue(ws, project.id, "ana")}
    assert skipped in {item.example_id for item in label.queue(ws, project.id, "ben")}


def test_about_one_in_five_is_drawn_blind(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(200, labeled=0))
    blind = [item.blind for item in label.queue(ws, project.id, "ana", n=50)]
    assert 8 <= sum(blind) <= 12


def test_a_label_that_is_not_in_the_set_is_refused_whole(ws: Workspace) -> None:
    # fails if: the good ones of a batch are written before the bad one is seen
    project = builders.a_project(ws, builders.weather_csv(6, labeled=0))
    batch = [builders.an_annotation(project, "a", "0"), builders.an_annotation(project, "b", "nonsense")]
    with pytest.raises(UserFacingError):
        label.annotate(ws, batch)
    assert ws.annotations.all(project.id) == []


def test_progress_counts_every_label_and_says_what_is_missing(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(20, labeled=6))
    found = label.progress(ws, project.id, "ana")
    assert (found.n_examples, found.n_labeled, dict(found.per_label)) == (20, 6, {"0": 3, "1": 3})
    assert (found.ready, found.n_missing) == (False, 6)


def test_a_label_can_be_added_once_and_named_again(ws: Workspace) -> None:
    project = builders.a_project(ws)
    label.add_label(ws, project.id, "2", "一般")
    label.rename_label(ws, project.id, "2", "中性")
    assert label.label_set(ws, project.id).shown("2") == "中性"
    with pytest.raises(UserFacingError, match="label_exists"):
        label.add_label(ws, project.id, "2")
