"""What the cyberspace office asks of the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from sqlalchemy.orm import Session

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.clock import china_date
from knowledge.emerging import answering, ledger, listing, partners, rearranging
from knowledge.emerging.changes import load_cluster
from knowledge.emerging.kinds import Harm
from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.listing import LedgerFilter
from knowledge.emerging.models import Cluster
from knowledge.emerging.partners import PartnerView
from knowledge.emerging.ranking import MOST_RANKED
from knowledge.emerging.views import (
    ClusterFile,
    ClusterView,
    DueLines,
    LedgerBoard,
    LedgerLine,
    LedgerPage,
    ReportView,
    SimilarCluster,
)
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import Entry
from knowledge.errors import NotAllowed
from knowledge.notifications import service as notifications
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission, may

WORTH_SHOWING = 0.2
"""Likeness from which another cluster is offered for merging: well below joining by itself, for people to judge."""

PARTNER = "partner:"
"""What the name of an actor begins with that is a partner of the interface."""


class LedgerUseCases(Runtime):
    """Reading and working the ledger.

    ``actor`` and ``viewer`` are names of staff accounts, or ``partner:NAME``; an unknown or deactivated one, or one
    that may not do it, raises ``NotAllowed``. Restricted leads (不宜公开) do not exist for those who may not see them.
    ``edition`` is that of the cluster the actor read: ``LedgerConflict`` when somebody changed it since.
    """

    def find_lines(self, wanted: LedgerFilter, *, viewer: str, limit: int = 50, offset: int = 0) -> LedgerPage:
        """A page of the ledger, the most urgent first."""
        today = china_date(self.clock())
        with self.database.read() as session:
            sees = _may_see(session, viewer)
            return listing.find_lines(session, wanted, today=today, sees_restricted=sees, limit=limit, offset=offset)

    def ledger_board(self, wanted: LedgerFilter, *, viewer: str, most: Mapping[ClusterStatus, int]) -> LedgerBoard:
        """The most urgent lines of every status, as many as ``most`` says."""
        today = china_date(self.clock())
        with self.database.read() as session:
            sees = _may_see(session, viewer)
            return listing.read_board(session, wanted, today=today, sees_restricted=sees, most=most)

    def due_lines(self, *, viewer: str, limit: int) -> DueLines:
        """What is overdue and what is due soon, the most urgent first."""
        today = china_date(self.clock())
        with self.database.read() as session:
            sees = _may_see(session, viewer)
            return listing.read_due(session, today=today, sees_restricted=sees, limit=limit)

    def export_lines(self, wanted: LedgerFilter, actor: str) -> list[LedgerLine]:
        """The lines that fit, the most urgent first, at most ``MOST_RANKED``; that they were taken out is recorded."""
        today = china_date(self.clock())
        with self.database.write() as session:
            sees = _may_see(session, actor)
            page = listing.find_lines(session, wanted, today=today, sees_restricted=sees, limit=MOST_RANKED, offset=0)
            audit.record(
                session,
                actor=actor,
                action=Action.EXPORT,
                subject=(SubjectKind.CLUSTER, "-"),
                now=self.clock(),
                after={"rows": len(page.lines)},
            )
            return list(page.lines)

    def cluster_file(self, cluster_id: int, *, viewer: str) -> ClusterFile:
        """All there is on one cluster. Raises ``NotFound``."""
        with self.database.read() as session:
            sees = _may_see(session, viewer)
            return listing.read_file(session, cluster_id, sees_restricted=sees, now=self.clock())

    def similar_clusters(self, cluster_id: int, *, viewer: str, most: int = 5) -> list[SimilarCluster]:
        """Other clusters that may be of the same rumor, the most alike first. Raises ``IndexUnavailable``."""
        reader = self.served().claims
        with self.database.read() as session:
            sees = _may_see(session, viewer)
            claim = listing.require_visible(session, cluster_id, sees_restricted=sees).claim
            others = listing.others_like(session, cluster_id, sees_restricted=sees)
        compared = [(reader.compare(claim, other.claim), other) for other in others]
        likely = sorted((pair for pair in compared if pair[0].total >= WORTH_SHOWING), key=lambda pair: -pair[0].total)
        return [
            SimilarCluster(other, found.total, found.meaning, found.words, found.blocked_by)
            for found, other in likely[:most]
        ]

    def list_clusters(
        self,
        *,
        status: ClusterStatus | None = None,
        limit: int = 100,
        offset: int = 0,
        viewer: str | None = None,
    ) -> list[ClusterView]:
        """Clusters, those with the most reports first, then the most recent; without a viewer no restricted ones."""
        with self.database.read() as session:
            sees = viewer is not None and _may_see(session, viewer)
            return listing.list_clusters(session, status=status, sees_restricted=sees, limit=limit, offset=offset)

    def cluster(self, cluster_id: int, *, viewer: str | None = None) -> ClusterView:
        """One cluster with its reports. Raises ``NotFound``."""
        with self.database.read() as session:
            sees = viewer is not None and _may_see(session, viewer)
            return listing.read_cluster(session, cluster_id, sees_restricted=sees)

    def list_reports(
        self, *, cluster_id: int | None = None, limit: int = 100, offset: int = 0, viewer: str | None = None
    ) -> list[ReportView]:
        """Emerging reports, newest first."""
        with self.database.read() as session:
            sees = viewer is not None and _may_see(session, viewer)
            return listing.list_reports(
                session, cluster_id=cluster_id, sees_restricted=sees, limit=limit, offset=offset
            )

    def assign_cluster(
        self, cluster_id: int, actor: str, *, unit: str, due_on: date | None, edition: int | None = None
    ) -> ClusterView:
        """Hand a cluster to a unit until a day; from 待核查 it goes to 核查中."""
        with self._working(cluster_id, actor) as session:
            ledger.assign(session, cluster_id, unit=unit, due_on=due_on, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def conclude_cluster(
        self, cluster_id: int, actor: str, conclusion: Conclusion, *, edition: int | None = None
    ) -> ClusterView:
        """Close a check as 已辟谣 or 属实转办. Raises ``InvalidInput`` naming what is missing."""
        with self._working(cluster_id, actor, concluding=True) as session:
            ledger.conclude(session, cluster_id, conclusion, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def dismiss_cluster(self, cluster_id: int, actor: str, *, reason: str, edition: int | None = None) -> ClusterView:
        """不予处理, with a reason."""
        with self._working(cluster_id, actor, concluding=True) as session:
            ledger.dismiss(session, cluster_id, reason=reason, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def send_cluster_back(self, cluster_id: int, actor: str, *, reason: str, edition: int | None = None) -> ClusterView:
        """From 核查中 back to the queue, with a reason."""
        with self._working(cluster_id, actor) as session:
            ledger.send_back(session, cluster_id, reason=reason, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def reopen_cluster(self, cluster_id: int, actor: str, *, reason: str, edition: int | None = None) -> ClusterView:
        """Take a closed cluster up again, with a reason."""
        with self._working(cluster_id, actor) as session:
            ledger.reopen(session, cluster_id, reason=reason, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def restrict_cluster(
        self, cluster_id: int, actor: str, *, restricted: bool, reason: str = "", edition: int | None = None
    ) -> ClusterView:
        """Mark a cluster 不宜公开, with a reason, or take the mark away."""
        with self._working(cluster_id, actor) as session:
            ledger.mark_restricted(
                session,
                cluster_id,
                restricted=restricted,
                reason=reason,
                actor=actor,
                now=self.clock(),
                edition=edition,
            )
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def set_cluster_companies(
        self, cluster_id: int, actor: str, *, companies: Sequence[str], edition: int | None = None
    ) -> ClusterView:
        """Correct which companies the reports name."""
        with self._working(cluster_id, actor) as session:
            ledger.set_companies(
                session, cluster_id, companies=tuple(companies), actor=actor, now=self.clock(), edition=edition
            )
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def clear_companies(
        self, cluster_id: int, actor: str, *, by: str, on: date | None = None, edition: int | None = None
    ) -> ClusterView:
        """涉企核实: who clarified with the company, and when (today)."""
        with self._working(cluster_id, actor) as session:
            ledger.clear_companies(session, cluster_id, by=by, on=on, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def judge_harm(self, cluster_id: int, actor: str, *, harm: Harm | None, edition: int | None = None) -> ClusterView:
        """Say what the rumor can do; ``None`` leaves it to its words."""
        with self._working(cluster_id, actor) as session:
            ledger.judge_harm(session, cluster_id, harm=harm, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def link_entry(self, cluster_id: int, actor: str, *, entry_id: str, edition: int | None = None) -> ClusterView:
        """Name the entry that answers a cluster; a public one closes it, and the askers are told."""
        with self._working(cluster_id, actor) as session:
            answering.link_entry(session, cluster_id, entry_id, actor=actor, now=self.clock(), edition=edition)
            self._tell_of_link(session, load_cluster(session, cluster_id))
            return listing.read_cluster(session, cluster_id, sees_restricted=True)

    def draft_rebuttal(self, cluster_id: int, draft: EntryDraft, author: str) -> str:
        """Write the entry that answers a cluster; the cluster goes to 核查中. Returns the entry's id.

        The cluster's representative claim becomes one of the phrasings. A cluster whose draft exists
        already raises ``WrongState``: update that draft instead.
        """
        with self.database.write() as session:
            staff.require(session, author, Permission.EDIT_ENTRIES)
            listing.require_visible(session, cluster_id, sees_restricted=_may_see(session, author))
            return answering.draft_rebuttal(session, cluster_id, draft, author=author, now=self.clock())

    def merge_clusters(self, cluster_id: int, into_id: int, actor: str, *, edition: int | None = None) -> ClusterView:
        """Put all reports of a cluster into another. Raises ``InvalidInput`` for a cluster and itself."""
        with self._working(cluster_id, actor) as session:
            target = rearranging.merge(session, cluster_id, into_id, actor=actor, now=self.clock(), edition=edition)
            self._tell_of_link(session, target)
            return listing.read_cluster(session, target.id, sees_restricted=True)

    def split_cluster(
        self, cluster_id: int, report_ids: Sequence[int], actor: str, *, edition: int | None = None
    ) -> ClusterView:
        """Put some reports of a cluster into a new one, which is returned."""
        with self._working(cluster_id, actor) as session:
            target = rearranging.split(session, cluster_id, report_ids, actor=actor, now=self.clock(), edition=edition)
            return listing.read_cluster(session, target.id, sees_restricted=True)

    def move_reports(
        self, cluster_id: int, report_ids: Sequence[int], to_id: int, actor: str, *, edition: int | None = None
    ) -> ClusterView:
        """Put some reports of a cluster into another, which is returned."""
        with self._working(cluster_id, actor) as session:
            target = rearranging.move_reports(
                session, cluster_id, report_ids, to_id, actor=actor, now=self.clock(), edition=edition
            )
            self._tell_of_link(session, target)
            return listing.read_cluster(session, target.id, sees_restricted=True)

    @contextmanager
    def _working(self, cluster_id: int, actor: str, *, concluding: bool = False) -> Iterator[Session]:
        """A transaction of somebody who may work on this cluster."""
        with self.database.write() as session:
            _require_worker(session, actor, concluding=concluding)
            listing.require_visible(session, cluster_id, sees_restricted=_may_see(session, actor))
            yield session

    def _tell_of_link(self, session: Session, cluster: Cluster) -> None:
        entry = session.get(Entry, cluster.entry_id) if cluster.entry_id is not None else None
        if entry is not None and entry.published_version is not None:
            notifications.tell_askers(
                session,
                cluster_ids=[cluster.id],
                entry_id=entry.id,
                version=entry.published_version,
                now=self.clock(),
            )


def _may_see(session: Session, viewer: str) -> bool:
    """Whether somebody who may read the ledger also sees restricted leads. Raises ``NotAllowed``."""
    if viewer.startswith(PARTNER):
        if not _partner(session, viewer).may_read_ledger:
            raise NotAllowed(f"{viewer} may not read the ledger", "这个接口凭证不能查看台账。")
        return False
    staff.require(session, viewer, Permission.SEE_CONSOLE)
    return may(staff.load(session, viewer).role, Permission.SEE_RESTRICTED)


def _require_worker(session: Session, actor: str, *, concluding: bool) -> None:
    if not actor.startswith(PARTNER):
        staff.require(session, actor, Permission.WORK_LEDGER)
    elif not (concluding and _partner(session, actor).may_conclude):
        raise NotAllowed(f"{actor} may not change the ledger", "这个接口凭证不能办理线索。")


def _partner(session: Session, actor: str) -> PartnerView:
    found = (partner for partner in partners.list_all(session) if partner.actor == actor and partner.is_active)
    partner = next(found, None)
    if partner is None:
        raise NotAllowed(f"no active partner {actor!r}", "接口凭证无效或已停用，请联系区委网信办。")
    return partner
