"""Limits at which two systems answer equally often."""

from math import inf

from knowledge.calibration.cases import Case, Kind
from knowledge.calibration.limits import Judged, comparable_limits
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Richness


def judged(*confidences: float) -> list[Judged]:
    case = Case(text="能吃吗", kind=Kind.QUESTION, topic_id="x", group="x")
    return [
        Judged(
            case,
            Richness.FULL,
            confidence,
            is_right=True,
            is_related=True,
            blocked_by=None,
            right_is_offered=True,
        )
        for confidence in confidences
    ]


def limits(answer: float, clarify: float) -> dict[Richness, Limits]:
    return dict.fromkeys(Richness, Limits(answer=answer, clarify=clarify))


def test_a_system_gets_the_limits_at_which_it_answers_and_offers_as_often() -> None:
    own, other = judged(3, 9, 5, 7), judged(0.1, 0.5, 0.9, 0.6)
    assert comparable_limits(own, other, limits(0.8, 0.5)) == Limits(answer=9, clarify=5)


def test_where_nothing_is_answered_or_offered_the_other_does_neither() -> None:
    own, other = judged(3, 9), judged(0.1, 0.5)
    assert comparable_limits(own, other, limits(0.8, 0.5)) == Limits(answer=inf, clarify=9)
    assert comparable_limits(own, other, limits(0.8, 0.7)) == Limits(answer=inf, clarify=inf)
