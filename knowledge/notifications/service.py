"""Writing the outbox: who is told of an answer, a correction or a withdrawal.

Functions take the session and never commit: the news and who hears of it are one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from knowledge.emerging.models import EmergingReport
from knowledge.inquiries.models import Inquiry
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay
from knowledge.notifications.models import Notification

WECHAT_CHANNEL = "wechat"
_UNREAD = (NotificationState.WAITING, NotificationState.NOT_CONFIGURED, NotificationState.FAILED)


@dataclass(frozen=True, slots=True)
class Listener:
    """A conversation, and the way it is reached."""

    conversation_id: str
    way: NotificationWay


def tell_askers(session: Session, *, cluster_ids: Iterable[int], entry_id: str, version: int, now: datetime) -> int:
    """Let everyone who reported to these clusters and agreed know that there is an answer; how many are new.

    Whoever was told of this entry already is not told again.
    """
    rows = session.execute(
        select(EmergingReport.id, Inquiry.conversation_id, Inquiry.channel)
        .join(Inquiry, Inquiry.id == EmergingReport.inquiry_id)
        .where(EmergingReport.cluster_id.in_(list(cluster_ids)), EmergingReport.wants_answer.is_(True))
        .order_by(EmergingReport.id)
    )
    told = {
        Listener(row.conversation_id, row.way)
        for row in _of_entry(session, entry_id)
        if row.kind is NotificationKind.ANSWERED and row.state is not NotificationState.SUPERSEDED
    }
    count = 0
    for report_id, conversation_id, channel in rows:
        listener = Listener(conversation_id, way_of(channel))
        if listener in told:
            continue
        told.add(listener)
        session.add(_row(listener, NotificationKind.ANSWERED, entry_id, version, now, report_id))
        count += 1
    session.flush()
    return count


def tell_corrected(session: Session, *, entry_id: str, version: int, since: datetime, now: datetime) -> int:
    """Let those who were shown an older version know that it was corrected; how many are told."""
    known = _of_entry(session, entry_id)
    # News of an answer that nobody read yet will show the corrected card anyway.
    unread = {
        Listener(row.conversation_id, row.way)
        for row in known
        if row.kind is NotificationKind.ANSWERED and row.state in _UNREAD
    }
    told_of_withdrawal = {
        Listener(row.conversation_id, row.way)
        for row in known
        if row.kind is NotificationKind.WITHDRAWN and row.state is NotificationState.DELIVERED
    }
    audience = (_shown_to(session, entry_id, since, known) | told_of_withdrawal) - unread
    _supersede(session, entry_id, (NotificationKind.CORRECTED, NotificationKind.WITHDRAWN))
    return _tell(session, audience, NotificationKind.CORRECTED, entry_id, version, now)


def tell_withdrawn(session: Session, *, entry_id: str, version: int, since: datetime, now: datetime) -> int:
    """Let those who were shown an entry know that it was withdrawn; how many are told. Unread news of it is dropped."""
    audience = _shown_to(session, entry_id, since, _of_entry(session, entry_id))
    _supersede(session, entry_id, tuple(NotificationKind))
    return _tell(session, audience, NotificationKind.WITHDRAWN, entry_id, version, now)


def way_of(channel: str) -> NotificationWay:
    """How somebody who came by ``channel`` is reached."""
    return NotificationWay.WECHAT if channel == WECHAT_CHANNEL else NotificationWay.CONVERSATION


def _of_entry(session: Session, entry_id: str) -> list[Notification]:
    return list(session.scalars(select(Notification).where(Notification.entry_id == entry_id)))


def _shown_to(session: Session, entry_id: str, since: datetime, known: Iterable[Notification]) -> set[Listener]:
    # Ids of entries are small letters, digits and hyphens: nothing in them means anything to LIKE or JSON.
    shown = cast(Inquiry.shown_entry_ids, String).like(f'%"{entry_id}"%')
    rows = session.execute(
        select(Inquiry.conversation_id, Inquiry.channel).where(Inquiry.created_at >= since, shown).distinct()
    )
    by_news = {
        Listener(row.conversation_id, row.way)
        for row in known
        if row.delivered_at is not None and row.delivered_at >= since and row.kind is not NotificationKind.WITHDRAWN
    }
    return {Listener(conversation_id, way_of(channel)) for conversation_id, channel in rows} | by_news


def _supersede(session: Session, entry_id: str, kinds: tuple[NotificationKind, ...]) -> None:
    session.execute(
        update(Notification)
        .where(Notification.entry_id == entry_id, Notification.kind.in_(kinds), Notification.state.in_(_UNREAD))
        .values(state=NotificationState.SUPERSEDED)
    )


def _tell(
    session: Session,
    audience: Iterable[Listener],
    kind: NotificationKind,
    entry_id: str,
    version: int,
    now: datetime,
) -> int:
    listeners = sorted(audience, key=lambda listener: (listener.conversation_id, listener.way))
    session.add_all(_row(listener, kind, entry_id, version, now, None) for listener in listeners)
    session.flush()
    return len(listeners)


def _row(
    listener: Listener, kind: NotificationKind, entry_id: str, version: int, now: datetime, report_id: int | None
) -> Notification:
    return Notification(
        kind=kind,
        way=listener.way,
        conversation_id=listener.conversation_id,
        entry_id=entry_id,
        entry_version=version,
        report_id=report_id,
        state=NotificationState.WAITING,
        created_at=now,
        attempts=0,
    )
