"""Jobs by the clock: one run per slot, whatever happens to the workers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from api.jobs import Job, run_due, weekly_report_job
from knowledge.jobs.service import MOST_ATTEMPTS
from knowledge.service import Knowledge
from knowledge.weekly.views import ReportStatus
from tests.builders import OFFICE, FixedClock
from tests.integration.reports.conftest import WEEK

LEASE = timedelta(minutes=10)


def counting_job(done: list[str], slot: str = "2026-W47") -> Job:
    return Job("counting", lambda _: slot, done.append, LEASE)


def test_of_many_workers_exactly_one_runs_a_slot(empty_office: Knowledge) -> None:
    done: list[str] = []
    workers, start = 8, Barrier(8)

    def work(_: int) -> str | None:
        own = Knowledge(empty_office.settings, empty_office.clock)
        start.wait()
        try:
            return run_due(own, counting_job(done))
        finally:
            own.close()

    with ThreadPoolExecutor(workers) as pool:
        answers = Counter(pool.map(work, range(workers)))
    assert done == ["2026-W47"]
    assert answers == {"2026-W47": 1, None: workers - 1}


def test_a_crashed_run_is_taken_over_when_its_lease_is_over(empty_office: Knowledge, clock: FixedClock) -> None:
    done: list[str] = []
    crashed = empty_office.claim_job("counting", "2026-W47", LEASE)
    assert crashed is not None
    clock.advance(minutes=9)
    assert run_due(empty_office, counting_job(done)) is None
    clock.advance(minutes=2)
    assert run_due(empty_office, counting_job(done)) == "2026-W47"
    assert done == ["2026-W47"]
    assert not empty_office.finish_job("counting", "2026-W47", crashed), "it lost its claim"


def test_a_failed_run_is_tried_again_later_and_not_forever(
    empty_office: Knowledge, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    attempts: list[str] = []

    def fail(slot: str) -> None:
        attempts.append(slot)
        raise OSError("disk full")

    job = Job("failing", lambda _: "slot", fail, LEASE)
    for _ in range(MOST_ATTEMPTS + 3):
        assert run_due(empty_office, job) is None
        assert run_due(empty_office, job) is None, "not before the pause is over"
        clock.advance(minutes=6)
    assert len(attempts) == MOST_ATTEMPTS
    assert "OSError" in caplog.text
    assert "disk full" not in caplog.text


def test_the_weekly_report_is_made_on_monday_at_eight_in_china(office: Knowledge, clock: FixedClock) -> None:
    job = weekly_report_job(office)
    clock.instant = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)  # Monday 07:59
    assert run_due(office, job) == WEEK.plus(-1).name, "the one before was missed and is caught up"
    assert run_due(office, job) is None
    clock.instant = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert run_due(office, job) == WEEK.name
    assert [(one.week, one.generated_by) for one in office.list_weekly_reports()] == [
        (WEEK, "system"),
        (WEEK.plus(-1), "system"),
    ]


def test_a_report_somebody_made_before_is_left_as_it_is(office: Knowledge) -> None:
    drafted = office.generate_weekly_report(WEEK, OFFICE)
    office.sign_weekly_report(WEEK, OFFICE, drafted.sha256)
    assert run_due(office, weekly_report_job(office)) == WEEK.name
    (report,) = office.list_weekly_reports()
    assert (report.status, report.generated_by) == (ReportStatus.SIGNED, OFFICE)


def test_before_anybody_asked_anything_no_report_is_made(empty_office: Knowledge) -> None:
    assert run_due(empty_office, weekly_report_job(empty_office)) is None
    assert empty_office.list_weekly_reports() == []
