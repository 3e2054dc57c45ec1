"""The states of a cluster (线索簇) and the moves between them: the queue of the cyberspace office."""

from enum import StrEnum

from knowledge.entries.kinds import Verdict
from knowledge.errors import WrongState


class ClusterStatus(StrEnum):
    """Where a cluster stands."""

    PENDING = "pending"
    CHECKING = "checking"
    REBUTTED = "rebutted"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """The name staff and residents read."""
        return _LABELS[self]


_LABELS = {
    ClusterStatus.PENDING: "待核查",
    ClusterStatus.CHECKING: "核查中",
    ClusterStatus.REBUTTED: "已辟谣",
    ClusterStatus.CONFIRMED: "属实转办",
    ClusterStatus.DISMISSED: "不予处理",
}

NEXT: dict[ClusterStatus, frozenset[ClusterStatus]] = {
    ClusterStatus.PENDING: frozenset({ClusterStatus.CHECKING, ClusterStatus.DISMISSED}),
    ClusterStatus.CHECKING: frozenset(
        {ClusterStatus.PENDING, ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED, ClusterStatus.DISMISSED}
    ),
    ClusterStatus.REBUTTED: frozenset({ClusterStatus.CHECKING}),
    ClusterStatus.CONFIRMED: frozenset({ClusterStatus.CHECKING}),
    ClusterStatus.DISMISSED: frozenset({ClusterStatus.PENDING}),
}
"""Every allowed move. Closed clusters reopen for checking; a dismissed one goes back to the queue."""

CLOSED = frozenset({ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED, ClusterStatus.DISMISSED})
"""Where nothing more is to be done; a new report of the same rumor takes a cluster out again."""

CONCLUSIONS = frozenset({ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED})
"""Where a cluster only gets with conclusion, basis and evidence."""


def status_after_reopening(closed: ClusterStatus) -> ClusterStatus:
    """Where a closed cluster goes when it is taken up again."""
    return ClusterStatus.PENDING if closed is ClusterStatus.DISMISSED else ClusterStatus.CHECKING


def require_move(current: ClusterStatus, to: ClusterStatus) -> None:
    """Raises ``WrongState`` unless a cluster may go from ``current`` to ``to``."""
    if to not in NEXT[current]:
        before = "、".join(status.label for status in ClusterStatus if to in NEXT[status])
        raise WrongState("cluster", current=current.label, wanted=before)


def status_after_publishing(verdict: Verdict | None) -> ClusterStatus:
    """Where a cluster goes when the entry that answers it becomes public.

    An answer without a conclusion (尚无定论) informs residents, but the checking goes on.
    """
    if verdict is Verdict.TRUE:
        return ClusterStatus.CONFIRMED
    return ClusterStatus.CHECKING if verdict is Verdict.UNPROVEN else ClusterStatus.REBUTTED
