"""What the overview of this moment needs of entries and leads: those asked about since a day, each with a few columns.

``knowledge.trends.subjects`` loads everything as it stood at some instant; the first page is opened all day long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.models import Cluster, EmergingReport
from knowledge.entries.kinds import EntryStatus
from knowledge.entries.models import Entry
from knowledge.inquiries.models import Inquiry
from knowledge.trends import summaries
from knowledge.trends.rising import DailyCounts
from knowledge.trends.subjects import SubjectKey
from knowledge.trends.weeks import Period, day_period


class CurrentEntry(NamedTuple):
    """An entry, as the overview shows it."""

    entry_id: str
    status: EntryStatus
    title: str
    topic: str


class CurrentCluster(NamedTuple):
    """A lead, as the overview shows it."""

    cluster_id: int
    claim: str
    topic: str
    entry_id: str | None
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class CurrentSubjects:
    """Entries that answered and leads that were reported in a period that lasts, with the entries of those leads."""

    entries: Mapping[str, CurrentEntry]
    clusters: Mapping[int, CurrentCluster]

    def of_cluster(self, cluster_id: int) -> SubjectKey | None:
        """The subject a lead is counted under; ``None`` for one merged away or not reported in the period."""
        line = self.clusters.get(cluster_id)
        if line is None:
            return None
        return _entry(line.entry_id) if line.entry_id and self.is_public(line.entry_id) else _cluster(cluster_id)

    def is_public(self, entry_id: str) -> bool:
        """Whether residents see the entry."""
        entry = self.entries.get(entry_id)
        return entry is not None and entry.status is EntryStatus.PUBLISHED

    def topic(self, key: SubjectKey) -> str:
        """The topic of a subject."""
        return self.entries[key[1]].topic if key[0] == "entry" else self.clusters[int(key[1])].topic

    def title(self, key: SubjectKey) -> str:
        """The wording that stands for a subject."""
        return self.entries[key[1]].title if key[0] == "entry" else self.clusters[int(key[1])].claim

    def is_restricted(self, key: SubjectKey) -> bool:
        """Whether it is a lead that is 不宜公开."""
        return key[0] == "cluster" and self.clusters[int(key[1])].is_restricted


def load(session: Session, period: Period) -> CurrentSubjects:
    """What was asked about in ``period``, as it stands now."""
    reported = select(EmergingReport.cluster_id).where(_within(EmergingReport, period))
    answered = select(Inquiry.top_entry_id).where(
        _within(Inquiry, period), Inquiry.outcome == "answer", Inquiry.top_entry_id.is_not(None)
    )
    clusters = session.execute(
        select(Cluster.id, Cluster.claim, Cluster.topic, Cluster.entry_id, Cluster.is_restricted).where(
            Cluster.merged_into_id.is_(None), Cluster.id.in_(reported)
        )
    )
    of_leads = select(Cluster.entry_id).where(Cluster.entry_id.is_not(None), Cluster.id.in_(reported))
    entries = session.execute(
        select(Entry.id, Entry.status, Entry.title, Entry.topic).where(
            or_(Entry.id.in_(answered), Entry.id.in_(of_leads))
        )
    )
    return CurrentSubjects(
        {row[0]: CurrentEntry(*row) for row in entries}, {row[0]: CurrentCluster(*row) for row in clusters}
    )


class CurrentCounts(DailyCounts):
    """Counts of the days before, of nothing but the subjects they are wanted of."""

    def __init__(self, session: Session, subjects: CurrentSubjects) -> None:
        super().__init__(session, subjects)
        self._current = subjects

    def history(self, days: Sequence[date], keys: Sequence[SubjectKey]) -> dict[SubjectKey, list[int]]:
        """What the counts of those days, each read whole, say of ``keys``."""
        counted = {key: dict.fromkeys(days, 0) for key in keys}
        entry_ids = [key[1] for key in keys if key[0] == "entry"]
        periods = {day_period(day): day for day in days}
        for period, entry_id, askers in summaries.askers_by_period(self._session, list(periods), entry_ids):
            counted["entry", entry_id][periods[period]] += askers
        public = {one for one in entry_ids if self._current.is_public(one)}
        alone = [int(key[1]) for key in keys if key[0] == "cluster"]
        reports = self._session.execute(
            select(Cluster.id, Cluster.entry_id, EmergingReport.created_at)
            .join(Cluster, Cluster.id == EmergingReport.cluster_id)
            .where(
                _within(EmergingReport, Period(day_period(min(days)).since, day_period(max(days)).until)),
                EmergingReport.kind != MessageKind.CHAT,
                Cluster.merged_into_id.is_(None),
                or_(Cluster.id.in_(alone), Cluster.entry_id.in_(public)),
            )
        )
        for cluster_id, answer_id, reported_at in reports:
            key = _entry(answer_id) if answer_id is not None and answer_id in public else _cluster(cluster_id)
            if (day := china_date(reported_at)) in counted[key]:
                counted[key][day] += 1
        return {key: list(by_day.values()) for key, by_day in counted.items()}


def _entry(entry_id: str) -> SubjectKey:
    return "entry", entry_id


def _cluster(cluster_id: int) -> SubjectKey:
    return "cluster", str(cluster_id)


def _within(table: type[EmergingReport] | type[Inquiry], period: Period) -> ColumnElement[bool]:
    return and_(table.created_at >= period.since, table.created_at < period.until)
