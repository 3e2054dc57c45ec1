"""Tables of emerging reports, their clusters, and what staff decided about them."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.check_worthiness import MessageKind
from knowledge.db import Base, closed_vocabulary
from knowledge.emerging.kinds import DecisionKind, Harm, IntakeChannel
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import WhereSeen


class Cluster(Base):
    """Reports of the same rumor (线索簇): one line of the ledger. ``claim`` is the wording that stands for all."""

    __tablename__ = "cluster"
    __table_args__ = (Index("ix_cluster_status_due_on", "status", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim: Mapped[str] = mapped_column(String(500))
    kind: Mapped[MessageKind] = mapped_column(closed_vocabulary(MessageKind), index=True)
    """``rumor``, or ``information_gap`` for questions nothing answers: those stand apart in the ledger."""
    status: Mapped[ClusterStatus] = mapped_column(closed_vocabulary(ClusterStatus), index=True)
    edition: Mapped[int]
    """Grows with every change staff make: whoever changes says which one they read."""
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entry.id"), index=True)
    """The entry that answers it, from its first draft on."""
    topic: Mapped[str] = mapped_column(String(50), index=True)
    """One of ``knowledge/entries/topics.yml``; empty when the words do not tell."""
    foods: Mapped[list[str]] = mapped_column(JSON)

    unit: Mapped[str | None] = mapped_column(String(80), index=True)
    """Name of the responsible unit, as in ``units.yml``."""
    due_on: Mapped[date | None] = mapped_column(Date)
    assigned_at: Mapped[datetime | None]
    conclusion: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    dismissal_reason: Mapped[str] = mapped_column(String(500))
    concluded_by: Mapped[str | None] = mapped_column(String(80))
    concluded_at: Mapped[datetime | None]

    harm: Mapped[Harm | None] = mapped_column(closed_vocabulary(Harm))
    """What staff judged; ``None`` while only the words of the reports speak."""
    worthiness: Mapped[float]
    """The highest check-worthiness of its reports (0-1)."""
    is_restricted: Mapped[bool] = mapped_column(index=True)
    """不宜公开: only people with that permission see it."""
    restricted_reason: Mapped[str] = mapped_column(String(500))
    companies: Mapped[list[str]] = mapped_column(JSON)
    """Companies, shops and brands the reports name: 涉企核实 comes before a conclusion."""
    company_checked_by: Mapped[str] = mapped_column(String(200))
    """Who clarified with the company; empty until somebody did."""
    company_checked_on: Mapped[date | None] = mapped_column(Date)

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    """Set on a cluster staff merged into another: it keeps its history and holds no reports."""
    returned_entry_id: Mapped[str | None] = mapped_column(String(80))
    """旧谣新炒: the entry whose withdrawn or older form this repeats. Kept without a foreign key."""
    returned_version: Mapped[int | None]
    reopened_count: Mapped[int]
    """How often a new report reopened it after it was closed."""

    mention_count: Mapped[int]
    asker_count: Mapped[int]
    first_reported_at: Mapped[datetime]
    last_reported_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]

    reports: Mapped[list["EmergingReport"]] = relationship(order_by="EmergingReport.id", back_populates="cluster")


class EmergingReport(Base):
    """One unmatched claim (上报线索) of one asker on one day, masked, with the code its reporter asks by."""

    __tablename__ = "emerging_report"
    __table_args__ = (
        UniqueConstraint("query_code"),
        UniqueConstraint("inquiry_id"),
        UniqueConstraint("partner_id", "external_id"),
        Index("ix_emerging_report_asker", "asker_key", "asked_on"),
        # How far clusters spread is counted from these alone.
        Index("ix_emerging_report_spread", "asked_on", "cluster_id", "asker_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"))
    """The message it came from, when it came by conversation."""
    channel: Mapped[IntakeChannel] = mapped_column(closed_vocabulary(IntakeChannel), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    external_id: Mapped[str | None] = mapped_column(String(80))
    """The partner's own number of it: sent again, it is taken in once."""
    claim: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(String(1000))
    """The message it came in, masked, as far as 1,000 characters go."""
    kind: Mapped[MessageKind] = mapped_column(closed_vocabulary(MessageKind))
    worthiness: Mapped[float]
    """The calibrated probability that it reads like a rumor to be checked."""
    food: Mapped[str] = mapped_column(String(40), index=True)
    """The first food it names, for counts; empty when it names none."""
    foods: Mapped[list[str]] = mapped_column(JSON)
    keywords: Mapped[list[str]] = mapped_column(JSON)
    companies: Mapped[list[str]] = mapped_column(JSON)
    sub_district: Mapped[str] = mapped_column(String(20), index=True)
    """The 街镇 of the district the text names; empty when it names none."""
    query_code: Mapped[str] = mapped_column(String(8))
    where_seen: Mapped[WhereSeen | None] = mapped_column(closed_vocabulary(WhereSeen))
    wants_answer: Mapped[bool | None]
    opened_cluster: Mapped[bool]
    is_pinned: Mapped[bool]
    """Staff put it where it is: no rerun moves it."""
    asker_key: Mapped[str] = mapped_column(String(32))
    """Tells one asker from another on one day, and nothing else: see ``asker_salt``."""
    asked_on: Mapped[date] = mapped_column(Date, index=True)
    """The day in China."""
    mention_count: Mapped[int]
    """How often this asker brought it up that day."""
    created_at: Mapped[datetime] = mapped_column(index=True)

    cluster: Mapped[Cluster] = relationship(back_populates="reports")


