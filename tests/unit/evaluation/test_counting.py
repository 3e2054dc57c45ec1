"""Shares and how far chance may have moved them."""

import pytest

from knowledge.evaluation.counting import Counted


def test_only_cases_that_count_are_in_the_share() -> None:
    assert Counted.over([(1, True), (0, True), (1, False)]).share == 0.5


def test_with_nothing_to_count_share_and_interval_are_zero() -> None:
    nothing = Counted.over([(1, False)])

    assert nothing.share == 0.0
    assert nothing.interval().high == 0.0
    assert Counted.all_of([]).share == 0.0


def test_an_interval_holds_the_share_and_is_the_same_every_time() -> None:
    counted = Counted.all_of([True] * 80 + [False] * 20)

    interval = counted.interval()

    assert interval == counted.interval()
    assert interval.low < 0.8 < interval.high
    # The binomial standard error is 0.04.
    assert interval.low == pytest.approx(0.72, abs=0.02)
    assert interval.high == pytest.approx(0.88, abs=0.02)


def test_more_cases_make_a_narrower_interval() -> None:
    few, many = (Counted.all_of([True, False] * n).interval() for n in (20, 500))

    assert many.high - many.low < few.high - few.low


def test_a_certain_share_has_no_width() -> None:
    interval = Counted.all_of([True] * 30).interval()

    assert interval.low == interval.high == 1.0
