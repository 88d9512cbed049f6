"""The check web_addresses."""

import pytest

from pipeline.data.checks.web_addresses import WebAddresses
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of


def test_it_fires_on_links_of_every_kind() -> None:
    texts = [
        "see https://example.com/a?b=c",
        "www.example.com is down",
        "快来看http://t.example/abc吧",
        "bit.ly/x1",
    ]
    finding = WebAddresses().look(subject_of([*texts, *different(16)]))
    assert finding is not None
    assert finding.params == {"n": 4, "percent": 20, "n_looked_at": 20, "repair": "urls"}


def test_it_stays_silent_on_addresses_of_people_and_on_full_stops() -> None:
    texts = ["write to a.b@example.com", "It ended.Come on", "version 1.2/3", "and/or", "http is a protocol"]
    assert WebAddresses().look(subject_of(texts)) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        WebAddresses().look(subject_of([]))
