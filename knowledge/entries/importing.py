"""Taking content files into the database. Functions take the session first and never commit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge import revision
from knowledge.entries.content import digest, write_content
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryStatus
from knowledge.entries.models import Entry
from knowledge.entries.published import load_published
from knowledge.entries.service import add_version, new_entry

IMPORTER = "导入"
"""Stands as contributor and reviewer of what came from files, which are reviewed where they are kept."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, by entry id.

    ``kept`` were changed by staff since their last import and differ from the file: the database's
    version stays. ``withdrawn`` were retired by the files' authors.
    """

    created: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    withdrawn: tuple[str, ...]
    revision: int


class _Fate(Enum):
    CREATED = auto()
    UPDATED = auto()
    UNCHANGED = auto()
    KEPT = auto()


def import_entries(
    session: Session,
    contents: Mapping[str, EntryDraft],
    *,
    overwrite: bool,
    now: datetime,
    retired: Collection[str] = (),
) -> ImportReport:
    """Publish ``contents`` and withdraw ``retired``; the revision is bumped once if anything public changed.

    An entry staff changed after its last import is kept as it is unless ``overwrite``; a retired one is kept always.
    """
    public = {entry_id: digest(draft) for entry_id, draft in load_published(session).contents.items()}
    entries = {
        entry.id: entry
        for entry in session.scalars(select(Entry).options(selectinload(Entry.phrasings), selectinload(Entry.sources)))
    }
    fates: dict[_Fate, list[str]] = {fate: [] for fate in _Fate}
    for entry_id, draft in contents.items():
        fate = _import_one(
            session,
            entries.get(entry_id) or entry_id,
            draft,
            public_digest=public.get(entry_id),
            overwrite=overwrite,
            now=now,
        )
        fates[fate].append(entry_id)
    withdrawn = [
        entry.id
        for entry in entries.values()
        if entry.id in retired and entry.id not in contents and _withdraw(entry, public.get(entry.id), now)
    ]
    if fates[_Fate.CREATED] or fates[_Fate.UPDATED] or withdrawn:
        revision.bump(session, now)
    return ImportReport(
        created=tuple(fates[_Fate.CREATED]),
        updated=tuple(fates[_Fate.UPDATED]),
        unchanged=tuple(fates[_Fate.UNCHANGED]),
        kept=tuple(fates[_Fate.KEPT]),
        withdrawn=tuple(sorted(withdrawn)),
        revision=revision.current(session),
    )


def _import_one(
    session: Session,
    entry: Entry | str,
    draft: EntryDraft,
    *,
    public_digest: str | None,
    overwrite: bool,
    now: datetime,
) -> _Fate:
    wanted = digest(draft)
    if isinstance(entry, str):
        created = new_entry(entry, now)
        session.add(created)
        _publish(session, created, draft, wanted, now)
        return _Fate.CREATED
    is_published = entry.status is EntryStatus.PUBLISHED
    if is_published and public_digest == wanted:
        # Also after an export: what staff wrote is now what the file says.
        entry.imported_digest = wanted
        return _Fate.UNCHANGED
    staff_changed = not is_published or entry.imported_digest is None or entry.imported_digest != public_digest
    if staff_changed and not overwrite:
        return _Fate.UNCHANGED if wanted in {entry.imported_digest, public_digest} else _Fate.KEPT
    _publish(session, entry, draft, wanted, now)
    return _Fate.UPDATED


def _withdraw(entry: Entry, public_digest: str | None, now: datetime) -> bool:
    """Take a retired entry away; ``False`` when it is not public, or no longer what an import made of it."""
    if public_digest is None or entry.imported_digest != public_digest or entry.status is not EntryStatus.PUBLISHED:
        return False
    entry.status = EntryStatus.WITHDRAWN
    entry.published_version = None
    entry.expire_at = None
    entry.edition += 1
    entry.updated_at = now
    return True


def _publish(session: Session, entry: Entry, draft: EntryDraft, wanted: str, now: datetime) -> None:
    write_content(entry, draft)
    entry.contributors = [IMPORTER]
    entry.imported_digest = wanted
    add_version(session, entry, reviewer=IMPORTER, now=now)
