"""The states of an entry's working content and the moves between them."""

from knowledge.entries.kinds import EntryStatus
from knowledge.errors import WrongState

NEXT: dict[EntryStatus, frozenset[EntryStatus]] = {
    EntryStatus.DRAFT: frozenset({EntryStatus.DRAFT, EntryStatus.IN_REVIEW, EntryStatus.WITHDRAWN}),
    EntryStatus.IN_REVIEW: frozenset(
        {EntryStatus.DRAFT, EntryStatus.SCHEDULED, EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN}
    ),
    EntryStatus.SCHEDULED: frozenset({EntryStatus.DRAFT, EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN}),
    EntryStatus.PUBLISHED: frozenset({EntryStatus.DRAFT, EntryStatus.WITHDRAWN}),
    EntryStatus.WITHDRAWN: frozenset({EntryStatus.DRAFT}),
}
"""Every allowed move. Nothing becomes public but from review; a withdrawn entry starts again as a draft."""


def require_move(current: EntryStatus, to: EntryStatus) -> None:
    """Raises ``WrongState`` unless an entry may go from ``current`` to ``to``."""
    if to not in NEXT[current]:
        before = "、".join(status.label for status in EntryStatus if to in NEXT[status])
        raise WrongState("entry", current=current.label, wanted=before)
