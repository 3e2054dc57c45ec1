"""The one sentence of the product: unknown, logged, rebutted, and the next resident gets the answer."""

import json
import re
import time
from collections.abc import Callable

import httpx
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, Product
from tests.e2e.test_resident_talks import ANSWER_MS, ask, last_card, last_words

RUMOR = "听说北辰某超市的彩虹西瓜是染色的，吃了会中毒"
SAME_RUMOR = "群里说彩虹西瓜都是染出来的，吃了要中毒，是不是真的"
LIVE_SECONDS = 5.0

REBUTTAL = {
    "kind": "rumor",
    "title": "彩虹西瓜是染色的，吃了会中毒",
    "verdict": "false",
    "truth": "瓜瓤几种颜色的西瓜是选育出来的品种，颜色来自瓜里天然的色素。",
    "key_points": ["这条内容只用于自动测试，不对外发布。", "测试用的第二条要点。"],
    "advice": "按平常的办法挑选，切开后尽快吃完或冷藏。",
    "phrasings": ["彩虹西瓜染色有毒吗", "彩虹西瓜能吃吗"],
    "topic": "水果",
    "unit": "区市场监管局",
    "risk": "low",
    "sources": [{"title": "测试来源", "publisher": "测试单位", "url": None, "published_on": "2026-11-20"}],
}


def wait_for(condition: Callable[[], bool], seconds: float) -> float:
    """Ask until the condition holds; the seconds it took. Fails after ``seconds``."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, f"not within {seconds} s"
    return time.monotonic() - started


def test_the_loop(product: Product, http: httpx.Client, phone: Page, browser: Browser, tmp_path) -> None:  # type: ignore[no-untyped-def]
    # A resident says something unknown: not known yet, do not forward, a query code, two skippable questions.
    ask(phone, RUMOR + "，有问题打13812345678找我")
    assert "不要转发" in phone.locator(".chat__log").inner_text()
    code = phone.locator(".receipt__code").last.inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    press(phone, "微信群")
    press(phone, "好的")
    assert code in last_words(phone)

    # The same in other words, from someone else, joins it.
    second = http.post("/api/v1/chat", json={"text": SAME_RUMOR}).json()
    assert [m["kind"] for m in second["messages"]].count("receipt") == 1
    clusters = json.loads(product.command("reports", "--json").stdout)
    about = [cluster for cluster in clusters if "彩虹西瓜" in cluster["claim"]]
    assert len(about) == 1
    assert about[0]["report_count"] == 2
    assert about[0]["wants_answer_count"] == 1
    assert "13812345678" not in json.dumps(clusters)
    assert nothing_personal_is_stored(product)

    # Staff turn it into a rebuttal; whoever wrote it may not publish it.
    editor = token(product, "李编辑", "editor")
    writing_reviewer = token(product, "赵审核", "reviewer")
    reviewer = token(product, "王审核", "reviewer")
    cluster_id = about[0]["cluster_id"]
    staff = "/api/v1/staff"
    assert http.get(f"{staff}/clusters").status_code == 401
    created = http.post(f"{staff}/clusters/{cluster_id}/rebuttal", json=REBUTTAL, headers=writing_reviewer)
    assert created.status_code == 201, created.text
    entry_id = created.json()["entry_id"]
    assert http.post(f"{staff}/entries/{entry_id}/submit", headers=writing_reviewer).status_code == 200
    refused = http.post(f"{staff}/entries/{entry_id}/publish", headers=writing_reviewer)
    assert refused.status_code in {403, 409}
    assert "审核" in refused.json()["error"]["message"]
    assert http.post(f"{staff}/entries/{entry_id}/publish", headers=editor).status_code == 403
    assert http.post("/api/v1/check", json={"text": SAME_RUMOR}).json()["outcome"] != "answer"
    published = http.post(f"{staff}/entries/{entry_id}/publish", headers=reviewer)
    assert published.status_code == 200, published.text

    # Within five seconds, without a restart, the next resident gets the card.
    def is_live() -> bool:
        found = http.post("/api/v1/check", json={"text": SAME_RUMOR}).json()
        return found["outcome"] == "answer" and found["cards"][0]["entry_id"] == entry_id

    wait_for(is_live, LIVE_SECONDS)
    context = browser.new_context(viewport=PHONE)
    next_resident = context.new_page()
    next_resident.goto(product.address)
    next_resident.get_by_role("log").get_by_text("小辰").first.wait_for()
    ask(next_resident, "彩虹西瓜是不是染色的")
    expect(last_card(next_resident).locator(".card__truth")).to_contain_text("选育")
    context.close()

    # The first resident's query code shows it, on the page and by HTTP.
    ask(phone, code)
    expect(last_card(phone).locator(".card__truth")).to_contain_text("选育")
    status = http.get(f"/api/v1/inquiries/{code.lower()}").json()
    assert status["card"]["entry_id"] == entry_id
    assert status["status_label"] == "已辟谣"

    # Withdrawn, it is gone at once.
    assert http.post(f"{staff}/entries/{entry_id}/withdraw", headers=reviewer).status_code == 200
    wait_for(lambda: not is_live(), LIVE_SECONDS)


def test_staff_can_do_it_from_the_command_line(product: Product, http: httpx.Client, tmp_path) -> None:  # type: ignore[no-untyped-def]
    http.post("/api/v1/chat", json={"text": "听说北辰夜市的蓝色豆腐脑加了荧光粉，喝了会瞎眼"})
    clusters = json.loads(product.command("reports", "--json").stdout)
    cluster = next(cluster for cluster in clusters if "豆腐脑" in cluster["claim"])
    product.command("staff", "add", "周编辑", "--role", "editor")
    product.command("staff", "add", "钱审核", "--role", "reviewer")
    draft = tmp_path / "draft.yml"
    wording = {
        "title": "蓝色豆腐脑加了荧光粉，喝了会瞎眼",
        "phrasings": ["蓝色豆腐脑有荧光粉吗", "豆腐脑是蓝的能喝吗"],
    }
    draft.write_text(yaml.safe_dump({**REBUTTAL, **wording}, allow_unicode=True), encoding="utf-8")
    written = product.command(
        "rebut", str(cluster["cluster_id"]), "--draft", str(draft), "--author", "周编辑", "--submit"
    )
    entry_id = written.stdout.strip().rpartition("：")[2]
    product.command("publish", entry_id, "--reviewer", "钱审核")

    def is_live() -> bool:
        found = http.post("/api/v1/check", json={"text": "蓝色豆腐脑是不是有荧光粉"}).json()
        return bool(found["cards"]) and found["cards"][0]["entry_id"] == entry_id

    wait_for(is_live, LIVE_SECONDS)


def press(page: Page, title: str) -> None:
    turns = page.locator(".turn--assistant:not(:has(.typing))")
    before = turns.count()
    page.get_by_role("button", name=title, exact=True).last.click()
    expect(turns.nth(before)).to_be_visible(timeout=ANSWER_MS)


def token(product: Product, name: str, role: str) -> dict[str, str]:
    made = json.loads(product.command("staff", "add", name, "--role", role, "--program", "--json").stdout)
    return {"Authorization": f"Bearer {made['token']}"}


def nothing_personal_is_stored(product: Product) -> bool:
    """No file of the state directory, logs and Rasa's tracker included, holds the phone number."""
    return all(not (path.is_file() and b"13812345678" in path.read_bytes()) for path in product.var.rglob("*"))
