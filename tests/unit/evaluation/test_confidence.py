"""Separation and calibration, counted by hand."""

import pytest

from knowledge.evaluation.confidence import auroc, calibration_error, judged
from knowledge.evaluation.files import Question
from knowledge.evaluation.measures import Replies
from knowledge.evaluation.systems import Reply


def test_right_ones_above_all_others_separate_perfectly() -> None:
    assert auroc([(0.9, True), (0.8, True), (0.3, False)]) == 1.0
    assert auroc([(0.1, True), (0.8, False)]) == 0.0


def test_ties_count_half() -> None:
    assert auroc([(0.5, True), (0.5, False)]) == 0.5


def test_without_both_kinds_there_is_nothing_to_separate() -> None:
    assert auroc([(0.5, True)]) is None
    assert auroc([(0.5, False)]) is None
    assert auroc([]) is None


def test_confidence_that_comes_true_has_no_error() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == 0.0


def test_the_error_is_the_mean_distance_over_bins() -> None:
    # Bin 0.9: confidence 0.95, half right: 0.45 apart. Bin 0.0: confidence 0.05, none right: 0.05 apart.
    cases = [(0.95, True), (0.95, False), (0.05, False), (0.05, False)]

    assert calibration_error(cases) == pytest.approx((0.45 + 0.05) / 2)


def test_full_confidence_belongs_to_the_last_bin() -> None:
    assert calibration_error([(1.0, True)]) == 0.0
    assert calibration_error([]) == 0.0


def test_questions_and_negatives_are_judged() -> None:
    replies = Replies(
        questions=(
            (Question("q", "a"), Reply(("a",), confidence=0.9)),
            (Question("p", "a"), Reply((), confidence=0.0)),
        ),
        negatives={"far": (("n", Reply(("a",), confidence=0.4)),)},
        contradictions=(),
    )

    assert judged(replies) == [(0.9, True), (0.0, False), (0.4, False)]
