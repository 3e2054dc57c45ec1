"""Writing, reviewing and publishing entries. Functions take the session first and never commit."""

import secrets
from datetime import datetime

from sqlalchemy import case, func, not_, or_, select
from sqlalchemy.orm import Session

from knowledge import revision
from knowledge.clock import china_date
from knowledge.emerging.models import Cluster
from knowledge.entries.content import working_content, write_content
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryStatus, SourceTier
from knowledge.entries.lifecycle import require_move
from knowledge.entries.models import Entry, EntryVersion, Source
from knowledge.entries.publishable import next_review, require_publishable
from knowledge.entries.seed_schema import is_entry_id
from knowledge.entries.views import EntryView
from knowledge.errors import InvalidInput, NotFound, SelfReview, WrongState

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def load_entry(session: Session, entry_id: str) -> Entry:
    """The entry, whatever its state. Raises ``NotFound``."""
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound("entry", entry_id)
    return entry


def create_draft(
    session: Session, draft: EntryDraft, *, author: str, entry_id: str | None, now: datetime
) -> str:
    """Write a new entry; returns its id."""
    entry_id = entry_id or _new_id(now)
    if not is_entry_id(entry_id):
        raise InvalidInput("entry_id", "编号只能用小写字母、数字和连字符。")
    if session.get(Entry, entry_id) is not None:
        raise InvalidInput("entry_id", "这个编号已经有条目在用。")
    entry = new_entry(entry_id, now)
    entry.contributors = [author]
    session.add(entry)
    write_content(entry, draft.model_copy(update={"authored_on": draft.authored_on or china_date(now)}))
    session.flush()
    return entry_id


def new_entry(entry_id: str, now: datetime) -> Entry:
    """An entry that still needs content."""
    return Entry(
        id=entry_id,
        status=EntryStatus.DRAFT,
        contributors=[],
        published_version=None,
        imported_digest=None,
        created_at=now,
        updated_at=now,
    )


def update_draft(session: Session, entry_id: str, draft: EntryDraft, *, author: str, now: datetime) -> None:
    """Replace the working content; what is public stays as it is."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.DRAFT, now)
    entry.contributors = sorted({*entry.contributors, author})
    write_content(entry, draft.model_copy(update={"authored_on": draft.authored_on or entry.authored_on}))


def submit(session: Session, entry_id: str, *, now: datetime) -> None:
    """Hand a draft to review."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.IN_REVIEW, now)
    require_publishable(working_content(entry))


def send_back(session: Session, entry_id: str, *, now: datetime) -> None:
    """Return an entry in review to its editors."""
    entry = load_entry(session, entry_id)
    if entry.status is not EntryStatus.IN_REVIEW:
        raise WrongState("entry", current=entry.status.label, wanted=EntryStatus.IN_REVIEW.label)
    _move(entry, EntryStatus.DRAFT, now)


def publish(session: Session, entry_id: str, *, reviewer: str, now: datetime) -> Entry:
    """Make the working content public as a new version, and bump the revision."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.PUBLISHED, now)
    if reviewer in entry.contributors:
        raise SelfReview(entry_id, reviewer)
    require_publishable(working_content(entry))
    entry.reviewed_on = china_date(now)
    entry.next_review_on = next_review(entry.reviewed_on, entry.risk)
    add_version(session, entry, reviewer=reviewer, now=now)
    revision.bump(session, now)
    return entry


def add_version(session: Session, entry: Entry, *, reviewer: str, now: datetime) -> None:
    """Keep the working content as the next version and make that the public one."""
    session.flush()
    number = _last_version(session, entry.id) + 1
    session.add(
        EntryVersion(
            entry_id=entry.id,
            number=number,
            content=working_content(entry).to_json(),
            contributors=list(entry.contributors),
            reviewer=reviewer,
            published_at=now,
        )
    )
    entry.status = EntryStatus.PUBLISHED
    entry.published_version = number
    entry.contributors = []
    entry.updated_at = now
    session.flush()


def withdraw(session: Session, entry_id: str, *, now: datetime) -> None:
    """Take an entry away from residents, and bump the revision when it was public."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.WITHDRAWN, now)
    if entry.published_version is not None:
        entry.published_version = None
        revision.bump(session, now)


def all_ids(session: Session) -> set[str]:
    """The id of every entry, whatever its state."""
    return set(session.scalars(select(Entry.id)))


def read_entry(session: Session, entry_id: str) -> EntryView:
    """The entry as its editors see it."""
    return _view(session, load_entry(session, entry_id))


def list_entries(
    session: Session, *, status: EntryStatus | None, needs_source: bool | None, limit: int, offset: int
) -> list[EntryView]:
    """Entries: those that need a better source (来源待补) first, then last changed first."""
    better_than_repost = (
        select(Source.id)
        .where(Source.entry_id == Entry.id, Source.tier != SourceTier.REPOST)
        .correlate(Entry)
        .exists()
    )
    # Nobody is waiting for the sources of what was withdrawn.
    is_well_sourced = or_(better_than_repost, Entry.status == EntryStatus.WITHDRAWN)
    first_to_mend = case((is_well_sourced, 1), else_=0)
    query = select(Entry).order_by(first_to_mend, Entry.updated_at.desc(), Entry.id).limit(limit).offset(offset)
    if status is not None:
        query = query.where(Entry.status == status)
    if needs_source is not None:
        query = query.where(not_(is_well_sourced) if needs_source else is_well_sourced)
    return [_view(session, entry) for entry in session.scalars(query)]


def _move(entry: Entry, to: EntryStatus, now: datetime) -> None:
    require_move(entry.status, to)
    entry.status = to
    entry.updated_at = now


def _last_version(session: Session, entry_id: str) -> int:
    query = select(func.max(EntryVersion.number)).where(EntryVersion.entry_id == entry_id)
    return session.scalar(query) or 0


def _view(session: Session, entry: Entry) -> EntryView:
    session.flush()
    clusters = session.scalars(select(Cluster.id).where(Cluster.entry_id == entry.id).order_by(Cluster.id))
    return EntryView(
        entry_id=entry.id,
        status=entry.status,
        status_label=entry.status.label,
        is_public=entry.published_version is not None,
        content=working_content(entry),
        contributors=tuple(entry.contributors),
        version=_last_version(session, entry.id),
        updated_at=entry.updated_at,
        cluster_ids=tuple(clusters),
    )


def _new_id(now: datetime) -> str:
    ending = "".join(secrets.choice(_ID_ALPHABET) for _ in range(5))
    return f"entry-{china_date(now):%Y%m%d}-{ending}"
