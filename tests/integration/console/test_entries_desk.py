"""The desk of entries."""

from httpx import Response

from api.console.entry_form import EntryForm
from knowledge.service import Knowledge
from tests.builders import EDITOR, REVIEWER, SECOND_EDITOR, make_draft
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import Visit

LIST = "/console/entries"


async def test_the_list_finds_entries_by_words_and_by_status(visit: Visit, knowledge: Knowledge) -> None:
    knowledge.create_draft(make_draft(title="空心菜吸重金属"), EDITOR)
    editor = await visit(EDITOR)

    assert "空心菜吸重金属" in (await editor.get(LIST, params={"words": "空心菜", "status": "draft"})).text
    assert "空心菜吸重金属" not in (await editor.get(LIST, params={"status": "published"})).text
    assert "没有符合条件的条目" in (await editor.get(LIST, params={"words": "不存在的词"})).text


async def test_script_in_a_title_or_a_filter_is_shown_as_text(visit: Visit, knowledge: Knowledge) -> None:
    script = "<script>alert(1)</script>"
    knowledge.create_draft(make_draft(title=script), EDITOR)
    page = await (await visit(EDITOR)).get(LIST, params={"words": script})

    assert page.status_code == 200
    assert script not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</a>" in page.text


async def test_a_search_by_meaning_keeps_to_the_other_filters(visit: Visit) -> None:
    editor = await visit(EDITOR)
    asked = {"words": "微波炉加热食物致癌吗", "by": "meaning"}

    def found(page: Response) -> str:
        return page.text.partition("<tbody>")[2]

    assert "隔夜菜致癌" in found(await editor.get(LIST, params=asked))
    for name, value in (("verdict", "false"), ("topic", "厨房"), ("mark", "source"), ("kind", "rumor")):
        page = await editor.get(LIST, params={**asked, name: value})
        assert "微波炉加热的饭菜会致癌" in found(page), name
        assert ("隔夜菜致癌" in found(page)) is (name == "kind"), name
    assert "没有符合条件的条目" in (await editor.get(LIST, params={**asked, "kind": "law"})).text
    assert "没有符合条件的条目" in (await editor.get(LIST, params={**asked, "status": "draft"})).text
    assert "没有符合条件的条目" in (await editor.get(LIST, params={**asked, "mark": "overdue"})).text


async def test_the_list_can_be_searched_by_meaning(visit: Visit) -> None:
    page = await (await visit(EDITOR)).get(LIST, params={"words": "微波炉加热食物致癌吗", "by": "meaning"})

    assert page.status_code == 200
    assert "微波炉" in page.text.partition("<tbody>")[2]


async def test_a_stranger_is_sent_to_sign_in(visit: Visit) -> None:
    answer = await (await visit()).get(LIST)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/sign-in")


async def test_a_draft_is_published_by_another_person(visit: Visit, knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    editor, reviewer = await visit(EDITOR), await visit(REVIEWER)
    assert (await editor.post(f"{LIST}/{entry_id}/submit")).status_code == 303
    edition = knowledge.entry(entry_id).edition

    assert (await editor.post(f"{LIST}/{entry_id}/publish", {"edition": edition})).status_code == 403
    assert (await reviewer.post(f"{LIST}/{entry_id}/publish", {"edition": edition})).status_code == 303
    assert knowledge.entry(entry_id).is_public


async def test_a_reviewer_cannot_publish_their_own_draft(visit: Visit, knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), REVIEWER)
    knowledge.submit(entry_id, REVIEWER)
    reviewer = await visit(REVIEWER)
    answer = await reviewer.post(f"{LIST}/{entry_id}/publish", {"edition": knowledge.entry(entry_id).edition})

    assert answer.status_code == 409
    assert "审核人不能是撰写人" in answer.text
    assert not knowledge.entry(entry_id).is_public


