"""The loop: unknown claim, report, cluster, rebuttal, and the next resident gets the card."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import WhereSeen
from knowledge.errors import NotAllowed, NotFound, WrongState
from knowledge.service import Knowledge
from tests.builders import (
    EDITOR,
    OFFICE,
    RAINBOW,
    RAINBOW_REWORDED,
    REVIEWER,
    FixedClock,
    ask,
    make_draft,
)


def test_an_unknown_claim_becomes_a_report_with_a_query_code(knowledge: Knowledge) -> None:
    _, outcome = ask(knowledge, RAINBOW)
    assert outcome.check.outcome == "unmatched"
    assert outcome.receipt.is_new_cluster
    status = knowledge.inquiry_status(outcome.receipt.query_code)
    assert (status.claim, status.status, status.status_label) == (RAINBOW, ClusterStatus.PENDING, "待核查")
    assert status.asked_on.isoformat() == "2026-11-23"
    assert status.card is None
    assert "不要转发" in status.message


def test_the_same_rumor_in_other_words_joins_the_cluster(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW, conversation="c1")
    _, second = ask(knowledge, RAINBOW_REWORDED, conversation="c2")
    assert not second.receipt.is_new_cluster
    (cluster,) = knowledge.list_clusters()
    assert (cluster.claim, cluster.report_count) == (RAINBOW, 2)


def test_another_rumor_of_similar_wording_makes_a_cluster_of_its_own(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    _, other = ask(knowledge, "听说北辰某超市的彩虹草莓是染色的，吃了会中毒")
    assert other.receipt.is_new_cluster
    assert len(knowledge.list_clusters()) == 2


def test_answering_an_inquiry_again_gives_the_same_receipt(knowledge: Knowledge) -> None:
    inquiry_id, first = ask(knowledge, RAINBOW)
    assert knowledge.answer_inquiry(inquiry_id, RAINBOW).receipt == first.receipt
    assert len(knowledge.list_reports()) == 1


ASKED_BACK = (
    "微波炉安全吗",
    "微波炉对身体有害吗",
    "隔夜的菜有害吗",
    "超市食品过期了怎么办",
    "剩饭过夜还能要吗",
    "微波炉做饭致癌不",
    "超市卖过期的东西举报",
)
"""Which of them is asked back about moves with the calibration; one of them is."""


def test_none_of_these_logs_the_question_that_was_asked_back_about(knowledge: Knowledge) -> None:
    question = next(text for text in ASKED_BACK if knowledge.check(text).outcome == "clarify")
    _, outcome = ask(knowledge, question)
    assert outcome.receipt is None
    button = knowledge.begin_inquiry(conversation_id="c1", message_id=None, text="都不是")
    receipt = knowledge.report_none_of_these(button.inquiry_id, "c1")
    assert receipt is not None
    assert receipt.is_new_cluster
    assert knowledge.report_none_of_these(button.inquiry_id, "c1") == receipt
    assert [report.claim for report in knowledge.list_reports()] == [question]
    assert knowledge.context("c1").open_query_code == receipt.query_code


def test_none_of_these_after_an_answer_or_nothing_logs_nothing(knowledge: Knowledge) -> None:
    button = knowledge.begin_inquiry(conversation_id="c1", message_id=None, text="都不是")
    assert knowledge.report_none_of_these(button.inquiry_id, "c1") is None
    ask(knowledge, "隔夜菜真的致癌吗")
    assert knowledge.report_none_of_these(button.inquiry_id, "c1") is None
    assert knowledge.list_reports() == []
    with pytest.raises(NotFound):
        knowledge.report_none_of_these(404, "c1")


def test_many_residents_reporting_at_once_make_one_cluster(knowledge: Knowledge) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ask(knowledge, RAINBOW, conversation=f"c{n}"), range(24)))
    (cluster,) = knowledge.list_clusters()
    assert cluster.report_count == 24


@pytest.mark.parametrize("message", ["明天天气怎么样", "红烧肉怎么做好吃", "😀", ""])
def test_what_is_not_about_food_safety_is_not_reported(knowledge: Knowledge, message: str) -> None:
    _, outcome = ask(knowledge, message)
    assert outcome.receipt is None
    assert knowledge.list_reports() == []


def test_the_two_short_questions_are_recorded(knowledge: Knowledge) -> None:
    _, outcome = ask(knowledge, RAINBOW)
    code = outcome.receipt.query_code
    knowledge.report_where_seen(code.lower(), WhereSeen.WECHAT_GROUP)
    knowledge.report_consent(code, True)
    (report,) = knowledge.list_reports()
    assert (report.where_seen, report.wants_answer) == (WhereSeen.WECHAT_GROUP, True)
    assert knowledge.list_clusters()[0].wants_answer_count == 1
    with pytest.raises(NotFound):
        knowledge.report_consent("ZZZZ-ZZZZ", True)


def test_the_next_resident_gets_the_card_and_the_first_finds_it_by_code(knowledge: Knowledge) -> None:
    _, first = ask(knowledge, RAINBOW, conversation="c1")
    _, second = ask(knowledge, RAINBOW_REWORDED, conversation="c2")
    (cluster,) = knowledge.list_clusters()
    entry_id = knowledge.draft_rebuttal(cluster.cluster_id, make_draft(), EDITOR)
    assert knowledge.cluster(cluster.cluster_id).status is ClusterStatus.CHECKING
    assert knowledge.inquiry_status(first.receipt.query_code).status_label == "核查中"
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    for receipt in (first.receipt, second.receipt):
        status = knowledge.inquiry_status(receipt.query_code)
        assert (status.status_label, status.card.entry_id) == ("已辟谣", entry_id)
    assert knowledge.check(RAINBOW).outcome == "unmatched"
    assert knowledge.refresh()
    for text in (RAINBOW, RAINBOW_REWORDED):
        assert [card.entry_id for card in knowledge.check(text).cards] == [entry_id], text
    assert not knowledge.refresh()


def test_the_rebuttal_is_phrased_in_the_words_of_the_first_report(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW + "，有事打13800138000")
    (cluster,) = knowledge.list_clusters()
    entry_id = knowledge.draft_rebuttal(cluster.cluster_id, make_draft(phrasings=["西瓜染色"]), EDITOR)
    phrasings = knowledge.entry(entry_id).content.phrasings
    assert phrasings[0] == "西瓜染色"
    assert phrasings[1].startswith(RAINBOW)
    assert "〔" not in phrasings[1]
    assert knowledge.entry(entry_id).cluster_ids == (cluster.cluster_id,)


def test_a_cluster_has_one_rebuttal(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    with pytest.raises(WrongState) as caught:
        knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    assert entry_id in caught.value.message
    with pytest.raises(NotFound):
        knowledge.draft_rebuttal(404, make_draft(), EDITOR)


@pytest.mark.parametrize(
    ("verdict", "status"), [("true", "属实转办"), ("unproven", "核查中"), ("misleading", "已辟谣")]
)
def test_the_verdict_of_the_answer_closes_the_cluster(
    knowledge: Knowledge, verdict: str, status: str
) -> None:
    _, outcome = ask(knowledge, RAINBOW)
    entry_id = knowledge.draft_rebuttal(1, make_draft(verdict=verdict), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    shown = knowledge.inquiry_status(outcome.receipt.query_code)
    assert shown.status_label == status
    assert shown.card is not None


def test_withdrawing_the_rebuttal_reopens_the_cluster(knowledge: Knowledge) -> None:
    _, outcome = ask(knowledge, RAINBOW)
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    knowledge.withdraw(entry_id, REVIEWER)
    status = knowledge.inquiry_status(outcome.receipt.query_code)
    assert (status.status_label, status.card) == ("核查中", None)


def test_a_dismissed_cluster_that_is_reported_again_goes_back_to_the_queue(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW, conversation="c1")
    knowledge.dismiss_cluster(1, OFFICE, reason="没有地点，也没有可以查证的内容")
    _, outcome = ask(knowledge, RAINBOW, conversation="c2")
    assert not outcome.receipt.is_new_cluster
    cluster = knowledge.cluster(1)
    assert (cluster.status, cluster.reopened_count, cluster.report_count) == (ClusterStatus.PENDING, 1, 2)
    with pytest.raises(NotAllowed):
        knowledge.dismiss_cluster(1, "路人", reason="没有内容")
    conclusion = Conclusion(ClusterStatus.REBUTTED, "不属实", "抽检合格", "检验报告")
    with pytest.raises(WrongState):
        knowledge.conclude_cluster(1, OFFICE, conclusion)


def test_clusters_are_listed_by_reports_and_filtered_by_state(
    knowledge: Knowledge, clock: FixedClock
) -> None:
    ask(knowledge, "大张庄养鸭场的鸭蛋里查出水银了")
    clock.advance(hours=1)
    ask(knowledge, RAINBOW, conversation="c1")
    ask(knowledge, RAINBOW_REWORDED, conversation="c2")
    counts = [cluster.report_count for cluster in knowledge.list_clusters()]
    assert counts == [2, 1]
    knowledge.assign_cluster(2, OFFICE, unit="区市场监管局", due_on=date(2026, 11, 30))
    (checking,) = knowledge.list_clusters(status=ClusterStatus.CHECKING)
    assert checking.cluster_id == 2
    assert [report.claim for report in knowledge.list_reports(cluster_id=2)] == [RAINBOW_REWORDED, RAINBOW]
    assert knowledge.list_reports(limit=1, offset=2)[0].claim == "大张庄养鸭场的鸭蛋里查出水银了"
    assert [report.claim for report in knowledge.cluster(2).reports] == [RAINBOW, RAINBOW_REWORDED]


def test_a_long_forward_is_reported_by_its_claim_not_whole(knowledge: Knowledge) -> None:
    forward = (
        "紧急通知！！" + "各位家长请注意，一定要转发给家人。" * 20 + RAINBOW + "。" + "看完请马上转发。" * 20
    )
    _, outcome = ask(knowledge, forward)
    claim = knowledge.inquiry_status(outcome.receipt.query_code).claim
    assert len(claim) <= 200
    assert "彩虹西瓜" in claim
