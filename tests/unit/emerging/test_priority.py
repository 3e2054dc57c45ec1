"""Priority is harm x spread x growth x check-worthiness, and each factor means what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.emerging.kinds import Harm
from knowledge.emerging.priority import (
    FULL_SPREAD,
    LEAST_GROWTH,
    LEAST_WORTHINESS,
    STEADY_GROWTH,
    Priority,
    PriorityBand,
    Spread,
    growth_factor,
    harm_of_words,
    priority,
    spread_factor,
)

DEADLY = "吃了这种蘑菇会死人"


def judge(
    claim: str = DEADLY, *, last_week: int = 7, before: int = 0, worthiness: float = 0.95, harm: Harm | None = None
) -> Priority:
    return priority(claim=claim, judged_harm=harm, spread=Spread(last_week, before), worthiness=worthiness)


@pytest.mark.parametrize(
    ("claim", "harm"),
    [
        (DEADLY, Harm.HIGH),
        ("给孩子吃这个对身体不好", Harm.HIGH),
        ("这种油吃了会发胖", Harm.MEDIUM),
        ("这种油对身体不好", Harm.MEDIUM),
        ("超市的草莓是去年的", Harm.LOW),
    ],
)
def test_harm_is_read_from_the_words(claim: str, harm: Harm) -> None:
    assert harm_of_words(claim) is harm


def test_what_staff_judge_outweighs_the_words() -> None:
    judged = judge(harm=Harm.LOW)
    assert (judged.harm, judged.harm_is_judged) == (Harm.LOW, True)
    assert judged.score < judge().score


def test_spread_goes_from_nobody_to_full() -> None:
    assert spread_factor(0) == 0
    assert spread_factor(FULL_SPREAD) == spread_factor(10 * FULL_SPREAD) == 1
    assert spread_factor(7) == pytest.approx(0.5)


def test_a_rumor_asked_as_often_as_before_grows_neither_way() -> None:
    assert growth_factor(Spread(last_week=3, before=12)) == STEADY_GROWTH
    assert growth_factor(Spread(last_week=7, before=12)) == STEADY_GROWTH + 0.25
    assert growth_factor(Spread(last_week=0, before=400)) == LEAST_GROWTH


def test_the_score_is_the_product_of_the_factors_shown() -> None:
    found = judge(last_week=20, before=4)
    product = found.harm_factor * found.spread_factor * found.growth_factor * found.worthiness_factor
    assert found.score == round(100 * product, 1)
    assert (found.askers, found.askers_last_week, found.askers_before) == (24, 20, 4)


def test_what_does_not_read_like_a_rumor_is_still_seen() -> None:
    assert judge(worthiness=0.0).worthiness_factor == LEAST_WORTHINESS


def test_a_deadly_rumor_seven_people_ask_about_this_week_is_urgent() -> None:
    assert judge().band is PriorityBand.URGENT
    assert judge("超市的草莓是去年的", last_week=1).band is PriorityBand.ORDINARY
    assert judge(last_week=2).band is PriorityBand.NOTABLE


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_more_askers_this_week_never_lower_the_score(last_week: int, before: int, worthiness: float) -> None:
    fewer = judge(last_week=last_week, before=before, worthiness=worthiness)
    more = judge(last_week=last_week + 1, before=before, worthiness=worthiness)
    assert 0 <= fewer.score <= more.score <= 100
