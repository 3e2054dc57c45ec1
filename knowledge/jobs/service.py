"""Claiming and finishing job runs. Functions take the session of a write transaction and never commit."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge.jobs.models import JobRun

MOST_ATTEMPTS = 5
"""After this many failed or crashed attempts a slot is left to a person; the log says so."""


def claim(session: Session, *, job: str, slot: str, now: datetime, lease: timedelta) -> str | None:
    """Take a run; ``None`` when it is done, being done, or was tried too often.

    A run whose lease ran out was left by a process that died, and is taken over. Writers take turns, so of several
    processes asking at once exactly one gets a claim.
    """
    run = session.get(JobRun, (job, slot))
    if run is None:
        run = JobRun(job=job, slot=slot, attempts=0, finished_at=None)
        session.add(run)
    elif run.finished_at is not None or run.lease_until > now or run.attempts >= MOST_ATTEMPTS:
        return None
    run.claim = secrets.token_hex(16)
    run.attempts += 1
    run.started_at = now
    run.lease_until = now + lease
    run.failure = ""
    return run.claim


def finish(session: Session, *, job: str, slot: str, claim: str, now: datetime) -> bool:
    """Record that the run is done; ``False`` when another process took it over meanwhile."""
    run = session.get(JobRun, (job, slot))
    if run is None or run.claim != claim or run.finished_at is not None:
        return False
    run.finished_at = now
    return True


def fail(session: Session, *, job: str, slot: str, claim: str, retry_at: datetime, failure: str) -> None:
    """Record that an attempt ended with an error; the slot may be claimed again from ``retry_at``."""
    run = session.get(JobRun, (job, slot))
    if run is not None and run.claim == claim and run.finished_at is None:
        run.lease_until = retry_at
        run.failure = failure[:200]


def is_done(session: Session, *, job: str, slot: str) -> bool:
    """Whether a run was finished, or was tried so often that it is left to a person."""
    run = session.get(JobRun, (job, slot))
    return run is not None and (run.finished_at is not None or run.attempts >= MOST_ATTEMPTS)
