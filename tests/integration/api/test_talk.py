"""The talk without Rasa: the same jobs and the same words."""

import httpx
import pytest
from sqlalchemy import text as sql

from knowledge.service import Knowledge
from tests.builders import RAINBOW, RAINBOW_REWORDED
from tests.running_api import say


async def test_a_known_rumor_gets_its_card_with_verdict_and_sources(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "隔夜菜真的致癌吗")
    card = message["card"]
    assert message["kind"] == "card"
    assert card["verdict"] == "misleading"
    assert card["verdict_label"] == "误导"
    assert card["sources"][0]["url"] == "https://example.gov.cn/geye"
    assert card["reviewed_on"] == "2026-11-23"
    # The verdict is never said without the claim it is about.
    assert card["claim"] in message["text"]
    assert "误导" in message["text"]


async def test_a_source_that_may_not_be_linked_has_no_address(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "微波炉热饭致不致癌")
    assert message["card"]["sources"][0]["url"] is None
    assert message["card"]["related"] == [{"entry_id": "geye-cai", "title": "隔夜菜致癌"}]


async def test_an_entry_without_verdict_is_said_without_one(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "怎么投诉食品安全问题")
    assert message["card"]["verdict_label"] is None
    assert "12315" in message["text"]


async def test_a_forward_with_two_rumors_gets_two_cards(api: httpx.AsyncClient) -> None:
    messages = await say(
        api,
        "【紧急通知】各位亲朋好友请注意，刚从医院上班的同学那里得到的消息，一定要看完再转给家里老人和孩子。"
        "第一，微波炉加热的饭菜会致癌。国外很多家庭早就扔掉了，家里还在用的赶紧收起来。"
        "第二，隔夜菜真的致癌。很多老人就是这样得病的，舍不得倒。收到请马上转发，好人一生平安。",
    )
    assert [message["kind"] for message in messages] == ["text", "card", "card"]
    assert "2" in messages[0]["text"]


async def test_follow_ups_are_about_the_answer_before(api: httpx.AsyncClient) -> None:
    await say(api, "隔夜菜真的致癌吗")
    assert "冷藏后亚硝酸盐升高有限" in (await say(api, "为什么？"))[0]["text"]
    assert "https://example.gov.cn/geye" in (await say(api, "来源呢"))[0]["text"]
    assert "孕妇的剩菜要彻底热透再吃" in (await say(api, "那孕妇呢"))[0]["text"]
    assert "剩菜两小时内冷藏" in (await say(api, "那老人呢"))[0]["text"]


async def test_a_group_alone_is_about_the_answer_before(api: httpx.AsyncClient) -> None:
    await say(api, "隔夜菜真的致癌吗")
    assert "孕妇的剩菜要彻底热透再吃" in (await say(api, "孕妇可以吃吗"))[0]["text"]
    assert "剩菜两小时内冷藏" in (await say(api, "血糖高能吃不"))[0]["text"]


@pytest.mark.parametrize("text", ["为什么", "来源呢", "那孕妇呢"])
async def test_a_follow_up_to_nothing_is_asked_back(api: httpx.AsyncClient, text: str) -> None:
    (message,) = await say(api, text)
    assert "哪" in message["text"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("你好", "小辰"), ("谢谢", "不客气"), ("再见", "再见"), ("你是谁", "食安小辰"), ("你能做什么", "查")],
)
async def test_small_talk_is_answered(api: httpx.AsyncClient, text: str, word: str) -> None:
    (message,) = await say(api, text)
    assert word in message["text"]


async def test_danger_comes_first_and_offers_no_rebuttal(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "吃完隔夜菜以后上吐下泻")
    assert message["kind"] == "emergency"
    assert "120" in message["text"]
    assert "card" not in message


async def test_the_weather_is_declined_kindly_and_not_logged(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "今天天气怎么样")
    assert message["kind"] == "text"
    assert "食品安全" in message["text"]


async def test_an_unknown_claim_gets_a_code_and_two_short_questions(api: httpx.AsyncClient) -> None:
    receipt, where = await say(api, RAINBOW)
    assert receipt["kind"] == "receipt"
    assert "不要转发" in receipt["text"]
    assert receipt["query_code"] in receipt["text"]
    assert where["choices"][0] == {"title": "微信群", "choice": "where_seen:wechat_group"}
    (consent,) = await say(api, "微信群", choice="where_seen:wechat_group")
    assert {choice["choice"] for choice in consent["choices"]} == {
        "consent:yes",
        "consent:no",
        "consent:skip",
    }
    (thanks,) = await say(api, "好的", choice="consent:yes")
    assert receipt["query_code"] in thanks["text"]


async def test_the_two_questions_can_be_answered_by_typing(api: httpx.AsyncClient) -> None:
    receipt, _ = await say(api, RAINBOW)
    (consent,) = await say(api, "在微信群里看到的")
    assert consent["choices"][0]["choice"] == "consent:yes"
    (thanks,) = await say(api, "可以")
    assert receipt["query_code"] in thanks["text"]


@pytest.mark.parametrize(
    "text", ["公众号", "看直播听主播说的", "群里有人转", "超市里听人说的", "公众号里的文章写的", "邻居大姐告诉我的"]
)
async def test_a_place_in_a_sentence_answers_the_first_question(api: httpx.AsyncClient, text: str) -> None:
    await say(api, RAINBOW)
    (consent,) = await say(api, text)
    assert consent["choices"][0]["choice"] == "consent:yes"


