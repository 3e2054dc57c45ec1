"""What an entry needs before it may become public, and how often it must be looked at again."""

from datetime import date

from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind, Risk
from knowledge.errors import InvalidInput

LONGEST_TRUTH = 60
"""One sentence that is read at a glance."""

_REVIEW_MONTHS = {Risk.LOW: 12, Risk.MEDIUM: 12, Risk.HIGH: 6}
"""Advice that can hurt somebody is looked at twice a year, the rest once."""


def missing_for_publication(draft: EntryDraft) -> list[tuple[str, str]]:
    """Every field that keeps ``draft`` from being public, with the reason in Chinese."""
    missing: list[tuple[str, str]] = []
    if not draft.truth:
        missing.append(("truth", "请用一句话写清事实。"))
    elif len(draft.truth) > LONGEST_TRUTH:
        missing.append(("truth", f"事实请控制在 {LONGEST_TRUTH} 个字以内。"))
    if not draft.sources:
        missing.append(("sources", "至少需要一个来源。"))
    if draft.kind is EntryKind.RUMOR and draft.verdict is None:
        missing.append(("verdict", "谣言辟谣条目需要结论。"))
    if draft.kind is not EntryKind.RUMOR and draft.verdict is not None:
        missing.append(("verdict", "只有谣言辟谣条目才有结论。"))
    return missing


def require_publishable(draft: EntryDraft) -> None:
    """Raises ``InvalidInput`` for the first thing missing."""
    for field, message in missing_for_publication(draft):
        raise InvalidInput(field, message)


def next_review(reviewed_on: date, risk: Risk) -> date:
    """The day an entry reviewed on ``reviewed_on`` must be looked at again."""
    months = reviewed_on.month - 1 + _REVIEW_MONTHS[risk]
    year, month = reviewed_on.year + months // 12, months % 12 + 1
    # The 29th to 31st may not exist in that month; the 28th always does.
    return date(year, month, min(reviewed_on.day, 28))
