"""Who is signed in. Functions take the session of the database first and never commit."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from knowledge.staff.models import Staff, StaffSession
from knowledge.staff.views import SessionView

KEY_BYTES = 32
SEEN_EVERY = timedelta(seconds=60)
"""A page view within this time of the last one is not written down: reading stays reading."""
LONGEST_BROWSER = 60


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts."""

    idle: timedelta
    absolute: timedelta

    def is_over(self, row: StaffSession, now: datetime) -> bool:
        """Whether the session was left alone, or lasted, too long."""
        return now - row.seen_at >= self.idle or now - row.started_at >= self.absolute


def begin(session: Session, person: Staff, *, browser: str, now: datetime) -> tuple[str, StaffSession]:
    """A new session; returns its key, of which only the hash is kept."""
    key = secrets.token_urlsafe(KEY_BYTES)
    row = StaffSession(
        staff_id=person.id,
        key_sha256=digest(key),
        browser=browser[:LONGEST_BROWSER],
        started_at=now,
        seen_at=now,
    )
    session.add(row)
    session.flush()
    return key, row


def find(session: Session, key: str, *, limits: SessionLimits, now: datetime) -> tuple[StaffSession, Staff] | None:
    """The running session of ``key`` and its active account."""
    found = session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.key_sha256 == digest(key), Staff.is_active)
    ).one_or_none()
    if found is None or limits.is_over(found[0], now):
        return None
    return found[0], found[1]


def wants_touch(row: StaffSession, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use."""
    return now - row.seen_at >= SEEN_EVERY


def touch(session: Session, session_id: int, *, now: datetime) -> None:
    """Write down that the session is in use."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=now))


def list_of(session: Session, staff_id: int, *, limits: SessionLimits, now: datetime) -> list[SessionView]:
    """The running sessions of an account, last used first."""
    rows = session.scalars(
        select(StaffSession).where(StaffSession.staff_id == staff_id).order_by(StaffSession.seen_at.desc())
    )
    return [
        SessionView(row.id, row.browser, row.started_at, row.seen_at) for row in rows if not limits.is_over(row, now)
    ]


def end(session: Session, staff_id: int, *, session_id: int) -> bool:
    """End one session of an account; ``False`` when it has no such session."""
    gone = session.execute(
        delete(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.staff_id == staff_id)
        .returning(StaffSession.id)
    )
    return gone.first() is not None


def end_all(session: Session, staff_id: int, *, but: int | None = None) -> None:
    """End every session of an account, or every other one than ``but``."""
    query = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    session.execute(query if but is None else query.where(StaffSession.id != but))


def forget_old(session: Session, *, limits: SessionLimits, now: datetime) -> None:
    """Remove what is over anyway."""
    session.execute(
        delete(StaffSession).where(
            or_(StaffSession.seen_at <= now - limits.idle, StaffSession.started_at <= now - limits.absolute)
        )
    )


def digest(key: str) -> str:
    """What is stored of a session key."""
    return hashlib.sha256(key.encode()).hexdigest()
