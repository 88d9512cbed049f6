"""Progress and the time left."""

import pytest

from pipeline.training.clock import LEARNING_COST, Clock


class Hand:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


# fails if: learning and reading are taken to cost the same per token
def test_time_left_is_right_when_learning_costs_what_is_assumed() -> None:
    hand = Hand()
    clock = Clock(1000, 4000, now=hand)
    hand.seconds += 10
    clock.did_read(1000)
    assert clock.progress("fine_tune").seconds_left == pytest.approx(4000 * LEARNING_COST / 100)


def test_the_pace_seen_replaces_the_pace_assumed() -> None:
    hand = Hand()
    clock = Clock(1000, 4000, now=hand)
    hand.seconds += 10
    clock.did_read(1000)
    hand.seconds += 100
    clock.did_learn(2000)
    assert clock.progress("fine_tune").seconds_left == pytest.approx(100)


def test_before_anything_was_measured_no_time_is_named() -> None:
    assert Clock(1000, 1000, now=Hand()).progress("read_texts").seconds_left is None
