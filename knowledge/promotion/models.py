"""Tables of collections and daily picks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.db import Base


class Collection(Base):
    """Entries that belong together for a while (专题): a festival, the science week, a season."""

    __tablename__ = "collection"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    introduction: Mapped[str] = mapped_column(String(500))
    is_public: Mapped[bool]
    created_by: Mapped[str] = mapped_column(String(80))
    edition: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)

    items: Mapped[list["CollectionItem"]] = relationship(
        order_by="CollectionItem.position", cascade="all, delete-orphan"
    )


class CollectionItem(Base):
    """An entry's place in a collection."""

    __tablename__ = "collection_item"

    collection_id: Mapped[str] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]


class DailyPick(Base):
    """The entry of one day (每日一条), by the date in China."""

    __tablename__ = "daily_pick"

    on_date: Mapped[date] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    chosen_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
