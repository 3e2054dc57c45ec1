"""Dates in order, and reviews that are due."""

from collections.abc import Iterator
from datetime import date

from knowledge.content_checks.findings import Finding, error, warning
from knowledge.entries.draft import EntryDraft


def check_dates(entry_id: str, content: EntryDraft, today: date) -> Iterator[Finding]:
    """Written, then reviewed, then to be reviewed again; sources from before they were checked."""
    authored, reviewed, due = content.authored_on, content.reviewed_on, content.next_review_on
    if authored is not None and reviewed is not None and authored > reviewed:
        yield error("dates", entry_id, "reviewed_on", f"审核日期 {reviewed} 早于撰写日期 {authored}。")
    if reviewed is not None and due is not None and due <= reviewed:
        yield error("dates", entry_id, "next_review_on", f"下次复核日期 {due} 不晚于审核日期 {reviewed}。")
    for field, day in (("authored_on", authored), ("reviewed_on", reviewed)):
        if day is not None and day > today:
            yield warning("dates", entry_id, field, f"日期 {day} 还没有到。")
    for position, source in enumerate(content.sources):
        published, checked = source.published_on, source.checked_on
        # Both are ISO dates, each cut to what is known: the part they share can be compared as text.
        if published is not None and checked is not None and published[:7] > checked[: len(published[:7])]:
            yield error(
                "dates",
                entry_id,
                f"sources.{position}.published_on",
                f"来源日期 {published} 晚于核对月份 {checked}：{source.title}",
            )


def check_review_due(entry_id: str, content: EntryDraft, today: date) -> Iterator[Finding]:
    """Entries whose review is overdue."""
    due = content.next_review_on
    if due is not None and due < today:
        yield warning("overdue", entry_id, "next_review_on", f"应在 {due} 前复核，已过期 {(today - due).days} 天。")
