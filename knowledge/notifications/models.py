"""The outbox: one row per person and piece of news, written in the transaction that makes the news."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.db import Base, closed_vocabulary
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay


class Notification(Base):
    """Somebody is to be told something once (通知).

    The unique key says what "the same" is: one conversation, one way, one kind of news about one version.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("conversation_id", "way", "kind", "entry_id", "entry_version"),
        Index("ix_notification_state_retry_at", "state", "retry_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[NotificationKind] = mapped_column(closed_vocabulary(NotificationKind))
    way: Mapped[NotificationWay] = mapped_column(closed_vocabulary(NotificationWay))
    conversation_id: Mapped[str] = mapped_column(String(80))
    """A random number: it names a conversation, not a person."""
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    """Kept without a foreign key: what was told stays told."""
    entry_version: Mapped[int]
    """The version the news is about; of a withdrawal, the version withdrawn."""
    report_id: Mapped[int | None] = mapped_column(ForeignKey("emerging_report.id"), index=True)
    """The report this answers; ``None`` for those who were only shown the card."""
    state: Mapped[NotificationState] = mapped_column(closed_vocabulary(NotificationState))
    created_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    retry_at: Mapped[datetime | None]
    """When a claim runs out, or when a failed sending is tried again."""
    attempts: Mapped[int]
    delivered_at: Mapped[datetime | None]
