"""What staff get back about an entry: plain frozen data."""

from dataclasses import dataclass
from datetime import date, datetime

from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind, EntryStatus, Verdict


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as its editors see it: the working content, its state, who worked on it.

    ``is_public`` stays true while a published entry is being edited: residents see the last published
    version until the new one is.
    """

    entry_id: str
    status: EntryStatus
    status_label: str
    is_public: bool
    content: EntryDraft
    contributors: tuple[str, ...]
    version: int
    updated_at: datetime
    cluster_ids: tuple[int, ...] = ()
    edition: int = 1
    """Given back when saving, so that nobody overwrites what they did not read."""
    publish_at: datetime | None = None
    approved_by: str | None = None
    expire_at: datetime | None = None

    @property
    def needs_source(self) -> bool:
        """Whether nothing but reposts supports the working content (来源待补)."""
        return self.content.needs_source


@dataclass(frozen=True, slots=True)
class VersionView:
    """A published state of an entry, with who wrote and who reviewed it."""

    number: int
    content: EntryDraft
    contributors: tuple[str, ...]
    reviewer: str
    published_at: datetime
    is_public: bool


@dataclass(frozen=True, slots=True)
class EntrySummary:
    """A line of the list of entries."""

    entry_id: str
    kind: EntryKind
    title: str
    verdict: Verdict | None
    status: EntryStatus
    is_public: bool
    topic: str
    unit: str
    next_review_on: date | None
    needs_source: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of the list of entries; ``total`` counts all that fit the filter."""

    total: int
    entries: tuple[EntrySummary, ...]
