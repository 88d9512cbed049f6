"""Before the button: what it costs, and why it cannot be pressed yet."""

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.domain.training import Preset
from pipeline.store.workspace import Workspace
from pipeline.workflow import train
from tests import builders


def test_two_rows_alone_give_a_kind_finding_not_a_crash(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(2))
    options = train.options(ws, project.id)
    assert not options.ready
    assert options.findings[0].code == "too_few_labels"
    with pytest.raises(UserFacingError) as refused:
        train.start(ws, project.id)
    assert refused.value.params["n_missing"] == 10
    assert ws.runs.all() == []


def test_presets_cost_more_the_more_they_do(ws: Workspace) -> None:
    options = train.options(ws, builders.a_project(ws, builders.weather_csv(300)).id)
    assert [option.preset for option in options.presets] == list(Preset)
    seconds = [option.seconds[1] for option in options.presets]
    assert seconds == sorted(seconds)
    assert options.recommended is Preset.BALANCED


def test_a_chinese_project_gets_the_multilingual_encoder(ws: Workspace) -> None:
    assert train.options(ws, builders.a_project(ws).id).encoder == "e5-small-multilingual"


def test_an_encoder_that_is_not_there_is_refused_before_a_run_is_made(ws: Workspace) -> None:
    with pytest.raises(UserFacingError, match="encoder_unknown"):
        train.start(ws, builders.a_project(ws).id, encoder="no-such")
    assert ws.runs.all() == []
