"""Reading the ledger: lines by urgency, one cluster with all there is on it. Functions take the session first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import SubjectKind
from knowledge.audit.service import AuditFilter
from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.containing import has_word
from knowledge.emerging.answering import default_due_on
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus
from knowledge.emerging.models import Cluster, ClusterMove, EmergingReport
from knowledge.emerging.presenting import cluster_view, report_view
from knowledge.emerging.priority import Spread, priority
from knowledge.emerging.ranking import Candidate, candidates, count_by_status, most_urgent, read_spreads
from knowledge.emerging.units import default_unit
from knowledge.emerging.views import (
    ClusterFile,
    ClusterView,
    DailyCount,
    DueLines,
    DueState,
    LedgerBoard,
    LedgerLine,
    LedgerPage,
    MoveView,
    ReportView,
    Variant,
)
from knowledge.errors import NotFound

DUE_SOON_DAYS = 1
"""Today and tomorrow: early enough to telephone the unit."""

MOST_REPORTS_SHOWN = 500
MOST_VARIANTS = 100
MOST_HISTORY = 100
MOST_COMPARED = 400


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which clusters are wanted; a field left out does not restrict."""

    status: ClusterStatus | None = None
    unit: str | None = None
    kind: MessageKind | None = None
    topic: str | None = None
    food: str | None = None
    words: str | None = None
    due: DueState | None = None
    is_restricted: bool | None = None
    needs_company_check: bool | None = None
    is_returning: bool | None = None
    """旧谣新炒: repeats an old form of an entry, or was reopened by a new report."""


def find_lines(
    session: Session, wanted: LedgerFilter, *, today: date, sees_restricted: bool, limit: int, offset: int
) -> LedgerPage:
    """A page of the ledger, the most urgent first. Restricted leads only for those who may see them."""
    found = candidates(session, _conditions(wanted, today, sees_restricted=sees_restricted))
    spreads = read_spreads(session, today)
    by_status = count_by_status(found)
    if wanted.status is not None:
        found = [one for one in found if one.status is wanted.status]
    page_ids = most_urgent(found, spreads)[offset : offset + limit]
    return LedgerPage(len(found), _lines(session, page_ids, spreads, today), by_status)


def read_board(
    session: Session,
    wanted: LedgerFilter,
    *,
    today: date,
    sees_restricted: bool,
    most: Mapping[ClusterStatus, int],
) -> LedgerBoard:
    """The most urgent lines of every status, ``most`` says how many; each column is what ``find_lines`` finds."""
    found = candidates(session, _conditions(wanted, today, sees_restricted=sees_restricted))
    spreads = read_spreads(session, today)
    by_status = count_by_status(found)
    columns = {}
    for status in ClusterStatus:
        if wanted.status in {None, status}:
            ids = most_urgent([one for one in found if one.status is status], spreads)[: most[status]]
            columns[status] = LedgerPage(by_status[status], _lines(session, ids, spreads, today), by_status)
    return LedgerBoard(columns)


def read_due(session: Session, *, today: date, sees_restricted: bool, limit: int) -> DueLines:
    """What is overdue and what is due soon, the most urgent first; each is what ``find_lines`` finds."""
    is_due = or_(_due_condition(DueState.OVERDUE, today), _due_condition(DueState.DUE_SOON, today))
    found = candidates(session, [*_visible(sees_restricted), is_due])
    spreads = read_spreads(session, today)

    def page(of_state: list[Candidate]) -> LedgerPage:
        ids = most_urgent(of_state, spreads)[:limit]
        return LedgerPage(len(of_state), _lines(session, ids, spreads, today), count_by_status(of_state))

    overdue = [one for one in found if one.due_on is not None and one.due_on < today]
    soon = [one for one in found if one.due_on is not None and one.due_on >= today]
    return DueLines(page(overdue), page(soon))


def list_clusters(
    session: Session, *, status: ClusterStatus | None, sees_restricted: bool, limit: int, offset: int
) -> list[ClusterView]:
    """Clusters, those with the most reports first, then the most recent."""
    count = func.count(EmergingReport.id)
    query = (
        select(Cluster)
        .join(EmergingReport)
        .where(*_visible(sees_restricted))
        .group_by(Cluster.id)
        .order_by(count.desc(), func.max(EmergingReport.id).desc())
        .limit(limit)
        .offset(offset)
    )
    if status is not None:
        query = query.where(Cluster.status == status)
    clusters = list(session.scalars(query))
    counted = _counted(session, [cluster.id for cluster in clusters])
    return [cluster_view(cluster, *counted.get(cluster.id, (0, 0))) for cluster in clusters]


