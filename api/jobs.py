"""Jobs that run by the clock inside the api: once per slot, however many workers there are."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from anyio import to_thread

from api.errors import where_raised
from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.service import Knowledge
from knowledge.trends.weeks import IsoWeek, last_full_week

_log = logging.getLogger(__name__)

WEEKLY_REPORT_TIME = time(8, 0)
"""On Monday, in China."""

RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done once per slot.

    ``due`` names the slot to be done at an instant, or ``None``; it names the latest one missed too, so a machine
    that was off catches up. ``lease`` is how long a run may take before another worker takes it for crashed.
    """

    name: str
    due: Callable[[datetime], str | None]
    run: Callable[[str], object]
    lease: timedelta


def weekly_report_job(knowledge: Knowledge) -> Job:
    """The draft of last week's report, on Monday at 08:00."""

    def due(now: datetime) -> str | None:
        week = last_full_week(now)
        since = datetime.combine(week.plus(1).monday, WEEKLY_REPORT_TIME, CHINA_STANDARD_TIME)
        week = week if now >= since else week.plus(-1)
        return week.name if knowledge.was_in_use_during(week) else None

    return Job(
        "weekly_report",
        due,
        lambda slot: knowledge.ensure_weekly_report(IsoWeek.parse(slot)),
        lease=timedelta(minutes=10),
    )


def run_due(knowledge: Knowledge, job: Job) -> str | None:
    """Run ``job`` if a slot is due that nobody has done or is doing; the slot that was run.

    Errors are recorded and logged, and the slot is tried again after a while.
    """
    slot = job.due(knowledge.clock())
    if slot is None or knowledge.is_job_done(job.name, slot):
        return None
    claim = knowledge.claim_job(job.name, slot, job.lease)
    if claim is None:
        return None
    try:
        job.run(slot)
    except Exception as error:  # noqa: BLE001 - whatever it was, the slot must be free to be tried again
        kind = type(error).__name__
        _log.error("job %s of %s failed: %s (%s)", job.name, slot, kind, where_raised(error))
        knowledge.fail_job(job.name, slot, claim, retry_after=RETRY_AFTER, failure=kind)
        return None
    if not knowledge.finish_job(job.name, slot, claim):
        _log.warning("job %s of %s took longer than its lease and was taken over", job.name, slot)
        return None
    _log.info("job %s of %s is done", job.name, slot)
    return slot


async def run_jobs(knowledge: Knowledge, jobs: Sequence[Job], seconds: float) -> None:
    """Look for due jobs again and again, for as long as the process lives."""
    while True:
        for job in jobs:
            try:
                await to_thread.run_sync(run_due, knowledge, job)
            except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next look may succeed
                _log.error("looking for job %s failed: %s", job.name, type(error).__name__)
        await asyncio.sleep(seconds)


async def keep_schedule(knowledge: Knowledge, seconds: float) -> None:
    """Publish and withdraw entries at the times set for them, for as long as the process lives."""
    while True:
        try:
            changed = await to_thread.run_sync(knowledge.run_schedule)
            if changed:
                _log.info("published or withdrew %d entries on schedule", len(changed))
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next look may succeed
            _log.error("looking for scheduled entries failed: %s (%s)", type(error).__name__, where_raised(error))
        await asyncio.sleep(seconds)


async def keep_summaries(knowledge: Knowledge, seconds: float) -> None:
    """Count days soon after they are over, for as long as the process lives. Until then they are counted when read."""
    while True:
        try:
            await to_thread.run_sync(knowledge.summarise_finished_days)
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next look may succeed
            _log.error("counting finished days failed: %s (%s)", type(error).__name__, where_raised(error))
        await asyncio.sleep(seconds)


async def warm_up(knowledge: Knowledge) -> None:
    """Read the reports there are right after the start, so that the first resident with a new rumor need not wait."""
    try:
        await to_thread.run_sync(knowledge.prepare_intake)
    except Exception as error:  # noqa: BLE001 - the first report will try again
        _log.error("reading the reports ahead failed: %s (%s)", type(error).__name__, where_raised(error))
