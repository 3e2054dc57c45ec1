"""The steps of an entry at the console: review, times, withdrawal, versions."""

from datetime import timedelta
from typing import Any

from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.service import AuditFilter
from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.entries.kinds import EntryStatus
from knowledge.service import Knowledge
from tests.builders import EDITOR, REVIEWER, SECOND_EDITOR, FixedClock, make_draft
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import VIEWER, Visit

LIST = "/console/entries"


def _in_review(knowledge: Knowledge, **changes: Any) -> str:
    entry_id = knowledge.create_draft(make_draft(**changes), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    return entry_id


def _published(knowledge: Knowledge) -> str:
    entry_id = _in_review(knowledge)
    knowledge.publish(entry_id, REVIEWER)
    return entry_id


def _last(knowledge: Knowledge, entry_id: str) -> tuple[str, Action, str]:
    wanted = AuditFilter(subject_kind=SubjectKind.ENTRY, subject_id=entry_id)
    record = knowledge.audit_page(wanted, limit=1, offset=0).records[0]
    return record.actor, record.action, record.note


def _typed_time(clock: FixedClock, **ahead: float) -> str:
    """As the browser's field for a time sends it."""
    return (clock() + timedelta(**ahead)).astimezone(CHINA_STANDARD_TIME).strftime("%Y-%m-%dT%H:%M")


async def _step(visitor: ConsoleVisitor, entry_id: str, step: str, **sent: object) -> str:
    """Take the step and read the page it leads to."""
    answer = await visitor.post(f"{LIST}/{entry_id}/{step}", sent)
    assert answer.status_code == 303, answer.text
    return (await visitor.get(answer.headers["location"])).text


async def test_every_step_says_what_it_did_and_is_recorded(visit: Visit, knowledge: Knowledge) -> None:
    editor, reviewer = await visit(EDITOR), await visit(REVIEWER)
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    assert "已提交审核，请另一位同事来审" in await _step(editor, entry_id, "submit")
    assert "已退回草稿" in await _step(reviewer, entry_id, "send-back", reason="请补充来源")
    assert _last(knowledge, entry_id) == (REVIEWER, Action.SEND_BACK, "请补充来源")
    assert "请补充来源" in (await editor.get(f"{LIST}/{entry_id}")).text
    await _step(editor, entry_id, "submit")
    edition = knowledge.entry(entry_id).edition
    assert "已发布，居民几秒钟内就能看到" in await _step(reviewer, entry_id, "publish", edition=edition)
    assert "居民现在看不到这一条了" in await _step(reviewer, entry_id, "withdraw", reason="抽检结果有更新")
    assert _last(knowledge, entry_id) == (REVIEWER, Action.WITHDRAW, "抽检结果有更新")
    assert not knowledge.entry(entry_id).is_public


async def test_nothing_is_withdrawn_or_sent_back_without_a_reason(visit: Visit, knowledge: Knowledge) -> None:
    reviewer = await visit(REVIEWER)
    public, waiting = (
        _published(knowledge),
        _in_review(knowledge, title="荧光草莓是染色的", phrasings=["荧光草莓能吃吗"]),
    )
    for entry_id, step in ((public, "withdraw"), (waiting, "send-back")):
        for reason in ("", "  ", "长" * 501):
            answer = await reviewer.post(f"{LIST}/{entry_id}/{step}", {"reason": reason})
            assert answer.status_code == 422, (step, reason)
            assert ("请写一句理由" if len(reason) < 3 else "这一项太长了") in answer.text
    assert knowledge.entry(public).is_public
    assert knowledge.entry(waiting).status is EntryStatus.IN_REVIEW


async def test_a_draft_that_lacks_something_says_what_on_its_own_page(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    entry_id = knowledge.create_draft(make_draft(sources=[]), EDITOR)
    answer = await editor.post(f"{LIST}/{entry_id}/submit")
    assert answer.status_code == 422
    assert "至少需要一个来源" in answer.text
    assert f"{LIST}/{entry_id}/edit" in answer.text


async def test_what_changed_since_the_reviewer_read_it_is_not_published(visit: Visit, knowledge: Knowledge) -> None:
    reviewer = await visit(REVIEWER)
    entry_id = _in_review(knowledge)
    read = knowledge.entry(entry_id).edition
    knowledge.update_draft(entry_id, make_draft(advice="审核时又改了一句。"), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    answer = await reviewer.post(f"{LIST}/{entry_id}/publish", {"edition": read})
    assert answer.status_code == 409
    assert "别的同事已经保存过这一条" in answer.text
    assert "审核时又改了一句。" in answer.text
    assert not knowledge.entry(entry_id).is_public


async def test_an_entry_is_approved_for_a_time_and_becomes_public_then(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    reviewer = await visit(REVIEWER)
    entry_id = _in_review(knowledge)
    typed = _typed_time(clock, hours=20)
    page = await _step(reviewer, entry_id, "schedule", publish_at=typed, edition=knowledge.entry(entry_id).edition)
    assert "已批准，到时间会自动发布" in page
    assert f"{typed.replace('T', ' ')}，{REVIEWER}批准" in page
    assert _last(knowledge, entry_id)[:2] == (REVIEWER, Action.SCHEDULE)
    clock.advance(hours=20)
    assert knowledge.run_schedule() == (entry_id,)


async def test_a_time_that_cannot_be_kept_is_refused_beside_its_field(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    reviewer = await visit(REVIEWER)
    entry_id = _in_review(knowledge)
    for typed, said in (
        ("", "请选日期和时间"),
        ("明天早上", "请选日期和时间"),
        ("9999-12-31T23:59Z", "请选日期和时间"),
        (_typed_time(clock, hours=-1), "定时发布的时间已经过去"),
    ):
        answer = await reviewer.post(f"{LIST}/{entry_id}/schedule", {"publish_at": typed})
        assert answer.status_code == 422, typed
        assert said in answer.text, typed
        assert f'value="{typed}"' in answer.text
    assert knowledge.entry(entry_id).status is EntryStatus.IN_REVIEW


async def test_nobody_schedules_their_own(visit: Visit, knowledge: Knowledge, clock: FixedClock) -> None:
    entry_id = knowledge.create_draft(make_draft(), REVIEWER)
    knowledge.submit(entry_id, REVIEWER)
    reviewer = await visit(REVIEWER)
    assert "审核人不能是撰写人" in (await reviewer.get(f"{LIST}/{entry_id}")).text
    answer = await reviewer.post(f"{LIST}/{entry_id}/schedule", {"publish_at": _typed_time(clock, hours=1)})
    assert answer.status_code == 409
    assert "审核人不能是撰写人" in answer.text


async def test_a_schedule_is_taken_back(visit: Visit, knowledge: Knowledge, clock: FixedClock) -> None:
    reviewer = await visit(REVIEWER)
    entry_id = _in_review(knowledge)
    knowledge.schedule(entry_id, clock() + timedelta(hours=1), REVIEWER)
    assert "定时发布已取消，这一条退回草稿" in await _step(reviewer, entry_id, "unschedule")
    assert _last(knowledge, entry_id) == (REVIEWER, Action.SEND_BACK, "取消定时发布")
    again = await reviewer.post(f"{LIST}/{entry_id}/unschedule")
    assert again.status_code == 409
    clock.advance(hours=2)
    assert knowledge.run_schedule() == ()


async def test_saving_an_approved_entry_says_that_the_approval_is_gone(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    editor = await visit(EDITOR)
    entry_id = _in_review(knowledge)
    knowledge.schedule(entry_id, clock() + timedelta(hours=1), REVIEWER)
    assert "保存修改以后会回到草稿" in (await editor.get(f"{LIST}/{entry_id}/edit")).text
    page = await _step(editor, entry_id, "edit", kind="rumor", title="彩虹西瓜是染色的", verdict="false")
    assert "原来批准的定时发布已取消" in page


async def test_an_expiry_is_set_shown_changed_and_cleared(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    reviewer = await visit(REVIEWER)
    entry_id = _published(knowledge)
    typed = _typed_time(clock, days=3)
    page = await _step(reviewer, entry_id, "expiry", expire_at=typed)
    assert "到时间会自动撤回" in page
    assert f'value="{typed}"' in page
    assert typed.replace("T", " ") in page
    past = await reviewer.post(f"{LIST}/{entry_id}/expiry", {"expire_at": _typed_time(clock, days=-3)})
    assert past.status_code == 422
    assert "到期时间已经过去" in past.text
    assert "不会自动撤回" in await _step(reviewer, entry_id, "expiry/clear")
    assert knowledge.entry(entry_id).expire_at is None
    await _step(reviewer, entry_id, "expiry", expire_at=typed)
    clock.advance(days=4)
    assert knowledge.run_schedule() == (entry_id,)
    later = await visit(EDITOR)
    assert "到期自动撤回" in (await later.get(f"{LIST}/{entry_id}")).text


def _two_versions(knowledge: Knowledge) -> str:
    entry_id = _published(knowledge)
    knowledge.update_draft(entry_id, make_draft(advice="在正规市场购买，切开后尽快冷藏。"), SECOND_EDITOR)
    knowledge.submit(entry_id, SECOND_EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    return entry_id


async def test_versions_are_listed_with_who_wrote_and_who_reviewed(visit: Visit, knowledge: Knowledge) -> None:
    viewer = await visit(VIEWER)
    entry_id = _two_versions(knowledge)
    page = (await viewer.get(f"{LIST}/{entry_id}/versions")).text
    newest, _, oldest = page.partition("第 1 版</h2>")
    assert "居民看到的" in newest
    assert f"撰写：{SECOND_EDITOR}，审核：{REVIEWER}" in newest
    assert f"撰写：{EDITOR}，审核：{REVIEWER}" in oldest
    draft = knowledge.create_draft(make_draft(title="另一条", phrasings=[]), EDITOR)
    assert "还没有发布过" in (await viewer.get(f"{LIST}/{draft}/versions")).text


async def test_two_versions_are_compared_word_by_word(visit: Visit, knowledge: Knowledge) -> None:
    viewer = await visit(VIEWER)
    entry_id = _two_versions(knowledge)
    compare = f"{LIST}/{entry_id}/versions/compare"
    page = (await viewer.get(compare, params={"before": 1, "after": 2})).text
    assert "在正规<del>超</del>市<ins>场</ins>购买" in page
    assert "恢复第 1 版" not in page  # a viewer reads only
    assert "内容一样" in (await viewer.get(compare, params={"before": 2, "after": ""})).text
    for before, after in ((1, 7), (7, "")):
        missing = await viewer.get(compare, params={"before": before, "after": after})
        assert missing.status_code == 404
        assert "没有找到这个版本" in missing.text
    assert (await viewer.get(compare, params={"before": "x"})).status_code == 422


async def test_a_version_is_restored_as_a_draft_and_residents_see_no_change(visit: Visit, knowledge: Knowledge) -> None:
    editor = await visit(EDITOR)
    entry_id = _two_versions(knowledge)
    edition = knowledge.entry(entry_id).edition
    page = await _step(editor, entry_id, "versions/1/restore", edition=edition)
    assert "旧版本已恢复成草稿" in page
    assert "和居民现在看到的（第 2 版）有什么不同" in page
    assert _last(knowledge, entry_id) == (EDITOR, Action.RESTORE, "第 1 版")
    assert knowledge.entry(entry_id).content.advice == "在正规超市购买，切开后尽快冷藏。"
    knowledge.refresh()
    assert knowledge.card(entry_id).advice == "在正规市场购买，切开后尽快冷藏。"


async def test_a_restore_does_not_overwrite_what_a_colleague_saved_meanwhile(
    visit: Visit, knowledge: Knowledge
) -> None:
    editor = await visit(EDITOR)
    entry_id = _two_versions(knowledge)
    read = knowledge.entry(entry_id).edition
    knowledge.update_draft(entry_id, make_draft(advice="同事刚写的建议。"), SECOND_EDITOR)
    answer = await editor.post(f"{LIST}/{entry_id}/versions/1/restore", {"edition": read})
    assert answer.status_code == 409
    assert "别的同事已经保存过这一条" in answer.text
    assert knowledge.entry(entry_id).content.advice == "同事刚写的建议。"
    assert (await editor.post(f"{LIST}/{entry_id}/versions/9/restore")).status_code == 404
