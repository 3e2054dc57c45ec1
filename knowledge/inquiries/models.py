"""Tables of inquiries and feedback. Nothing personal: a conversation is a random number, text is masked."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    delete,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from knowledge.db import Base


class Inquiry(Base):
    """One resident message (提问) and what became of it."""

    __tablename__ = "inquiry"
    __table_args__ = (
        UniqueConstraint("channel", "conversation_id", "message_id"),
        # Everything counts are made of, so that counting a week never opens the rows with their replies.
        Index("ix_inquiry_counted", "created_at", "outcome", "scope", "top_entry_id", "channel", "conversation_id"),
        # The questions desk reads the newest of one outcome.
        Index("ix_inquiry_by_outcome", "outcome", "created_at", "probability"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    conversation_id: Mapped[str] = mapped_column(String(80), index=True)
    message_id: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)

    outcome: Mapped[str | None] = mapped_column(String(20))
    """Set when the knowledge base was asked; ``None`` for greetings, follow-ups and buttons."""
    scope: Mapped[str | None] = mapped_column(String(20))
    claim: Mapped[str] = mapped_column(Text, default="")
    top_entry_id: Mapped[str | None] = mapped_column(String(80))
    """Kept without a foreign key: history outlives an entry."""
    probability: Mapped[float | None]
    revision: Mapped[int | None]
    shown_entry_ids: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """``None`` when no card was shown."""

    intent: Mapped[str | None] = mapped_column(String(80))
    mode: Mapped[str | None] = mapped_column(String(20))
    reply: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None]


class Feedback(Base):
    """A conversation's last word on whether an entry helped (有用/没用)."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("conversation_id", "entry_id"),
        Index("ix_feedback_by_vote", "helpful", "created_at"),
        # All that votes of a period are counted by.
        Index("ix_feedback_counted", "created_at", "entry_id", "helpful"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(80))
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    helpful: Mapped[bool]
    created_at: Mapped[datetime]


class PeriodQuestions(Base):
    """The questions of a day or week that is over, counted once (``knowledge.trends.summaries``).

    Never stale: whatever writes an inquiry of the period takes the row away in the same transaction.
    """

    __tablename__ = "period_questions"

    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    questions: Mapped[int]
    askers: Mapped[int]
    answered: Mapped[int]
    clarified: Mapped[int]
    unmatched: Mapped[int]
    emergencies: Mapped[int]


class PeriodAsks(Base):
    """How often an entry answered in such a period; goes with the row of its period."""

    __tablename__ = "period_asks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["since", "until"], ["period_questions.since", "period_questions.until"], ondelete="CASCADE"
        ),
    )

    since: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    askers: Mapped[int]
    mentions: Mapped[int]


_COUNTED = ("created_at", "outcome", "scope", "top_entry_id", "conversation_id")


@event.listens_for(Inquiry, "after_insert")
@event.listens_for(Inquiry, "after_delete")
def _forget_summaries(_: Mapper[Inquiry], connection: Connection, inquiry: Inquiry) -> None:
    """A listener, so that no writer can forget it. An instant of today is in no finished period: one index look."""
    connection.execute(
        delete(PeriodQuestions).where(
            PeriodQuestions.until > inquiry.created_at, PeriodQuestions.since <= inquiry.created_at
        )
    )


@event.listens_for(Inquiry, "after_update")
def _forget_if_counted(mapper: Mapper[Inquiry], connection: Connection, inquiry: Inquiry) -> None:
    # The outcome of a message of 23:59:59 is known when its day is over.
    if any(inspect(inquiry).attrs[name].history.has_changes() for name in _COUNTED):
        _forget_summaries(mapper, connection, inquiry)
