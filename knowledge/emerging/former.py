"""Old rumors that come back (旧谣新炒): claims like the withdrawn or older form of an entry."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.emerging.clustering import ClaimReader, score_all
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import Entry, EntryVersion


@dataclass(frozen=True, slots=True)
class FormerWording:
    """A wording of an entry's version that is not public any more."""

    entry_id: str
    version: int
    text: str


def load_former_wordings(session: Session) -> tuple[FormerWording, ...]:
    """Titles and phrasings of withdrawn entries, and of older versions what the public one no longer says."""
    rows = session.execute(
        select(EntryVersion, Entry.published_version)
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .where(or_(Entry.published_version.is_(None), EntryVersion.number != Entry.published_version))
        .order_by(EntryVersion.entry_id, EntryVersion.number.desc())
    ).all()
    public = _public_wordings(session, {version.entry_id for version, number in rows if number is not None})
    found: dict[tuple[str, str], FormerWording] = {}
    for version, _ in rows:
        for text in _wordings(EntryDraft.from_json(version.content)):
            if text not in public.get(version.entry_id, frozenset()):
                # The newest version that said it comes first, and stays.
                found.setdefault((version.entry_id, text), FormerWording(version.entry_id, version.number, text))
    return tuple(found.values())


def returning(reader: ClaimReader, claim: str, former: Iterable[FormerWording]) -> FormerWording | None:
    """The former wording a claim repeats, the most alike of several; ``None`` when it repeats none."""
    listed = list(former)
    scores = score_all(reader.read(claim), [reader.read(wording.text) for wording in listed], reader.model)
    if not listed or scores.max() < 0:
        return None
    return listed[int(scores.argmax())]


def _public_wordings(session: Session, entry_ids: set[str]) -> dict[str, frozenset[str]]:
    rows = session.scalars(
        select(EntryVersion)
        .join(Entry, (Entry.id == EntryVersion.entry_id) & (Entry.published_version == EntryVersion.number))
        .where(Entry.id.in_(entry_ids))
    )
    return {version.entry_id: frozenset(_wordings(EntryDraft.from_json(version.content))) for version in rows}


def _wordings(content: EntryDraft) -> tuple[str, ...]:
    return (content.title, *content.phrasings)
