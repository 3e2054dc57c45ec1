"""The desk of entries."""

from api.console.entry_form import EntryForm
from knowledge.service import Knowledge
from tests.builders import EDITOR, REVIEWER, SECOND_EDITOR, make_draft
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


async def test_a_draft_is_previewed_and_tried_without_saving(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    typed = _typed(knowledge, "geye-cai", question="昨晚的剩菜有毒吗", advice="只是试一试的建议。")
    answer = await editor.post(f"{LIST}/geye-cai/try", typed)
    assert answer.status_code == 200
    assert "建议：只是试一试的建议。" in answer.text
    assert "用这份草稿以后" in answer.text
    assert knowledge.entry("geye-cai").content.advice != "只是试一试的建议。"


async def test_markup_of_a_word_processor_is_taken_out(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    pasted = '<p class="MsoNormal"><b>当天</b>吃完&amp;冷藏</p>'
    await editor.post(f"{LIST}/geye-cai/edit", _typed(knowledge, "geye-cai", advice=pasted))
    assert knowledge.entry("geye-cai").content.advice == "当天吃完&冷藏"
