"""How the report writes dates, shares and lists; pure."""

from collections.abc import Iterable
from datetime import date, datetime

from knowledge.clock import china_date
from knowledge.trends.weeks import IsoWeek


def day(value: date) -> str:
    """11月8日"""  # noqa: D400,RUF100 - the form itself says it best
    return f"{value.month}月{value.day}日"


def day_of(instant: datetime) -> str:
    """The day an instant is in, in China."""
    return day(china_date(instant))


def span(week: IsoWeek) -> str:
    """2026年11月2日—11月8日; the year again where it changes."""
    first, last = week.monday, week.sunday
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{first.year}年{day(first)}—{year}{day(last)}"


def share(part: int, whole: int) -> str:
    """62.4%; a dash of nothing."""
    return f"{part / whole:.1%}" if whole else "—"


def hours(value: float | None) -> str:
    """A duration in the unit a person would use."""
    if value is None:
        return "—"
    return f"{value:.1f}小时" if value < 48 else f"{value / 24:.1f}天"


def listed(words: Iterable[str]) -> str:
    """Words joined as Chinese lists are."""
    return "、".join(words)


def quoted(words: Iterable[str]) -> str:
    """Titles joined, each in quotation marks."""
    return "、".join(f"“{word}”" for word in words)
