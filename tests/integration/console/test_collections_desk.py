"""Collections, the entry of the day and the article, at the console and without a script."""

import re
from datetime import timedelta

import pytest

from api.console.collections import after_step
from knowledge.clock import china_date
from knowledge.service import Knowledge
from tests.builders import EDITOR, SECOND_EDITOR, FixedClock, make_draft
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import VIEWER, Visit

COLLECTIONS = "/console/collections"


def made(knowledge: Knowledge, *entry_ids: str, title: str = "宣传周") -> str:
    collection_id = knowledge.create_collection(title, "一周一个话题。", EDITOR)
    if entry_ids:
        knowledge.update_collection(
            collection_id, title=title, introduction="一周一个话题。", entry_ids=entry_ids, actor=EDITOR
        )
    return collection_id


def held(knowledge: Knowledge, collection_id: str) -> list[str]:
    return [entry.entry_id for entry in knowledge.collection(collection_id).entries]


async def press(visitor: ConsoleVisitor, knowledge: Knowledge, collection_id: str, **changed: object):  # type: ignore[no-untyped-def]
    """Send the form of a collection as its page has it."""
    view = knowledge.collection(collection_id)
    form = {
        "title": view.title,
        "introduction": view.introduction,
        "edition": view.edition,
        "entry_ids": [entry.entry_id for entry in view.entries],
    }
    return await visitor.post(f"{COLLECTIONS}/{collection_id}", form | changed)


async def test_a_collection_is_made_filled_and_shown_to_everybody(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    begun = await editor.post(COLLECTIONS, {"title": "食品安全宣传周", "introduction": "一天一条。"})
    assert begun.status_code == 303
    address = begun.headers["location"].partition("?")[0]
    collection_id = address.rpartition("/")[2]
    found = await press(editor, knowledge, collection_id, words="微波炉")
    results = await editor.get(found.headers["location"])
    assert 'value="add:weibolu"' in results.text
    added = await press(editor, knowledge, collection_id, words="微波炉", step="add:weibolu")
    assert added.status_code == 303
    assert "已在专题里" in (await editor.get(added.headers["location"])).text
    shown = await editor.post(f"{address}/public", {"public": "1"})
    assert shown.headers["location"] == f"{address}?done=collection-public"
    public = await editor.get(f"/collections/{collection_id}")
    assert public.status_code == 200
    assert "微波加热不会让食物带上辐射" in public.text
    await editor.post(f"{address}/public")
    assert (await editor.get(f"/collections/{collection_id}")).status_code == 404


async def test_every_button_moves_its_entry_and_keeps_what_was_typed(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge, "geye-cai", "weibolu")
    editor = await visit(EDITOR)
    await press(editor, knowledge, collection_id, step="up:weibolu", title="新名字")
    assert held(knowledge, collection_id) == ["weibolu", "geye-cai"]
    assert knowledge.collection(collection_id).title == "新名字"
    await press(editor, knowledge, collection_id, step="remove:weibolu")
    assert held(knowledge, collection_id) == ["geye-cai"]


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("up:b", "bac"),
        ("up:a", "abc"),
        ("down:a", "bac"),
        ("down:c", "abc"),
        ("remove:b", "ac"),
        ("add:d", "abcd"),
        ("remove:x", "abc"),
        ("", "abc"),
        ("other:b", "abc"),
    ],
)
def test_a_step_changes_the_order_and_nothing_else(step: str, after: str) -> None:
    assert "".join(after_step(tuple("abc"), step)) == after


async def test_a_search_alone_changes_nothing(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge, "geye-cai")
    editor = await visit(EDITOR)
    before = knowledge.collection(collection_id)
    answer = await press(editor, knowledge, collection_id, words="微波炉")
    assert answer.status_code == 303
    assert knowledge.collection(collection_id) == before


async def test_drafts_are_not_offered(visit: Visit, knowledge: Knowledge) -> None:
    draft_id = knowledge.create_draft(make_draft(), EDITOR)
    collection_id = made(knowledge)
    editor = await visit(EDITOR)
    page = await editor.get(f"{COLLECTIONS}/{collection_id}", params={"words": "彩虹西瓜"})
    assert page.status_code == 200
    assert draft_id not in page.text


