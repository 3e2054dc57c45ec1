"""The editors' list: entries by filter and by words. Functions take the session first and never commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session, load_only

from knowledge.entries.kinds import EntryKind, EntryStatus, SourceTier, Verdict
from knowledge.entries.models import Entry, Source
from knowledge.entries.views import EntryPage, EntrySummary
from knowledge.matching.normalize import normalize

_SHOWN = (
    Entry.kind,
    Entry.title,
    Entry.verdict,
    Entry.status,
    Entry.published_version,
    Entry.topic,
    Entry.unit,
    Entry.next_review_on,
    Entry.updated_at,
)
"""What a line shows of an entry: not its texts, whose reading takes most of the time."""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries are wanted; a field left out does not restrict."""

    kind: EntryKind | None = None
    topic: str = ""
    status: EntryStatus | None = None
    verdict: Verdict | None = None
    unit: str = ""
    overdue_on: date | None = None
    """Public, and due for review before this day."""
    needs_source: bool | None = None
    words: str = ""
    """Every word (separated by spaces) stands in the title, the answer or a phrasing."""


def fits(wanted: EntryFilter, line: EntrySummary) -> bool:
    """Whether an entry is one of those ``wanted``, its words aside: what ``find_entries`` asks of the table."""
    is_overdue = wanted.overdue_on is None or (
        line.is_public and line.next_review_on is not None and line.next_review_on < wanted.overdue_on
    )
    return (
        wanted.kind in (None, line.kind)
        and wanted.topic in ("", line.topic)
        and wanted.status in (None, line.status)
        and wanted.verdict in (None, line.verdict)
        and wanted.unit in ("", line.unit)
        and wanted.needs_source in (None, line.needs_source)
        and is_overdue
    )


def find_entries(session: Session, wanted: EntryFilter, *, limit: int, offset: int) -> EntryPage:
    """A page of entries: those that need a better source (来源待补) first, then last changed first."""
    conditions = _conditions(wanted)
    total = session.scalar(select(func.count()).select_from(Entry).where(*conditions)) or 0
    # Ids alone are put in order: with whole rows, a late page carries those of all pages before it through the sorting.
    query = (
        select(Entry.id)
        .where(*conditions)
        .order_by(case((is_well_sourced(), 1), else_=0), Entry.updated_at.desc(), Entry.id)
        .limit(limit)
        .offset(offset)
    )
    page_ids = list(session.scalars(query))
    found = summaries_of(session, page_ids)
    return EntryPage(total, tuple(found[one] for one in page_ids))


def summaries_of(session: Session, entry_ids: Sequence[str]) -> dict[str, EntrySummary]:
    """The lines of the given entries, by id; unknown ids are left out."""
    query = select(Entry, is_well_sourced()).where(Entry.id.in_(entry_ids)).options(load_only(*_SHOWN))
    return {entry.id: _summary(entry, not sound) for entry, sound in session.execute(query)}


def units(session: Session) -> list[str]:
    """Every responsible unit entries name, for the filter."""
    return list(session.scalars(select(Entry.unit).where(Entry.unit != "").distinct().order_by(Entry.unit)))


def is_well_sourced() -> ColumnElement[bool]:
    """Whether an entry has better than reposts. Nobody is waiting for the sources of what was withdrawn."""
    better_than_repost = (
        select(Source.id).where(Source.entry_id == Entry.id, Source.tier != SourceTier.REPOST).correlate(Entry).exists()
    )
    return or_(better_than_repost, Entry.status == EntryStatus.WITHDRAWN)


def _conditions(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (Entry.kind, wanted.kind),
        (Entry.topic, wanted.topic),
        (Entry.status, wanted.status),
        (Entry.verdict, wanted.verdict),
        (Entry.unit, wanted.unit),
    ):
        if value:
            found.append(column == value)
    if wanted.overdue_on is not None:
        found.append(and_(Entry.published_version.is_not(None), Entry.next_review_on < wanted.overdue_on))
    if wanted.needs_source is not None:
        found.append(not_(is_well_sourced()) if wanted.needs_source else is_well_sourced())
    for word in normalize(wanted.words).split():
        found.append(Entry.search_text.contains(word, autoescape=True))
    return found


def _summary(entry: Entry, needs_source: bool) -> EntrySummary:
    return EntrySummary(
        entry_id=entry.id,
        kind=entry.kind,
        title=entry.title,
        verdict=entry.verdict,
        status=entry.status,
        is_public=entry.published_version is not None,
        topic=entry.topic,
        unit=entry.unit,
        next_review_on=entry.next_review_on,
        needs_source=needs_source,
        updated_at=entry.updated_at,
    )
