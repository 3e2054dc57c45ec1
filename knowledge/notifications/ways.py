"""The ways that push a message to somebody who is not here at the moment."""

from typing import Protocol

from knowledge.notifications.kinds import NotificationWay
from knowledge.notifications.views import News


class NotSent(Exception):
    """A message did not get through; it may later. The text is for logs and names no resident."""


class PushWay(Protocol):
    """A way out, such as WeChat's customer messages.

    ``send`` hands over one message and returns when the other side has it; it raises ``NotSent`` otherwise. A message
    sent again after a crash carries the same ``notification_id``: a way passes it on as the other side's message key,
    so that it is shown once.
    """

    way: NotificationWay

    @property
    def is_configured(self) -> bool: ...

    def send(self, news: News) -> None: ...


class UnconfiguredWeChat:
    """WeChat before an official account is connected: what waits for it is shown as 渠道未开通 and kept."""

    way = NotificationWay.WECHAT
    is_configured = False

    def send(self, news: News) -> None:
        """Never called: what is not configured is not sent by."""
        raise NotSent("WeChat is not configured")
