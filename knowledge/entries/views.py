"""What staff get back about an entry: plain frozen data."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryStatus


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

    @property
    def needs_source(self) -> bool:
        """Whether nothing but reposts supports the working content (来源待补)."""
        return self.content.needs_source
