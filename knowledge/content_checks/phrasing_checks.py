"""Wordings: each belongs to one entry, or a resident's question has two answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from knowledge.content_checks.findings import Finding, error, warning
from knowledge.entries.draft import EntryDraft
from knowledge.matching.normalize import clean

_ENDING = "!?。,、;:~…. "


# Remembered: publishing compares with all that is public (see ``compare_ahead``).
@lru_cache(maxsize=50_000)
def compared(text: str) -> str:
    """A wording in the form in which it is compared: cleaned, and without the marks at its end."""
    return clean(text).rstrip(_ENDING)


def wordings(content: EntryDraft) -> tuple[str, ...]:
    """Everything that leads to the entry: its title and its phrasings."""
    return (content.title, *content.phrasings)


def compare_ahead(contents: Iterable[EntryDraft]) -> None:
    """Have the wordings of ``contents`` in compared form, so that ``check_against`` takes no time for it (0.6 s)."""
    for content in contents:
        for text in wordings(content):
            compared(text)


def check_phrasings(entry_id: str, content: EntryDraft) -> Iterator[Finding]:
    """Wordings that say nothing once forwarding noise is taken away."""
    for position, text in enumerate(content.phrasings):
        if not compared(text):
            yield warning("phrasings", entry_id, f"phrasings.{position}", f"这条问法没有实际内容：{text}")


def check_against(entry_id: str, content: EntryDraft, others: Mapping[str, EntryDraft]) -> Iterator[Finding]:
    """Wordings of ``content`` that another entry has too, in compared form."""
    own = {compared(text): text for text in wordings(content)}
    own.pop("", None)
    for other_id, other in others.items():
        if other_id == entry_id:
            continue
        for text in wordings(other):
            if compared(text) in own:
                yield _conflict(entry_id, content, own[compared(text)], other_id, other)


def check_all_phrasings(contents: Mapping[str, EntryDraft]) -> Iterator[Finding]:
    """The same for every pair of entries, each conflict once."""
    users: dict[str, dict[str, str]] = defaultdict(dict)
    for entry_id, content in contents.items():
        for text in wordings(content):
            users[compared(text)].setdefault(entry_id, text)
    users.pop("", None)
    for by_entry in users.values():
        first, *rest = by_entry
        for other in rest:
            yield _conflict(first, contents[first], by_entry[first], other, contents[other])


def _conflict(entry_id: str, content: EntryDraft, text: str, other_id: str, other: EntryDraft) -> Finding:
    return error(
        "same_phrasing",
        entry_id,
        "phrasings",
        f"“{text}”同时指向两条：“{content.title}”和“{other.title}”（{other_id}），请只留在一条里。",
    )
