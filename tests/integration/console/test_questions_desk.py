"""The questions desk: from a question to a phrasing, a draft or a mark."""

import re

from knowledge.questions.kinds import Handling
from knowledge.service import Knowledge
from tests.builders import EDITOR, RAINBOW, RAINBOW_REWORDED, ask
from tests.integration.console.conftest import VIEWER, Visit

DESK = "/console/questions"


async def test_questions_stand_in_groups_under_their_reason(visit: Visit, knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW, conversation="c1")
    ask(knowledge, RAINBOW_REWORDED, conversation="c2")
    editor = await visit(EDITOR)
    page = await editor.get(DESK)
    assert page.status_code == 200
    assert "2 条待处理，归为 1 组" in page.text
    assert RAINBOW in page.text
    assert "没有待处理的提问" in (await editor.get(f"{DESK}?reason=clarified")).text
    assert (await editor.get(f"{DESK}?reason=nonsense")).status_code == 422


async def test_one_click_makes_a_question_a_phrasing(visit: Visit, knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    editor = await visit(EDITOR)
    edition = str(knowledge.entry("geye-cai").edition)
    form = {"ids": str(inquiry_id), "entry_id": "geye-cai", "edition": edition, "text": RAINBOW, "reason": "unmatched"}
    done = await editor.post(f"{DESK}/phrasing", form)
    assert (done.status_code, done.headers["location"]) == (303, f"{DESK}?reason=unmatched&done=question-phrasing")
    assert RAINBOW in knowledge.entry("geye-cai").content.phrasings
    page = await editor.get(done.headers["location"])
    assert "已加为说法" in page.text
    assert RAINBOW not in page.text
    again = await editor.post(f"{DESK}/phrasing", form)
    assert again.status_code == 409
    assert "别的同事已经保存过" in again.text


async def test_a_new_draft_is_opened_for_writing(visit: Visit, knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    editor = await visit(EDITOR)
    done = await editor.post(f"{DESK}/draft", {"ids": str(inquiry_id), "text": "彩虹西瓜是染色的"})
    found = re.fullmatch(r"/console/entries/([^/]+)/edit\?done=question-draft", done.headers["location"])
    assert found is not None
    assert knowledge.entry(found.group(1)).content.title == "彩虹西瓜是染色的"


async def test_the_right_entry_is_found_by_words_and_marked(visit: Visit, knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    editor = await visit(EDITOR)
    page = await editor.get(f"{DESK}/{inquiry_id}?words=隔夜菜")
    assert page.status_code == 200
    assert "隔夜菜致癌" in page.text
    form = {"ids": str(inquiry_id), "entry_id": "geye-cai", "reason": "unmatched"}
    assert (await editor.post(f"{DESK}/wrong", form)).status_code == 303
    assert knowledge.questions([inquiry_id])[0].handling is Handling.WRONG
    file = await editor.get(f"{DESK}/marks/questions.jsonl")
    assert file.text == f'{{"q": "{RAINBOW}", "topic_id": "geye-cai"}}\n'
    assert (await editor.get(f"{DESK}/marks/negatives.jsonl")).text == ""


async def test_bad_ids_and_unknown_questions_are_refused_with_the_reason(visit: Visit) -> None:
    editor = await visit(EDITOR)
    for ids in ("a", ",", "1,-2", "9" * 19):
        refused = await editor.post(f"{DESK}/dismiss", {"ids": ids, "reason": "unmatched"})
        assert refused.status_code == 422, ids
        assert "没有认出要处理的提问" in refused.text
    missing = await editor.get(f"{DESK}/4711")
    assert missing.status_code == 404
    assert "没有找到这个提问" in missing.text


async def test_a_viewer_reads_but_does_not_change(visit: Visit, knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    viewer = await visit(VIEWER)
    page = await viewer.get(DESK)
    assert RAINBOW in page.text
    assert f"{DESK}/dismiss" not in page.text
    assert (await viewer.post(f"{DESK}/dismiss", {"ids": str(inquiry_id), "reason": "unmatched"})).status_code == 403
    assert knowledge.questions([inquiry_id])[0].handling is None


async def test_script_in_a_question_is_shown_as_text(visit: Visit, knowledge: Knowledge) -> None:
    ask(knowledge, "彩虹西瓜<script>alert(1)</script>染色有毒吗")
    editor = await visit(EDITOR)
    for reason in ("unmatched", "unsure", "clarified"):
        page = await editor.get(f"{DESK}?reason={reason}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
