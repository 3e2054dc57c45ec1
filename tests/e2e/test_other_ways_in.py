"""Direct mode while Rasa is away, the page inside another site, the console, and the page's headers."""

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
from tests.e2e.test_loop import token, wait_for
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


def test_the_console_lists_reports_takes_a_draft_and_publishes_it(
    product: Product, http: httpx.Client, browser: Browser
) -> None:
    http.post("/api/v1/chat", json={"text": "听说北辰早市的紫色馒头是用紫药水染的，吃了伤肝"})
    for name, role in (("孙编辑", "editor"), ("吴审核", "reviewer")):
        context = browser.new_context(viewport=PHONE, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{product.address}/console")
        page.get_by_label("登录凭证").fill(
            token(product, name, role)["Authorization"].removeprefix("Bearer ")
        )
        page.get_by_role("button", name="登录").click()
        if role == "editor":
            write_rebuttal(page)
        else:
            item = page.locator(".list__item").filter(has_text="等待人工核对的测试句")
            item.get_by_role("button", name="发布").click()
            expect(page.get_by_role("status")).to_contain_text("已发布")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        context.close()

    def is_live() -> bool:
        found = http.post("/api/v1/check", json={"text": "紫色馒头是紫药水染的吗"}).json()
        return bool(found["cards"]) and "紫" in found["cards"][0]["claim"]

    wait_for(is_live, 5)


def write_rebuttal(page: Page) -> None:
    item = page.locator(".list__item").filter(has_text="紫色馒头")
    item.get_by_role("button", name="查看").click()
    item = page.locator("form.rebuttal")
    item.get_by_label("说法（居民怎么说）").fill("紫色馒头是用紫药水染的")
    item.get_by_label("一句话事实").fill("等待人工核对的测试句。")
    item.get_by_label("要点").fill("测试要点一\n测试要点二")
    item.get_by_label("建议").fill("测试建议。")
    item.get_by_label("问法").fill("紫色馒头是染的吗\n紫馒头吃了伤肝吗")
    item.get_by_label("主题").fill("粮油米面")
    # Without a source it cannot go to review; what was written is kept.
    item.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status")).to_contain_text("来源")
    item.get_by_label("来源标题").fill("测试来源")
    item.get_by_label("来源发布单位").fill("测试单位")
    item.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status")).to_contain_text("已提交审核")


def test_pages_carry_a_strict_policy_and_only_the_resident_page_may_be_framed(http: httpx.Client) -> None:
    resident = http.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in resident
    assert "unsafe" not in resident
    assert "frame-ancestors 'none'" in http.get("/console").headers["Content-Security-Policy"]
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
