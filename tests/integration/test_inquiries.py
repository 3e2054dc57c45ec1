"""Messages are recorded once, masked, and follow-ups are understood."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select, text

from knowledge.errors import IndexUnavailable, NotFound
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.service import Knowledge
from tests.builders import RAINBOW, REVIEWER, ask
from tests.databases import stored_rows

CARD_REPLY = [{"kind": "card", "text": "…", "card": {"entry_id": "weibolu"}}]


def test_a_known_claim_is_answered_with_its_card(knowledge: Knowledge) -> None:
    outcome = knowledge.check("隔夜菜真的致癌吗")
    assert outcome.outcome == "answer"
    assert [card.entry_id for card in outcome.cards] == ["geye-cai"]
    assert outcome.candidates[0].entry_id == "geye-cai"
    assert outcome.revision == knowledge.revision == 1


def test_checking_logs_nothing(knowledge: Knowledge) -> None:
    knowledge.check(RAINBOW)
    with knowledge.database.read() as session:
        assert session.scalars(select(Inquiry)).all() == []


def test_nothing_is_answered_before_the_index_is_loaded(empty_knowledge: Knowledge) -> None:
    assert "index" in empty_knowledge.readiness()
    with pytest.raises(IndexUnavailable):
        empty_knowledge.check("隔夜菜")


def test_readiness_names_missing_content_and_is_empty_when_all_is_there(
    empty_knowledge: Knowledge,
) -> None:
    empty_knowledge.open()
    assert empty_knowledge.readiness() == {"content": "no published entries"}
    empty_knowledge.import_entries()
    empty_knowledge.refresh()
    assert empty_knowledge.readiness() == {}


def test_an_outcome_is_recorded_with_what_it_was_decided_on(knowledge: Knowledge) -> None:
    inquiry_id, outcome = ask(knowledge, "微波炉热饭致不致癌")
    assert outcome.receipt is None
    with knowledge.database.read() as session:
        inquiry = session.get_one(Inquiry, inquiry_id)
    assert (inquiry.outcome, inquiry.top_entry_id, inquiry.revision) == ("answer", "weibolu", 1)
    assert inquiry.probability is not None
    assert 0 < inquiry.probability <= 1
    assert inquiry.shown_entry_ids == ["weibolu"]


def test_a_message_sent_twice_is_one_inquiry_with_its_reply(knowledge: Knowledge) -> None:
    first, _ = ask(knowledge, "隔夜菜真的致癌吗", message="m1")
    reply = [{"kind": "text", "text": "答"}]
    knowledge.finish_inquiry(first, reply=reply, intent="check_claim", mode="rasa")
    again = knowledge.begin_inquiry(conversation_id="c1", message_id="m1", text="隔夜菜真的致癌吗")
    assert (again.inquiry_id, again.reply) == (first, reply)
    other = knowledge.begin_inquiry(conversation_id="c2", message_id="m1", text="隔夜菜真的致癌吗")
    assert other.inquiry_id != first


def test_a_message_without_an_id_is_always_new(knowledge: Knowledge) -> None:
    assert ask(knowledge, "你好")[0] != ask(knowledge, "你好")[0]


def test_a_message_arriving_twice_at_once_is_logged_once(knowledge: Knowledge) -> None:
    def send(_: int) -> tuple[int, str]:
        inquiry_id, outcome = ask(knowledge, RAINBOW, message="same")
        return inquiry_id, outcome.receipt.query_code

    with ThreadPoolExecutor(6) as pool:
        results = set(pool.map(send, range(6)))
    assert len(results) == 1
    assert len(knowledge.list_reports()) == 1


def test_nothing_personal_reaches_the_database(knowledge: Knowledge) -> None:
    secret = "13800138000"
    text_sent = f"{RAINBOW}，我电话{secret}，微信号abc123_x，邮箱a.b@example.com"
    inquiry_id, outcome = ask(knowledge, text_sent)
    knowledge.finish_inquiry(inquiry_id, reply=[{"kind": "text", "text": "答"}], intent=None, mode="direct")
    dump = "\n".join(stored_rows(knowledge))
    assert outcome.receipt is not None
    assert "〔手机号〕" in dump
    for personal in (secret, "abc123_x", "a.b@example.com"):
        assert personal not in dump


def test_a_follow_up_refers_to_the_card_shown_last(knowledge: Knowledge) -> None:
    assert knowledge.context("new").last_entry_ids == ()
    ask(knowledge, "隔夜菜真的致癌吗")
    follow_up = knowledge.begin_inquiry(conversation_id="c1", message_id=None, text="为什么")
    knowledge.finish_inquiry(
        follow_up.inquiry_id, reply=[{"kind": "text", "text": "因为"}], intent="ask_reason", mode="rasa"
    )
    context = knowledge.context("c1")
    assert context.last_entry_ids == ("geye-cai",)
    assert context.last_claim == "隔夜菜真的致癌吗"
    assert context.last_inquiry_id == follow_up.inquiry_id
    assert context.open_query_code is None


def test_a_card_opened_by_a_button_is_what_follow_ups_mean(knowledge: Knowledge) -> None:
    ask(knowledge, "隔夜菜真的致癌吗")
    button = knowledge.begin_inquiry(conversation_id="c1", message_id=None, text="微波炉")
    knowledge.finish_inquiry(button.inquiry_id, reply=CARD_REPLY, intent="show_entry", mode="rasa")
    assert knowledge.context("c1").last_entry_ids == ("weibolu",)


def test_an_unknown_claim_leaves_its_query_code_and_no_card_in_context(knowledge: Knowledge) -> None:
    ask(knowledge, "隔夜菜真的致癌吗")
    _, outcome = ask(knowledge, RAINBOW)
    context = knowledge.context("c1")
    assert context.last_entry_ids == ()
    assert context.open_query_code == outcome.receipt.query_code


def test_small_talk_in_between_does_not_lose_the_context(knowledge: Knowledge) -> None:
    ask(knowledge, "隔夜菜真的致癌吗")
    ask(knowledge, "明天天气怎么样")
    assert knowledge.context("c1").last_entry_ids == ("geye-cai",)


def test_conversations_do_not_see_each_other(knowledge: Knowledge) -> None:
    ask(knowledge, "隔夜菜真的致癌吗", conversation="c1")
    assert knowledge.context("c2").last_entry_ids == ()


def test_a_group_question_gets_the_note_or_the_card_without_one(knowledge: Knowledge) -> None:
    assert knowledge.group_answer("c1", "孕妇").card is None
    ask(knowledge, "隔夜菜真的致癌吗")
    answer = knowledge.group_answer("c1", "怀孕的")
    assert answer.note == "孕妇的剩菜要彻底热透再吃。"
    without = knowledge.group_answer("c1", "痛风病人")
    assert without.note is None
    assert without.card is not None
    assert without.card.entry_id == "geye-cai"


def test_a_group_question_about_a_withdrawn_answer_has_no_card(knowledge: Knowledge) -> None:
    ask(knowledge, "隔夜菜真的致癌吗")
    knowledge.withdraw("geye-cai", REVIEWER)
    knowledge.refresh()
    assert knowledge.group_answer("c1", "孕妇").card is None


def test_the_last_vote_of_a_conversation_counts(knowledge: Knowledge) -> None:
    knowledge.give_feedback("c1", "geye-cai", True)
    knowledge.give_feedback("c1", "geye-cai", False)
    knowledge.give_feedback("c2", "geye-cai", True)
    with knowledge.database.read() as session:
        votes = {vote.conversation_id: vote.helpful for vote in session.scalars(select(Feedback))}
    assert votes == {"c1": False, "c2": True}
    with pytest.raises(NotFound):
        knowledge.give_feedback("c1", "mei-you", True)


def test_an_unknown_inquiry_is_not_found(knowledge: Knowledge) -> None:
    with pytest.raises(NotFound):
        knowledge.answer_inquiry(404, "隔夜菜")
    with pytest.raises(NotFound):
        knowledge.finish_inquiry(404, reply=[], intent=None, mode="direct")


@pytest.mark.parametrize(
    "message", ["", "   ", "😀😀😀", "\x00\u200b", "https://example.org/a", "a" * 10_000]
)
def test_strange_messages_are_recorded_and_not_reported(knowledge: Knowledge, message: str) -> None:
    _, outcome = ask(knowledge, message.replace("\x00", ""))
    assert outcome.receipt is None
    assert outcome.check.outcome == "unmatched"


def test_a_known_claim_is_answered_without_the_database(knowledge: Knowledge) -> None:
    statements: list[str] = []
    event.listen(knowledge.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    knowledge.check("隔夜菜真的致癌吗")
    knowledge.card("geye-cai")
    assert statements == []
    with knowledge.database.read() as session:
        session.execute(text("SELECT 1"))
    assert statements[-1] == "SELECT 1"
