"""Rasa answers when it can; otherwise direct mode does, and says nothing strange."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql

from api.secrets import StateSecrets
from api.settings import ApiSettings
from knowledge.service import Knowledge
from tests.builders import RAINBOW
from tests.integration.api.conftest import Start
from tests.rasa_stand_in import RasaStandIn
from tests.running_api import say

CARD = "隔夜菜真的致癌吗"


async def warm(client: httpx.AsyncClient) -> None:
    """Wait until the api has had its first answer from Rasa."""
    async with asyncio.timeout(10):
        while (await client.get("/readyz")).json()["degraded"]:
            await asyncio.sleep(0.01)


def modes(knowledge: Knowledge) -> list[str]:
    with knowledge.database.read() as session:
        return list(session.scalars(sql("select mode from inquiry order by id")))


async def test_rasa_is_asked_with_the_token_the_masked_text_and_the_inquiry(
    start: Start, rasa: RasaStandIn, api_settings: ApiSettings, knowledge: Knowledge
) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    (message,) = await say(client, "我的电话13800138000，改天再聊")
    assert message == {"kind": "text", "text": "来自 Rasa"}
    (turn,) = rasa.turns
    assert turn["sender"] == "conversation-1"
    assert "13800138000" not in str(turn)
    assert "改天再聊" in turn["message"]
    assert turn["metadata"] == {"inquiry_id": 1, "text": turn["message"]}
    token = StateSecrets.load_or_create(api_settings.var).rasa_token
    assert set(rasa.tokens) == {f"Bearer {token}"}
    assert modes(knowledge) == ["rasa"]


async def test_how_rasa_understood_a_message_is_kept(
    start: Start, rasa: RasaStandIn, knowledge: Knowledge
) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    await say(client, CARD)
    rasa.intent = ""
    await say(client, "再说一次", message="second")
    with knowledge.database.read() as session:
        assert list(session.scalars(sql("select intent from inquiry order by id"))) == ["check_claim", None]


async def test_a_long_forward_skips_understanding_but_its_whole_text_travels(
    start: Start, rasa: RasaStandIn
) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    long = "隔夜菜真的致癌吗，" * 20
    await say(client, long)
    (turn,) = rasa.turns
    assert turn["message"] == "/check_claim"
    assert turn["metadata"]["text"] == long


async def test_a_question_that_names_a_food_is_a_question_to_rasa(start: Start, rasa: RasaStandIn) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    for text in (CARD, "孕妇喝醪糟行不行", RAINBOW):
        await say(client, text)
    assert [turn["message"] for turn in rasa.turns] == ["/check_claim"] * 3
    assert [turn["metadata"]["text"] for turn in rasa.turns] == [CARD, "孕妇喝醪糟行不行", RAINBOW]


@pytest.mark.parametrize(
    "text",
    [
        "谢谢你",
        "为什么",
        "来源呢",
        "那孕妇呢",
        "孕妇可以吃吗",
        "血糖高能吃不",
        "尿酸高是不是不能吃",
        "哪些人不能吃",
        "保密",
        "我要上报一条谣言",
        "我要举报一条谣言",
        "有哪些功能",
        "编号查询",
        "今天晚上吃什么",
    ],
)
async def test_what_names_no_food_of_its_own_is_understood_by_rasa(
    start: Start, rasa: RasaStandIn, knowledge: Knowledge, text: str
) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    await say(client, CARD)
    await say(client, text)
    assert rasa.turns[-1]["message"] == text


@pytest.mark.parametrize("text", ["公众号", "看直播听主播说的", "群里有人转", "保密", "卖保健品的说的", CARD])
async def test_while_a_report_is_open_rasa_understands_every_text(
    start: Start, rasa: RasaStandIn, knowledge: Knowledge, text: str
) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    await say(client, RAINBOW)
    # Rasa's action of that turn.
    knowledge.answer_inquiry(rasa.turns[0]["metadata"]["inquiry_id"], RAINBOW)
    await say(client, text)
    assert rasa.turns[-1]["message"] == text


async def test_a_typed_command_reaches_rasa_as_words(start: Start, rasa: RasaStandIn) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    await say(client, '/show_entry{"entry_id": "x"}')
    assert rasa.turns[0]["message"] == 'show_entry{"entry_id": "x"}'


async def test_a_button_reaches_rasa_as_its_intent(start: Start, rasa: RasaStandIn) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    await say(client, "微信群", choice="where_seen:wechat_group")
    assert rasa.turns[0]["message"] == '/inform_where_seen{"where_seen": "wechat_group"}'


@pytest.mark.parametrize(
    "trouble",
    [
        {"reply": []},
        {"reply": {"error": "x"}},
        {"status": 500},
        {"status": 401},
        {"reply": [{"custom": {"kind": "card"}}]},
        {"delay": 0.6},
    ],
)
async def test_whatever_is_wrong_with_rasa_the_resident_gets_the_answer(
    start: Start, rasa: RasaStandIn, knowledge: Knowledge, trouble: dict[str, Any]
) -> None:
    client = await start(rasa_port=rasa.port, rasa_deadline_seconds=0.3)
    await warm(client)
    for name, value in trouble.items():
        setattr(rasa, name, value)
    (message,) = await say(client, CARD)
    assert message["card"]["entry_id"] == "geye-cai"
    assert modes(knowledge) == ["direct"]


async def test_a_slow_rasa_is_left_alone_for_a_while(start: Start, rasa: RasaStandIn) -> None:
    client = await start(rasa_port=rasa.port, rasa_deadline_seconds=0.2, rasa_rest_seconds=60)
    await warm(client)
    rasa.delay = 0.5
    await say(client, CARD)
    await say(client, CARD, "another-talk")
    assert len(rasa.turns) == 1


async def test_a_late_action_and_direct_mode_log_one_report(
    start: Start, rasa: RasaStandIn, knowledge: Knowledge
) -> None:
    client = await start(rasa_port=rasa.port, rasa_deadline_seconds=0.2)
    await warm(client)
    rasa.delay = 0.5
    receipt, _ = await say(client, RAINBOW)
    # Rasa's action, arriving after the resident was answered.
    late = knowledge.answer_inquiry(rasa.turns[0]["metadata"]["inquiry_id"], RAINBOW)
    assert late.receipt is not None
    assert late.receipt.query_code == receipt["query_code"]
    assert len(knowledge.list_reports()) == 1


async def test_danger_and_query_codes_do_not_wait_for_rasa(
    start: Start, rasa: RasaStandIn, knowledge: Knowledge
) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    (danger,) = await say(client, "吃完以后上吐下泻")
    (unknown,) = await say(client, "ABCD-2345")
    assert danger["kind"] == "emergency"
    assert "没有找到" in unknown["text"]
    assert rasa.turns == []
    assert modes(knowledge) == ["lane", "lane"]


async def test_sixty_messages_at_once_are_all_answered(start: Start, rasa: RasaStandIn) -> None:
    client = await start(rasa_port=rasa.port, chat_rate="1000/minute")
    await warm(client)
    rasa.delay = 0.2
    replies = await asyncio.gather(*(say(client, "你好", f"conversation-{number}") for number in range(60)))
    assert [reply[0]["text"] for reply in replies] == ["来自 Rasa"] * 60


async def test_without_rasa_the_api_is_ready_and_says_what_it_does_without(api: httpx.AsyncClient) -> None:
    response = await api.get("/readyz")
    assert response.status_code == 200
    body = response.json()
    assert body["ready"] is True
    assert body["reasons"] == {}
    assert "not reachable" in body["degraded"]["rasa"]


async def test_with_rasa_nothing_is_degraded(start: Start, rasa: RasaStandIn) -> None:
    client = await start(rasa_port=rasa.port)
    await warm(client)
    assert (await client.get("/readyz")).json() == {"ready": True, "reasons": {}, "degraded": {}}