def read_cluster(session: Session, cluster_id: int, *, sees_restricted: bool) -> ClusterView:
    """One cluster with its reports, the earliest first. Raises ``NotFound``, also for what may not be seen."""
    cluster = require_visible(session, cluster_id, sees_restricted=sees_restricted)
    reports = session.scalars(
        select(EmergingReport)
        .where(EmergingReport.cluster_id == cluster_id)
        .order_by(EmergingReport.id)
        .limit(MOST_REPORTS_SHOWN)
    )
    counts = _counted(session, [cluster_id]).get(cluster_id, (0, 0))
    return cluster_view(cluster, *counts, reports=tuple(map(report_view, reports)))


def require_visible(session: Session, cluster_id: int, *, sees_restricted: bool) -> Cluster:
    """The cluster. Raises ``NotFound`` when there is none, or none this person may know of."""
    cluster = session.get(Cluster, cluster_id)
    if cluster is None or (cluster.is_restricted and not sees_restricted):
        raise NotFound("cluster", cluster_id)
    return cluster


def list_reports(
    session: Session, *, cluster_id: int | None, sees_restricted: bool, limit: int, offset: int
) -> list[ReportView]:
    """Reports, newest first."""
    query = select(EmergingReport).order_by(EmergingReport.id.desc()).limit(limit).offset(offset)
    if cluster_id is not None:
        query = query.where(EmergingReport.cluster_id == cluster_id)
    if not sees_restricted:
        query = query.join(Cluster).where(Cluster.is_restricted.is_(False))
    return [report_view(report) for report in session.scalars(query)]


def read_file(session: Session, cluster_id: int, *, sees_restricted: bool, now: datetime) -> ClusterFile:
    """All there is on one cluster. Raises ``NotFound``."""
    cluster = require_visible(session, cluster_id, sees_restricted=sees_restricted)
    view = read_cluster(session, cluster_id, sees_restricted=sees_restricted)
    today = china_date(now)
    spread = read_spreads(session, today, cluster_id).get(cluster_id, Spread(0, 0))
    moves = session.scalars(select(ClusterMove).where(ClusterMove.cluster_id == cluster_id).order_by(ClusterMove.id))
    line = _line(cluster, spread, today)
    subject = AuditFilter(subject_kind=SubjectKind.CLUSTER, subject_id=str(cluster_id))
    return ClusterFile(
        line=LedgerLine(view, line.priority, line.due_state),
        moves=tuple(MoveView(row.from_status, row.to_status, row.at, row.actor, row.note) for row in moves),
        days=tuple(_days(session, cluster_id)),
        variants=tuple(_variants(session, cluster_id)),
        default_unit=default_unit(cluster.topic, cluster.claim),
        default_due_on=default_due_on(cluster, now),
        history=tuple(audit.find(session, subject, limit=MOST_HISTORY, offset=0)),
    )


def others_like(session: Session, cluster_id: int, *, sees_restricted: bool) -> list[ClusterView]:
    """Clusters worth comparing with this one: of its topic, or reported lately; the latest first."""
    cluster = require_visible(session, cluster_id, sees_restricted=sees_restricted)
    same_topic = case((Cluster.topic == cluster.topic, 0), else_=1)
    query = (
        select(Cluster)
        .where(*_visible(sees_restricted), Cluster.id != cluster_id)
        .order_by(same_topic, Cluster.last_reported_at.desc())
        .limit(MOST_COMPARED)
    )
    return [cluster_view(other, other.asker_count, 0) for other in session.scalars(query)]


def due_state(cluster: Cluster, today: date) -> DueState:
    """How an open cluster stands to its due date."""
    if cluster.due_on is None or cluster.status in CLOSED:
        return DueState.NONE
    if cluster.due_on < today:
        return DueState.OVERDUE
    return DueState.DUE_SOON if cluster.due_on <= today + timedelta(days=DUE_SOON_DAYS) else DueState.ON_TIME


def _visible(sees_restricted: bool) -> list[ColumnElement[bool]]:
    there: list[ColumnElement[bool]] = [Cluster.merged_into_id.is_(None)]
    return there if sees_restricted else [*there, Cluster.is_restricted.is_(False)]


