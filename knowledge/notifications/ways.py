"""The ways that push a message to somebody who is not here at the moment."""

from typing import Protocol

from knowledge.notifications.kinds import NotificationWay
from knowledge.notifications.views import News


class NotSent(Exception):
    """A message did not get through; it may later. The text is for logs and names no resident."""


class PushWay(Protocol):
    """A way out, such as WeChat's customer messages.

    ``send`` hands over one message and returns when the other side has it; it raises ``NotSent`` otherwise, and within
    a minute whatever happens.

    What is promised is *at least once, always under the same key*: a process that dies between sending and noting it
    cannot know whether the message got through, so it goes out again, with the same ``notification_id``. It is shown
    once where the other side takes that number as its message key and passes over what it has. A channel without such
    a key may show a message twice after a crash, and only then.
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
