"""The reports in the database as a cluster index: read once, then kept up with what changed. Takes the session.

Whoever takes reports in has the writers' turn, so one ``KnownReports`` serves all of a process, and another process's
reports and staff's decisions are seen at the next turn.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from knowledge.emerging.cluster_index import MOST_WORDINGS, ClusterIndex
from knowledge.emerging.clustering import ClaimReader
from knowledge.emerging.models import Cluster, ClusterDecision, EmergingReport
from knowledge.emerging.reading import wording_to_compare

_ROWS_AT_ONCE = 2_000
_CLUSTERS_AT_ONCE = 500


class _Last(NamedTuple):
    """How far the database was read: the last report, by its code too, and the last decision."""

    report_id: int = 0
    query_code: str | None = None
    decision_id: int = 0


class KnownReports:
    """What is known of reports and clusters. Used by one writer at a time, who calls ``refresh`` first.

    Of more than ``most_wordings`` the clusters that were reported last are known.
    """

    def __init__(self, reader: ClaimReader, *, most_wordings: int = MOST_WORDINGS) -> None:
        self._reader = reader
        self._most_wordings = most_wordings
        self._index = self._empty()
        self._last = _Last()
        self._noted: dict[str, int] = {}
        """Cluster by query code, of reports not seen committed yet."""

    def refresh(self, session: Session) -> None:
        """Take over what was committed since; forget what was noted and rolled back."""
        if self._last.report_id and self._is_still_there(session):
            self._catch_up(session)
        else:
            self._read_all(session)
        self._last = self._newest(session)

    def place(self, text: str, claim: str) -> int | None:
        """The cluster a masked message with this claim belongs to, if any."""
        return self._index.place(wording_to_compare(text, claim))

    def note(self, query_code: str, cluster_id: int, *, text: str, claim: str) -> None:
        """A report was just taken in, in a transaction that may still be rolled back."""
        self._noted[query_code] = cluster_id
        self._index.add(cluster_id, wording_to_compare(text, claim))

    def forget(self, cluster_id: int) -> None:
        """The cluster is not there any more."""
        self._index.forget(cluster_id)

    def _empty(self) -> ClusterIndex:
        return ClusterIndex(self._reader, most_wordings=self._most_wordings)

    def _is_still_there(self, session: Session) -> bool:
        """Whether the last report read still exists: reports of a simulation are deleted, and their numbers reused."""
        code = select(EmergingReport.query_code).where(EmergingReport.id == self._last.report_id)
        return session.scalar(code) == self._last.query_code

    def _read_all(self, session: Session) -> None:
        """Begin anew. Of very many clusters only those that will be kept, the one reported last at the end."""
        self._index = self._empty()
        self._noted.clear()
        latest = select(Cluster.id).order_by(Cluster.last_reported_at.desc(), Cluster.id.desc())
        chosen = list(session.scalars(latest.limit(self._most_wordings)))[::-1]
        for start in range(0, len(chosen), _CLUSTERS_AT_ONCE):
            self._read_clusters(session, chosen[start : start + _CLUSTERS_AT_ONCE])

    def _catch_up(self, session: Session) -> None:
        noted, self._noted = self._noted, {}
        new = select(EmergingReport.query_code, EmergingReport.cluster_id, EmergingReport.text, EmergingReport.claim)
        later = new.where(EmergingReport.id > self._last.report_id).order_by(EmergingReport.id)
        committed = session.execute(later).all()
        kept = {row.query_code for row in committed if noted.get(row.query_code) == row.cluster_id}
        lost = {cluster_id for code, cluster_id in noted.items() if code not in kept}
        again = lost | self._rearranged(session)
        for cluster_id in again:
            self._index.forget(cluster_id)
        self._read_clusters(session, sorted(again))
        for row in committed:
            if row.query_code not in kept and row.cluster_id not in again:
                self._index.add(row.cluster_id, wording_to_compare(row.text, row.claim))

    def _rearranged(self, session: Session) -> set[int]:
        since = select(ClusterDecision.from_cluster_id, ClusterDecision.to_cluster_id).where(
            ClusterDecision.id > self._last.decision_id
        )
        return {cluster_id for decision in session.execute(since) for cluster_id in decision}

    def _read_clusters(self, session: Session, cluster_ids: Collection[int]) -> None:
        if not cluster_ids:
            return
        reports: Select[int, str, str] = (
            select(EmergingReport.cluster_id, EmergingReport.text, EmergingReport.claim)
            .where(EmergingReport.cluster_id.in_(cluster_ids))
            # What staff put somewhere speaks first for the cluster it is in.
            .order_by(EmergingReport.is_pinned.desc(), EmergingReport.id)
        )
        for cluster_id, text, claim in session.execute(reports.execution_options(yield_per=_ROWS_AT_ONCE)):
            self._index.add(cluster_id, wording_to_compare(text, claim))

    def _newest(self, session: Session) -> _Last:
        newest = select(EmergingReport.id, EmergingReport.query_code).order_by(EmergingReport.id.desc()).limit(1)
        report = session.execute(newest).one_or_none()
        decision = session.scalar(select(func.max(ClusterDecision.id))) or 0
        return _Last(report.id, report.query_code, decision) if report is not None else _Last(0, None, decision)
