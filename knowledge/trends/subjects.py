"""What is asked about, whether an entry answers it or not: one subject per rumor, across the day it got its answer.

A rumor begins as a lead nobody can answer and goes on as questions its rebuttal answers. Counted apart, it would
seem to end on that day and something new to begin; so a lead with a published entry is counted with the entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from json import loads
from typing import Any, Literal, Protocol

from sqlalchemy.orm import Session

from knowledge.check_worthiness import MessageKind
from knowledge.emerging.kinds import Harm
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.entries.kinds import EntryKind, EntryStatus, Risk, Verdict
from knowledge.matching.vocabulary import mentions
from knowledge.trends import summaries
from knowledge.trends.queries import run
from knowledge.trends.weeks import Period

SubjectKey = tuple[Literal["entry", "cluster"], str]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry, as counts need it."""

    entry_id: str
    kind: EntryKind
    is_public: bool
    title: str
    verdict: Verdict | None
    truth: str
    risk: Risk
    topic: str
    unit: str
    source: str

    @property
    def food(self) -> str:
        """The first food its title names, in the order of the alphabet; empty when it names none."""
        return min(mentions(self.title).foods, default="")


@dataclass(frozen=True, slots=True)
class Move:
    """One change of a cluster's status."""

    cluster_id: int
    before: ClusterStatus | None
    after: ClusterStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A line of the ledger as it stood at an instant. ``moves`` are those up to then."""

    cluster_id: int
    claim: str
    kind: MessageKind
    status: ClusterStatus
    entry_id: str | None
    topic: str
    foods: tuple[str, ...]
    unit: str | None
    due_on: date | None
    assigned_at: datetime | None
    conclusion: str
    basis: str
    harm: Harm | None
    worthiness: float
    is_restricted: bool
    restricted_reason: str
    companies: tuple[str, ...]
    is_company_checked: bool
    returned_entry_id: str | None
    created_at: datetime
    first_reported_at: datetime
    """Before ``created_at`` when it was handed in later, such as in a list of last week's calls."""
    moves: tuple[Move, ...]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status in (ClusterStatus.PENDING, ClusterStatus.CHECKING)


@dataclass(frozen=True, slots=True)
class Asked:
    """How much one subject was asked about in a period."""

    askers: int = 0
    mentions: int = 0

    def __add__(self, other: "Asked") -> "Asked":
        return Asked(self.askers + other.askers, self.mentions + other.mentions)


class KnownSubjects(Protocol):
    """What counting needs to know of entries and leads."""

    @property
    def entries(self) -> Mapping[str, object]:
        """Entries by id; what is asked of others is not counted."""

    def of_cluster(self, cluster_id: int) -> SubjectKey | None:
        """The subject a lead is counted under, if it is counted."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Entries and leads as they stood at one instant."""

    entries: Mapping[str, EntryLine]
    clusters: Mapping[int, ClusterLine]

    def of_cluster(self, cluster_id: int) -> SubjectKey | None:
        """The subject a lead is counted under; ``None`` for one merged away or unknown."""
        line = self.clusters.get(cluster_id)
        if line is None:
            return None
        entry = self.entries.get(line.entry_id) if line.entry_id else None
        return ("entry", entry.entry_id) if entry and entry.is_public else ("cluster", str(cluster_id))

    def clusters_of(self, key: SubjectKey) -> list[ClusterLine]:
        """The leads counted under a subject, the earliest first."""
        return [line for line in self.clusters.values() if self.of_cluster(line.cluster_id) == key]

    def is_rumor(self, key: SubjectKey) -> bool:
        """Whether it is a rumor, and not a question that knowledge answers or nothing does."""
        if key[0] == "entry":
            return self.entries[key[1]].kind is EntryKind.RUMOR
        return self.clusters[int(key[1])].kind is MessageKind.RUMOR

    def topic(self, key: SubjectKey) -> str:
        """The topic of a subject; empty when unknown."""
        if key[0] == "entry":
            return self.entries[key[1]].topic if key[1] in self.entries else ""
        return self.clusters[int(key[1])].topic

    def food(self, key: SubjectKey) -> str:
        """The food of a subject; empty when it names none."""
        if key[0] == "entry":
            return self.entries[key[1]].food if key[1] in self.entries else ""
        return next(iter(self.clusters[int(key[1])].foods), "")

    def title(self, key: SubjectKey) -> str:
        """The wording that stands for a subject."""
        if key[0] == "entry":
            return self.entries[key[1]].title if key[1] in self.entries else key[1]
        return self.clusters[int(key[1])].claim


