"""From a question nobody could answer to the published answer: two people, two minutes, twelve clicks."""

import logging
import time

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.builders import EDITOR, REVIEWER
from tests.e2e.console.conftest import Console, Visit

MOST_CLICKS = 12
MOST_SECONDS = 120.0
LIVE_SECONDS = 5.0
RESIDENTS = 15
QUESTION = "听说用微波炉解冻的蓝莓会变成塑料，是真的吗"
REWORDED = "蓝莓放微波炉里解冻会变塑料吗"
TITLE = "微波炉解冻的蓝莓会变成塑料"
PHRASINGS = (QUESTION, REWORDED, "蓝莓解冻变塑料是真的吗", "微波解冻蓝莓能吃吗", "蓝莓用微波炉解冻有塑料味")
TRUTH = "这条内容只用于自动测试，不对外发布。"

_log = logging.getLogger(__name__)


class Hand:
    """A person's hand at a page. Pressing a button, following a link, entering a form and opening a list all count;
    typing, and going on to the next field with Tab, do not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        """Press or follow."""
        self.clicks += 1
        target.click()

    def begin(self, field: Locator, text: str) -> None:
        """Click into the first field and write over what is there."""
        self.click(field)
        self.write(text)

    def go_on(self, field: Locator, text: str) -> None:
        """Reach a field further down with Tab, and write."""
        self.reach(field)
        self.write(text)

    def choose(self, field: Locator, label: str) -> None:
        """Reach a list with Tab and choose from it: as much as a click."""
        self.reach(field)
        self.clicks += 1
        field.select_option(label=label)

    def write(self, text: str) -> None:
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def reach(self, field: Locator) -> None:
        for _ in range(40):
            if field.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {field}")


def test_a_question_becomes_a_published_answer_in_two_minutes_and_twelve_clicks(console: Console, visit: Visit) -> None:
    with httpx.Client(base_url=console.address, timeout=30, trust_env=False) as residents:
        for _ in range(RESIDENTS):
            said = residents.post("/api/v1/chat", json={"text": QUESTION})
            assert "receipt" in [message["kind"] for message in said.json()["messages"]], said.text
        editor, reviewer = Hand(visit(EDITOR).page), Hand(visit(REVIEWER).page)
        started = time.monotonic()
        write_and_submit(editor)
        approve(reviewer)
        seconds = wait_until_answered(residents, started)
    _log.info("%d + %d clicks, %.1f s", editor.clicks, reviewer.clicks, seconds)
    assert editor.clicks + reviewer.clicks <= MOST_CLICKS
    assert seconds <= MOST_SECONDS


def write_and_submit(hand: Hand) -> None:
    """The editor: questions desk, new entry, what it says, to review."""
    page = hand.page
    hand.click(page.get_by_role("link", name="提问", exact=True))
    group = page.get_by_role("region").filter(has_text="解冻的蓝莓")
    hand.click(group.get_by_role("button", name="新建条目"))
    expect(page.get_by_role("status").filter(has_text="已新建条目，请接着写完")).to_be_visible()
    hand.begin(page.get_by_label("标题（居民怎么说这件事）"), TITLE)
    hand.go_on(page.get_by_label("问法"), "\n".join(PHRASINGS))
    hand.choose(page.get_by_label("结论"), "谣言")
    hand.go_on(page.get_by_label("一句话事实"), TRUTH)
    hand.go_on(page.get_by_label("要点"), "测试用的第一条要点。\n测试用的第二条要点。")
    hand.go_on(page.get_by_label("建议"), "按平常的办法解冻。")
    source = page.get_by_role("group", name="第 1 条来源")
    hand.go_on(source.get_by_label("发布方"), "测试单位")
    hand.go_on(source.get_by_label("标题"), "蓝莓怎么解冻")
    hand.go_on(source.get_by_label("网址"), "https://example.org/lanmei")
    hand.click(page.get_by_role("button", name="保存草稿"))
    hand.click(page.get_by_role("button", name="提交审核"))
    hand.click(page.get_by_role("dialog").get_by_role("button", name="确定"))
    expect(page.get_by_role("status").filter(has_text="已提交审核")).to_be_visible()


def approve(hand: Hand) -> None:
    """The reviewer: entries, the one that waits, read, publish."""
    page = hand.page
    hand.click(page.get_by_role("link", name="条目", exact=True))
    hand.click(page.get_by_role("row").filter(has_text=TITLE).get_by_role("link"))
    expect(page.frame_locator("iframe.card-frame").get_by_text(TRUTH)).to_be_visible()
    hand.click(page.get_by_role("button", name="发布", exact=True))
    hand.click(page.get_by_role("dialog").get_by_role("button", name="确定"))
    expect(page.get_by_role("status").filter(has_text="已发布")).to_be_visible()


def wait_until_answered(residents: httpx.Client, started: float) -> float:
    """Somebody asks in other words until the card comes; the seconds since ``started``."""
    published = time.monotonic()
    while True:
        messages = residents.post("/api/v1/chat", json={"text": REWORDED}).json()["messages"]
        cards = [message["card"] for message in messages if message["kind"] == "card"]
        if cards:
            assert cards[0]["title"] == TITLE
            assert cards[0]["truth"] == TRUTH
            return time.monotonic() - started
        assert time.monotonic() - published < LIVE_SECONDS, messages
