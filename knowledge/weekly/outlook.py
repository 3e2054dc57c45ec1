"""What the calendar lets one expect; pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.figures import Outlook

LOOK_AHEAD_DAYS = 14


def expected_after(week: IsoWeek) -> tuple[Outlook, ...]:
    """Seasons and holidays that touch the two weeks after ``week``, the earliest first."""
    begins = week.sunday + timedelta(days=1)
    ends = week.sunday + timedelta(days=LOOK_AHEAD_DAYS)
    found = {
        (item.begins, item.name): item
        for year in (begins.year - 1, begins.year, begins.year + 1)
        for item in _in_year(year)
        if item.begins <= ends and item.ends >= begins
    }
    return tuple(found[key] for key in sorted(found))


def _in_year(year: int) -> Iterator[Outlook]:
    calendar = _calendar()
    for item in calendar["fixed"]:
        begins, ends = _day(year, item["from"]), _day(year, item["to"])
        if ends < begins:
            ends = _day(year + 1, item["to"])
        yield Outlook(item["name"], begins, ends, tuple(item["topics"]), item["advice"])
    for item in calendar["lunar"]:
        for text in item["days"]:
            day = date.fromisoformat(text)
            if day.year == year:
                begins, ends = day - timedelta(days=item["before"]), day + timedelta(days=item["after"])
                yield Outlook(item["name"], begins, ends, tuple(item["topics"]), item["advice"])


def _day(year: int, month_and_day: str) -> date:
    month, day = month_and_day.split("-")
    return date(year, int(month), int(day))


@cache
def _calendar() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "calendar.yml").read_text(encoding="utf-8"))
    return loaded
