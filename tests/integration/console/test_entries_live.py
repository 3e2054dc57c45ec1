"""While an entry is written: the card, what it resembles, what is missing, what it would answer."""

import re

import pytest

from knowledge.service import Knowledge
from tests.builders import EDITOR, make_draft
from tests.integration.console.conftest import VIEWER, Visit

LIVE = "/console/entries/live"
TYPED = {
    "kind": "rumor",
    "title": "彩虹西瓜是染色的",
    "verdict": "false",
    "truth": "彩虹西瓜是正常品种。",
    "key_points": "瓤色来自品种",
    "advice": "切开后尽快冷藏。",
    "source_publisher": ["北辰区市场监管局"],
    "source_title": ["抽检结果"],
    "source_url": ["https://example.gov.cn/caihong"],
    "source_published_on": ["2026-11"],
    "source_checked_on": ["2026-11"],
    "source_tier": ["A"],
}


async def test_the_card_is_what_residents_would_be_given(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    answer = await editor.post(f"{LIVE}/card", {**TYPED, "related": "geye-cai\nno-such-entry"})
    assert answer.status_code == 200
    card = answer.json()["card"]
    assert (card["claim"], card["verdict_label"], card["truth"]) == ("彩虹西瓜是染色的", "谣言", "彩虹西瓜是正常品种。")
    assert card["sources"][0]["url"] == "https://example.gov.cn/caihong"
    assert [one["entry_id"] for one in card["related"]] == ["geye-cai"]
    assert answer.json()["left_out"] == []
    public = (await editor.client.get("/api/v1/entries/geye-cai")).json()
    assert set(card) == set(public)


async def test_nothing_of_it_is_saved(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    before = knowledge.entry("geye-cai")
    for what in ("card", "advice", "try"):
        answer = await editor.post(f"{LIVE}/{what}?entry=geye-cai", {**TYPED, "question": "剩菜有毒吗"})
        assert answer.status_code == 200, what
    assert knowledge.entry("geye-cai") == before


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        ({}, []),
        ({"title": ""}, []),
        (
            {"groups": "孕妇要当心\n老人：煮软一点"},
            ["人群提示：“孕妇要当心”应写成 人群：提示，例如 孕妇：彻底热透再吃。"],
        ),
        ({"kind": "no such kind"}, ["类型："]),
        ({"verdict": "maybe"}, ["结论："]),
        ({"title": "长" * 400}, ["标题：这一项太长了"]),
        ({"truth": "长" * 5000}, ["一句话事实：这一项太长了"]),
        ({"key_points": "\n".join(str(number) for number in range(9))}, ["要点：这一项太长了"]),
        ({"key_points": "短\n" + "长" * 400}, ["要点：这一项太长了"]),
        ({"source_url": ["htt"]}, ["来源：网址应以 https:// 或 http:// 开头"]),
        ({"source_title": [""], "source_url": ["htt"]}, ["来源："]),
        ({"source_published_on": ["昨天"], "source_checked_on": ["2026"]}, ["来源：应写成 年"]),
        ({"source_tier": ["Z"], "source_publisher": ["长" * 301]}, ["来源："]),
    ],
)
async def test_what_makes_no_sense_yet_is_left_out_and_named(
    visit: Visit, typed: dict[str, object], left_out: list[str]
) -> None:
    editor = await visit(EDITOR)
    answer = await editor.post(f"{LIVE}/card", {**TYPED, **typed} if typed else {})
    assert answer.status_code == 200
    said = answer.json()["left_out"]
    if typed:
        assert len(said) == len(left_out), said
        assert all(one.startswith(start) for one, start in zip(said, left_out, strict=True)), said
    assert answer.json()["card"]["title"]


async def test_as_little_as_possible_is_left_out(visit: Visit) -> None:
    editor = await visit(EDITOR)
    typed = {
        **TYPED,
        "title": "",
        "groups": "孕妇要当心\n老人：煮软一点",
        "source_publisher": ["北辰区市场监管局", "某报"],
        "source_title": ["抽检结果", ""],
        "source_url": ["htt", "htt"],
    }
    card = (await editor.post(f"{LIVE}/card", typed)).json()["card"]
    assert card["title"] == "（还没有写标题）"
    assert card["groups"] == [{"group": "老人", "note": "煮软一点"}]
    assert [(one["title"], one["url"]) for one in card["sources"]] == [("抽检结果", None)]


