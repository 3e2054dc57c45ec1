"""What callers get back about notifications: plain frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.entries.cards import AnswerCard
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay


@dataclass(frozen=True, slots=True)
class News:
    """One notification as it is told: ``text`` says it in plain words, ``card`` is the answer where there is one."""

    notification_id: int
    kind: NotificationKind
    way: NotificationWay
    conversation_id: str
    text: str
    card: AnswerCard | None
    query_code: str | None


@dataclass(frozen=True, slots=True)
class NotificationCounts:
    """How many notifications of one entry, or of all, are in each state."""

    by_state: Mapping[NotificationState, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())
