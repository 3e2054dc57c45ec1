"""The revision: one number that grows whenever what residents can be told changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.db import Base

_ONLY_ROW = 1


class KnowledgeRevision(Base):
    """The one row that holds the number.

    A row that is updated, not a row per change: two publications at once then wait for each other, and no
    lower number can become visible after a higher one.
    """

    __tablename__ = "knowledge_revision"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    changed_at: Mapped[datetime]


def current(session: Session) -> int:
    """The revision as this transaction sees it; 0 before anything was published."""
    return session.scalar(select(KnowledgeRevision.number)) or 0


def bump(session: Session, now: datetime) -> int:
    """Count one more change, in the transaction that makes it; returns the new number."""
    row = session.get(KnowledgeRevision, _ONLY_ROW, with_for_update=True)
    if row is None:
        row = KnowledgeRevision(id=_ONLY_ROW, number=0, changed_at=now)
        session.add(row)
    row.number += 1
    row.changed_at = now
    session.flush()
    return row.number