def _conditions(wanted: LedgerFilter, today: date, *, sees_restricted: bool) -> list[ColumnElement[bool]]:
    found = _visible(sees_restricted)
    for column, value in (
        (Cluster.unit, wanted.unit),
        (Cluster.kind, wanted.kind),
        (Cluster.topic, wanted.topic),
        (Cluster.is_restricted, wanted.is_restricted),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.food:
        found.append(_has_report(EmergingReport.food == wanted.food))
    for word in (wanted.words or "").split():
        likes = (has_word(column, word) for column in (Cluster.claim, Cluster.conclusion))
        found.append(or_(*likes, _has_report(has_word(EmergingReport.claim, word))))
    if wanted.due is not None:
        found.append(_due_condition(wanted.due, today))
    if wanted.needs_company_check is not None:
        needs = and_(func.json_array_length(Cluster.companies) > 0, Cluster.company_checked_by == "")
        found.append(needs if wanted.needs_company_check else ~needs)
    if wanted.is_returning is not None:
        returns = or_(Cluster.returned_entry_id.is_not(None), Cluster.reopened_count > 0)
        found.append(returns if wanted.is_returning else ~returns)
    return found


def _due_condition(due: DueState, today: date) -> ColumnElement[bool]:
    is_open = Cluster.status.not_in(CLOSED)
    soon = today + timedelta(days=DUE_SOON_DAYS)
    return {
        DueState.NONE: or_(Cluster.due_on.is_(None), ~is_open),
        DueState.OVERDUE: and_(is_open, Cluster.due_on < today),
        DueState.DUE_SOON: and_(is_open, Cluster.due_on >= today, Cluster.due_on <= soon),
        DueState.ON_TIME: and_(is_open, Cluster.due_on > soon),
    }[due]


def _has_report(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    # Not EXISTS: that looks at the reports of every cluster in turn, this once at all of them.
    return Cluster.id.in_(select(EmergingReport.cluster_id).where(condition))


def _counted(session: Session, cluster_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Reports, and those whose reporter wants to be told, by cluster."""
    wants = case((EmergingReport.wants_answer.is_(True), 1))
    rows = session.execute(
        select(EmergingReport.cluster_id, func.count(), func.count(wants))
        .where(EmergingReport.cluster_id.in_(cluster_ids))
        .group_by(EmergingReport.cluster_id)
    )
    return {cluster_id: (reports, wanting) for cluster_id, reports, wanting in rows}


def _days(session: Session, cluster_id: int) -> list[DailyCount]:
    rows = session.execute(
        select(
            EmergingReport.asked_on,
            func.count(EmergingReport.asker_key.distinct()),
            func.sum(EmergingReport.mention_count),
        )
        .where(EmergingReport.cluster_id == cluster_id)
        .group_by(EmergingReport.asked_on)
        .order_by(EmergingReport.asked_on)
    )
    return [DailyCount(day, askers, mentions) for day, askers, mentions in rows]


def _variants(session: Session, cluster_id: int) -> list[Variant]:
    count = func.count()
    rows = session.execute(
        select(EmergingReport.claim, count, func.min(EmergingReport.asked_on), func.max(EmergingReport.asked_on))
        .where(EmergingReport.cluster_id == cluster_id)
        .group_by(EmergingReport.claim)
        .order_by(count.desc(), func.min(EmergingReport.id))
        .limit(MOST_VARIANTS)
    )
    return [Variant(claim, reports, first, last) for claim, reports, first, last in rows]


def _line(cluster: Cluster, spread: Spread, today: date) -> LedgerLine:
    judged = priority(claim=cluster.claim, judged_harm=cluster.harm, spread=spread, worthiness=cluster.worthiness)
    return LedgerLine(cluster_view(cluster, 0, 0), judged, due_state(cluster, today))


def _lines(
    session: Session, cluster_ids: Sequence[int], spreads: Mapping[int, Spread], today: date
) -> tuple[LedgerLine, ...]:
    """The lines of a page, in this order."""
    found = {cluster.id: cluster for cluster in session.scalars(select(Cluster).where(Cluster.id.in_(cluster_ids)))}
    counted = _counted(session, cluster_ids)
    lines = (_line(found[one], spreads.get(one, Spread(0, 0)), today) for one in cluster_ids)
    return tuple(_with_counts(line, counted) for line in lines)


def _with_counts(line: LedgerLine, counted: dict[int, tuple[int, int]]) -> LedgerLine:
    reports, wanting = counted.get(line.cluster.cluster_id, (0, 0))
    cluster = replace(line.cluster, report_count=reports, wants_answer_count=wanting)
    return LedgerLine(cluster, line.priority, line.due_state)
