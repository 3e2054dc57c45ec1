from datetime import UTC, date, datetime

import pytest

from knowledge.errors import InvalidInput
from knowledge.trends.weeks import IsoWeek, day_period, last_full_week, require_ended


def test_a_week_begins_on_monday_at_midnight_in_china() -> None:
    period = IsoWeek(2026, 45).period
    assert period.since == datetime(2026, 11, 1, 16, 0, tzinfo=UTC)
    assert period.until == datetime(2026, 11, 8, 16, 0, tzinfo=UTC)


def test_the_last_days_of_december_belong_to_the_week_the_calendar_gives_them() -> None:
    assert IsoWeek.of(date(2027, 1, 3)) == IsoWeek(2026, 53)
    assert IsoWeek(2026, 53).plus(1) == IsoWeek(2027, 1)
    assert IsoWeek(2027, 1).before(2) == (IsoWeek(2026, 52), IsoWeek(2026, 53))


@pytest.mark.parametrize("name", ["2026-W45", "2026W45", " 2026-w45 "])
def test_a_week_is_read_as_people_write_it(name: str) -> None:
    assert IsoWeek.parse(name) == IsoWeek(2026, 45)


@pytest.mark.parametrize("name", ["2026-45", "2026-W00", "2025-W53", "45", "", "2026-W4５x"])
def test_a_week_that_does_not_exist_is_refused_with_the_form_to_write(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        IsoWeek.parse(name)
    assert refused.value.field == "week"
    assert "2026-W45" in refused.value.message


def test_sunday_night_in_china_is_still_the_running_week() -> None:
    sunday_night = datetime(2026, 11, 8, 15, 59, tzinfo=UTC)
    assert last_full_week(sunday_night) == IsoWeek(2026, 44)
    assert last_full_week(datetime(2026, 11, 8, 16, 0, tzinfo=UTC)) == IsoWeek(2026, 45)


def test_a_running_and_a_future_week_are_refused_and_the_last_full_one_is_named() -> None:
    now = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
    require_ended(IsoWeek(2026, 47), now)
    with pytest.raises(InvalidInput, match="week") as running:
        require_ended(IsoWeek(2026, 48), now)
    assert "还没有结束" in running.value.message
    assert "2026-W47" in running.value.message
    with pytest.raises(InvalidInput) as future:
        require_ended(IsoWeek(2027, 1), now)
    assert "还没有到" in future.value.message


def test_a_day_is_a_day_in_china() -> None:
    assert day_period(date(2026, 11, 8)).since == datetime(2026, 11, 7, 16, 0, tzinfo=UTC)
