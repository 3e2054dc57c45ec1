"""Telling residents later: an answer to what they asked, a correction or a withdrawal of what they were shown."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from knowledge.emerging.models import Cluster
from knowledge.entries.draft import EntryDraft
from knowledge.entries.models import Entry, EntryVersion
from knowledge.notifications import delivery, service
from knowledge.notifications.views import News, NotificationCounts
from knowledge.notifications.ways import NotSent, PushWay
from knowledge.runtime import Runtime


class TellingUseCases(Runtime):
    """The outbox: what waits for a conversation, and what is pushed."""

    def news(self, conversation_id: str, seen: Sequence[int] = ()) -> list[News]:
        """What a conversation is to be told, the oldest first, after marking ``seen`` as delivered to it.

        The marks and the reading are one transaction; news not acknowledged come again.
        """
        if not seen:
            with self.database.read() as session:
                return delivery.news_of(session, conversation_id)
        with self.database.write() as session:
            delivery.acknowledge(session, conversation_id, seen, self.clock())
            return delivery.news_of(session, conversation_id)

    def push(self, ways: Sequence[PushWay], *, worker: str) -> int:
        """Send what waits for ``ways``; how many got through. Several workers may do so at once.

        No transaction is open while a message is sent.
        """
        count = 0
        for way in ways:
            if not way.is_configured:
                self._set_aside(way)
                continue
            while claimed := self._claim(way, worker):
                count += self._send_all(way, claimed, worker)
        return count

    def notification_counts(self, entry_id: str | None = None) -> NotificationCounts:
        """How many notifications, of one entry or of all, are in each state."""
        with self.database.read() as session:
            return delivery.count(session, entry_id)

    def _set_aside(self, way: PushWay) -> None:
        with self.database.read() as session:
            if not delivery.is_waiting(session, way.way):
                return
        with self.database.write() as session:
            delivery.set_aside(session, way.way)

    def _claim(self, way: PushWay, worker: str) -> list[News]:
        with self.database.write() as session:
            return delivery.claim(session, way.way, worker=worker, now=self.clock(), limit=delivery.MOST_AT_ONCE)

    def _send_all(self, way: PushWay, claimed: Sequence[News], worker: str) -> int:
        """Send them one by one, as long as nobody else can have taken them over; the others go out later."""
        until = self.clock() + delivery.SENDING
        return sum(self._send(way, news, worker) for news in claimed if self.clock() < until)

    def _send(self, way: PushWay, news: News, worker: str) -> bool:
        try:
            way.send(news)
        except NotSent:
            with self.database.write() as session:
                delivery.not_sent(session, news.notification_id, worker=worker, now=self.clock())
            return False
        with self.database.write() as session:
            return delivery.sent(session, news.notification_id, worker=worker, now=self.clock())

    def _tell_of_publication(
        self, session: Session, entry: Entry, clusters: Sequence[Cluster], *, was_public: bool
    ) -> None:
        """Inside the publishing transaction: the askers hear of an answer, those who saw another one of a change."""
        now, number = self.clock(), entry.published_version
        assert number is not None
        service.tell_askers(
            session, cluster_ids=[cluster.id for cluster in clusters], entry_id=entry.id, version=number, now=now
        )
        if number > 1 and (not was_public or _says_otherwise(session, entry.id, number)):
            service.tell_corrected(session, entry_id=entry.id, version=number, since=now - self._told_back(), now=now)

    def _tell_of_withdrawal(self, session: Session, entry_id: str, version: int) -> None:
        """Inside the withdrawing transaction."""
        now = self.clock()
        service.tell_withdrawn(session, entry_id=entry_id, version=version, since=now - self._told_back(), now=now)

    def _told_back(self) -> timedelta:
        return timedelta(days=self.settings.told_back_days)


def _says_otherwise(session: Session, entry_id: str, number: int) -> bool:
    """Whether a version judges otherwise than the one before it; new words for a key point are no correction."""
    before, after = (
        EntryDraft.from_json(session.get_one(EntryVersion, (entry_id, one)).content) for one in (number - 1, number)
    )
    return (before.verdict, before.truth) != (after.verdict, after.truth)
