"""Processes killed in the middle of telling people, and others that go on: with a real receiver at the other end.

In a conversation and at a query code nobody is told twice, whatever happens. What is pushed goes out again when it is
not known whether it got through, always under the same key; the receiver here does what the contract of ``PushWay``
asks of the other side: it shows what comes under one key once.
"""

import json
import multiprocessing
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from threading import Lock, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notifications import delivery
from knowledge.notifications.delivery import CLAIM
from knowledge.notifications.kinds import NotificationState, NotificationWay
from knowledge.notifications.models import Notification
from knowledge.notifications.views import News
from knowledge.notifications.ways import NotSent
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import EDITOR, RAINBOW, REVIEWER, FixedClock, ask, make_draft

SECONDS = 60
AFTER_THE_CLAIM = CLAIM + timedelta(seconds=1)


class Receiver:
    """The other side of a push channel, over HTTP. ``requests`` is all that came; ``shown`` what somebody saw."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.shown: list[str] = []
        self._keys: set[str] = set()
        self._lock = Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.take(self.headers["Idempotency-Key"], body["to"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing is written."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, key: str, to: str) -> None:
        with self._lock:
            self.requests.append(key)
            if key not in self._keys:
                self._keys.add(key)
                self.shown.append(to)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


class HttpWay:
    """A way out over HTTP: the notification's number is the message key."""

    way = NotificationWay.WECHAT
    is_configured = True

    def __init__(self, address: str) -> None:
        self._address = address

    def send(self, news: News) -> None:
        body = json.dumps({"to": news.conversation_id, "text": news.text}).encode()
        request = urllib.request.Request(self._address, body, {"Idempotency-Key": str(news.notification_id)})
        # Never through a proxy of the environment.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(request, timeout=10).close()
        except urllib.error.URLError as error:
            raise NotSent(type(error).__name__) from None


class StoppedWay(HttpWay):
    """Gets one message through; its process is killed at the second, before or after it went out."""

    def __init__(self, address: str, step: str) -> None:
        super().__init__(address)
        self._step, self._count = step, 0

    def send(self, news: News) -> None:
        self._count += 1
        if self._count == 2 and self._step == "before it is sent":
            _stop()
        super().send(news)
        if self._count == 2 and self._step == "before it is marked":
            _stop()
        if self._count == 2 and self._step == "while it is marked":
            whole = delivery.sent

            def half(session: Session, notification_id: int, *, worker: str, now: datetime) -> bool:
                whole(session, notification_id, worker=worker, now=now)
                session.flush()
                _stop()
                return True

            delivery.sent = half


