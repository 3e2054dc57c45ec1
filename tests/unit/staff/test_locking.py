"""An account rests longer with every further wrong password."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.staff.locking import locked_until

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize("failures", [0, 1, 4])
def test_a_few_mistakes_lock_nothing(failures: int) -> None:
    assert locked_until(failures, NOW) is None


@pytest.mark.parametrize(
    ("failures", "minutes"), [(5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (12, 60), (5000, 60)]
)
def test_the_rest_doubles_up_to_an_hour(failures: int, minutes: int) -> None:
    assert locked_until(failures, NOW) == NOW + timedelta(minutes=minutes)
