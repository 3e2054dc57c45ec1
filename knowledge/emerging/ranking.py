"""Which lines of the ledger come first: how far clusters spread, and their order by priority."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.emerging.kinds import Harm
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.models import Cluster, EmergingReport
from knowledge.emerging.priority import SPREAD_WEEKS, Spread, priority

MOST_RANKED = 2_000
"""Lines ranked by priority, those with the most askers first. Beyond them are lines of one or two askers."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a cluster is judged by; whole rows are read for the page alone."""

    cluster_id: int
    status: ClusterStatus
    claim: str
    harm: Harm | None
    worthiness: float
    last_reported_at: datetime
    due_on: date | None


def candidates(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[Candidate]:
    """Every cluster that fits, those with the most askers first. One pass, whatever is made of it afterwards."""
    query = (
        select(
            Cluster.id,
            Cluster.status,
            Cluster.claim,
            Cluster.harm,
            Cluster.worthiness,
            Cluster.last_reported_at,
            Cluster.due_on,
        )
        .where(*conditions)
        .order_by(Cluster.asker_count.desc(), Cluster.last_reported_at.desc())
    )
    return [Candidate(*row) for row in session.execute(query)]


def count_by_status(found: Sequence[Candidate]) -> dict[ClusterStatus, int]:
    """How many of each status, none left out."""
    counted = Counter(one.status for one in found)
    return {status: counted[status] for status in ClusterStatus}


def most_urgent(found: Sequence[Candidate], spreads: dict[int, Spread]) -> list[int]:
    """Ids by priority, of the first ``MOST_RANKED``; of equals the one reported last, then the one with more askers."""
    ranked = []
    for one in found[:MOST_RANKED]:
        spread = spreads.get(one.cluster_id, Spread(0, 0))
        judged = priority(claim=one.claim, judged_harm=one.harm, spread=spread, worthiness=one.worthiness)
        ranked.append((-judged.score, -one.last_reported_at.timestamp(), one.cluster_id))
    ranked.sort(key=lambda line: line[:2])
    return [cluster_id for _, _, cluster_id in ranked]


def read_spreads(session: Session, today: date, cluster_id: int | None = None) -> dict[int, Spread]:
    """Askers of the last seven days and of the four weeks before them, by cluster."""
    week, since = today - timedelta(days=6), today - timedelta(days=7 * SPREAD_WEEKS - 1)
    query = select(EmergingReport.cluster_id, EmergingReport.asked_on >= week, EmergingReport.asker_key)
    query = query.where(EmergingReport.asked_on >= since)
    if cluster_id is not None:
        query = query.where(EmergingReport.cluster_id == cluster_id)
    # Told apart here: a database sorts them all for it, which takes ten times as long as reading them.
    last_week: Counter[int] = Counter()
    before: Counter[int] = Counter()
    for found_id, is_last_week, _ in set(session.execute(query)):
        (last_week if is_last_week else before)[found_id] += 1
    return {one: Spread(last_week[one], before[one]) for one in {*last_week, *before}}