def load(session: Session, until: datetime) -> Subjects:
    """Everything known before ``until``; statuses are those of that instant."""
    return _subjects(run(session, "entries"), run(session, "clusters", until=until), run(session, "moves", until=until))


def _subjects(
    entry_rows: Iterable[Mapping[str, Any]],
    cluster_rows: Iterable[Mapping[str, Any]],
    move_rows: Iterable[Mapping[str, Any]],
) -> Subjects:
    moves: dict[int, list[Move]] = {}
    for row in sorted(move_rows, key=lambda row: row["id"]):
        before = ClusterStatus(row["from_status"]) if row["from_status"] else None
        moves.setdefault(row["cluster_id"], []).append(
            Move(row["cluster_id"], before, ClusterStatus(row["to_status"]), row["moved_at"])
        )
    clusters = (_cluster(row, moves.get(row["id"], [])) for row in cluster_rows)
    entries = (_entry(row) for row in entry_rows)
    return Subjects(
        {entry.entry_id: entry for entry in entries},
        {cluster.cluster_id: cluster for cluster in sorted(clusters, key=lambda line: line.cluster_id)},
    )


def asked(session: Session, period: Period, subjects: KnownSubjects) -> dict[SubjectKey, Asked]:
    """How much every subject was asked about in a period."""
    found: dict[SubjectKey, Asked] = {}
    for entry_id, askers, times in summaries.asks_by_entry(session, period):
        if entry_id in subjects.entries:
            found[("entry", entry_id)] = Asked(askers, times)
    for row in run(session, "reports_by_cluster", period):
        key = subjects.of_cluster(row["cluster_id"])
        if key is not None:
            found[key] = found.get(key, Asked()) + Asked(row["askers"], row["mentions"])
    return found


def series(history: Iterable[Mapping[SubjectKey, Asked]], key: SubjectKey) -> list[int]:
    """The askers of one subject, period by period."""
    return [period[key].askers if key in period else 0 for period in history]


def _entry(row: Mapping[str, Any]) -> EntryLine:
    source = "，".join(
        part for part in (row["publisher"], f"《{row['source_title']}》") if part and row["source_title"]
    )
    return EntryLine(
        entry_id=row["id"],
        kind=EntryKind(row["kind"]),
        is_public=row["status"] == EntryStatus.PUBLISHED.value,
        title=row["title"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        truth=row["truth"],
        risk=Risk(row["risk"]),
        topic=row["topic"],
        unit=row["unit"],
        source=source,
    )


def _cluster(row: Mapping[str, Any], moves: list[Move]) -> ClusterLine:
    return ClusterLine(
        cluster_id=row["id"],
        claim=row["claim"],
        kind=MessageKind(row["kind"]),
        status=moves[-1].after if moves else ClusterStatus.PENDING,
        entry_id=row["entry_id"],
        topic=row["topic"],
        foods=tuple(_list(row["foods"])),
        unit=row["unit"],
        due_on=date.fromisoformat(row["due_on"]) if isinstance(row["due_on"], str) else row["due_on"],
        assigned_at=row["assigned_at"],
        conclusion=row["conclusion"],
        basis=row["basis"],
        harm=Harm(row["harm"]) if row["harm"] else None,
        worthiness=row["worthiness"],
        is_restricted=bool(row["is_restricted"]),
        restricted_reason=row["restricted_reason"],
        companies=tuple(_list(row["companies"])),
        is_company_checked=row["company_checked_on"] is not None,
        returned_entry_id=row["returned_entry_id"],
        created_at=row["created_at"],
        first_reported_at=row["first_reported_at"],
        moves=tuple(moves),
    )


def _list(value: Any) -> list[str]:
    """A JSON column read by a query written as text: SQLite gives its text."""
    return [str(item) for item in (loads(value) if isinstance(value, str) else value or [])]
