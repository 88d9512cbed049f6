"""What counts as a label: a person's decision, else the table's, of rows that can be used."""

from collections import Counter

from pipeline.domain.labels import Annotation, Decision
from pipeline.domain.project import Project
from pipeline.store.workspace import Workspace
from pipeline.workflow import versions
from tests import builders


def ids_of(ws: Workspace, project: Project) -> tuple[str, ...]:
    dataset = ws.datasets.latest(project.id)
    assert dataset is not None
    return ws.datasets.rows(dataset).ids


def both_agree(ws: Workspace, project: Project) -> dict[str, str]:
    labels = ws.labels.of(project.id)
    assert Counter(labels.values()) == ws.labels.counts(project.id)
    return labels


def unsure(annotation: Annotation) -> Annotation:
    return Annotation(**{**annotation.__dict__, "decision": Decision.UNSURE, "label": None})


def test_a_label_column_is_read_from_the_table(ws: Workspace) -> None:
    # fails if: empty cells become a label
    project = builders.a_project(ws, builders.weather_csv(10, labeled=6))
    ids = ids_of(ws, project)
    assert both_agree(ws, project) == {ids[i]: str(i % 2) for i in range(6)}


def test_a_person_outweighs_the_table(ws: Workspace) -> None:
    # fails if: counts() or of() asks the table first
    project = builders.a_project(ws, builders.weather_csv(10, labeled=6))
    ids = ids_of(ws, project)
    ws.annotations.append([builders.an_annotation(project, ids[0], "1"), builders.an_annotation(project, ids[9], "1")])
    labels = both_agree(ws, project)
    assert (labels[ids[0]], labels[ids[9]]) == ("1", "1")
    assert ws.labels.counts(project.id) == {"0": 2, "1": 5}


def test_a_person_who_is_unsure_takes_the_tables_label_away(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(10, labeled=6))
    ids = ids_of(ws, project)
    ws.annotations.append([unsure(builders.an_annotation(project, ids[0]))])
    assert ids[0] not in both_agree(ws, project)


def test_rows_without_text_have_no_label_that_counts(ws: Workspace) -> None:
    # fails if: usable() looks at nothing
    content = builders.csv_of(["文本", "标签"], [["好", "1"], ["  ", "0"], ["坏", "0"]])
    dataset = builders.a_plain_project(ws, content)
    assert ws.labels.counts(dataset.project_id) == {"1": 1, "0": 1}
    assert len(ws.labels.of(dataset.project_id)) == 2


def test_merged_labels_count_as_one_and_can_be_taken_apart(ws: Workspace) -> None:
    # fails if: merging writes into the table
    content = builders.csv_of(["文本", "标签"], [[f"第{i}条", ("好", "好 的", "坏")[i % 3]] for i in range(9)])
    dataset = builders.a_plain_project(ws, content)
    versions.change_cleaning(ws, dataset.project_id, dataset.cleaning, {"好 的": "好"})
    assert ws.labels.counts(dataset.project_id) == {"好": 6, "坏": 3}
    versions.change_cleaning(ws, dataset.project_id, dataset.cleaning, {})
    assert ws.labels.counts(dataset.project_id) == {"好": 3, "好 的": 3, "坏": 3}


def test_rows_that_the_cleaning_leaves_out_do_not_count_until_it_is_taken_back(ws: Workspace) -> None:
    # fails if: left-out rows stay among the labels, or are lost
    content = builders.csv_of(["文本", "标签"], [["一样", "好"], ["一样", "好"], ["别的", "坏"]])
    dataset = builders.a_plain_project(ws, content)
    versions.change_cleaning(ws, dataset.project_id, (*dataset.cleaning, "duplicates"), {})
    assert ws.labels.counts(dataset.project_id) == {"好": 1, "坏": 1}
    versions.change_cleaning(ws, dataset.project_id, dataset.cleaning, {})
    assert ws.labels.counts(dataset.project_id) == {"好": 2, "坏": 1}


def test_a_project_without_a_table_has_no_labels(ws: Workspace) -> None:
    project = builders.a_project(ws)
    assert ws.labels.counts("nobody") == Counter()
    assert ws.labels.of(project.id + "x") == {}
