"""The pages and feeds that need no script: what search engines, other sites and people without the chat see."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import httpx
import pytest

from api.app import create_app
from api.settings import ApiSettings
from api.site.article import wechat_article
from knowledge.clock import china_date
from knowledge.service import Knowledge
from tests.builders import EDITOR, REVIEWER, FixedClock, make_draft
from tests.running_api import VISITOR, client_of


@pytest.fixture
async def client(knowledge: Knowledge, api_settings: ApiSettings) -> AsyncIterator[httpx.AsyncClient]:
    """The api over the very ``knowledge`` a test publishes with, so that it serves what was just refreshed."""
    app = create_app(api_settings, knowledge=knowledge)
    async with app.router.lifespan_context(app), client_of(app, VISITOR) as client:
        yield client


class PageReader(HTMLParser):
    """Collects what the tests ask about: meta properties, headings, links, JSON-LD, styles and scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.headings: list[str] = []
        self.links: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.data: list[str] = []
        self.styled: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and (name := found.get("property") or found.get("name")):
            self.meta[name] = found.get("content") or ""
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")
        if tag == "script":
            self.scripts.append(found)
        if "style" in found:
            self.styled.append(tag)
        if tag in {"h1", "h2", "h3", "script"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.data.append(data)
        elif self._open and data.strip():
            self.headings.append(f"{self._open[-1]} {data.strip()}")


async def test_an_entry_has_a_page_with_verdict_sources_and_data(client: httpx.AsyncClient) -> None:
    response = await client.get("/entries/geye-cai")
    assert response.status_code == 200
    page = PageReader(response.text)
    assert page.meta["og:title"] == "【误导】隔夜菜致癌"
    assert page.meta["og:description"] == "及时冷藏的隔夜菜一般不会致癌，久放的绿叶菜不建议吃。"
    assert page.meta["og:url"] == "http://xiaochen.test/entries/geye-cai"
    assert page.headings[0] == "h1 “隔夜菜致癌”"
    assert "https://example.gov.cn/geye" in page.links
    review = json.loads(page.data[0])
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", "隔夜菜致癌")
    assert review["reviewRating"]["alternateName"] == "误导"
    assert page.styled == []
    assert [script["type"] for script in page.scripts] == ["application/ld+json"]
    assert "script-src 'self'" in response.headers["content-security-policy"]


async def test_an_entry_that_judges_no_claim_has_no_claim_review(client: httpx.AsyncClient) -> None:
    page = PageReader((await client.get("/entries/tousu")).text)
    assert page.scripts == []
    assert page.meta["og:title"] == "怎么投诉食品安全问题"


@pytest.mark.parametrize("path", ["/entries/no-such", "/collections/no-such", "/entries/%3Cscript%3E"])
async def test_what_is_not_there_is_a_page_that_says_so(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert PageReader(response.text).headings == ["h1 没有找到这一页"]
    assert response.headers["cache-control"] == "no-store"


async def test_a_repost_is_named_without_a_link(client: httpx.AsyncClient) -> None:
    response = await client.get("/entries/weibolu")
    assert "来源待补" in response.text
    assert "https://example.gov.cn/weibo" not in PageReader(response.text).links


async def test_what_editors_write_is_shown_as_text(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    hostile = "</script><script>alert(1)</script>"
    entry_id = knowledge.create_draft(make_draft(title=f"彩虹西瓜{hostile}", advice=f"不要吃{hostile}。"), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    knowledge.refresh()
    for path in (f"/entries/{entry_id}", "/feed.xml"):
        response = await client.get(path)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
    assert json.loads(PageReader((await client.get(f"/entries/{entry_id}")).text).data[0])["claimReviewed"].endswith(
        hostile
    )


async def test_a_collection_is_seen_by_everybody_only_once_it_is_public(
    client: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    collection_id = knowledge.create_collection("食品安全宣传周", "一周一个话题。", EDITOR)
    knowledge.update_collection(
        collection_id,
        title="食品安全宣传周",
        introduction="一周一个话题。",
        entry_ids=["weibolu", "geye-cai"],
        actor=EDITOR,
    )
    assert (await client.get(f"/collections/{collection_id}")).status_code == 404
    knowledge.set_collection_public(collection_id, True, EDITOR)
    page = PageReader((await client.get(f"/collections/{collection_id}")).text)
    assert [heading for heading in page.headings if heading.startswith(("h1", "h2"))] == [
        "h1 食品安全宣传周",
        "h2 “微波炉加热的饭菜会致癌”",
        "h2 “隔夜菜致癌”",
    ]
    assert f"/collections/{collection_id}" in PageReader((await client.get("/collections")).text).links


async def test_the_entry_of_the_day_has_its_page(
    client: httpx.AsyncClient, knowledge: Knowledge, clock: FixedClock
) -> None:
    assert "今天还没有安排内容" in (await client.get("/today")).text
    knowledge.pick_daily(china_date(clock()), "geye-cai", EDITOR)
    assert "/entries/geye-cai" in PageReader((await client.get("/today")).text).links
    clock.advance(days=1)
    assert "今天还没有安排内容" in (await client.get("/today")).text


async def test_new_rebuttals_are_a_feed_in_both_forms(
    client: httpx.AsyncClient, knowledge: Knowledge, clock: FixedClock
) -> None:
    clock.instant += timedelta(days=1)
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    knowledge.refresh()
    rss = await client.get("/feed.xml")
    assert rss.headers["content-type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(rss.text).find("channel")
    assert channel is not None
    items = channel.findall("item")
    assert items[0].findtext("title") == "【谣言】彩虹西瓜是染色的，吃了会中毒"
    assert items[0].findtext("link") == f"http://xiaochen.test/entries/{entry_id}"
    assert parsedate_to_datetime(items[0].findtext("pubDate") or "") == clock()
    feed = (await client.get("/feed.json")).json()
    assert [item["id"] for item in feed["items"]] == [item.findtext("guid") for item in items]
    assert "tousu" not in {item["id"] for item in feed["items"]}


async def test_a_withdrawn_entry_leaves_page_and_feeds(client: httpx.AsyncClient, knowledge: Knowledge) -> None:
    knowledge.withdraw("geye-cai", REVIEWER)
    knowledge.refresh()
    assert (await client.get("/entries/geye-cai")).status_code == 404
    assert "geye-cai" not in {item["id"] for item in (await client.get("/feed.json")).json()["items"]}


def test_a_collection_becomes_an_article_that_wechat_keeps_as_it_is(knowledge: Knowledge) -> None:
    collection_id = knowledge.create_collection("宣传周", "一周<b>一</b>个话题。", EDITOR)
    view = knowledge.update_collection(
        collection_id,
        title="宣传周",
        introduction="一周<b>一</b>个话题。",
        entry_ids=["geye-cai", "tousu"],
        actor=EDITOR,
    )
    html = wechat_article(knowledge.collection_cards(view))
    page = PageReader(html)
    assert (page.links, page.scripts) == ([], [])
    assert "class=" not in html
    assert "&lt;b&gt;一&lt;/b&gt;" in html
    assert html.index("【误导】") < html.index("怎么投诉食品安全问题")
    assert set(page.styled) == {"section", "p", "span"}
