"""Taking reports in: into the cluster of their rumor or a new one. Functions take the session and never commit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.askers import AskerKeys
from knowledge.emerging.clustering import ClaimReader
from knowledge.emerging.earlier_reports import EarlierReports
from knowledge.emerging.former import FormerWording, returning
from knowledge.emerging.known_reports import KnownReports
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus, status_after_reopening
from knowledge.emerging.models import Cluster, EmergingReport, ReportMention, SentMention
from knowledge.emerging.moves import record_move
from knowledge.emerging.query_codes import shown_code
from knowledge.emerging.raw import ReportSource
from knowledge.emerging.reading import ReadReport
from knowledge.inquiries.views import Receipt

_MOST_NAMED = 12
"""Foods and companies a cluster lists."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a report. ``is_repeat``: this asker had said it that day, or the partner had sent it before.
    ``is_restricted``: its cluster is 不宜公开, and not named outside the office."""

    receipt: Receipt
    cluster_id: int
    report_id: int
    is_repeat: bool
    is_restricted: bool


class Intake:
    """Takes in the reports of one transaction. ``known`` is brought up to date first, and grows as reports come in."""

    def __init__(
        self,
        session: Session,
        reader: ClaimReader,
        known: KnownReports,
        *,
        former: Iterable[FormerWording] = (),
        now: datetime,
    ) -> None:
        self._session = session
        self._reader = reader
        self._former = tuple(former)
        self._now = now
        self._askers = AskerKeys(session, china_date(now))
        self._known = known
        known.refresh(session)

    def take(self, report: ReadReport, source: ReportSource) -> TakenIn:
        """Keep a report, in the cluster of the same rumor or in a new one."""
        return self.take_all([(report, source)])[0]

    def take_all(self, reports: Sequence[tuple[ReadReport, ReportSource]]) -> list[TakenIn]:
        """Keep reports one after the other, asking the database for all of them at once."""
        keys = [self._askers.key(source.asker, china_date(source.reported_at)) for _, source in reports]
        earlier = EarlierReports(self._session, [source for _, source in reports], keys)
        # What was looked up is complete; a look at a single cluster need not write what waits.
        with self._session.no_autoflush:
            kept = [self._keep(*one, key, earlier) for one, key in zip(reports, keys, strict=True)]
        self._session.flush()
        return [_taken(row, is_repeat=is_repeat) for row, is_repeat in kept]

    def _keep(
        self, report: ReadReport, source: ReportSource, asker_key: str, earlier: EarlierReports
    ) -> tuple[EmergingReport, bool]:
        """The row a report is kept in, and whether it was there before."""
        sent_before = earlier.sent(source)
        if sent_before is not None:
            return sent_before, True
        found = self._find_cluster(report)
        cluster = found or self._open_cluster(report, source)
        known = earlier.of_asker(asker_key, cluster.id)
        if known is not None:
            self._mention(known, report, source)
            earlier.note(known, source)
            return known, True
        row = _new_row(
            cluster, report, source, asker_key=asker_key, query_code=earlier.unused_code(), opened=found is None
        )
        self._session.add(row)
        earlier.note(row, source)
        _count_in(cluster, report, source, is_new_asker=True)
        self._known.note(row.query_code, cluster.id, text=report.text, claim=report.claim)
        self._reopen(cluster)
        return row, False

    def _find_cluster(self, report: ReadReport) -> Cluster | None:
        while (cluster_id := self._known.place(report.text, report.claim)) is not None:
            cluster = self._session.get(Cluster, cluster_id)
            if cluster is not None:
                return cluster
            # Deleted with the simulation it was of.
            self._known.forget(cluster_id)
        return None

    def _open_cluster(self, report: ReadReport, source: ReportSource) -> Cluster:
        planned = new_cluster(report.claim, reported_at=source.reported_at, now=self._now)
        planned.topic = report.topic
        cluster = _inserted(self._session, planned)
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
        if known.id is None:
            # It came just before, in the same lot.
            self._session.flush()
        known.mention_count += 1
        _count_in(known.cluster, report, source, is_new_asker=False)
        if source.inquiry_id is not None:
            self._session.add(
                ReportMention(inquiry_id=source.inquiry_id, report_id=known.id, created_at=source.reported_at)
            )
        if source.external_id is not None:
            self._session.add(
                SentMention(
                    channel=source.channel,
                    partner_id=source.partner_id,
                    external_id=source.external_id,
                    report_id=known.id,
                    created_at=source.reported_at,
                )
            )
        self._reopen(known.cluster)

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


def _inserted(session: Session, planned: Cluster) -> Cluster:
    """The cluster as a row with its number. A flush would write, one by one, all that waits for the end of the lot."""
    names = [column.key for column in inspect(Cluster).column_attrs if column.key != "id"]
    values = {name: getattr(planned, name) for name in names}
    return session.scalars(insert(Cluster).returning(Cluster), [values]).one()


def receipt_of(session: Session, inquiry_id: int) -> Receipt | None:
    """The receipt of the report an inquiry led to, or was counted to, if any."""
    report = session.scalar(select(EmergingReport).where(EmergingReport.inquiry_id == inquiry_id))
    if report is None:
        mention = session.get(ReportMention, inquiry_id)
        report = session.get(EmergingReport, mention.report_id) if mention is not None else None
        return Receipt(shown_code(report.query_code), is_new_cluster=False) if report is not None else None
    return Receipt(shown_code(report.query_code), report.opened_cluster)


def _new_row(
    cluster: Cluster, report: ReadReport, source: ReportSource, *, asker_key: str, query_code: str, opened: bool
) -> EmergingReport:
    return EmergingReport(
        cluster=cluster,
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
        query_code=query_code,
        where_seen=source.where_seen,
        wants_answer=source.wants_answer,
        opened_cluster=opened,
        is_pinned=False,
        asker_key=asker_key,
        asked_on=china_date(source.reported_at),
        mention_count=1,
        created_at=source.reported_at,
    )


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
    receipt = Receipt(shown_code(report.query_code), is_new)
    return TakenIn(receipt, report.cluster_id, report.id, is_repeat, report.cluster.is_restricted)
