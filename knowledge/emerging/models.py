"""Tables of emerging reports and their clusters."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.db import Base, closed_vocabulary
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import WhereSeen


class Cluster(Base):
    """Reports of the same rumor (线索簇). ``claim`` is the wording that stands for all of them."""

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim: Mapped[str] = mapped_column(String(500))
    status: Mapped[ClusterStatus] = mapped_column(closed_vocabulary(ClusterStatus), index=True)
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"), index=True)
    """The entry that answers it, from its first draft on."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    reports: Mapped[list["EmergingReport"]] = relationship(
        order_by="EmergingReport.id", back_populates="cluster"
    )


class EmergingReport(Base):
    """One unmatched claim (上报线索), masked, with the code its reporter asks by."""

    __tablename__ = "emerging_report"
    __table_args__ = (UniqueConstraint("query_code"), UniqueConstraint("inquiry_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    claim: Mapped[str] = mapped_column(String(500))
    query_code: Mapped[str] = mapped_column(String(8))
    where_seen: Mapped[WhereSeen | None] = mapped_column(closed_vocabulary(WhereSeen))
    wants_answer: Mapped[bool | None]
    opened_cluster: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(index=True)

    cluster: Mapped[Cluster] = relationship(back_populates="reports")