class ReportMention(Base):
    """A further message of the same asker about the same rumor on the same day."""

    __tablename__ = "report_mention"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("emerging_report.id"), index=True)
    created_at: Mapped[datetime]


class SentMention(Base):
    """A further lead with a number of its own that was counted to a report of the same asker of that day.

    Without it the lead, sent again, would be counted again.
    """

    __tablename__ = "sent_mention"
    __table_args__ = (UniqueConstraint("partner_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[IntakeChannel] = mapped_column(closed_vocabulary(IntakeChannel))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    external_id: Mapped[str] = mapped_column(String(80))
    report_id: Mapped[int] = mapped_column(ForeignKey("emerging_report.id"), index=True)
    created_at: Mapped[datetime]


class AskerSalt(Base):
    """The salt of one day's asker keys. Deleted when the day is over: from then on nobody can recompute a key."""

    __tablename__ = "asker_salt"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))


class ClusterMove(Base):
    """One change of a cluster's status. Rows are only ever added."""

    __tablename__ = "cluster_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    from_status: Mapped[ClusterStatus | None] = mapped_column(closed_vocabulary(ClusterStatus))
    """``None`` for the first row: the cluster came into being."""
    to_status: Mapped[ClusterStatus] = mapped_column(closed_vocabulary(ClusterStatus))
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(80))
    """Name of the staff account, ``partner:NAME``, or ``system``."""
    note: Mapped[str] = mapped_column(String(500))


class ClusterDecision(Base):
    """Staff merged, split or moved. Rows are only ever added; a rerun of the clustering obeys them."""

    __tablename__ = "cluster_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DecisionKind] = mapped_column(closed_vocabulary(DecisionKind))
    from_cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    to_cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    report_ids: Mapped[list[int]] = mapped_column(JSON)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class Partner(Base):
    """A unit that sends and reads leads by interface (接入单位): the city mechanism, the hotline."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("token_sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    channel: Mapped[IntakeChannel] = mapped_column(closed_vocabulary(IntakeChannel))
    token_sha256: Mapped[str] = mapped_column(String(64))
    rate: Mapped[str] = mapped_column(String(80))
    """How much it may ask for, such as ``600/minute``."""
    may_read_ledger: Mapped[bool]
    may_conclude: Mapped[bool]
    is_active: Mapped[bool]
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    last_used_on: Mapped[date | None] = mapped_column(Date)
