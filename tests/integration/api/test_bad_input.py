"""Every kind of bad input gets a sensible answer; nothing is lost or logged twice."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql

from knowledge.service import Knowledge
from tests.builders import RAINBOW
from tests.databases import stored_rows
from tests.running_api import say


def rows(knowledge: Knowledge, query: str) -> list[Any]:
    with knowledge.database.read() as session:
        return list(session.execute(sql(query)))


async def refusal(
    client: httpx.AsyncClient, body: Any, path: str = "/api/v1/chat"
) -> tuple[int, dict[str, Any]]:
    response = await client.post(path, json=body)
    return response.status_code, response.json()["error"]


@pytest.mark.parametrize("path", ["/api/v1/chat", "/api/v1/check"])
@pytest.mark.parametrize("text", ["", "   \n", "\x00\x01\x07", "\u200b\u200d\ufeff", "///", "\ud800"])
async def test_no_text_is_said_kindly_and_not_logged(
    api: httpx.AsyncClient, knowledge: Knowledge, path: str, text: str
) -> None:
    # Half a surrogate cannot be encoded by a client, but its JSON escape can be sent.
    response = await api.post(
        path, content=json.dumps({"text": text}), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "empty_text"
    assert response.json()["error"]["message"].startswith("没收到文字")
    assert rows(knowledge, "select id from inquiry") == []


async def test_ten_thousand_characters_are_answered(api: httpx.AsyncClient) -> None:
    long = "隔夜菜真的致癌吗。" + "请大家转发。" * 2000
    messages = await say(api, long[:10_000])
    assert messages[0]["card"]["entry_id"] == "geye-cai"


async def test_more_than_the_limit_is_refused_kindly_and_nothing_is_logged(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    status, error = await refusal(api, {"text": "长" * 10_001})
    assert (status, error["code"]) == (413, "text_too_long")
    assert "10000" in error["message"]
    assert rows(knowledge, "select id from inquiry") == []


async def test_a_huge_body_is_refused_before_it_is_read(api: httpx.AsyncClient) -> None:
    status, error = await refusal(api, {"text": "长" * 200_000})
    assert (status, error["code"]) == (413, "too_large")


async def test_a_huge_body_without_a_length_is_refused_too(api: httpx.AsyncClient) -> None:
    async def pieces() -> Any:
        for _ in range(100):
            yield b"x" * 10_000

    response = await api.post("/api/v1/chat", content=pieces())
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize("text", ["😀😀😀", "！！！？？", "https://example.com/a?b=1"])
async def test_messages_without_words_are_asked_for_words(
    api: httpx.AsyncClient, knowledge: Knowledge, text: str
) -> None:
    (message,) = await say(api, text)
    assert message["kind"] == "text"
    assert "文字" in message["text"]
    assert rows(knowledge, "select id from emerging_report") == []


@pytest.mark.parametrize(
    "text",
    [
        "隔夜菜真的致癌嗎",
        "隔夜菜真的致癌吗？？？！！！",
        "隔\u200b夜菜\u200d真的致\x00癌吗",
        "【转发】隔夜菜真的致癌吗🙏🙏",
        "/隔夜菜真的致癌吗",
        "<b>隔夜菜真的致癌吗</b>",
    ],
)
async def test_spelling_does_not_hide_a_known_claim(api: httpx.AsyncClient, text: str) -> None:
    messages = await say(api, text)
    assert messages[0]["kind"] == "card"
    assert messages[0]["card"]["entry_id"] == "geye-cai"


async def test_full_width_digits_are_read(api: httpx.AsyncClient) -> None:
    messages = await say(api, RAINBOW)
    code = messages[0]["query_code"]
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    (status, *_) = await say(api, wide, "another-talk")
    assert status["query_code"] == code


async def test_html_and_script_are_plain_text_to_us_and_never_come_back(api: httpx.AsyncClient) -> None:
    messages = await say(api, "<script>alert(1)</script><img src=x onerror=alert(1)>")
    assert messages
    assert "<script" not in json.dumps(messages)


async def test_english_gets_an_answer_in_words(api: httpx.AsyncClient) -> None:
    messages = await say(api, "Is it safe to eat the moon cake of tomorrow?")
    assert all(message["text"] for message in messages)


@pytest.mark.parametrize("content", [b"", b"{", b"not json", b'{"text": "x"', b"\xff\xfe\x00", b"[" * 20_000])
async def test_invalid_json_is_refused_in_our_shape(api: httpx.AsyncClient, content: bytes) -> None:
    response = await api.post("/api/v1/chat", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422}
    assert response.json()["error"]["message"]
    assert set(response.json()) == {"error"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": 5}, "text"),
        ({"text": None}, "text"),
        ({"text": ["隔夜菜"]}, "text"),
        ({"text": "好", "conversation_id": "short"}, "conversation_id"),
        ({"text": "好", "conversation_id": "with space in it"}, "conversation_id"),
        ({"text": "好", "conversation_id": "x" * 65}, "conversation_id"),
        ({"text": "好", "message_id": "m" * 65}, "message_id"),
        ({"text": "好", "message_id": 7}, "message_id"),
        ({"text": "好", "choice": {"a": 1}}, "choice"),
        ({"text": "好", "choice": "restart:"}, "choice"),
    ],
)
async def test_wrong_types_are_refused_with_the_field(
    api: httpx.AsyncClient, knowledge: Knowledge, body: dict[str, Any], field: str
) -> None:
    status, error = await refusal(api, body)
    assert (status, error["field"]) == (422, field)
    assert rows(knowledge, "select id from inquiry") == []


@pytest.mark.parametrize("body", [[], "隔夜菜", 3, None])
async def test_a_body_that_is_no_object_is_refused(api: httpx.AsyncClient, body: Any) -> None:
    status, error = await refusal(api, body)
    assert (status, error["code"]) == (422, "invalid_request")


async def test_two_messages_at_once_are_answered_in_order(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    answered, reasons = await asyncio.gather(say(api, "隔夜菜真的致癌吗"), say(api, "为什么"))
    assert answered[0]["kind"] == "card"
    assert "冷藏后亚硝酸盐升高有限" in reasons[0]["text"]
    assert [row.text for row in rows(knowledge, "select text from inquiry order by id")] == [
        "隔夜菜真的致癌吗",
        "为什么",
    ]


async def test_the_same_message_sent_again_gets_the_same_reply_and_is_logged_once(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    first = await say(api, RAINBOW, message_id="m-1")
    again, at_once = await asyncio.gather(
        say(api, RAINBOW, message_id="m-1"), say(api, RAINBOW, message_id="m-1")
    )
    assert first == again == at_once
    assert len(rows(knowledge, "select id from inquiry")) == 1
    assert len(rows(knowledge, "select id from emerging_report")) == 1


async def test_a_first_message_whose_answer_was_lost_finds_its_conversation_again(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    body = {"text": RAINBOW, "message_id": "5f1d0a7c9b3e4f28a6c1d2e3f4a5b6c7"}
    first, again = [(await api.post("/api/v1/chat", json=body)).json() for _ in range(2)]
    assert first == again
    assert len(rows(knowledge, "select id from emerging_report")) == 1


async def test_short_message_ids_of_strangers_never_meet(api: httpx.AsyncClient) -> None:
    body = {"text": "你好", "message_id": "1"}
    first, other = [(await api.post("/api/v1/chat", json=body)).json()["conversation_id"] for _ in range(2)]
    assert first != other


async def test_personal_data_is_masked_before_it_is_written(
    api: httpx.AsyncClient, knowledge: Knowledge, tmp_path: Any
) -> None:
    await say(api, "我的电话是13800138000，听说彩虹西瓜是染色的，吃了会中毒")
    kept = stored_rows(knowledge)
    assert any("彩虹西瓜" in row for row in kept)
    assert not any("13800138000" in row for row in kept)
    with knowledge.database.write() as session:
        session.execute(sql("select 1"))
    for file in (tmp_path / "var").rglob("*"):
        assert file.is_dir() or b"13800138000" not in file.read_bytes()
