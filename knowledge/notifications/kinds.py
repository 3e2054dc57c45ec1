"""The closed lists of notifications: why, by which way, and how far one has come."""

from enum import StrEnum


class NotificationKind(StrEnum):
    """Why somebody is told."""

    ANSWERED = "answered"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _KINDS[self]


_KINDS = {
    NotificationKind.ANSWERED: "有了答复",
    NotificationKind.CORRECTED: "答复更正",
    NotificationKind.WITHDRAWN: "答复撤回",
}


class NotificationWay(StrEnum):
    """How somebody is told."""

    CONVERSATION = "conversation"
    """In the resident page, while or as soon as its conversation is open."""
    WECHAT = "wechat"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _WAYS[self]


_WAYS = {NotificationWay.CONVERSATION: "网页对话", NotificationWay.WECHAT: "微信"}


class NotificationState(StrEnum):
    """How far a notification has come."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    """A worker is sending it, until its claim runs out."""
    DELIVERED = "delivered"
    NOT_CONFIGURED = "not_configured"
    """The way exists but is not set up here; it goes out when it is."""
    FAILED = "failed"
    SUPERSEDED = "superseded"
    """Newer news about the same entry took its place before anybody read it."""

    @property
    def label(self) -> str:
        """The name staff read."""
        return _STATES[self]


_STATES = {
    NotificationState.WAITING: "待送达",
    NotificationState.CLAIMED: "发送中",
    NotificationState.DELIVERED: "已送达",
    NotificationState.NOT_CONFIGURED: "渠道未开通",
    NotificationState.FAILED: "未能送达",
    NotificationState.SUPERSEDED: "已有更新的消息",
}
