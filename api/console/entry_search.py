"""Looking for public entries to promote."""

from knowledge.entries.finding import EntryFilter
from knowledge.entries.views import EntrySummary
from knowledge.service import Knowledge

MOST_FOUND = 12
_READ = 60


def public_entries(knowledge: Knowledge, words: str) -> tuple[EntrySummary, ...]:
    """Public entries that hold ``words``; after them, those near in meaning. At most ``MOST_FOUND``."""
    holding = knowledge.find_entries(EntryFilter(words=words), limit=_READ).entries
    near = knowledge.entries_by_meaning(words, MOST_FOUND).entries
    found = {entry.entry_id: entry for entry in (*holding, *near) if entry.is_public}
    return tuple(found.values())[:MOST_FOUND]
