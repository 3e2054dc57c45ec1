"""Logging reports, the queue of clusters, and rebuttals. Functions take the session and never commit."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from knowledge.emerging.clustering import ClaimPlacer, KnownClaim
from knowledge.emerging.lifecycle import ClusterStatus, require_move, status_after_publishing
from knowledge.emerging.models import Cluster, EmergingReport
from knowledge.emerging.query_codes import new_code, shown_code, stored_code
from knowledge.emerging.views import ClusterView, ReportView
from knowledge.entries import service as entries
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import Entry
from knowledge.errors import NotFound, WrongState
from knowledge.inquiries.views import Receipt
from knowledge.masking import without_placeholders

LONGEST_CLAIM = 200
"""A longer message is a forward; its main claim stands for it."""


def claim_to_report(text: str, main_claim: str) -> str:
    """The wording to keep of a message: its own words when short, else its main claim (both masked)."""
    own = " ".join(text.split())
    return (own if len(own) <= LONGEST_CLAIM else main_claim or own)[:LONGEST_CLAIM]


def log_report(session: Session, *, inquiry_id: int, place: ClaimPlacer, now: datetime) -> Receipt:
    """Keep a claim nothing answers, in the cluster of the same rumor or in a new one."""
    rows = session.execute(
        select(EmergingReport.cluster_id, EmergingReport.claim)
        .join(Cluster)
        .where(Cluster.status != ClusterStatus.DISMISSED)
        .order_by(EmergingReport.id)
    )
    cluster_id = place.among([KnownClaim(cluster_id, claim) for cluster_id, claim in rows])
    cluster = session.get(Cluster, cluster_id) if cluster_id is not None else None
    is_new = cluster is None
    if cluster is None:
        cluster = Cluster(claim=place.claim, status=ClusterStatus.PENDING, created_at=now, updated_at=now)
        session.add(cluster)
        session.flush()
    cluster.updated_at = now
    code = _unused_code(session)
    session.add(
        EmergingReport(
            cluster_id=cluster.id,
            inquiry_id=inquiry_id,
            claim=place.claim,
            query_code=code,
            opened_cluster=is_new,
            created_at=now,
        )
    )
    session.flush()
    return Receipt(shown_code(code), is_new)


def receipt_of(session: Session, inquiry_id: int) -> Receipt | None:
    """The receipt of the report an inquiry led to, if it did."""
    report = session.scalar(select(EmergingReport).where(EmergingReport.inquiry_id == inquiry_id))
    return Receipt(shown_code(report.query_code), report.opened_cluster) if report is not None else None


def find_report(session: Session, query_code: str) -> EmergingReport:
    """The report with this code, however it is typed. Raises ``NotFound``."""
    code = stored_code(query_code)
    report = session.scalar(select(EmergingReport).where(EmergingReport.query_code == code))
    if report is None:
        raise NotFound("query code", query_code)
    return report


def load_cluster(session: Session, cluster_id: int) -> Cluster:
    """The cluster. Raises ``NotFound``."""
    cluster = session.get(Cluster, cluster_id)
    if cluster is None:
        raise NotFound("cluster", cluster_id)
    return cluster


def move(cluster: Cluster, to: ClusterStatus, now: datetime) -> None:
    """Move a cluster along the table of allowed moves."""
    require_move(cluster.status, to)
    cluster.status = to
    cluster.updated_at = now


def draft_rebuttal(
    session: Session, cluster_id: int, draft: EntryDraft, *, author: str, now: datetime
) -> str:
    """Write the entry that answers a cluster; returns its id."""
    cluster = load_cluster(session, cluster_id)
    if cluster.entry_id is not None:
        raise WrongState(
            "cluster",
            current="answered by " + cluster.entry_id,
            wanted="without a rebuttal",
            message=f"这个线索簇已经有条目 {cluster.entry_id}，请修改那一条。",
        )
    if cluster.status is not ClusterStatus.CHECKING:
        move(cluster, ClusterStatus.CHECKING, now)
    claim = without_placeholders(cluster.claim)
    worded = EntryDraft.model_validate({**draft.to_json(), "phrasings": (*draft.phrasings, claim)})
    entry_id = entries.create_draft(
        session,
        worded,
        author=author,
        entry_id=None,
        now=now,
    )
    cluster.entry_id = entry_id
    session.flush()
    return entry_id


def close_clusters_answered_by(session: Session, entry: Entry, now: datetime) -> None:
    """After publishing: clusters this entry answers reach the state its verdict gives them."""
    to = status_after_publishing(entry.verdict)
    for cluster in _clusters_of(session, entry.id):
        if cluster.status is to:
            continue
        if cluster.status is not ClusterStatus.CHECKING:
            # A corrected verdict, or a cluster dismissed while its rebuttal was being written.
            cluster.status = ClusterStatus.CHECKING
        if to is not ClusterStatus.CHECKING:
            move(cluster, to, now)
        cluster.updated_at = now


def reopen_clusters_answered_by(session: Session, entry_id: str, now: datetime) -> None:
    """After withdrawing: clusters this entry had closed are to be checked again."""
    for cluster in _clusters_of(session, entry_id):
        if cluster.status in {ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED}:
            move(cluster, ClusterStatus.CHECKING, now)


def list_clusters(
    session: Session, *, status: ClusterStatus | None, limit: int, offset: int
) -> list[ClusterView]:
    """Clusters, those with the most reports first, then the most recent."""
    query = (
        select(Cluster)
        .join(EmergingReport)
        .group_by(Cluster.id)
        .order_by(func.count(EmergingReport.id).desc(), func.max(EmergingReport.id).desc())
        .limit(limit)
        .offset(offset)
        .options(selectinload(Cluster.reports))
    )
    if status is not None:
        query = query.where(Cluster.status == status)
    return [_cluster_view(cluster, with_reports=False) for cluster in session.scalars(query)]


def read_cluster(session: Session, cluster_id: int) -> ClusterView:
    """One cluster with its reports. Raises ``NotFound``."""
    return _cluster_view(load_cluster(session, cluster_id), with_reports=True)


def list_reports(session: Session, *, cluster_id: int | None, limit: int, offset: int) -> list[ReportView]:
    """Reports, newest first."""
    query = select(EmergingReport).order_by(EmergingReport.id.desc()).limit(limit).offset(offset)
    if cluster_id is not None:
        query = query.where(EmergingReport.cluster_id == cluster_id)
    return [_report_view(report) for report in session.scalars(query)]


def _clusters_of(session: Session, entry_id: str) -> list[Cluster]:
    return list(session.scalars(select(Cluster).where(Cluster.entry_id == entry_id)))


def _unused_code(session: Session) -> str:
    while True:
        code = new_code()
        if session.scalar(select(EmergingReport.id).where(EmergingReport.query_code == code)) is None:
            return code


def _cluster_view(cluster: Cluster, *, with_reports: bool) -> ClusterView:
    reports = cluster.reports
    return ClusterView(
        cluster_id=cluster.id,
        claim=cluster.claim,
        status=cluster.status,
        status_label=cluster.status.label,
        report_count=len(reports),
        wants_answer_count=sum(report.wants_answer is True for report in reports),
        first_reported_at=reports[0].created_at,
        last_reported_at=reports[-1].created_at,
        entry_id=cluster.entry_id,
        reports=tuple(map(_report_view, reports)) if with_reports else (),
    )


def _report_view(report: EmergingReport) -> ReportView:
    return ReportView(
        report_id=report.id,
        cluster_id=report.cluster_id,
        claim=report.claim,
        query_code=shown_code(report.query_code),
        where_seen=report.where_seen,
        wants_answer=report.wants_answer,
        created_at=report.created_at,
    )
