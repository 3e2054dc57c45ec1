"""Direct mode while Rasa is away, the page inside another site, and the page's headers."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, Product
from tests.e2e.test_loop import wait_for
from tests.e2e.test_resident_talks import ask, last_card, last_words


def rasa_of(product: Product) -> psutil.Process:
    children = psutil.Process(product.process.pid).children()
    return next(child for child in children if any("rasa" in part for part in child.cmdline()[:2]))


def test_the_talk_goes_on_while_rasa_is_away_and_rasa_comes_back(
    product: Product, http: httpx.Client, phone: Page
) -> None:
    ask(phone, "隔夜菜真的致癌吗")
    rasa_of(product).kill()
    wait_for(lambda: "rasa" in http.get("/readyz").json()["degraded"], 30)
    assert http.get("/readyz").json()["ready"] is True
    ask(phone, "来源呢")
    assert "隔夜菜" in last_words(phone) or "剩菜" in last_words(phone)
    ask(phone, "打针西瓜")
    expect(last_card(phone)).to_contain_text("西瓜")
    ask(phone, "谢谢")
    assert "客气" in last_words(phone)
    # The supervisor starts it again by itself.
    wait_for(lambda: http.get("/readyz").json()["degraded"] == {}, 120)


@pytest.fixture
def other_site(product: Product, tmp_path: Path) -> Iterator[str]:
    """Another site on another origin that includes our script, as a community's page would."""
    script = f'<script src="{product.address}/embed.js" async></script>'
    page = f'<!doctype html><html lang="zh"><body><h1>社区网站</h1>{script}'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_one_script_tag_puts_the_page_into_another_site(browser: Browser, other_site: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(other_site)
    page.get_by_role("button", name="问小辰").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("log")).to_contain_text("小辰")
    frame.get_by_label("输入要问的话").fill("打针西瓜")
    frame.get_by_role("button", name="发送").click()
    expect(frame.locator("article.card").first).to_contain_text("西瓜", timeout=20_000)
    context.close()


def test_pages_carry_a_strict_policy_and_only_the_resident_page_may_be_framed(http: httpx.Client) -> None:
    resident = http.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in resident
    assert "unsafe" not in resident
    assert "frame-ancestors 'none'" in http.get("/console/sign-in").headers["Content-Security-Policy"]
    assert http.get("/").headers["X-Content-Type-Options"] == "nosniff"


def test_rasa_and_the_action_route_are_closed_to_those_without_the_token(
    product: Product, http: httpx.Client
) -> None:
    assert http.post("/internal/actions", json={"next_action": "action_check_claim"}).status_code in {
        401,
        403,
        404,
    }
    rasa = f"http://127.0.0.1:{product.environment['XIAOCHEN_RASA_PORT']}"
    body = {"sender": "x", "message": "你好"}
    assert (
        httpx.post(f"{rasa}/webhooks/protected_rest/webhook", json=body, trust_env=False).status_code == 401
    )
    assert httpx.post(f"{rasa}/webhooks/rest/webhook", json=body, trust_env=False).status_code == 404


def test_secrets_are_private_and_no_message_text_is_logged(product: Product, http: httpx.Client) -> None:
    mark = "独一无二的测试句子甲乙丙丁"
    http.post("/api/v1/chat", json={"text": f"{mark}吃了会中毒吗"})
    secrets = list((product.var / "secrets").iterdir())
    assert secrets
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in secrets)
    for log in (product.var / "log").iterdir():
        words = log.read_text(encoding="utf-8", errors="replace")
        assert mark not in words
        assert json.dumps(mark)[1:-1] not in words
        assert not any(path.read_text() in words for path in secrets)