def _stop(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _push(settings: KnowledgeSettings, address: str, now: datetime, worker: str, step: str | None = None) -> None:
    """In a process of its own: one round."""
    knowledge = Knowledge(settings, FixedClock(now))
    knowledge.push([StoppedWay(address, step) if step else HttpWay(address)], worker=worker)
    knowledge.close()


def process(run: Callable[..., None], *args: object) -> BaseProcess:
    # Forked from a server that has imported everything and opened nothing: as good as a fresh process, and quick.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["knowledge.service"])
    started = context.Process(target=run, args=args)
    started.start()
    return started


def ended(started: BaseProcess) -> int | None:
    started.join(timeout=SECONDS)
    return started.exitcode


def waiting_for_wechat(knowledge: Knowledge, count: int) -> list[str]:
    """That many residents asked by WeChat and agreed, and the answer is public; their conversations."""
    names = [f"w{number}" for number in range(count)]
    for name in names:
        begun = knowledge.begin_inquiry(conversation_id=name, message_id=None, text=RAINBOW, channel="wechat")
        receipt = knowledge.answer_inquiry(begun.inquiry_id, RAINBOW).receipt
        assert receipt is not None
        knowledge.report_consent(receipt.query_code, True)
    publish_answer(knowledge)
    return names


def publish_answer(knowledge: Knowledge) -> str:
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    return entry_id


def states(knowledge: Knowledge) -> list[NotificationState]:
    with knowledge.database.read() as session:
        return list(session.scalars(select(Notification.state).order_by(Notification.id)))


@pytest.mark.parametrize(
    ("step", "sent_twice"),
    [("before it is sent", []), ("before it is marked", ["2"]), ("while it is marked", ["2"])],
)
def test_what_a_killed_process_had_begun_another_finishes_and_everybody_is_shown_it_once(
    knowledge: Knowledge, clock: FixedClock, receiver: Receiver, step: str, sent_twice: list[str]
) -> None:
    everybody = waiting_for_wechat(knowledge, 3)
    killed = process(_push, knowledge.settings, receiver.address, clock(), "first", step)
    assert ended(killed) == -signal.SIGKILL
    assert states(knowledge) == [NotificationState.DELIVERED, NotificationState.CLAIMED, NotificationState.CLAIMED]

    # The claim of the dead is respected until it runs out: nobody knows yet that it is dead.
    assert knowledge.push([HttpWay(receiver.address)], worker="too early") == 0
    assert states(knowledge).count(NotificationState.CLAIMED) == 2
    clock.advance(seconds=AFTER_THE_CLAIM.total_seconds())
    assert ended(process(_push, knowledge.settings, receiver.address, clock(), "second")) == 0
    assert knowledge.push([HttpWay(receiver.address)], worker="third") == 0

    assert receiver.shown == everybody
    assert sorted(receiver.requests) == sorted(["1", "2", "3", *sent_twice])
    assert states(knowledge) == [NotificationState.DELIVERED] * 3


def test_two_processes_in_one_round_send_nothing_twice(
    knowledge: Knowledge, clock: FixedClock, receiver: Receiver
) -> None:
    everybody = waiting_for_wechat(knowledge, 50)
    rounds = [process(_push, knowledge.settings, receiver.address, clock(), name) for name in ("a", "b")]
    assert [ended(one) for one in rounds] == [0, 0]
    assert len(receiver.requests) == 50
    assert sorted(receiver.shown) == sorted(everybody)
    assert states(knowledge) == [NotificationState.DELIVERED] * 50


def test_a_receiver_that_is_away_gets_everything_when_it_is_back(
    knowledge: Knowledge, clock: FixedClock, receiver: Receiver
) -> None:
    everybody = waiting_for_wechat(knowledge, 3)
    away = Receiver()
    away.close()
    assert knowledge.push([HttpWay(away.address)], worker="a") == 0
    assert states(knowledge) == [NotificationState.WAITING] * 3
    clock.advance(seconds=31)
    assert knowledge.push([HttpWay(receiver.address)], worker="a") == 3
    assert receiver.shown == everybody


def _acknowledge_and_stop(settings: KnowledgeSettings, shown: int, step: str) -> None:
    """In a process of its own: a conversation says what it has shown, and the process is killed at ``step``."""
    knowledge = Knowledge(settings)
    if step == "before the commit":
        # After the mark was written, before the commit.
        delivery.news_of = _stop  # type: ignore[assignment]
    knowledge.news("c1", seen=[shown])
    _stop()


@pytest.mark.parametrize(("step", "comes_again"), [("before the commit", True), ("after the commit", False)])
def test_a_conversation_is_told_the_same_once_whenever_the_process_dies(
    knowledge: Knowledge, step: str, comes_again: bool
) -> None:
    _, outcome = ask(knowledge, RAINBOW)
    code = outcome.receipt.query_code
    knowledge.report_consent(code, True)
    entry_id = publish_answer(knowledge)
    (news,) = knowledge.news("c1")
    killed = process(_acknowledge_and_stop, knowledge.settings, news.notification_id, step)
    assert ended(killed) == -signal.SIGKILL
    # Under the number the page has shown already, so it passes it over and says so again.
    assert knowledge.news("c1") == ([news] if comes_again else [])
    assert knowledge.news("c1", seen=[news.notification_id]) == []
    assert states(knowledge) == [NotificationState.DELIVERED]
    status = knowledge.inquiry_status(code)
    assert status.card is not None
    assert status.card.entry_id == entry_id
