"""What is public now: the published version of every entry, as answer cards and as the index needs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from knowledge import revision, wording
from knowledge.entries.cards import AnswerCard, CardSource, GroupNote, RelatedEntry
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import Entry, EntryVersion
from knowledge.entries.source_names import shown_publisher, shown_title
from knowledge.matching.types import IndexedEntry


@dataclass(frozen=True, slots=True)
class PublishedKnowledge:
    """Everything public at one revision."""

    revision: int
    contents: Mapping[str, EntryDraft]

    def cards(self) -> dict[str, AnswerCard]:
        """The card of every entry."""
        titles = {entry_id: content.title for entry_id, content in self.contents.items()}
        return {entry_id: make_card(entry_id, c, titles) for entry_id, c in self.contents.items()}

    def indexed_entries(self) -> list[IndexedEntry]:
        """Every entry as matching takes it, in a stable order."""
        return [
            IndexedEntry(
                entry_id=entry_id,
                title=content.title,
                phrasings=tuple(text for text in content.phrasings if text != content.title),
                answer="\n".join([content.truth, *content.key_points, content.advice]).strip(),
            )
            for entry_id, content in self.contents.items()
        ]


def load_published(session: Session) -> PublishedKnowledge:
    """Everything public, as this transaction sees it."""
    number = revision.current(session)
    versions = session.scalars(_public_versions().order_by(Entry.id))
    return PublishedKnowledge(number, {version.entry_id: EntryDraft.from_json(version.content) for version in versions})


def find_card(session: Session, entry_id: str) -> AnswerCard | None:
    """The card of one entry, or ``None`` unless it is public."""
    version = session.scalar(_public_versions().where(Entry.id == entry_id))
    if version is None:
        return None
    content = EntryDraft.from_json(version.content)
    related = session.scalars(_public_versions().where(Entry.id.in_(content.related)))
    return make_card(entry_id, content, {other.entry_id: other.content["title"] for other in related})


def _public_versions() -> Select[EntryVersion]:
    return select(EntryVersion).join(
        Entry,
        and_(Entry.id == EntryVersion.entry_id, Entry.published_version == EntryVersion.number),
    )


def make_card(entry_id: str, content: EntryDraft, public_titles: Mapping[str, str]) -> AnswerCard:
    """The card of published ``content``; related entries that are not public are left out."""
    if content.reviewed_on is None:
        raise ValueError(f"{entry_id} was published without a review date")
    card = AnswerCard(
        entry_id=entry_id,
        kind=content.kind,
        title=content.title,
        claim=content.title,
        verdict=content.verdict,
        truth=content.truth,
        key_points=content.key_points,
        advice=content.advice,
        sources=tuple(
            CardSource(
                title=shown_title(source.title),
                publisher=shown_publisher(source.publisher),
                url=source.link,
                published_on=source.published_on,
                tier=source.tier,
            )
            for source in content.sources
        ),
        reviewed_on=content.reviewed_on,
        unit=content.unit,
        topic=content.topic,
        risk=content.risk,
        groups=tuple(GroupNote(group.group, group.note) for group in content.groups),
        related=tuple(_related(content.related, public_titles)),
        law=content.law,
        needs_source=content.needs_source,
    )
    return replace(card, share_text=wording.share_text(card))


def _related(entry_ids: Iterable[str], public_titles: Mapping[str, str]) -> Iterable[RelatedEntry]:
    for entry_id in entry_ids:
        if entry_id in public_titles:
            yield RelatedEntry(entry_id, public_titles[entry_id])