async def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge)
    editor = await visit(EDITOR)
    empty = await editor.post(COLLECTIONS, {"title": " ", "introduction": "写好的导语"})
    assert empty.status_code == 422
    assert "专题名称需要" in empty.text
    assert "写好的导语" in empty.text
    unknown = await press(editor, knowledge, collection_id, step="add:no-such", introduction="别的导语")
    assert unknown.status_code == 422
    assert "没有找到条目" in unknown.text
    assert "别的导语" in unknown.text
    nothing = await editor.post(f"{COLLECTIONS}/{collection_id}/public", {"public": "1"})
    assert nothing.status_code == 422
    assert "还没有已发布的条目" in nothing.text


async def test_the_second_of_two_who_save_sees_both_and_may_save_theirs(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge, "geye-cai")
    read = knowledge.collection(collection_id).edition
    knowledge.update_collection(
        collection_id, title="同事的名字", introduction="", entry_ids=["weibolu"], actor=SECOND_EDITOR
    )
    editor = await visit(EDITOR)
    mine = {"title": "我的名字", "introduction": "", "entry_ids": ["geye-cai"]}
    conflict = await press(editor, knowledge, collection_id, **mine, edition=read)
    assert conflict.status_code == 409
    assert "同事的名字" in conflict.text
    assert "我的名字" in conflict.text
    assert knowledge.collection(collection_id).title == "同事的名字"
    edition = re.search(r'name="edition" value="(\d+)"', conflict.text)
    assert edition is not None
    again = await press(editor, knowledge, collection_id, **mine, edition=edition.group(1))
    assert again.status_code == 303
    assert knowledge.collection(collection_id).title == "我的名字"


async def test_a_deleted_collection_is_gone(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge)
    editor = await visit(EDITOR)
    assert "data-confirm" in (await editor.get(f"{COLLECTIONS}/{collection_id}")).text
    assert (await editor.post(f"{COLLECTIONS}/{collection_id}/delete")).status_code == 303
    assert (await editor.get(f"{COLLECTIONS}/{collection_id}")).status_code == 404


async def test_the_entry_of_a_day_is_chosen_changed_and_cleared(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    today = china_date(clock())
    day = f"{COLLECTIONS}/daily/{today}"
    editor = await visit(EDITOR)
    assert "隔夜菜致癌" in (await editor.get(day)).text
    assert 'value="weibolu"' in (await editor.get(day, params={"words": "微波炉"})).text
    picked = await editor.post(day, {"entry_id": "geye-cai"})
    assert picked.headers["location"] == f"{COLLECTIONS}?done=picked#daily"
    calendar = (await editor.get(COLLECTIONS)).text
    assert "隔夜菜致癌" in calendar
    assert str(today + timedelta(days=13)) in calendar
    assert str(today + timedelta(days=14)) not in calendar
    assert "隔夜菜" in (await editor.get("/today")).text
    assert (await editor.post(f"{day}/clear")).status_code == 303
    assert knowledge.daily_picks(today, today) == []


async def test_a_day_that_is_over_takes_no_entry(visit: Visit) -> None:
    editor = await visit(EDITOR)
    answer = await editor.post(f"{COLLECTIONS}/daily/2026-01-01", {"entry_id": "geye-cai"})
    assert answer.status_code == 422
    assert "这一天已经过去" in answer.text


async def test_the_article_has_rules_of_its_own_and_no_other_page_has(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge, "geye-cai", title='<script>"宣传周"')
    editor = await visit(EDITOR)
    address = f"{COLLECTIONS}/{collection_id}/article"
    page = await editor.get(address)
    assert f'<iframe class="article-preview" sandbox src="{address}/preview"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    article = await editor.get(f"{address}/preview")
    policy = article.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    assert article.headers["X-Content-Type-Options"] == "nosniff"
    assert 'style="' in article.text
    assert "<script" not in article.text + page.text.partition("<body")[2]
    words = await editor.get(f"{address}/plain")
    assert words.headers["content-type"].startswith("text/plain")
    assert "隔夜菜致癌" in words.text
    assert "style=" not in words.text
    file = await editor.get(f"{address}/preview", params={"download": "true"})
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%3Cscript%3E")
    assert file.text.endswith(article.text)


async def test_a_viewer_reads_and_changes_nothing(visit: Visit, knowledge: Knowledge) -> None:
    collection_id = made(knowledge, "geye-cai")
    viewer = await visit(VIEWER)
    page = await viewer.get(COLLECTIONS)
    assert page.status_code == 200
    assert "新建专题" not in page.text
    assert (await viewer.get(f"{COLLECTIONS}/{collection_id}/article")).status_code == 200
    refused = await viewer.post(f"{COLLECTIONS}/{collection_id}/delete")
    assert refused.status_code == 403
    assert held(knowledge, collection_id) == ["geye-cai"]
