"""The test for "rising", held to what it promises by simulation."""

import math

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from knowledge.trends import growth
from knowledge.trends.growth import beta_binomial_tail, dispersion, measure, rising_in_week, rising_on_day, season_ratio

RUMORS = 120


def uneven_counts(chance: np.random.Generator, periods: int) -> np.ndarray:
    """A history of one rumor: rare or common, even or uneven, some with a burst in it."""
    mean = float(chance.lognormal(0.8, 1.2))
    evenness = float(chance.choice([2.0, 5.0, 1e6]))
    rates = chance.gamma(evenness, mean / evenness, periods)
    counts = chance.poisson(rates)
    if chance.random() < 0.2:
        start = int(chance.integers(0, periods - 3))
        counts[start : start + 3] += chance.poisson(3 * mean + 15, 3)
    return counts


def test_the_p_value_is_the_exact_binomial_tail_for_counts_that_are_poisson() -> None:
    grown = measure(12, [3, 4, 3, 4])
    assert grown.p_value == pytest.approx(binom.sf(11, 12 + 14, 1 / 5))
    assert grown.ratio == pytest.approx(12 / 3.5)


@pytest.mark.parametrize(("count", "total"), [(1, 1), (1, 40), (12, 40), (40, 40), (90, 2_000)])
@pytest.mark.parametrize(("a", "b"), [(0.05, 1.2), (3.0, 84.0), (40.0, 12.5)])
def test_the_p_value_of_uneven_counts_is_the_beta_binomial_tail(count: int, total: int, a: float, b: float) -> None:
    assert beta_binomial_tail(count, total, a, b) == pytest.approx(betabinom.sf(count - 1, total, a, b), abs=1e-10)


def test_counts_that_vary_more_than_poisson_need_a_larger_increase() -> None:
    even, uneven = measure(30, [10, 10, 10, 10]), measure(30, [1, 25, 2, 12])
    assert dispersion([1, 25, 2, 12]) > 5
    assert even.p_value < uneven.p_value


@pytest.mark.parametrize("is_daily", [True, False])
def test_shuffled_histories_raise_false_alarms_in_at_most_five_percent(is_daily: bool) -> None:
    chance = np.random.default_rng(20261126)
    periods = growth.BASELINE_DAYS + 1 if is_daily else 24
    alarms = tested = 0
    for _ in range(60):
        grown = {}
        for rumor in range(RUMORS):
            counts = [int(count) for count in chance.permutation(uneven_counts(chance, periods))]
            split = 0 if is_daily else periods - 1 - growth.BASELINE_WEEKS
            grown[rumor] = measure(counts[-1], counts[split:-1], longer=counts[:split])
        alarms += len(rising_on_day(grown) if is_daily else rising_in_week(grown))
        tested += sum(one.total >= growth.WEEKLY.least_count for one in grown.values())
    assert tested > 500
    assert alarms / tested <= 0.05


def test_in_a_history_without_bursts_one_rumor_in_five_hundred_is_flagged_a_day() -> None:
    chance = np.random.default_rng(3)
    alarms = 0
    for _ in range(100):
        means = chance.lognormal(0.8, 1.2, RUMORS)
        counts = chance.poisson(means[:, None], (RUMORS, growth.BASELINE_DAYS + 1)).tolist()
        grown = {number: measure(row[-1], row[:-1]) for number, row in enumerate(counts)}
        alarms += len(rising_on_day(grown))
    assert alarms / (100 * RUMORS) <= 0.002


@pytest.mark.parametrize("mean", [0.2, 2.0, 6.7, 15.0, 40.0])
def test_a_burst_of_three_times_the_mean_is_flagged_the_same_day(mean: float) -> None:
    chance = np.random.default_rng(11)
    found = 0
    for _ in range(200):
        # A little less even than Poisson, as people who read the same group are.
        rates = chance.gamma(12, mean / 12, growth.BASELINE_DAYS)
        before = chance.poisson(rates).tolist()
        today = max(20, math.ceil(3 * float(np.mean(before))))
        found += "burst" in rising_on_day({"burst": measure(today, before)})
    assert found / 200 >= 0.95


def test_something_never_asked_before_rises_with_enough_askers_only() -> None:
    grown = {"new": measure(9, [0, 0, 0, 0]), "twice": measure(2, [0, 0, 0, 0])}
    assert list(rising_in_week(grown)) == ["new"]


def test_without_a_history_nothing_is_judged() -> None:
    assert not rising_in_week({"only": measure(500, [])})


def test_what_the_season_brings_every_year_is_no_rise_beyond_it() -> None:
    last_year = season_ratio(same_weeks=[60, 62, 58], before_them=[20, 20, 21, 19])
    assert 2.5 < last_year <= 3
    assert rising_in_week({"mooncake": measure(60, [20, 20, 20, 20])})
    assert not rising_in_week({"mooncake": measure(60, [20, 20, 20, 20], season=last_year)})


def test_a_season_of_hardly_any_asks_changes_little() -> None:
    assert season_ratio(same_weeks=[1, 0, 2], before_them=[0, 0, 0, 0]) < 1.5
    assert season_ratio(same_weeks=[], before_them=[]) == 1.0
