"""Moving a cluster along its life, with a row for every move. Functions take the session and never commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.emerging.lifecycle import ClusterStatus, require_move
from knowledge.emerging.models import Cluster, ClusterMove


def move(session: Session, cluster: Cluster, to: ClusterStatus, *, actor: str, now: datetime, note: str = "") -> None:
    """Move a cluster along the table of allowed moves. Raises ``WrongState`` for any other move."""
    require_move(cluster.status, to)
    before = cluster.status
    cluster.status = to
    cluster.updated_at = now
    record_move(session, cluster, before, actor=actor, now=now, note=note)


def record_move(
    session: Session, cluster: Cluster, before: ClusterStatus | None, *, actor: str, now: datetime, note: str = ""
) -> None:
    """Keep when a cluster came from ``before`` to where it is now."""
    session.add(
        ClusterMove(
            cluster_id=cluster.id, from_status=before, to_status=cluster.status, at=now, actor=actor, note=note[:500]
        )
    )
