"""Taking reports in: into the cluster of their rumor or a new one. Functions take the session and never commit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.askers import AskerKeys
from knowledge.emerging.clustering import ClaimPlacer, ClaimReader, KnownClaim
from knowledge.emerging.former import FormerWording, returning
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus, status_after_reopening
from knowledge.emerging.models import Cluster, EmergingReport, ReportMention
from knowledge.emerging.moves import record_move
from knowledge.emerging.query_codes import new_code, shown_code
from knowledge.emerging.reading import ReadReport
from knowledge.emerging.views import WhereSeen
from knowledge.inquiries.views import Receipt

_MOST_NAMED = 12
"""Foods and companies a cluster lists."""


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where a report comes from. ``asker`` tells askers of one day apart; it is hashed and never kept."""

    channel: IntakeChannel
    reported_at: datetime
    asker: str | None = None
    inquiry_id: int | None = None
    partner_id: int | None = None
    external_id: str | None = None
    where_seen: WhereSeen | None = None
    wants_answer: bool | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a report. ``is_repeat``: this asker had said it that day, or the partner had sent it before."""

    receipt: Receipt
    cluster_id: int
    report_id: int
    is_repeat: bool


class Intake:
    """Takes in the reports of one transaction: what is known is read once, and grows as reports come in."""

    def __init__(
        self, session: Session, reader: ClaimReader, *, former: Iterable[FormerWording] = (), now: datetime
    ) -> None:
        self._session = session
        self._reader = reader
        self._former = tuple(former)
        self._now = now
        self._askers = AskerKeys(session, china_date(now))
        self._known = list(_known_claims(session))
        self._seen = {(known.cluster_id, known.claim) for known in self._known}

    def take(self, report: ReadReport, source: ReportSource) -> TakenIn:
        """Keep a report, in the cluster of the same rumor or in a new one."""
        sent_before = _sent_before(self._session, source)
        if sent_before is not None:
            return _taken(sent_before, is_repeat=True)
        cluster_id = ClaimPlacer(self._reader, report.claim).among(self._known)
        cluster = self._session.get(Cluster, cluster_id) if cluster_id is not None else None
        is_new = cluster is None
        if cluster is None:
            cluster = self._open_cluster(report, source)
        asked_on = china_date(source.reported_at)
        asker_key = self._askers.key(source.asker, asked_on)
        known = _same_asker(self._session, cluster.id, asker_key)
        if known is not None:
            self._mention(known, report, source)
            return _taken(known, is_repeat=True)
        row = _new_row(self._session, cluster, report, source, asker_key=asker_key, opened=is_new)
        _count_in(cluster, report, source, is_new_asker=True)
        if (cluster.id, report.claim) not in self._seen:
            self._seen.add((cluster.id, report.claim))
            self._known.append(KnownClaim(cluster.id, report.claim))
        self._reopen(cluster)
        return _taken(row, is_repeat=False)

    def _open_cluster(self, report: ReadReport, source: ReportSource) -> Cluster:
        cluster = new_cluster(report.claim, reported_at=source.reported_at, now=self._now)
        cluster.topic = report.topic
        self._session.add(cluster)
        self._session.flush()
        record_move(self._session, cluster, None, actor=SYSTEM, now=self._now)
        former = returning(self._reader, report.claim, self._former)
        if former is not None:
            cluster.returned_entry_id, cluster.returned_version = former.entry_id, former.version
            audit.record(
                self._session,
                actor=SYSTEM,
                action=Action.MARK,
                subject=(SubjectKind.CLUSTER, cluster.id),
                now=self._now,
                after={"returned_entry_id": former.entry_id, "returned_version": former.version},
                note=f"旧谣新炒：与条目 {former.entry_id} 第 {former.version} 版相同",
            )
        return cluster

    def _mention(self, known: EmergingReport, report: ReadReport, source: ReportSource) -> None:
        known.mention_count += 1
        _count_in(known.cluster, report, source, is_new_asker=False)
        if source.inquiry_id is not None:
            self._session.add(
                ReportMention(inquiry_id=source.inquiry_id, report_id=known.id, created_at=source.reported_at)
            )
        self._reopen(known.cluster)
        self._session.flush()

    def _reopen(self, cluster: Cluster) -> None:
        """A closed cluster somebody reports again is to be looked at again, with its history."""
        if cluster.status not in CLOSED:
            return
        before = cluster.status
        cluster.status = status_after_reopening(before)
        cluster.reopened_count += 1
        cluster.edition += 1
        note = "旧谣新炒：办结后又有人上报"
        record_move(self._session, cluster, before, actor=SYSTEM, now=self._now, note=note)
        audit.record(
            self._session,
            actor=SYSTEM,
            action=Action.REOPEN,
            subject=(SubjectKind.CLUSTER, cluster.id),
            now=self._now,
            before={"status": before.value},
            after={"status": cluster.status.value},
            note=note,
        )


def new_cluster(claim: str, *, reported_at: datetime, now: datetime) -> Cluster:
    """A cluster without reports yet, waiting in the queue."""
    return Cluster(
        claim=claim,
        kind=MessageKind.INFORMATION_GAP,
        status=ClusterStatus.PENDING,
        edition=1,
        topic="",
        foods=[],
        conclusion="",
        basis="",
        evidence="",
        dismissal_reason="",
        worthiness=0.0,
        is_restricted=False,
        restricted_reason="",
        companies=[],
        company_checked_by="",
        reopened_count=0,
        mention_count=0,
        asker_count=0,
        first_reported_at=reported_at,
        last_reported_at=reported_at,
        created_at=now,
        updated_at=now,
    )


def receipt_of(session: Session, inquiry_id: int) -> Receipt | None:
    """The receipt of the report an inquiry led to, or was counted to, if any."""
    report = session.scalar(select(EmergingReport).where(EmergingReport.inquiry_id == inquiry_id))
    if report is None:
        mention = session.get(ReportMention, inquiry_id)
        report = session.get(EmergingReport, mention.report_id) if mention is not None else None
        return Receipt(shown_code(report.query_code), is_new_cluster=False) if report is not None else None
    return Receipt(shown_code(report.query_code), report.opened_cluster)


def _known_claims(session: Session) -> Iterable[KnownClaim]:
    rows = session.execute(
        select(EmergingReport.cluster_id, EmergingReport.claim).distinct().order_by(EmergingReport.cluster_id)
    )
    return (KnownClaim(cluster_id, claim) for cluster_id, claim in rows)


def _sent_before(session: Session, source: ReportSource) -> EmergingReport | None:
    if source.external_id is None:
        return None
    same_sender = (
        EmergingReport.partner_id == source.partner_id
        if source.partner_id is not None
        # NULLs are never equal to the unique key; writers take turns, so this look is enough.
        else EmergingReport.partner_id.is_(None) & (EmergingReport.channel == source.channel)
    )
    return session.scalar(select(EmergingReport).where(EmergingReport.external_id == source.external_id, same_sender))


def _same_asker(session: Session, cluster_id: int, asker_key: str) -> EmergingReport | None:
    # The key holds the day.
    return session.scalar(
        select(EmergingReport).where(EmergingReport.asker_key == asker_key, EmergingReport.cluster_id == cluster_id)
    )


def _new_row(
    session: Session, cluster: Cluster, report: ReadReport, source: ReportSource, *, asker_key: str, opened: bool
) -> EmergingReport:
    row = EmergingReport(
        cluster_id=cluster.id,
        inquiry_id=source.inquiry_id,
        channel=source.channel,
        partner_id=source.partner_id,
        external_id=source.external_id,
        claim=report.claim,
        text=report.text,
        kind=report.kind,
        worthiness=report.worthiness,
        food=report.foods[0] if report.foods else "",
        foods=list(report.foods),
        keywords=list(report.keywords),
        companies=list(report.companies),
        sub_district=report.sub_district,
        query_code=unused_code(session),
        where_seen=source.where_seen,
        wants_answer=source.wants_answer,
        opened_cluster=opened,
        is_pinned=False,
        asker_key=asker_key,
        asked_on=china_date(source.reported_at),
        mention_count=1,
        created_at=source.reported_at,
    )
    session.add(row)
    session.flush()
    return row


def unused_code(session: Session, make: Callable[[], str] = new_code) -> str:
    """A query code nobody has."""
    while True:
        code = make()
        if session.scalar(select(EmergingReport.id).where(EmergingReport.query_code == code)) is None:
            return code


def _count_in(cluster: Cluster, report: ReadReport, source: ReportSource, *, is_new_asker: bool) -> None:
    cluster.mention_count += 1
    cluster.asker_count += is_new_asker
    cluster.first_reported_at = min(cluster.first_reported_at, source.reported_at)
    cluster.last_reported_at = max(cluster.last_reported_at, source.reported_at)
    cluster.updated_at = max(cluster.updated_at, source.reported_at)
    cluster.worthiness = max(cluster.worthiness, report.worthiness)
    if report.kind is MessageKind.RUMOR:
        # One telling of it makes it a rumor, however many only ask.
        cluster.kind = MessageKind.RUMOR
    cluster.topic = cluster.topic or report.topic
    cluster.foods = together(cluster.foods, report.foods)
    cluster.companies = together(cluster.companies, report.companies)


def together(listed: Iterable[str], more: Iterable[str]) -> list[str]:
    """Both, each name once and in the order they came."""
    return list(dict.fromkeys([*listed, *more]))[:_MOST_NAMED]


def _taken(report: EmergingReport, *, is_repeat: bool) -> TakenIn:
    is_new = report.opened_cluster and not is_repeat
    return TakenIn(Receipt(shown_code(report.query_code), is_new), report.cluster_id, report.id, is_repeat)
