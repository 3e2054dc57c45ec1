"""Staff's word on which reports belong together. Functions take the session and never commit.

Every decision is a row of ``cluster_decision``, and the reports it moved are pinned: no rerun of the clustering moves
them again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.check_worthiness import MessageKind
from knowledge.emerging.changes import load_cluster, require_edition
from knowledge.emerging.intake import new_cluster, together
from knowledge.emerging.kinds import DecisionKind
from knowledge.emerging.models import Cluster, ClusterDecision, EmergingReport
from knowledge.emerging.moves import record_move
from knowledge.errors import InvalidInput, WrongState


def merge(
    session: Session, cluster_id: int, into_id: int, *, actor: str, now: datetime, edition: int | None
) -> Cluster:
    """Put all reports of a cluster into another, which is returned; the first keeps its history and no reports."""
    if cluster_id == into_id:
        raise InvalidInput("into", "不能把一个线索簇和它自己合并，请填写另一个线索簇的编号。")
    source, target = load_cluster(session, cluster_id), load_cluster(session, into_id)
    require_edition(source, edition, {})
    if source.entry_id is not None and target.entry_id not in {None, source.entry_id}:
        raise WrongState(
            "cluster",
            current="both answered",
            wanted="one answered",
            message=f"两个线索簇各有答复（{source.entry_id}、{target.entry_id}），请先决定用哪一条，再合并。",
        )
    moved = _reports(session, source.id)
    _put(session, moved, target)
    target.entry_id = target.entry_id or source.entry_id
    source.entry_id = None
    target.is_restricted = target.is_restricted or source.is_restricted
    target.restricted_reason = target.restricted_reason or source.restricted_reason
    if set(source.companies) - set(target.companies) and not source.company_checked_by:
        target.company_checked_by, target.company_checked_on = "", None
    target.companies = together(target.companies, source.companies)
    target.harm = target.harm or source.harm
    source.merged_into_id = target.id
    _changed(session, (source, target), now)
    _decide(session, DecisionKind.MERGE, source, target, moved, actor=actor, now=now)
    return target


def split(
    session: Session, cluster_id: int, report_ids: Sequence[int], *, actor: str, now: datetime, edition: int | None
) -> Cluster:
    """Put some reports of a cluster into a new one, which is returned: it waits in the queue."""
    source = load_cluster(session, cluster_id)
    require_edition(source, edition, {})
    chosen, rest = _chosen(session, source, report_ids)
    if not rest:
        raise InvalidInput("reports", "不能把全部线索都拆出去，请至少留一条。")
    (claim, _), *_ = Counter(report.claim for report in chosen).most_common(1)
    target = new_cluster(claim, reported_at=min(report.created_at for report in chosen), now=now)
    target.is_restricted, target.restricted_reason = source.is_restricted, source.restricted_reason
    target.topic = source.topic
    target.companies = together([], [name for report in chosen for name in report.companies])
    session.add(target)
    session.flush()
    record_move(session, target, None, actor=actor, now=now, note=f"从 {source.id} 号拆出")
    _put(session, chosen, target)
    _changed(session, (source, target), now)
    _decide(session, DecisionKind.SPLIT, source, target, chosen, actor=actor, now=now)
    return target


def move_reports(
    session: Session,
    cluster_id: int,
    report_ids: Sequence[int],
    to_id: int,
    *,
    actor: str,
    now: datetime,
    edition: int | None,
) -> Cluster:
    """Put some reports into another cluster, which is returned. All of them: the two clusters are merged."""
    if cluster_id == to_id:
        raise InvalidInput("into", "这些线索已经在这个线索簇里，请填写另一个线索簇的编号。")
    source, target = load_cluster(session, cluster_id), load_cluster(session, to_id)
    require_edition(source, edition, {})
    chosen, rest = _chosen(session, source, report_ids)
    if not rest:
        return merge(session, source.id, target.id, actor=actor, now=now, edition=edition)
    _put(session, chosen, target)
    target.companies = together(target.companies, [name for report in chosen for name in report.companies])
    _changed(session, (source, target), now)
    _decide(session, DecisionKind.MOVE, source, target, chosen, actor=actor, now=now)
    return target


def recount(session: Session, cluster: Cluster) -> None:
    """Work out again what a cluster says about its reports."""
    session.flush()
    mine = EmergingReport.cluster_id == cluster.id
    mentions, askers, first, last, worthiness = session.execute(
        select(
            func.coalesce(func.sum(EmergingReport.mention_count), 0),
            func.count(EmergingReport.asker_key.distinct()),
            func.min(EmergingReport.created_at),
            func.max(EmergingReport.created_at),
            func.coalesce(func.max(EmergingReport.worthiness), 0.0),
        ).where(mine)
    ).one()
    cluster.mention_count, cluster.asker_count, cluster.worthiness = mentions, askers, worthiness
    if first is None:
        return
    cluster.first_reported_at, cluster.last_reported_at = first, last
    rumor = select(EmergingReport.id).where(mine, EmergingReport.kind == MessageKind.RUMOR).limit(1)
    is_rumor = session.scalar(rumor) is not None
    cluster.kind = MessageKind.RUMOR if is_rumor else MessageKind.INFORMATION_GAP
    foods = session.scalars(select(EmergingReport.food).where(mine, EmergingReport.food != "").distinct())
    cluster.foods = together([food for food in cluster.foods if food], foods)


def _reports(session: Session, cluster_id: int) -> list[EmergingReport]:
    query = select(EmergingReport).where(EmergingReport.cluster_id == cluster_id).order_by(EmergingReport.id)
    return list(session.scalars(query))


def _chosen(
    session: Session, source: Cluster, report_ids: Sequence[int]
) -> tuple[list[EmergingReport], list[EmergingReport]]:
    """The reports with these ids, and the cluster's others."""
    wanted = set(report_ids)
    reports = _reports(session, source.id)
    chosen = [report for report in reports if report.id in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise InvalidInput("reports", "请勾选要拆出或移走的线索，它们都要在这个线索簇里。")
    return chosen, [report for report in reports if report.id not in wanted]


def _put(session: Session, reports: Sequence[EmergingReport], target: Cluster) -> None:
    for report in reports:
        report.cluster_id = target.id
        report.is_pinned = True
    session.flush()


def _changed(session: Session, clusters: Sequence[Cluster], now: datetime) -> None:
    for cluster in clusters:
        recount(session, cluster)
        cluster.edition += 1
        cluster.updated_at = now
    session.flush()
    session.expire_all()


def _decide(
    session: Session,
    kind: DecisionKind,
    source: Cluster,
    target: Cluster,
    reports: Sequence[EmergingReport],
    *,
    actor: str,
    now: datetime,
) -> None:
    ids = [report.id for report in reports]
    session.add(
        ClusterDecision(
            kind=kind, from_cluster_id=source.id, to_cluster_id=target.id, report_ids=ids, actor=actor, at=now
        )
    )
    action = Action.MERGE if kind is DecisionKind.MERGE else Action.SPLIT
    for cluster in (source, target):
        audit.record(
            session,
            actor=actor,
            action=action,
            subject=(SubjectKind.CLUSTER, cluster.id),
            now=now,
            before={"cluster": source.id},
            after={"cluster": target.id, "report_ids": ids},
            note=f"{kind.label}：{len(ids)} 条线索从 {source.id} 号到 {target.id} 号",
        )
    session.flush()
