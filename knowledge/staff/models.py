"""The table of staff accounts."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.db import Base, closed_vocabulary
from knowledge.staff.roles import StaffRole


class Staff(Base):
    """One account. The token itself is never stored."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("token_sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[StaffRole] = mapped_column(closed_vocabulary(StaffRole))
    token_sha256: Mapped[str] = mapped_column(String(64))
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
