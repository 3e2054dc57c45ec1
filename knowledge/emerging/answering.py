"""Clusters and the entries that answer them. Functions take the session and never commit."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audit.actions import Action
from knowledge.clock import china_date
from knowledge.emerging.changes import Change, load_cluster, require_edition
from knowledge.emerging.kinds import Harm
from knowledge.emerging.lifecycle import CONCLUSIONS, ClusterStatus, status_after_publishing
from knowledge.emerging.models import Cluster
from knowledge.emerging.moves import move, record_move
from knowledge.emerging.priority import harm_of_words
from knowledge.emerging.units import default_unit, require_unit
from knowledge.entries import service as entries
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import Entry, EntryVersion
from knowledge.errors import InvalidInput, WrongState
from knowledge.masking import without_placeholders

DAYS_TO_CHECK = {Harm.HIGH: 3, Harm.MEDIUM: 5, Harm.LOW: 10}
"""Days a unit gets by default: the more a rumor can do, the fewer."""


def draft_rebuttal(session: Session, cluster_id: int, draft: EntryDraft, *, author: str, now: datetime) -> str:
    """Write the entry that answers a cluster; returns its id. The check begins, with the draft's unit; one that is
    concluded already stays so."""
    cluster = load_cluster(session, cluster_id)
    if cluster.entry_id is not None:
        raise WrongState(
            "cluster",
            current="answered by " + cluster.entry_id,
            wanted="without a rebuttal",
            message=f"这个线索簇已经有条目 {cluster.entry_id}，请修改那一条。",
        )
    with Change(session, cluster, Action.LINK, author, now):
        begin_check(session, cluster, unit=draft.unit, actor=author, now=now)
        claim = without_placeholders(cluster.claim)
        worded = EntryDraft.model_validate({**draft.to_json(), "phrasings": (*draft.phrasings, claim)})
        cluster.entry_id = entries.create_draft(session, worded, author=author, entry_id=None, now=now)
    return cluster.entry_id


def link_entry(
    session: Session, cluster_id: int, entry_id: str, *, actor: str, now: datetime, edition: int | None
) -> None:
    """Name the entry that answers a cluster. A public one closes it as publishing it would."""
    cluster = load_cluster(session, cluster_id)
    entry = entries.load_entry(session, entry_id)
    require_edition(cluster, edition, {"entry_id": entry_id})
    with Change(session, cluster, Action.LINK, actor, now):
        begin_check(session, cluster, unit=entry.unit, actor=actor, now=now)
        cluster.entry_id = entry_id
    if entry.published_version is not None:
        close_by_entry(session, cluster, entry, actor=actor, now=now)


def begin_check(session: Session, cluster: Cluster, *, unit: str, actor: str, now: datetime) -> None:
    """Have a cluster checked that nobody assigned: by ``unit`` where the plan knows it, until the usual day."""
    if cluster.status is not ClusterStatus.CHECKING and cluster.status not in CONCLUSIONS:
        move(session, cluster, ClusterStatus.CHECKING, actor=actor, now=now)
    if cluster.unit is None:
        try:
            cluster.unit = require_unit(unit)
        except InvalidInput:
            cluster.unit = default_unit(cluster.topic, cluster.claim)
        cluster.due_on = default_due_on(cluster, now)
        cluster.assigned_at = now


def default_due_on(cluster: Cluster, now: datetime) -> date:
    """The day by which such a check is usually done."""
    harm = cluster.harm or harm_of_words(cluster.claim)
    return china_date(now) + timedelta(days=DAYS_TO_CHECK[harm])


def close_by_entry(session: Session, cluster: Cluster, entry: Entry, *, actor: str, now: datetime) -> None:
    """Bring a cluster to the state the public entry's verdict gives it, with its conclusion from the entry.

    What an officer concluded to the same end stays as it was written. A company still to be clarified keeps it in
    核查中: the answer is public, the step is not done.
    """
    public = session.get_one(EntryVersion, (entry.id, entry.published_version))
    content = EntryDraft.from_json(public.content)
    to = status_after_publishing(content.verdict)
    waits = bool(cluster.companies) and not cluster.company_checked_by
    if waits and to in CONCLUSIONS:
        to = ClusterStatus.CHECKING
    if cluster.status is to and to in CONCLUSIONS and not _is_from_entry(session, cluster, entry):
        return
    with Change(session, cluster, Action.CONCLUDE, actor, now, note=f"条目 {entry.id} 第 {public.number} 版"):
        moved = _move_by_entry(session, cluster, to, actor=actor, now=now)
        cluster.conclusion = content.truth
        cluster.basis = "；".join(f"{source.publisher}《{source.title}》" for source in content.sources)
        cluster.evidence = "；".join(source.url for source in content.sources if source.url) or f"条目 {entry.id}"
        if to in CONCLUSIONS and moved:
            cluster.concluded_by, cluster.concluded_at = actor, now


def close_clusters_answered_by(session: Session, entry: Entry, *, actor: str, now: datetime) -> list[Cluster]:
    """After publishing: clusters this entry answers reach the state its verdict gives them. Returns them."""
    clusters = clusters_of(session, entry.id)
    for cluster in clusters:
        close_by_entry(session, cluster, entry, actor=actor, now=now)
    return clusters


def reopen_clusters_answered_by(session: Session, entry_id: str, *, actor: str, now: datetime) -> None:
    """After withdrawing: clusters this entry had closed are to be checked again."""
    for cluster in clusters_of(session, entry_id):
        if cluster.status in CONCLUSIONS:
            with Change(session, cluster, Action.REOPEN, actor, now, note=f"条目 {entry_id} 已撤回"):
                move(session, cluster, ClusterStatus.CHECKING, actor=actor, now=now, note=f"条目 {entry_id} 已撤回")


def clusters_of(session: Session, entry_id: str) -> list[Cluster]:
    """The clusters an entry answers."""
    query = select(Cluster).where(Cluster.entry_id == entry_id, Cluster.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Cluster.id)))


def _is_from_entry(session: Session, cluster: Cluster, entry: Entry) -> bool:
    """Whether a conclusion is what a version of the entry says, and no officer's own."""
    versions = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry.id))
    return cluster.conclusion in {EntryDraft.from_json(version.content).truth for version in versions}


def _move_by_entry(session: Session, cluster: Cluster, to: ClusterStatus, *, actor: str, now: datetime) -> bool:
    if cluster.status is to:
        return False
    if cluster.status is not ClusterStatus.CHECKING:
        # A corrected verdict, or a cluster dismissed while its rebuttal was being written.
        before, cluster.status = cluster.status, ClusterStatus.CHECKING
        record_move(session, cluster, before, actor=actor, now=now)
    if to is not ClusterStatus.CHECKING:
        move(session, cluster, to, actor=actor, now=now)
    return True
