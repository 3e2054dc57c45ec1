"""The public routes beside the chat, limits, headers, pages, health and logs."""

import logging
import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text as sql

from api.app import create_app
from api.settings import ApiSettings
from knowledge.errors import WrongState
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from tests.builders import RAINBOW
from tests.integration.api.conftest import Start
from tests.running_api import say


async def check(client: httpx.AsyncClient, text: str) -> dict[str, object]:
    response = await client.post("/api/v1/check", json={"text": text})
    assert response.status_code == 200
    body: dict[str, object] = response.json()
    return body


async def test_a_check_answers_and_keeps_nothing(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    body = await check(api, "隔夜菜真的致癌吗")
    assert set(body) == {"outcome", "cards", "candidates", "revision"}
    assert body["outcome"] == "answer"
    assert body["cards"][0]["entry_id"] == "geye-cai"  # type: ignore[index]
    assert body["candidates"][0]["entry_id"] == "geye-cai"  # type: ignore[index]
    assert body["revision"] == knowledge.revision
    assert (await check(api, RAINBOW))["outcome"] == "unmatched"
    assert (await check(api, "吃完以后上吐下泻"))["outcome"] == "emergency"
    with knowledge.database.read() as session:
        assert session.scalar(sql("select count(*) from inquiry")) == 0
    assert knowledge.list_reports() == []


async def test_an_entry_is_read_by_its_name(api: httpx.AsyncClient) -> None:
    body = (await api.get("/api/v1/entries/weibolu")).json()
    assert body["title"] == "微波炉加热的饭菜会致癌"
    assert body["sources"][0]["url"] is None
    assert (body["sources"][0]["tier"], body["needs_source"]) == ("C", True)
    assert "待补" not in body["share_text"]
    assert (await api.get("/api/v1/entries/geye-cai")).json()["needs_source"] is False
    missing = await api.get("/api/v1/entries/nothing-there")
    assert missing.status_code == 404
    assert missing.json() == {"error": {"code": "not_found", "message": "没有找到这个条目。"}}


async def test_a_query_code_is_read_however_it_is_typed(api: httpx.AsyncClient) -> None:
    receipt, _ = await say(api, RAINBOW)
    code = receipt["query_code"]
    for typed in (code, code.lower(), code.replace("-", "")):
        body = (await api.get(f"/api/v1/inquiries/{typed}")).json()
        assert body["query_code"] == code
        assert body["status"] == "pending"
        assert body["status_label"] == "待核查"
        assert body["card"] is None
    assert (await api.get("/api/v1/inquiries/ABCD-2345")).status_code == 404


async def test_a_vote_is_kept_and_the_last_one_counts(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    vote = {"conversation_id": "conversation-1", "entry_id": "geye-cai"}
    for helpful in (True, False):
        response = await api.post("/api/v1/feedback", json={**vote, "helpful": helpful})
        assert response.status_code == 204
        assert response.content == b""
    with knowledge.database.read() as session:
        assert [row.helpful for row in session.execute(sql("select helpful from feedback"))] == [0]
    missing = await api.post("/api/v1/feedback", json={**vote, "entry_id": "none", "helpful": True})
    assert missing.status_code == 404
    wrong = await api.post("/api/v1/feedback", json={**vote, "helpful": "yes"})
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "helpful")


async def test_one_visitor_too_many_is_asked_to_wait_and_others_are_not(start: Start) -> None:
    client = await start(chat_rate="2/minute", trusted_proxies=())
    for _ in range(2):
        await say(client, "你好")
    refused = await client.post("/api/v1/chat", json={"text": "你好"})
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many_requests"
    assert "请过" in refused.json()["error"]["message"]
    assert int(refused.headers["Retry-After"]) >= 1
    # Checks are counted on their own, and a header of the visitor's own making changes nothing.
    assert (await client.post("/api/v1/check", json={"text": "你好"})).status_code == 200
    forged = await client.post(
        "/api/v1/chat", json={"text": "你好"}, headers={"X-Forwarded-For": "198.51.100.1"}
    )
    assert forged.status_code == 429


async def test_guessing_query_codes_is_slowed_down(start: Start) -> None:
    client = await start(code_rate="3/minute")
    seen = [(await client.get("/api/v1/inquiries/ABCD-2345")).status_code for _ in range(5)]
    assert seen == [404, 404, 404, 429, 429]


async def test_every_answer_carries_the_browsers_rules_and_a_request_id(
    api: httpx.AsyncClient, api_settings: ApiSettings
) -> None:
    build(api_settings)
    page, data = await api.get("/"), await api.get("/api/v1/greeting")
    for response in (page, data, await api.get("/nothing"), await api.post("/api/v1/chat", content=b"{")):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert len(response.headers["X-Request-ID"]) == 16
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors *" in policy
    assert data.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert data.headers["Cache-Control"] == "no-store"


async def test_framing_can_be_limited_to_named_sites(start: Start, api_settings: ApiSettings) -> None:
    build(api_settings)
    client = await start(embedding_sites=("'self'", "https://www.tjbc.example"))
    policy = (await client.get("/")).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://www.tjbc.example")


def build(settings: ApiSettings) -> None:
    assets = settings.widget_dir / "assets"
    assets.mkdir(parents=True)
    (settings.widget_dir / "index.html").write_text(
        "<!doctype html><title>食安小辰</title>", encoding="utf-8"
    )
    (settings.widget_dir / "embed.js").write_text("1", encoding="utf-8")
    (assets / "index-abc123.js").write_text("2", encoding="utf-8")


async def test_the_built_page_is_served_with_the_right_caching(
    api: httpx.AsyncClient, api_settings: ApiSettings
) -> None:
    missing = await api.get("/")
    assert missing.status_code == 503
    assert "make run" in missing.text
    build(api_settings)
    page = await api.get("/")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-cache")
    assert (await api.head("/")).status_code == 200
    asset = await api.get("/assets/index-abc123.js")
    assert "immutable" in asset.headers["Cache-Control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert "immutable" not in (await api.get("/embed.js")).headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["/assets/../index.html", "/assets/%2e%2e/%2e%2e/%2e%2e/xiaochen.db", "/assets/", "/assets/none.js"],
)
async def test_nothing_outside_the_assets_is_served(
    api: httpx.AsyncClient, api_settings: ApiSettings, path: str
) -> None:
    build(api_settings)
    response = await api.get(path)
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


async def test_the_process_is_alive(api: httpx.AsyncClient) -> None:
    assert (await api.get("/healthz")).json() == {"alive": True}


async def test_a_database_that_is_gone_is_named_and_makes_it_not_ready(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    with knowledge.database.write() as session:
        session.execute(sql("drop table alembic_version"))
    response = await api.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert "schema" in response.json()["reasons"]["database"]


async def test_a_start_without_migration_says_why(
    tmp_path: Path, api_settings: ApiSettings, shipped_encoder: Encoder
) -> None:
    settings = api_settings.model_copy(update={"var": tmp_path / "other"})
    app = create_app(settings, knowledge=Knowledge(settings, encoder=shipped_encoder))
    with pytest.raises(WrongState, match="database schema is empty"):
        async with app.router.lifespan_context(app):
            pass


async def test_no_log_line_holds_a_message_an_address_or_a_query_code(
    api: httpx.AsyncClient, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receipt, _ = await say(api, RAINBOW)
    await api.get(f"/api/v1/inquiries/{receipt['query_code']}")
    with knowledge.database.write() as session:
        session.execute(sql("alter table inquiry rename to gone"))
    broken = await api.post("/api/v1/chat", json={"text": "紫色花生吃了会中毒吗"})
    assert broken.status_code == 500
    assert broken.json()["error"]["code"] == "server_trouble"
    ours = [record for record in caplog.records if record.name.startswith(("api", "actions", "knowledge"))]
    lines = "\n".join(record.getMessage() for record in ours)
    assert re.search("unexpected (Operational|Programming)Error", lines)
    assert "POST /api/v1/chat 200" in lines
    for secret in ("彩虹", "紫色", "203.0.113.9", receipt["query_code"]):
        assert secret not in lines
    assert not any(record.exc_info for record in ours)
