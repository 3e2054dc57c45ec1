"""Running and removing a simulation. Functions take the session first and never commit."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from knowledge.emerging.models import Cluster, ClusterDecision, ClusterMove, EmergingReport, ReportMention
from knowledge.entries.kinds import EntryKind
from knowledge.entries.models import Entry, Phrasing
from knowledge.errors import InvalidInput, WrongState
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.notifications.models import Notification
from knowledge.simulation.leads import PREFIX
from knowledge.simulation.planning import plan
from knowledge.simulation.scenario import KnownEntry, Scenario
from knowledge.simulation.writing import Written, write
from knowledge.trends import summaries
from knowledge.weekly.models import WeeklyReportRow
from knowledge.weekly.views import ReportStatus

FEWEST_RUMORS = 8
"""Fewer published rumors than this leave nothing to tell a story with."""


@dataclass(frozen=True, slots=True)
class SimulationRequest:
    """What is simulated: ``weeks`` weeks that end with the day ``until``."""

    weeks: int
    until: date
    seed: int
    weekly_asks: int
    force: bool = False


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was planned, which is the truth counts can be held against, and how much was written."""

    scenario: Scenario
    written: Written


def simulate(session: Session, request: SimulationRequest) -> Simulation:
    """Write a simulated inflow. Raises ``WrongState`` where real questions would be mixed with made-up ones."""
    _require_room(session, force=request.force)
    entries = known_entries(session)
    rumors = sum(entry.is_rumor for entry in entries)
    if rumors < FEWEST_RUMORS:
        raise InvalidInput(
            "content",
            f"模拟需要至少 {FEWEST_RUMORS} 条已发布的谣言条目，现在有 {rumors} 条，请先运行 xiaochen import。",
        )
    scenario = plan(
        entries, weeks=request.weeks, until=request.until, weekly_asks=request.weekly_asks, seed=request.seed
    )
    summaries.forget_all(session)
    return Simulation(scenario, write(session, scenario, entries, seed=request.seed))


def known_entries(session: Session) -> list[KnownEntry]:
    """The published rumors and knowledge, in the order of their ids."""
    wordings: dict[str, list[str]] = {}
    for entry_id, words in session.execute(
        select(Phrasing.entry_id, Phrasing.text).order_by(Phrasing.entry_id, Phrasing.position)
    ):
        wordings.setdefault(entry_id, []).append(words)
    rows = session.scalars(
        select(Entry)
        .where(Entry.published_version.is_not(None), Entry.kind.in_([EntryKind.RUMOR, EntryKind.KNOWLEDGE]))
        .order_by(Entry.id)
    )
    return [
        KnownEntry(
            entry_id=entry.id,
            title=entry.title,
            topic=entry.topic,
            risk=entry.risk.value,
            unit=entry.unit,
            wordings=tuple(wordings.get(entry.id) or [entry.title]),
            is_rumor=entry.kind is EntryKind.RUMOR,
        )
        for entry in rows
    ]


def _require_room(session: Session, *, force: bool) -> None:
    if session.scalar(select(Inquiry.id).where(Inquiry.conversation_id.startswith(PREFIX)).limit(1)) is not None:
        raise WrongState(
            "database",
            current="simulated",
            wanted="without a simulation",
            message="数据库里已有模拟数据，请先运行 xiaochen simulate --clear 清除。",
        )
    real = session.scalar(select(Inquiry.id).where(~Inquiry.conversation_id.startswith(PREFIX)).limit(1))
    if real is not None and not force:
        raise WrongState(
            "database",
            current="in use",
            wanted="without real questions",
            message="数据库里有居民的真实提问，模拟数据会混进统计和周报。请换一个空的 XIAOCHEN_VAR，或加 --force。",
        )


def clear(session: Session) -> int:
    """Remove everything a simulation wrote, and drafts of reports made from it; how many inquiries went.

    Clusters that real reports joined stay with those. Signed reports stay: they never change.
    """
    mine = select(EmergingReport.id).where(EmergingReport.asker_key.startswith(PREFIX))
    touched = set(
        session.scalars(select(EmergingReport.cluster_id).where(EmergingReport.asker_key.startswith(PREFIX)).distinct())
    )
    session.execute(
        delete(Notification).where(
            or_(Notification.conversation_id.startswith(PREFIX), Notification.report_id.in_(mine))
        )
    )
    session.execute(delete(ReportMention).where(ReportMention.report_id.in_(mine)))
    session.execute(delete(EmergingReport).where(EmergingReport.asker_key.startswith(PREFIX)))
    _remove_empty_clusters(session, touched)
    session.execute(delete(Feedback).where(Feedback.conversation_id.startswith(PREFIX)))
    removed = session.execute(delete(Inquiry).where(Inquiry.conversation_id.startswith(PREFIX)))
    summaries.forget_all(session)
    session.execute(delete(WeeklyReportRow).where(WeeklyReportRow.status == ReportStatus.DRAFT))
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _remove_empty_clusters(session: Session, touched: set[int]) -> None:
    tombstone = aliased(Cluster)
    has_reports = exists().where(EmergingReport.cluster_id == Cluster.id)
    is_merge_target = exists().where(tombstone.merged_into_id == Cluster.id)
    empty = [
        cluster_id
        for cluster_id in session.scalars(select(Cluster.id).where(~has_reports, ~is_merge_target))
        if cluster_id in touched
    ]
    for start in range(0, len(empty), 500):
        some = empty[start : start + 500]
        session.execute(
            delete(ClusterDecision).where(
                or_(ClusterDecision.from_cluster_id.in_(some), ClusterDecision.to_cluster_id.in_(some))
            )
        )
        session.execute(delete(ClusterMove).where(ClusterMove.cluster_id.in_(some)))
        session.execute(delete(Cluster).where(Cluster.id.in_(some)))
