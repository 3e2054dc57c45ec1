"""Told later: once, to those who asked and agreed or were shown something else, also across crashes."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from knowledge.entries.kinds import Verdict
from knowledge.notifications.delivery import CLAIM, MOST_ATTEMPTS
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay
from knowledge.notifications.models import Notification
from knowledge.notifications.views import News
from knowledge.notifications.ways import NotSent, UnconfiguredWeChat
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import EDITOR, OFFICE, RAINBOW, RAINBOW_REWORDED, REVIEWER, FixedClock, ask, make_draft

CARD = "geye-cai"
LEFTOVERS = "隔夜菜真的致癌吗"


def asked(knowledge: Knowledge, text: str = RAINBOW, *, conversation: str = "c1", agrees: bool = True) -> str:
    """Report something by conversation; its query code."""
    _, outcome = ask(knowledge, text, conversation=conversation)
    code: str = outcome.receipt.query_code
    knowledge.report_consent(code, agrees)
    return code


def answered(knowledge: Knowledge, cluster_id: int = 1) -> str:
    entry_id = knowledge.draft_rebuttal(cluster_id, make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    return entry_id


def correct(knowledge: Knowledge, entry_id: str, **changes: Any) -> None:
    content = knowledge.entry(entry_id).content
    knowledge.update_draft(entry_id, content.model_copy(update=changes), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)


def kinds(news: list[News]) -> list[NotificationKind]:
    return [one.kind for one in news]


def states(knowledge: Knowledge) -> list[NotificationState]:
    with knowledge.database.read() as session:
        return list(session.scalars(select(Notification.state).order_by(Notification.id)))


def test_who_asked_and_agreed_is_told_once_with_the_card(knowledge: Knowledge) -> None:
    code = asked(knowledge)
    asked(knowledge, RAINBOW_REWORDED, conversation="c2", agrees=False)
    assert knowledge.news("c1") == []
    entry_id = answered(knowledge)
    (news,) = knowledge.news("c1")
    assert (news.kind, news.query_code) == (NotificationKind.ANSWERED, code)
    assert RAINBOW in news.text
    assert news.card is not None
    assert news.card.entry_id == entry_id
    assert knowledge.news("c2") == []
    # Fetched but never acknowledged: it comes again, the same one.
    assert knowledge.news("c1") == [news]
    assert knowledge.news("c1", seen=[news.notification_id]) == []
    assert knowledge.news("c1") == []
    assert states(knowledge) == [NotificationState.DELIVERED]


def test_nobody_marks_the_news_of_another_conversation(knowledge: Knowledge) -> None:
    asked(knowledge)
    answered(knowledge)
    (news,) = knowledge.news("c1")
    knowledge.news("c2", seen=[news.notification_id, 404])
    assert knowledge.news("c1") == [news]


def test_two_reports_of_one_conversation_are_one_piece_of_news(knowledge: Knowledge, clock: FixedClock) -> None:
    asked(knowledge)
    clock.advance(days=1)
    asked(knowledge)
    answered(knowledge)
    assert len(knowledge.news("c1")) == 1


def test_publishing_again_without_another_verdict_or_truth_tells_nobody_anything(knowledge: Knowledge) -> None:
    asked(knowledge)
    entry_id = answered(knowledge)
    knowledge.news("c1", seen=[knowledge.news("c1")[0].notification_id])
    correct(knowledge, entry_id, advice="买的时候看一看产地，切开后尽快吃完或冷藏。")
    assert knowledge.news("c1") == []


def test_a_correction_reaches_those_who_were_shown_the_old_card(knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, LEFTOVERS, conversation="long-ago")
    clock.advance(days=31)
    ask(knowledge, LEFTOVERS, conversation="shown")
    ask(knowledge, "微波炉热饭致不致癌", conversation="shown-another")
    correct(knowledge, CARD, verdict=Verdict.TRUE, truth="放了一夜的绿叶菜不建议再吃。")
    (news,) = knowledge.news("shown")
    assert (news.kind, news.card and news.card.verdict) == (NotificationKind.CORRECTED, Verdict.TRUE)
    assert "隔夜菜致癌" in news.text
    assert knowledge.news("long-ago") == knowledge.news("shown-another") == []


def test_the_number_of_days_is_a_setting(knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, LEFTOVERS)
    clock.advance(days=5)
    knowledge.settings = KnowledgeSettings(**{**knowledge.settings.model_dump(), "told_back_days": 4})
    correct(knowledge, CARD, truth="放了一夜的绿叶菜不建议再吃。")
    assert knowledge.news("c1") == []


def test_a_withdrawal_is_told_without_a_card_and_unread_news_of_it_is_dropped(knowledge: Knowledge) -> None:
    asked(knowledge)
    entry_id = answered(knowledge)
    ask(knowledge, LEFTOVERS, conversation="shown")
    knowledge.withdraw(CARD, REVIEWER)
    (news,) = knowledge.news("shown")
    assert (news.kind, news.card) == (NotificationKind.WITHDRAWN, None)
    assert "不要转发" in news.text
    knowledge.withdraw(entry_id, REVIEWER)
    assert knowledge.news("c1") == []  # never saw the card, so there is nothing to take back
    assert states(knowledge).count(NotificationState.SUPERSEDED) == 1


def test_who_was_told_of_a_withdrawal_is_told_of_the_new_version(knowledge: Knowledge) -> None:
    ask(knowledge, LEFTOVERS)
    knowledge.withdraw(CARD, REVIEWER)
    (withdrawn,) = knowledge.news("c1")
    knowledge.news("c1", seen=[withdrawn.notification_id])
    correct(knowledge, CARD)
    (news,) = knowledge.news("c1")
    assert news.kind is NotificationKind.CORRECTED
    assert news.card is not None


def test_only_the_latest_of_several_corrections_is_told(knowledge: Knowledge) -> None:
    ask(knowledge, LEFTOVERS)
    correct(knowledge, CARD, truth="放了一夜的绿叶菜不建议再吃。")
    correct(knowledge, CARD, truth="冷藏的剩菜热透了可以吃。")
    (news,) = knowledge.news("c1")
    assert news.card is not None
    assert news.card.truth == "冷藏的剩菜热透了可以吃。"


def test_news_of_an_answer_shows_what_is_true_when_it_is_read(knowledge: Knowledge) -> None:
    asked(knowledge)
    entry_id = answered(knowledge)
    correct(knowledge, entry_id, truth="这批彩虹西瓜确实查出了染料。", verdict=Verdict.TRUE)
    (news,) = knowledge.news("c1")
    assert news.kind is NotificationKind.ANSWERED
    assert news.card is not None
    assert news.card.verdict is Verdict.TRUE


def test_who_agrees_after_the_answer_is_public_is_told_too(knowledge: Knowledge) -> None:
    _, outcome = ask(knowledge, RAINBOW)
    answered(knowledge)
    assert knowledge.news("c1") == []
    knowledge.report_consent(outcome.receipt.query_code, True)
    knowledge.report_consent(outcome.receipt.query_code, True)
    assert kinds(knowledge.news("c1")) == [NotificationKind.ANSWERED]


def test_linking_and_merging_tell_those_whose_question_is_answered_by_it(knowledge: Knowledge) -> None:
    asked(knowledge)
    asked(knowledge, "听说北辰夜市的蓝色豆腐脑加了荧光粉，喝了会瞎眼", conversation="c2")
    knowledge.link_entry(1, OFFICE, entry_id=CARD)
    assert kinds(knowledge.news("c1")) == [NotificationKind.ANSWERED]
    assert knowledge.news("c2") == []
    knowledge.merge_clusters(2, 1, OFFICE)
    assert kinds(knowledge.news("c2")) == [NotificationKind.ANSWERED]
    assert len(knowledge.news("c1")) == 1


def test_what_is_not_published_after_all_is_not_told(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(knowledge)
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine stops here")

    # After the outbox was written, before the commit.
    monkeypatch.setattr(Knowledge, "_record", fail)
    with pytest.raises(RuntimeError):
        knowledge.publish(entry_id, REVIEWER)
    assert states(knowledge) == []
    monkeypatch.undo()
    knowledge.publish(entry_id, REVIEWER)
    assert len(knowledge.news("c1")) == 1


class Line:
    """A way out that keeps what went through it; the first ``failures`` sendings do not get through."""

    way = NotificationWay.WECHAT
    is_configured = True

    def __init__(self, failures: int = 0) -> None:
        self.sent: list[int] = []
        self.failures = failures
        self._lock = threading.Lock()

    def send(self, news: News) -> None:
        with self._lock:
            if self.failures:
                self.failures -= 1
                raise NotSent("no connection")
            self.sent.append(news.notification_id)


def asked_by_wechat(knowledge: Knowledge, count: int = 1) -> None:
    for number in range(count):
        begun = knowledge.begin_inquiry(conversation_id=f"w{number}", message_id=None, text=RAINBOW, channel="wechat")
        receipt = knowledge.answer_inquiry(begun.inquiry_id, RAINBOW).receipt
        assert receipt is not None
        knowledge.report_consent(receipt.query_code, True)


def test_what_waits_for_wechat_is_kept_until_wechat_is_connected(knowledge: Knowledge) -> None:
    asked_by_wechat(knowledge)
    answered(knowledge)
    assert knowledge.push([UnconfiguredWeChat()], worker="a") == 0
    assert states(knowledge) == [NotificationState.NOT_CONFIGURED]
    assert knowledge.notification_counts().by_state[NotificationState.NOT_CONFIGURED] == 1
    line = Line()
    assert knowledge.push([line], worker="a") == 1
    assert knowledge.push([line], worker="a") == 0
    assert line.sent == [1]


def test_a_failed_sending_is_tried_again_later_and_given_up_at_last(knowledge: Knowledge, clock: FixedClock) -> None:
    asked_by_wechat(knowledge)
    answered(knowledge)
    line = Line(failures=1)
    assert knowledge.push([line], worker="a") == 0
    assert knowledge.push([line], worker="a") == 0
    clock.advance(seconds=31)
    assert knowledge.push([line], worker="a") == 1
    asked_by_wechat(knowledge, count=2)
    never = Line(failures=10**6)
    for _ in range(MOST_ATTEMPTS + 1):
        knowledge.push([never], worker="a")
        clock.advance(hours=2)
    assert states(knowledge) == [NotificationState.DELIVERED, NotificationState.FAILED]


def test_several_workers_send_each_message_once(knowledge: Knowledge) -> None:
    asked_by_wechat(knowledge, count=60)
    answered(knowledge)
    line = Line()
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda name: knowledge.push([line], worker=name), "abcd"))
    assert sum(counts) == 60
    assert sorted(line.sent) == list(range(1, 61))


def test_a_slow_way_sends_nothing_another_worker_may_have_taken_over(knowledge: Knowledge, clock: FixedClock) -> None:
    asked_by_wechat(knowledge, count=5)
    answered(knowledge)

    class Slow(Line):
        def send(self, news: News) -> None:
            super().send(news)
            clock.advance(seconds=25)

    slow, other = Slow(), Line()
    assert knowledge.push([slow], worker="a") == 3
    assert slow.sent == [1, 2, 3]
    clock.advance(seconds=CLAIM.total_seconds())
    assert knowledge.push([other], worker="b") == 2
    assert other.sent == [4, 5]


def test_a_claim_that_ran_out_goes_out_again_under_the_same_number(knowledge: Knowledge, clock: FixedClock) -> None:
    asked_by_wechat(knowledge)
    answered(knowledge)

    class Stopped(Line):
        def send(self, news: News) -> None:
            super().send(news)
            raise KeyboardInterrupt  # the process ends after the other side has it, before we could note it

    stopped, line = Stopped(), Line()
    with pytest.raises(KeyboardInterrupt):
        knowledge.push([stopped], worker="a")
    assert knowledge.push([line], worker="b") == 0
    clock.advance(seconds=CLAIM.total_seconds() + 1)
    assert knowledge.push([line], worker="b") == 1
    # The same key: the other side shows one message.
    assert stopped.sent == line.sent == [1]


def _publish_and_stop(settings: KnowledgeSettings, entry_id: str, step: str) -> None:
    """In a process of its own: publish, and be killed at ``step``."""
    knowledge = Knowledge(settings)

    def stop(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if step == "before the commit":
        knowledge._record = stop  # type: ignore[method-assign]
    knowledge.publish(entry_id, REVIEWER)
    stop()


@pytest.mark.parametrize(("step", "is_public"), [("before the commit", False), ("after the commit", True)])
def test_a_killed_process_loses_no_news_and_tells_nothing_twice(
    knowledge: Knowledge, step: str, is_public: bool
) -> None:
    asked(knowledge)
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    process = multiprocessing.get_context("spawn").Process(
        target=_publish_and_stop, args=(knowledge.settings, entry_id, step)
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode == -signal.SIGKILL
    assert knowledge.entry(entry_id).is_public is is_public
    assert len(knowledge.news("c1")) == int(is_public)
    if not is_public:
        knowledge.publish(entry_id, REVIEWER)
    (news,) = knowledge.news("c1")
    assert knowledge.news("c1", seen=[news.notification_id]) == []