@pytest.mark.parametrize("text", ["抖音上说隔夜菜致癌", "超市在哪", "公众号可信吗", "微信群里传的是真的？"])
async def test_a_question_that_names_a_place_answers_nothing(api: httpx.AsyncClient, text: str) -> None:
    await say(api, RAINBOW)
    messages = await say(api, text)
    assert "consent:yes" not in [choice["choice"] for message in messages for choice in message.get("choices", ())]


async def test_the_place_may_be_kept_back_by_typing(api: httpx.AsyncClient) -> None:
    receipt, _ = await say(api, RAINBOW)
    (stopped,) = await say(api, "保密")
    assert receipt["query_code"] in stopped["text"]


@pytest.mark.parametrize("text", ["我要上报一条谣言", "我要举报一条谣言", "我想上报"])
async def test_a_wish_to_report_is_asked_for_the_rumor(api: httpx.AsyncClient, text: str) -> None:
    (message,) = await say(api, text)
    assert message["kind"] == "text"
    assert "发给我" in message["text"]


async def test_the_two_questions_can_be_stopped(api: httpx.AsyncClient) -> None:
    receipt, _ = await say(api, RAINBOW)
    (stopped,) = await say(api, "不想说")
    assert receipt["query_code"] in stopped["text"]
    assert "choices" not in stopped


async def test_a_new_question_leaves_the_two_questions_and_is_answered(api: httpx.AsyncClient) -> None:
    await say(api, RAINBOW)
    (message,) = await say(api, "隔夜菜真的致癌吗")
    assert message["kind"] == "card"
    (late,) = await say(api, "微信群", choice="where_seen:wechat_group")
    assert "choices" not in late


async def test_the_same_rumor_in_other_words_joins_the_first(api: httpx.AsyncClient) -> None:
    first, _ = await say(api, RAINBOW)
    second, _ = await say(api, RAINBOW_REWORDED, "another-talk")
    assert first["query_code"] != second["query_code"]
    assert "已经有居民反映" in second["text"]


async def test_a_query_code_shows_what_became_of_the_report(api: httpx.AsyncClient) -> None:
    receipt, _ = await say(api, RAINBOW)
    for words in (receipt["query_code"], receipt["query_code"].lower().replace("-", ""), "查询进度"):
        (status,) = await say(api, words)
        assert status["query_code"] == receipt["query_code"]
        assert "待核查" in status["text"]


async def test_an_unknown_code_and_no_code_are_asked_for_again(api: httpx.AsyncClient) -> None:
    assert "没有找到" in (await say(api, "ABCD-2345"))[0]["text"]
    assert "查询码" in (await say(api, "查询进度", "nothing-asked"))[0]["text"]


async def test_an_entry_button_shows_its_card(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "微波炉", choice="entry:weibolu")
    assert message["card"]["entry_id"] == "weibolu"
    (gone,) = await say(api, "旧的", choice="entry:no-longer-there")
    assert gone["kind"] == "text"


async def test_a_question_button_asks_its_question(api: httpx.AsyncClient) -> None:
    (message,) = await say(api, "看看", choice="ask:隔夜菜真的致癌吗")
    assert message["card"]["entry_id"] == "geye-cai"


async def test_a_typed_vote_is_kept(api: httpx.AsyncClient) -> None:
    assert (await say(api, "没用"))[0]["text"].startswith("谢谢您的意见")
    await say(api, "隔夜菜真的致癌吗")
    assert "谢谢" in (await say(api, "有用"))[0]["text"]


async def test_a_conversation_gets_an_unguessable_name(api: httpx.AsyncClient) -> None:
    names = {
        (await api.post("/api/v1/chat", json={"text": "你好"})).json()["conversation_id"] for _ in range(3)
    }
    assert len(names) == 3
    assert {len(name) for name in names} == {32}


async def test_the_greeting_has_words_and_quick_replies(api: httpx.AsyncClient) -> None:
    (message,) = (await api.get("/api/v1/greeting")).json()["messages"]
    assert "小辰" in message["text"]
    assert all(choice["choice"].startswith("ask:") for choice in message["choices"])


async def test_none_of_the_offered_entries_makes_it_a_report(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    await say(api, "彩虹西瓜是不是染色的，有没有毒")
    with knowledge.database.write() as session:
        # As if entries had been offered for it; how near a question must come is not the matter here.
        session.execute(sql("delete from emerging_report"))
        session.execute(sql("update inquiry set outcome = 'clarify'"))
    receipt, where = await say(api, "都不是", choice="none_of_these:")
    assert receipt["kind"] == "receipt"
    assert where["choices"][0]["choice"] == "where_seen:wechat_group"
    (consent,) = await say(api, "微信群", choice="where_seen:wechat_group")
    assert consent["choices"][0]["choice"] == "consent:yes"
    (report,) = knowledge.list_reports()
    assert (report.query_code, report.where_seen) == (receipt["query_code"], "wechat_group")


async def test_none_of_these_after_nothing_logs_nothing(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    (message,) = await say(api, "都不是", choice="none_of_these:")
    assert message["kind"] == "text"
    assert knowledge.list_reports() == []
