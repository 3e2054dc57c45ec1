"""The tables of staff accounts, their former passwords and their sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.db import Base, closed_vocabulary
from knowledge.staff.roles import StaffRole


class Staff(Base):
    """One account. Neither its password nor its token is stored, only what they can be compared with."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("token_sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[StaffRole] = mapped_column(closed_vocabulary(StaffRole))
    token_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the token for programs; without one the account has the console only."""
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Without one nobody can sign in to the console as this account."""
    password_set_at: Mapped[datetime | None]
    is_password_temporary: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Somebody else knows it: it must be changed before anything else is done."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Wrong passwords in a row."""
    locked_until: Mapped[datetime | None]
    totp_sealed: Mapped[str | None] = mapped_column(String(300))
    totp_since: Mapped[datetime | None]
    """Since when codes are asked for; a secret without it was offered and not confirmed yet."""
    totp_step: Mapped[int | None]
    """The step of the last code accepted; it and those before it are used up."""
    last_sign_in_at: Mapped[datetime | None]


class FormerPassword(Base):
    """The hash of a password an account had: the last ones may not come back."""

    __tablename__ = "staff_former_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))


class StaffSession(Base):
    """One browser that is signed in. The row goes when it is signed out."""

    __tablename__ = "staff_session"
    __table_args__ = (UniqueConstraint("key_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    key_sha256: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(60))
    """What the person reads in the list of their sessions: the kind of browser, never an address."""
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
