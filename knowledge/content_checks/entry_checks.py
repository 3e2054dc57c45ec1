"""All rules for one entry, and the door that publishing goes through."""

from collections.abc import Iterator, Mapping
from datetime import date

from knowledge.content_checks.citation_checks import check_citations
from knowledge.content_checks.date_checks import check_dates, check_review_due
from knowledge.content_checks.findings import Finding, Level
from knowledge.content_checks.phrasing_checks import check_against, check_phrasings
from knowledge.content_checks.source_checks import check_sources
from knowledge.content_checks.wording_checks import (
    check_banned_wording,
    check_lengths,
    check_reading_level,
    check_verdict,
)
from knowledge.entries.draft import EntryDraft
from knowledge.entries.standards import Standards
from knowledge.errors import InvalidInput


def check_entry(entry_id: str, content: EntryDraft, standards: Standards, today: date) -> Iterator[Finding]:
    """What is wrong with one entry by itself."""
    yield from check_verdict(entry_id, content)
    yield from check_banned_wording(entry_id, content)
    yield from check_lengths(entry_id, content)
    yield from check_sources(entry_id, content, standards)
    yield from check_citations(entry_id, content, standards, today)
    yield from check_dates(entry_id, content, today)
    yield from check_review_due(entry_id, content, today)
    yield from check_phrasings(entry_id, content)
    yield from check_reading_level(entry_id, content)


def require_sound(
    entry_id: str,
    content: EntryDraft,
    published: Mapping[str, EntryDraft],
    standards: Standards,
    today: date,
) -> None:
    """Raises ``InvalidInput`` with the first error in ``content`` or in how it goes with what is public."""
    for finding in (
        *check_entry(entry_id, content, standards, today),
        *check_against(entry_id, content, published),
    ):
        if finding.level is Level.ERROR:
            raise InvalidInput(finding.field, finding.message)
