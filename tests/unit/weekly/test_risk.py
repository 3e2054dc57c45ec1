import pytest

from knowledge.weekly.risk import RiskFactors, RiskGrade, overall, spread_of


@pytest.mark.parametrize(
    ("factors", "grade"),
    [
        ((3, 3, 2, 2), RiskGrade.HIGH),
        ((3, 3, 1, 2), RiskGrade.ELEVATED),
        ((3, 2, 2, 1), RiskGrade.ELEVATED),
        ((2, 3, 1, 1), RiskGrade.WATCH),
        ((1, 1, 1, 2), RiskGrade.GENERAL),
    ],
)
def test_the_grade_follows_from_the_product_of_the_factors(
    factors: tuple[int, int, int, int], grade: RiskGrade
) -> None:
    assert RiskFactors(*factors).grade is grade


def test_a_rising_rumor_counts_as_spreading_one_step_further_and_never_past_the_last() -> None:
    assert [spread_of(askers, is_rising=False) for askers in (9, 10, 49, 50)] == [1, 2, 2, 3]
    assert spread_of(9, is_rising=True) == 2
    assert spread_of(90, is_rising=True) == 3


def test_the_week_is_as_grave_as_its_gravest_rumor() -> None:
    assert overall([RiskGrade.WATCH, RiskGrade.ELEVATED, RiskGrade.GENERAL]) is RiskGrade.ELEVATED
    assert overall([]) is RiskGrade.GENERAL
