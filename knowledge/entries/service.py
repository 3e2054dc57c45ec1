"""Writing, reviewing and publishing entries. Functions take the session first and never commit."""

import secrets
from datetime import datetime

from sqlalchemy import case, func, not_, select
from sqlalchemy.orm import Session

from knowledge import revision
from knowledge.clock import china_date
from knowledge.emerging.models import Cluster
from knowledge.entries.content import working_content, write_content
from knowledge.entries.draft import EntryDraft
from knowledge.entries.finding import is_well_sourced
from knowledge.entries.kinds import EntryStatus
from knowledge.entries.lifecycle import require_move
from knowledge.entries.models import Entry, EntryVersion
from knowledge.entries.publishable import next_review, require_publishable
from knowledge.entries.seed_schema import is_entry_id
from knowledge.entries.views import EntryView, VersionView
from knowledge.errors import EditConflict, InvalidInput, NotFound, SelfReview, WrongState

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def load_entry(session: Session, entry_id: str) -> Entry:
    """The entry, whatever its state. Raises ``NotFound``."""
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound("entry", entry_id)
    return entry


def create_draft(session: Session, draft: EntryDraft, *, author: str, entry_id: str | None, now: datetime) -> str:
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
        edition=1,
        created_at=now,
        updated_at=now,
    )


def update_draft(
    session: Session, entry_id: str, draft: EntryDraft, *, author: str, now: datetime, edition: int | None = None
) -> None:
    """Replace the working content; what is public stays as it is.

    Raises ``EditConflict`` when the entry is no longer at ``edition``, where that is given.
    """
    entry = load_entry(session, entry_id)
    require_edition(entry, edition)
    _move(entry, EntryStatus.DRAFT, now)
    entry.contributors = sorted({*entry.contributors, author})
    write_content(entry, draft.model_copy(update={"authored_on": draft.authored_on or entry.authored_on}))


def require_edition(entry: Entry, edition: int | None) -> None:
    """Raises ``EditConflict`` unless the entry still is as a person read it; ``None`` asks nothing."""
    if edition is not None and edition != entry.edition:
        raise EditConflict("entry", entry.id, read=edition, current=entry.edition)


def submit(session: Session, entry_id: str, *, now: datetime) -> None:
    """Hand a draft to review."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.IN_REVIEW, now)
    require_publishable(working_content(entry))


def send_back(session: Session, entry_id: str, *, now: datetime) -> None:
    """Return an entry in review, or approved for later, to its editors."""
    entry = load_entry(session, entry_id)
    if entry.status not in {EntryStatus.IN_REVIEW, EntryStatus.SCHEDULED}:
        raise WrongState("entry", current=entry.status.label, wanted=EntryStatus.IN_REVIEW.label)
    _move(entry, EntryStatus.DRAFT, now)


def publish(session: Session, entry_id: str, *, reviewer: str, now: datetime) -> Entry:
    """Make the working content public as a new version, and bump the revision."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.PUBLISHED, now)
    _require_other(entry, reviewer)
    require_publishable(working_content(entry))
    entry.reviewed_on = china_date(now)
    entry.next_review_on = next_review(entry.reviewed_on, entry.risk)
    add_version(session, entry, reviewer=reviewer, now=now)
    revision.bump(session, now)
    return entry


def schedule(session: Session, entry_id: str, *, publish_at: datetime, reviewer: str, now: datetime) -> Entry:
    """Approve an entry in review: it becomes public by itself at ``publish_at``, which must lie ahead."""
    if publish_at <= now:
        raise InvalidInput("publish_at", "定时发布的时间已经过去，请选一个以后的时间。")
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.SCHEDULED, now)
    _require_other(entry, reviewer)
    require_publishable(working_content(entry))
    entry.publish_at = publish_at
    entry.approved_by = reviewer
    return entry


def set_expiry(session: Session, entry_id: str, *, expire_at: datetime | None, now: datetime) -> None:
    """Have an entry withdrawn by itself at ``expire_at``, or never. Raises ``InvalidInput`` for the past."""
    entry = load_entry(session, entry_id)
    if expire_at is not None and expire_at <= now:
        raise InvalidInput("expire_at", "到期时间已经过去，请选一个以后的时间。")
    entry.expire_at = expire_at
    entry.edition += 1
    entry.updated_at = now


def due_to_publish(session: Session, now: datetime) -> list[Entry]:
    """Scheduled entries whose time has come, the earliest first."""
    query = select(Entry).where(Entry.status == EntryStatus.SCHEDULED, Entry.publish_at <= now)
    return list(session.scalars(query.order_by(Entry.publish_at, Entry.id)))


def due_to_expire(session: Session, now: datetime) -> list[Entry]:
    """Public entries whose time is over."""
    query = select(Entry).where(Entry.published_version.is_not(None), Entry.expire_at <= now)
    return list(session.scalars(query.order_by(Entry.expire_at, Entry.id)))


def list_versions(session: Session, entry_id: str) -> list[VersionView]:
    """Every published state of an entry, the newest first. Raises ``NotFound`` for an unknown entry."""
    entry = load_entry(session, entry_id)
    query = select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.number.desc())
    return [_version_view(version, entry) for version in session.scalars(query)]


def read_version(session: Session, entry_id: str, number: int) -> VersionView:
    """One published state of an entry. Raises ``NotFound``."""
    version = session.get(EntryVersion, (entry_id, number))
    if version is None:
        raise NotFound("version", f"{entry_id} {number}")
    return _version_view(version, load_entry(session, entry_id))


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
    entry.edition += 1
    entry.publish_at = entry.approved_by = None
    entry.updated_at = now
    session.flush()


def withdraw(session: Session, entry_id: str, *, now: datetime) -> None:
    """Take an entry away from residents, and bump the revision when it was public."""
    entry = load_entry(session, entry_id)
    _move(entry, EntryStatus.WITHDRAWN, now)
    entry.expire_at = None
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
    first_to_mend = case((is_well_sourced(), 1), else_=0)
    query = select(Entry).order_by(first_to_mend, Entry.updated_at.desc(), Entry.id).limit(limit).offset(offset)
    if status is not None:
        query = query.where(Entry.status == status)
    if needs_source is not None:
        query = query.where(not_(is_well_sourced()) if needs_source else is_well_sourced())
    return [_view(session, entry) for entry in session.scalars(query)]


def _move(entry: Entry, to: EntryStatus, now: datetime) -> None:
    require_move(entry.status, to)
    entry.status = to
    entry.edition += 1
    entry.updated_at = now
    if to is not EntryStatus.PUBLISHED:
        # Whoever changes an approved entry takes the approval back.
        entry.publish_at = entry.approved_by = None


def _require_other(entry: Entry, reviewer: str) -> None:
    if reviewer in entry.contributors:
        raise SelfReview(entry.id, reviewer)


def _version_view(version: EntryVersion, entry: Entry) -> VersionView:
    return VersionView(
        number=version.number,
        content=EntryDraft.from_json(version.content),
        contributors=tuple(version.contributors),
        reviewer=version.reviewer,
        published_at=version.published_at,
        is_public=entry.published_version == version.number,
    )


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
        edition=entry.edition,
        publish_at=entry.publish_at,
        approved_by=entry.approved_by,
        expire_at=entry.expire_at,
    )


def _new_id(now: datetime) -> str:
    ending = "".join(secrets.choice(_ID_ALPHABET) for _ in range(5))
    return f"entry-{china_date(now):%Y%m%d}-{ending}"
