"""Entries and collections of the large database."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge.benchmark.phrasings import PHRASINGS_PER_ENTRY, make_entries
from knowledge.clock import china_date
from knowledge.emerging.topics import topics
from knowledge.emerging.units import units
from knowledge.entries.content import write_content
from knowledge.entries.draft import DraftSource, EntryDraft
from knowledge.entries.kinds import EntryKind, EntryStatus, Risk, SourceTier, Verdict
from knowledge.entries.models import Entry, EntryVersion
from knowledge.matching.types import IndexedEntry
from knowledge.promotion.models import Collection, CollectionItem

DAYS = 365
_ENTRIES_IN_COLLECTION = 20
_PHRASINGS = 4
_AT_ONCE = 1_000
_REPOSTS_ONLY = 0.03
_KINDS = [EntryKind.RUMOR] * 6 + [EntryKind.KNOWLEDGE] * 3 + [EntryKind.LAW]
_STATUSES = [EntryStatus.PUBLISHED] * 90 + [EntryStatus.DRAFT] * 6 + [EntryStatus.IN_REVIEW] * 2
_STATUSES += [EntryStatus.WITHDRAWN, EntryStatus.SCHEDULED]


def add_entries(session: Session, count: int, chance: random.Random, now: datetime) -> dict[str, str]:
    """Write entries in every state; the titles of the public ones by id."""
    titles = {}
    for number, (entry, versions) in enumerate(_entries(count, chance, now), start=1):
        session.add(entry)
        session.add_all(versions)
        if entry.published_version is not None:
            titles[entry.id] = entry.title
        if number % _AT_ONCE == 0:
            session.flush()
            session.expunge_all()
    session.flush()
    session.expunge_all()
    return titles


def add_collections(
    session: Session, count: int, entry_ids: Sequence[str], chance: random.Random, now: datetime
) -> None:
    """Write public collections of those entries."""
    for number in range(count):
        chosen = chance.sample(entry_ids, min(len(entry_ids), _ENTRIES_IN_COLLECTION))
        session.add(
            Collection(
                id=f"made-{number:04d}",
                title=f"专题{number}",
                introduction="一组条目。",
                is_public=True,
                created_by="编辑01",
                edition=1,
                created_at=now,
                updated_at=now - timedelta(days=number),
                items=[CollectionItem(entry_id=entry_id, position=place) for place, entry_id in enumerate(chosen)],
            )
        )
    session.flush()


def _entries(count: int, chance: random.Random, now: datetime) -> Iterator[tuple[Entry, list[EntryVersion]]]:
    known_topics, known_units = sorted(topics()), [unit.name for unit in units()]
    for number, made in enumerate(make_entries(count * PHRASINGS_PER_ENTRY)):
        at = now - timedelta(days=DAYS * chance.random())
        draft = _draft(number, made, at, chance, chance.choice(known_topics), chance.choice(known_units))
        status = chance.choice(_STATUSES)
        entry = Entry(
            id=made.entry_id,
            status=status,
            contributors=["编辑01"],
            published_version=1 if status is EntryStatus.PUBLISHED else None,
            imported_digest=None,
            edition=1,
            publish_at=now + timedelta(days=2) if status is EntryStatus.SCHEDULED else None,
            created_at=at,
            updated_at=at,
        )
        write_content(entry, draft)
        yield entry, [_version(entry, draft, at)] if entry.published_version is not None else []


def _draft(number: int, made: IndexedEntry, at: datetime, chance: random.Random, topic: str, unit: str) -> EntryDraft:
    kind = chance.choice(_KINDS)
    tier = SourceTier.REPOST if chance.random() < _REPOSTS_ONLY else SourceTier.OFFICIAL
    source = DraftSource(
        title="权威说明", publisher="国家卫生健康委", url="https://www.nhc.gov.cn/", checked_on=f"{at:%Y-%m}", tier=tier
    )
    return EntryDraft(
        kind=kind,
        # Titles are told apart by a number: made from the same words, some would be the same.
        title=f"{made.title}（{number}）",
        verdict=chance.choice(list(Verdict)) if kind is EntryKind.RUMOR else None,
        truth=made.answer,
        key_points=(made.answer, made.answer),
        advice="按说明保存和加热，不要轻信没有来源的说法。",
        phrasings=made.phrasings[:_PHRASINGS],
        topic=topic,
        unit=unit,
        risk=chance.choice(list(Risk)),
        sources=(source,),
        authored_on=china_date(at),
        reviewed_on=china_date(at),
        # Some are due already.
        next_review_on=china_date(at + timedelta(days=360)),
    )


def _version(entry: Entry, draft: EntryDraft, at: datetime) -> EntryVersion:
    return EntryVersion(
        entry_id=entry.id,
        number=1,
        content=draft.to_json(),
        contributors=["编辑01"],
        reviewer="审核01",
        published_at=at,
    )
