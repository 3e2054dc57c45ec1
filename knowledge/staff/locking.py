"""How long an account rests after wrong passwords: each further one doubles the time."""

from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
"""Long enough to make guessing hopeless, short enough that nobody can keep a colleague out for a day by typing."""


def locked_until(failures: int, now: datetime) -> datetime | None:
    """Until when an account with ``failures`` wrong passwords in a row is closed, if it is."""
    if failures < FREE_TRIES:
        return None
    # 2 ** 6 minutes is above the longest rest: larger powers need not be computed.
    doublings = min(failures - FREE_TRIES, 6)
    rest: timedelta = min(FIRST_REST * 2**doublings, LONGEST_REST)
    return now + rest
