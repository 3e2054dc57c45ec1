"""Bursts planted in simulated weeks of many seeds, looked for with the daily test."""

from datetime import date, timedelta

from knowledge.simulation.planning import plan
from knowledge.simulation.scenario import KnownEntry, Scenario
from knowledge.trends.growth import BASELINE_DAYS, measure, rising_on_day

SEEDS = range(60)
ENTRIES = [
    KnownEntry(f"e{number}", f"传言{number}", "水果", "low", "区市场监管局", tuple(f"说法{n}" for n in range(6)), True)
    for number in range(200)
]


def flagged_on(scenario: Scenario, day: date) -> set[str]:
    before = [day - timedelta(days=number) for number in range(1, BASELINE_DAYS + 1)]
    return set(
        rising_on_day(
            {
                entry_id: measure(asks[day], [asks.get(one, 0) for one in before])
                for entry_id, asks in scenario.answered.items()
                if day in asks
            }
        )
    )


def test_planted_bursts_are_flagged_the_same_day_in_95_percent_of_runs() -> None:
    planted = found = 0
    for seed in SEEDS:
        scenario = plan(ENTRIES, weeks=12, until=date(2026, 11, 22), weekly_asks=1500, seed=seed)
        for burst in scenario.bursts:
            before = [scenario.answered[burst.entry_id].get(burst.day - timedelta(days=n), 0) for n in range(1, 29)]
            assert burst.asks >= max(20, 3 * sum(before) / 28 - 1e-9)
            planted += 1
            found += burst.entry_id in flagged_on(scenario, burst.day)
    assert planted >= 250
    assert found / planted >= 0.95
