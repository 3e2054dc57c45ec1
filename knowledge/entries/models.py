"""Tables of entries. An entry's own row and its phrasings and sources are the *working* content that
editors change; what residents see is always a version: an unchangeable snapshot with who and when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.db import Base, closed_vocabulary
from knowledge.entries.kinds import EntryKind, EntryStatus, Risk, SourceTier, Verdict


class Entry(Base):
    """One piece of knowledge (条目). It is public exactly while ``published_version`` is set."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_status_updated_at", "status", "updated_at"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(closed_vocabulary(EntryKind), index=True)
    status: Mapped[EntryStatus] = mapped_column(closed_vocabulary(EntryStatus), index=True)
    title: Mapped[str] = mapped_column(String(300))
    verdict: Mapped[Verdict | None] = mapped_column(closed_vocabulary(Verdict))
    truth: Mapped[str] = mapped_column(String(1000))
    key_points: Mapped[list[str]] = mapped_column(JSON)
    advice: Mapped[str] = mapped_column(String(1000))
    topic: Mapped[str] = mapped_column(String(50), index=True)
    unit: Mapped[str] = mapped_column(String(100), index=True)
    risk: Mapped[Risk] = mapped_column(closed_vocabulary(Risk))
    groups: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    related: Mapped[list[str]] = mapped_column(JSON)
    law: Mapped[list[str]] = mapped_column(JSON)
    authored_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    next_review_on: Mapped[date | None] = mapped_column(index=True)
    contributors: Mapped[list[str]] = mapped_column(JSON)
    """Who changed the working content since the last publication; none of them may review it."""
    published_version: Mapped[int | None]
    """Number of the version that is public now. No foreign key: the two tables would need each other."""
    imported_digest: Mapped[str | None] = mapped_column(String(64))
    """Digest of the content last taken from a file; ``None`` for entries written here."""
    edition: Mapped[int]
    """Grows with every change of the working content or its state: whoever saves says which one they read."""
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    """When a scheduled entry becomes public."""
    approved_by: Mapped[str | None] = mapped_column(String(80))
    """The reviewer of a scheduled entry."""
    expire_at: Mapped[datetime | None] = mapped_column(index=True)
    """When a public entry is withdrawn by itself."""
    search_text: Mapped[str] = mapped_column(Text)
    """Title, truth, points and phrasings in compared form, for the editors' search."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)

    phrasings: Mapped[list["Phrasing"]] = relationship(order_by="Phrasing.position", cascade="all, delete-orphan")
    sources: Mapped[list["Source"]] = relationship(order_by="Source.position", cascade="all, delete-orphan")


class Phrasing(Base):
    """One way residents say it (问法)."""

    __tablename__ = "phrasing"
    __table_args__ = (UniqueConstraint("entry_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))


class Source(Base):
    """Where an entry's content comes from (来源)."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    publisher: Mapped[str] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(String(1000))
    published_on: Mapped[str | None] = mapped_column(String(10))
    checked_on: Mapped[str | None] = mapped_column(String(7))
    tier: Mapped[SourceTier] = mapped_column(closed_vocabulary(SourceTier))


class EntryVersion(Base):
    """A published state of an entry, whole, with who wrote and who reviewed it. Never changed."""

    __tablename__ = "entry_version"

    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    contributors: Mapped[list[str]] = mapped_column(JSON)
    reviewer: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime]