async def test_an_entry_that_says_the_same_is_named_with_a_link(visit: Visit) -> None:
    editor = await visit(EDITOR)
    answer = await editor.post(f"{LIVE}/advice", {"kind": "rumor", "title": "隔夜菜会致癌"})
    assert answer.status_code == 200
    found = re.search(r'与《<a href="/console/entries/geye-cai"[^>]*>隔夜菜致癌.*?</a>》相似 (\d\.\d\d)', answer.text)
    assert found, answer.text
    assert 0.8 <= float(found.group(1)) <= 1
    itself = await editor.post(f"{LIVE}/advice?entry=geye-cai", {"kind": "rumor", "title": "隔夜菜会致癌"})
    assert "没有发现相似的已公开条目" in itself.text


async def test_a_wording_that_another_entry_has_is_an_error_before_it_is_handed_in(visit: Visit) -> None:
    editor = await visit(EDITOR)
    typed = {**TYPED, "phrasings": "隔夜菜真的致癌吗"}
    assert "“隔夜菜真的致癌吗”同时指向两条" in (await editor.post(f"{LIVE}/advice", typed)).text


async def test_an_empty_form_is_told_where_advice_will_be(visit: Visit) -> None:
    answer = await (await visit(EDITOR)).post(f"{LIVE}/advice")
    assert answer.status_code == 200
    assert "写下标题以后，这里会说还差什么" in answer.text


async def test_a_question_is_tried_now_and_with_the_draft_side_by_side(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    draft = {**TYPED, "phrasings": "彩虹西瓜能吃吗\n彩虹西瓜是不是染色的", "question": "彩虹西瓜能吃吗"}
    text = (await editor.post(f"{LIVE}/try", draft)).text
    now, _, then = text.partition("这份草稿公开以后")
    assert "没有答复" in now
    assert "本草稿" not in now
    assert "直接答复" in then
    assert "答的是《彩虹西瓜是染色的》" in then
    assert re.search(r"把握 \d+\.\d%", then)
    assert "最接近的问法“彩虹西瓜能吃吗”" in then


async def test_an_empty_question_is_asked_for(visit: Visit) -> None:
    answer = await (await visit(EDITOR)).post(f"{LIVE}/try", {**TYPED, "question": " "})
    assert answer.status_code == 200
    assert "请先写一句居民可能会问的话" in answer.text


async def test_script_is_shown_as_text_in_what_is_tried_and_advised(visit: Visit) -> None:
    editor = await visit(EDITOR)
    script = "<script>alert(1)</script>"
    typed = {**TYPED, "title": f"隔夜菜致癌{script}", "phrasings": f"隔夜菜真的致癌吗{script}", "question": script}
    for what in ("advice", "try"):
        text = (await editor.post(f"{LIVE}/{what}", typed)).text
        assert "<script" not in text, what
        assert "&lt;script&gt;" in text, what


async def test_an_ended_session_is_said_and_nobody_is_led_away(visit: Visit) -> None:
    stranger = await visit()
    page = "http://xiaochen.test/console/entries/geye-cai/edit"
    answer = await stranger.client.post(f"{LIVE}/card", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/console/sign-in?next=/console/entries/geye-cai/edit"


async def test_the_frame_stands_only_in_our_own_pages_and_runs_only_our_files(visit: Visit) -> None:
    answer = await (await visit(VIEWER)).get(f"{LIVE}/frame")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


async def test_an_unknown_entry_is_not_found(visit: Visit) -> None:
    answer = await (await visit(EDITOR)).post(f"{LIVE}/advice?entry=no-such", TYPED)
    assert answer.status_code == 404


async def test_the_form_says_where_its_card_comes_from(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    assert f'data-entry="{LIVE}/card?entry={entry_id}"' in (await editor.get(f"/console/entries/{entry_id}/edit")).text
    assert f'data-entry="{LIVE}/card"' in (await editor.get("/console/entries/new")).text