def _typed(knowledge: Knowledge, entry_id: str, **changes: str) -> dict[str, object]:
    entry = knowledge.entry(entry_id)
    form = EntryForm.of_draft(entry.content, entry.edition)
    sources = {f"source_{name}": [row[name] for row in form.sources] for name in form.sources[0]}
    return {**form.values, **sources, "edition": str(entry.edition), **changes}


async def test_an_entry_is_written_and_changed_in_the_form(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    answer = await editor.post(f"{LIST}/new", {"kind": "rumor", "title": "彩虹西瓜是染色的", "verdict": "false"})
    assert answer.status_code == 303
    entry_id = answer.headers["location"].split("/")[-1].partition("?")[0]
    assert knowledge.entry(entry_id).content.title == "彩虹西瓜是染色的"
    known = "geye-cai"
    answer = await editor.post(f"{LIST}/{known}/edit", _typed(knowledge, known, advice="当天吃完最好。"))
    assert answer.status_code == 303
    content = knowledge.entry(known).content
    assert (content.advice, content.groups[0].group, len(content.sources)) == ("当天吃完最好。", "孕妇", 1)
    assert (await editor.get(f"{LIST}/{known}/edit")).status_code == 200


async def test_what_cannot_be_saved_is_shown_beside_its_field_and_kept(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    typed = _typed(knowledge, "geye-cai", groups="孕妇要当心", advice="还没写完的建议")
    answer = await editor.post(f"{LIST}/geye-cai/edit", typed)
    assert answer.status_code == 422
    assert "“孕妇要当心”应写成 人群：提示" in answer.text
    assert "还没写完的建议" in answer.text
    assert knowledge.entry("geye-cai").content.advice != "还没写完的建议"


async def test_the_second_of_two_who_save_sees_both_versions(visit: Visit, knowledge: Knowledge) -> None:
    mine = _typed(knowledge, "geye-cai", advice="我写的建议在这里。")
    theirs = knowledge.entry("geye-cai").content.model_copy(update={"advice": "同事写的建议在这里。"})
    knowledge.update_draft("geye-cai", theirs, SECOND_EDITOR)
    editor = await visit(EDITOR)
    answer = await editor.post(f"{LIST}/geye-cai/edit", mine)
    assert answer.status_code == 409
    assert "<del>同事</del>" in answer.text
    assert "我写的建议在这里。" in answer.text
    assert knowledge.entry("geye-cai").content.advice == "同事写的建议在这里。"
    again = {**mine, "edition": str(knowledge.entry("geye-cai").edition)}
    assert (await editor.post(f"{LIST}/geye-cai/edit", again)).status_code == 303


async def test_every_save_says_what_it_did(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    made = await editor.post(f"{LIST}/new", {"kind": "rumor", "title": "彩虹西瓜是染色的", "verdict": "false"})
    assert "草稿已新建，居民还看不到" in (await editor.get(made.headers["location"])).text
    assert "居民看到的还是上次发布的内容" in await _said_after_saving(editor, knowledge, "geye-cai")
    draft = knowledge.create_draft(make_draft(), EDITOR)
    assert "草稿已保存，居民还看不到" in await _said_after_saving(editor, knowledge, draft)
    knowledge.submit(draft, EDITOR)
    assert "现在回到草稿，请重新提交审核" in await _said_after_saving(editor, knowledge, draft)


async def _said_after_saving(editor: ConsoleVisitor, knowledge: Knowledge, entry_id: str) -> str:
    answer = await editor.post(f"{LIST}/{entry_id}/edit", _typed(knowledge, entry_id))
    assert answer.status_code == 303, answer.text
    return (await editor.get(answer.headers["location"])).text


async def test_markup_of_a_word_processor_is_taken_out(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    pasted = '<p class="MsoNormal"><b>当天</b>吃完&amp;冷藏</p>'
    await editor.post(f"{LIST}/geye-cai/edit", _typed(knowledge, "geye-cai", advice=pasted))
    assert knowledge.entry("geye-cai").content.advice == "当天吃完&冷藏"


async def test_script_typed_into_any_field_is_kept_as_text_and_shown_as_text(
    visit: Visit, knowledge: Knowledge
) -> None:
    editor = await visit(EDITOR)
    script = "<script>alert(1)</script>"
    fields = dict.fromkeys(("title", "truth", "key_points", "advice", "phrasings", "unit", "law", "topic"), script)
    fields |= {"phrasings": f"{script}?", "groups": f"孕妇：{script}", "related": script}
    sources = {"source_title": script, "source_publisher": script, "source_url": f"https://a.cn/{script}"}
    answer = await editor.post(f"{LIST}/geye-cai/edit", _typed(knowledge, "geye-cai", **fields, **sources))
    assert answer.status_code == 303, answer.text
    content = knowledge.entry("geye-cai").content
    assert (content.title, content.key_points, content.groups[0].note) == (script, (script,), script)
    for page in ("", "/edit", "/versions", "/versions/compare?before=1"):
        shown = await editor.get(f"{LIST}/geye-cai{page}")
        assert shown.status_code == 200, page
        assert "<script>alert" not in shown.text, page
        assert "&lt;script&gt;" in shown.text, page


async def test_a_picture_sent_with_the_form_is_refused_and_the_words_are_kept(
    visit: Visit, knowledge: Knowledge
) -> None:
    editor = await visit(EDITOR)
    picture = {"truth": ("picture.png", b"\x89PNG" + bytes(5 * 1024 * 1024), "image/png")}
    typed = _typed(knowledge, "geye-cai", advice="写到一半的建议")
    del typed["truth"]
    answer = await editor.post(f"{LIST}/geye-cai/edit", typed, files=picture)
    assert answer.status_code == 422
    assert "条目里只能写文字，图片没有收" in answer.text
    assert "写到一半的建议" in answer.text
    assert knowledge.entry("geye-cai").content.advice != "写到一半的建议"


async def test_a_picture_pasted_as_text_is_refused_and_named(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    pasted = "data:image/png;base64," + "iVBORw0KGgo" * 460_000
    answer = await editor.post(f"{LIST}/geye-cai/edit", _typed(knowledge, "geye-cai", truth=pasted))
    assert answer.status_code == 413
    assert "是不是粘贴了图片" in answer.text
    answer = await editor.post(f"{LIST}/geye-cai/edit", _typed(knowledge, "geye-cai", truth=pasted[:50_000]))
    assert answer.status_code == 422
    assert "这一项太长了，请缩短。" in answer.text


async def test_a_form_sent_after_the_session_ended_leads_back_to_it(visit: Visit, knowledge: Knowledge) -> None:
    stranger = await visit()
    page = f"http://xiaochen.test{LIST}/geye-cai/edit"
    sent = {"advice": "写了很久的建议", "csrf_token": "0" * 64}
    answer = await stranger.client.post(f"{LIST}/geye-cai/edit", data=sent, headers={"Referer": page})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/sign-in?next={LIST}/geye-cai/edit"
    # The browser kept the words under this name (tests of the script); the page they come back to offers them.
    editor = await visit(EDITOR)
    assert 'data-keep="entry-geye-cai"' in (await editor.get(f"{LIST}/geye-cai/edit")).text


async def test_the_form_that_comes_back_keeps_its_own_edition(visit: Visit, knowledge: Knowledge) -> None:
    mine = _typed(knowledge, "geye-cai", advice="我写的建议在这里。")
    knowledge.update_draft("geye-cai", knowledge.entry("geye-cai").content, SECOND_EDITOR)
    editor = await visit(EDITOR)
    assert "data-sent-back" not in (await editor.get(f"{LIST}/geye-cai/edit")).text
    answer = await editor.post(f"{LIST}/geye-cai/edit", mine)
    assert answer.status_code == 409
    # What the browser kept is older than this page: it must not put the old edition back, or saving never ends.
    assert "data-sent-back" in answer.text
    assert f'name="edition" value="{knowledge.entry("geye-cai").edition}"' in answer.text
