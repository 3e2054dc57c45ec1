"""From a ranking to an answer, an offer or neither."""

import pytest

from knowledge.matching.decision import decide
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Answer, Candidate, Clarify, Unmatched

LIMITS = Limits(answer=0.8, clarify=0.4)


def candidate(entry_id: str, probability: float, blocked_by: str | None = None) -> Candidate:
    return Candidate(entry_id, f"title of {entry_id}", "phrasing", probability, blocked_by=blocked_by)


def test_a_probable_first_candidate_answers() -> None:
    first = candidate("a", 0.8)

    assert decide([first, candidate("b", 0.1)], LIMITS) == Answer(first)


def test_a_guard_turns_an_answer_into_an_offer() -> None:
    first = candidate("a", 0.95, "different_effect")

    assert decide([first], LIMITS) == Clarify((first,))


def test_a_guard_about_another_side_of_the_same_thing_yields_to_half_the_doubt() -> None:
    sure = candidate("a", 0.9, "different_aspect")

    assert decide([sure], LIMITS) == Answer(sure)
    assert isinstance(decide([candidate("a", 0.89, "different_aspect")], LIMITS), Clarify)


@pytest.mark.parametrize("guard", ["different_substance", "different_effect", "opposite_effect", "different_combination"])
def test_what_makes_another_rumor_is_never_overruled(guard: str) -> None:
    assert isinstance(decide([candidate("a", 0.999, guard)], LIMITS), Clarify)


def test_another_food_is_not_even_offered() -> None:
    assert isinstance(decide([candidate("a", 0.95, "different_food")], LIMITS), Unmatched)


def test_at_most_three_are_offered_and_only_probable_ones() -> None:
    ranking = [candidate(str(number), 0.6 - number / 20) for number in range(6)]

    decision = decide(ranking, LIMITS)

    assert isinstance(decision, Clarify)
    assert [found.entry_id for found in decision.candidates] == ["0", "1", "2"]
    assert decide([candidate("a", 0.5), candidate("b", 0.39)], LIMITS) == Clarify((candidate("a", 0.5),))


def test_improbable_candidates_are_only_kept_for_staff() -> None:
    ranking = [candidate(str(number), 0.3) for number in range(5)]

    decision = decide(ranking, LIMITS)

    assert isinstance(decision, Unmatched)
    assert len(decision.nearest) == 3


def test_no_candidate_is_no_match() -> None:
    assert decide([], LIMITS) == Unmatched()


def test_just_below_the_limit_is_not_answered() -> None:
    assert isinstance(decide([candidate("a", 0.7999)], LIMITS), Clarify)
