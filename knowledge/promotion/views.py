"""What callers get back about collections and daily picks: plain frozen data."""

from dataclasses import dataclass
from datetime import date, datetime

from knowledge.entries.cards import AnswerCard


@dataclass(frozen=True, slots=True)
class CollectionEntry:
    """An entry of a collection. One that is not public now is left out for residents and shown to editors."""

    entry_id: str
    title: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection as its editors see it."""

    collection_id: str
    title: str
    introduction: str
    is_public: bool
    created_by: str
    edition: int
    updated_at: datetime
    entries: tuple[CollectionEntry, ...]


@dataclass(frozen=True, slots=True)
class PublicCollection:
    """A collection as residents see it: the cards of its public entries, in order."""

    collection_id: str
    title: str
    introduction: str
    updated_at: datetime
    cards: tuple[AnswerCard, ...]


@dataclass(frozen=True, slots=True)
class DailyPickView:
    """The entry chosen for a day."""

    on_date: date
    entry_id: str
    title: str
    is_public: bool
    chosen_by: str


@dataclass(frozen=True, slots=True)
class PublishedCard:
    """A public entry with when it first and when it last became public."""

    card: AnswerCard
    published_at: datetime
    updated_at: datetime
