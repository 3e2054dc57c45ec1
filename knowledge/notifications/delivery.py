"""Emptying the outbox. Functions take the session and never commit.

In a conversation, the page fetches its news, shows them, and says which it has shown: only then are they delivered. It
keeps the ids of what it showed, so that news fetched twice are shown once. Ways that push (WeChat) claim rows for a
while, send, and say so; a claim that runs out is sent again under the same id, which the other side knows it by.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from knowledge import wording
from knowledge.emerging.models import EmergingReport
from knowledge.emerging.query_codes import shown_code
from knowledge.entries import published
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import EntryVersion
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay
from knowledge.notifications.models import Notification
from knowledge.notifications.views import News, NotificationCounts

MOST_AT_ONCE = 20
CLAIM = timedelta(minutes=2)
"""After this another worker takes what was claimed and not marked: its worker is taken for dead."""
SENDING = timedelta(minutes=1)
"""How long a worker goes on beginning to send what it claimed. The rest of ``CLAIM`` is for the message on its way."""
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
"""After a failed sending; it doubles each time, so the eighth is an hour later."""


def news_of(session: Session, conversation_id: str) -> list[News]:
    """What a conversation has not been told yet, the oldest first. Nothing is marked."""
    rows = session.scalars(
        select(Notification)
        .where(
            Notification.conversation_id == conversation_id,
            Notification.way == NotificationWay.CONVERSATION,
            Notification.state == NotificationState.WAITING,
        )
        .order_by(Notification.id)
        .limit(MOST_AT_ONCE)
    )
    return [_news(session, row) for row in rows]


def acknowledge(session: Session, conversation_id: str, ids: Sequence[int], now: datetime) -> int:
    """Mark news a conversation has shown; how many were still waiting. Ids of others are passed over."""
    rows = session.scalars(
        select(Notification).where(
            Notification.id.in_(list(ids)),
            Notification.conversation_id == conversation_id,
            Notification.way == NotificationWay.CONVERSATION,
            Notification.state == NotificationState.WAITING,
        )
    ).all()
    for row in rows:
        row.state, row.delivered_at = NotificationState.DELIVERED, now
        row.attempts += 1
    return len(rows)


def claim(session: Session, way: NotificationWay, *, worker: str, now: datetime, limit: int) -> list[News]:
    """Claim what is to be pushed. Nobody else gets it until the claim runs out."""
    rows = session.scalars(
        select(Notification)
        .where(
            Notification.way == way,
            Notification.state.in_(
                [NotificationState.WAITING, NotificationState.NOT_CONFIGURED, NotificationState.CLAIMED]
            ),
            or_(Notification.retry_at.is_(None), Notification.retry_at <= now),
        )
        .order_by(Notification.id)
        .limit(limit)
    ).all()
    for row in rows:
        row.state, row.claimed_by, row.retry_at = NotificationState.CLAIMED, worker, now + CLAIM
        row.attempts += 1
    session.flush()
    return [_news(session, row) for row in rows]


def sent(session: Session, notification_id: int, *, worker: str, now: datetime) -> bool:
    """Mark what a worker sent; ``False`` when the claim had run out and is another's now."""
    row = _claimed(session, notification_id, worker)
    if row is None:
        return False
    row.state, row.delivered_at, row.retry_at = NotificationState.DELIVERED, now, None
    return True


def not_sent(session: Session, notification_id: int, *, worker: str, now: datetime) -> None:
    """Plan another try, or give up after ``MOST_ATTEMPTS``."""
    row = _claimed(session, notification_id, worker)
    if row is None:
        return
    row.claimed_by = None
    if row.attempts >= MOST_ATTEMPTS:
        row.state, row.retry_at = NotificationState.FAILED, None
    else:
        row.state = NotificationState.WAITING
        row.retry_at = now + FIRST_PAUSE * 2 ** (row.attempts - 1)


def is_waiting(session: Session, way: NotificationWay) -> bool:
    """Whether anything new waits for a way."""
    return session.scalar(select(Notification.id).where(*_waiting_for(way)).limit(1)) is not None


def set_aside(session: Session, way: NotificationWay) -> None:
    """Say of everything waiting for a way that it is not set up here."""
    session.execute(
        update(Notification).where(*_waiting_for(way)).values(state=NotificationState.NOT_CONFIGURED, retry_at=None)
    )


def count(session: Session, entry_id: str | None = None) -> NotificationCounts:
    """How many notifications, of one entry or of all, are in each state."""
    query = select(Notification.state, func.count()).group_by(Notification.state)
    if entry_id is not None:
        query = query.where(Notification.entry_id == entry_id)
    found = {row.state: row[1] for row in session.execute(query)}
    return NotificationCounts({state: found.get(state, 0) for state in NotificationState})


def _waiting_for(way: NotificationWay) -> tuple[ColumnElement[bool], ...]:
    return Notification.way == way, Notification.state == NotificationState.WAITING


def _claimed(session: Session, notification_id: int, worker: str) -> Notification | None:
    row = session.get(Notification, notification_id)
    if row is None or row.state is not NotificationState.CLAIMED or row.claimed_by != worker:
        return None
    return row


def _news(session: Session, row: Notification) -> News:
    report = session.get(EmergingReport, row.report_id) if row.report_id is not None else None
    told = session.get(EntryVersion, (row.entry_id, row.entry_version))
    title = EntryDraft.from_json(told.content).title if told is not None else ""
    card = None if row.kind is NotificationKind.WITHDRAWN else published.find_card(session, row.entry_id)
    return News(
        notification_id=row.id,
        kind=row.kind,
        way=row.way,
        conversation_id=row.conversation_id,
        text=wording.news_text(row.kind, about=report.claim if report is not None else title),
        card=card,
        query_code=shown_code(report.query_code) if report is not None else None,
    )
