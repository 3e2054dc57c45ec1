"""The current instant, and the date it is in Tianjin."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Gives the current instant, with its zone."""

CHINA_STANDARD_TIME = timezone(timedelta(hours=8), "CST")
"""Without summer time since 1992, so a fixed offset is right and needs no zone database."""


def utc_now() -> datetime:
    """The instant now, in UTC."""
    return datetime.now(UTC)


def china_date(instant: datetime) -> date:
    """The calendar date that residents and staff see at ``instant``."""
    return instant.astimezone(CHINA_STANDARD_TIME).date()
