"""The table of what editors did about questions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.db import Base, closed_vocabulary
from knowledge.questions.kinds import Handling


class QuestionHandling(Base):
    """A question somebody dealt with; it leaves the desk."""

    __tablename__ = "question_handling"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[Handling] = mapped_column(closed_vocabulary(Handling), index=True)
    entry_id: Mapped[str | None] = mapped_column(String(80))
    """The entry that gained the phrasing, or the right answer. Without a foreign key: marks outlive an entry."""
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
