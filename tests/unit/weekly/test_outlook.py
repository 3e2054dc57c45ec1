from pathlib import Path

import yaml

import knowledge.entries
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.outlook import expected_after


def test_a_season_over_new_year_is_expected_on_both_sides() -> None:
    for week in (IsoWeek(2026, 51), IsoWeek(2027, 1)):
        assert "冬季进补" in {item.name for item in expected_after(week)}


def test_a_lunar_holiday_is_expected_in_the_week_before_its_days_begin() -> None:
    names = [item.name for item in expected_after(IsoWeek(2026, 36))]
    assert "中秋节" in names
    assert "中秋节" not in [item.name for item in expected_after(IsoWeek(2026, 40))]


def test_every_week_of_a_year_can_be_looked_ahead_from_with_known_topics() -> None:
    topics = yaml.safe_load((Path(knowledge.entries.__file__).parent / "topics.yml").read_text(encoding="utf-8"))
    for number in range(1, 53):
        for item in expected_after(IsoWeek(2027, number)):
            assert item.begins <= item.ends
            assert set(item.topics) <= set(topics), item.name
