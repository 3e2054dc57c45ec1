"""ISO weeks and days of the calendar in China, and the instants they begin and end at."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from knowledge.clock import CHINA_STANDARD_TIME, china_date
from knowledge.errors import InvalidInput

_NAME = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """The instants from ``since`` (in it) to ``until`` (no longer in it), in UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """A week from Monday to Sunday, named as ISO 8601 names it: 2026-W45."""

    year: int
    number: int

    @classmethod
    def parse(cls, name: str) -> Self:
        """The week called ``name``. Raises ``InvalidInput``."""
        match = _NAME.fullmatch(name.strip())
        try:
            if match is None:
                raise ValueError(name)
            week = cls(int(match[1]), int(match[2]))
            date.fromisocalendar(week.year, week.number, 1)
        except ValueError as error:
            raise InvalidInput("week", f"没有“{name}”这一周，请写成 2026-W45 这样的年份和周次。") from error
        return week

    @classmethod
    def of(cls, day: date) -> Self:
        """The week ``day`` is in."""
        calendar = day.isocalendar()
        return cls(calendar.year, calendar.week)

    @property
    def name(self) -> str:
        """As in addresses, files and commands: 2026-W45."""
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def period(self) -> Period:
        """From Monday 00:00 to the next Monday 00:00, China time."""
        return Period(day_start(self.monday), day_start(self.sunday + timedelta(days=1)))

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + timedelta(days=number) for number in range(7))

    def plus(self, weeks: int) -> "IsoWeek":
        """The week so many weeks later; negative for earlier."""
        return IsoWeek.of(self.monday + timedelta(weeks=weeks))

    def before(self, count: int) -> tuple["IsoWeek", ...]:
        """The ``count`` weeks before this one, the earliest first."""
        return tuple(self.plus(number - count) for number in range(count))


def day_start(day: date) -> datetime:
    """The instant ``day`` begins in China, in UTC."""
    return datetime.combine(day, time(), CHINA_STANDARD_TIME).astimezone(UTC)


def day_period(day: date) -> Period:
    """The whole of ``day`` in China."""
    return Period(day_start(day), day_start(day + timedelta(days=1)))


def last_full_week(now: datetime) -> IsoWeek:
    """The week that ended last before ``now``."""
    return IsoWeek.of(china_date(now)).plus(-1)


def require_ended(week: IsoWeek, now: datetime) -> None:
    """Raises ``InvalidInput`` unless ``week`` is over: its report would change with every question still to come."""
    if week.period.until <= now:
        return
    if week.period.since > now:
        raise InvalidInput("week", f"{week.name} 还没有到，最近一个完整的周是 {last_full_week(now).name}。")
    raise InvalidInput(
        "week", f"{week.name} 还没有结束（{week.sunday:%m月%d日}止），最近一个完整的周是 {last_full_week(now).name}。"
    )
