"""What editors need beyond the path to publication: locks, schedules, versions, search, trying a draft."""

from datetime import timedelta
from typing import Any

import pytest

from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.audit.service import AuditFilter
from knowledge.entries.comparison import Change
from knowledge.entries.finding import EntryFilter
from knowledge.entries.kinds import EntryKind, EntryStatus, Verdict
from knowledge.errors import EditConflict, InvalidInput, NotFound, SelfReview, WrongState
from knowledge.service import Knowledge
from tests.builders import EDITOR, REVIEWER, SECOND_EDITOR, FixedClock, make_draft


def _in_review(knowledge: Knowledge, **changes: Any) -> str:
    entry_id = knowledge.create_draft(make_draft(**changes), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    return entry_id


def _published(knowledge: Knowledge, **changes: Any) -> str:
    entry_id = _in_review(knowledge, **changes)
    knowledge.publish(entry_id, REVIEWER)
    return entry_id


def _actions(knowledge: Knowledge, entry_id: str) -> list[tuple[str, Action]]:
    wanted = AuditFilter(subject_kind=SubjectKind.ENTRY, subject_id=entry_id)
    with knowledge.database.read() as session:
        found = audit.find(session, wanted, limit=50, offset=0)
    return [(one.actor, one.action) for one in reversed(found)]


def test_the_second_of_two_who_save_is_told_and_overwrites_nothing(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    read = knowledge.entry(entry_id).edition
    knowledge.update_draft(entry_id, make_draft(advice="先保存的人写的建议。"), EDITOR, read)
    with pytest.raises(EditConflict) as caught:
        knowledge.update_draft(entry_id, make_draft(advice="后保存的人写的建议。"), SECOND_EDITOR, read)
    assert (caught.value.read, caught.value.current) == (read, read + 1)
    assert knowledge.entry(entry_id).content.advice == "先保存的人写的建议。"


def test_a_reviewer_does_not_publish_what_changed_since_they_read_it(knowledge: Knowledge) -> None:
    entry_id = _in_review(knowledge)
    read = knowledge.entry(entry_id).edition
    knowledge.update_draft(entry_id, make_draft(advice="审核时又改了一句。"), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    with pytest.raises(EditConflict):
        knowledge.publish(entry_id, REVIEWER, read)
    assert not knowledge.entry(entry_id).is_public


def test_an_approved_entry_becomes_public_at_its_time_and_not_before(knowledge: Knowledge, clock: FixedClock) -> None:
    entry_id = _in_review(knowledge)
    view = knowledge.schedule(entry_id, clock() + timedelta(hours=2), REVIEWER)
    assert (view.status, view.approved_by, view.is_public) == (EntryStatus.SCHEDULED, REVIEWER, False)
    clock.advance(hours=1)
    assert knowledge.run_schedule() == ()
    clock.advance(hours=1)
    assert knowledge.run_schedule() == (entry_id,)
    assert knowledge.run_schedule() == ()
    knowledge.refresh()
    assert knowledge.check("彩虹西瓜能吃吗").cards[0].entry_id == entry_id
    assert knowledge.versions(entry_id)[0].reviewer == REVIEWER
    assert _actions(knowledge, entry_id)[-1] == (SYSTEM, Action.PUBLISH)


def test_changing_an_approved_entry_takes_the_approval_back(knowledge: Knowledge, clock: FixedClock) -> None:
    entry_id = _in_review(knowledge)
    knowledge.schedule(entry_id, clock() + timedelta(hours=2), REVIEWER)
    knowledge.update_draft(entry_id, make_draft(advice="批准以后又改。"), EDITOR)
    clock.advance(hours=3)
    assert knowledge.run_schedule() == ()
    assert knowledge.entry(entry_id).status is EntryStatus.DRAFT


def test_nobody_schedules_what_they_wrote_or_into_the_past(knowledge: Knowledge, clock: FixedClock) -> None:
    own = knowledge.create_draft(make_draft(), REVIEWER)
    knowledge.submit(own, REVIEWER)
    with pytest.raises(SelfReview):
        knowledge.schedule(own, clock() + timedelta(hours=1), REVIEWER)
    other = _in_review(knowledge, title="荧光草莓是染色的", phrasings=["荧光草莓能吃吗"])
    with pytest.raises(InvalidInput) as caught:
        knowledge.schedule(other, clock() - timedelta(minutes=1), REVIEWER)
    assert caught.value.field == "publish_at"


def test_a_scheduled_entry_that_no_longer_passes_goes_back_with_the_reason(
    knowledge: Knowledge, clock: FixedClock
) -> None:
    late = _in_review(knowledge)
    knowledge.schedule(late, clock() + timedelta(hours=2), REVIEWER)
    # Meanwhile another entry takes the same phrasing.
    _published(knowledge, title="彩虹西瓜是转基因的", phrasings=["彩虹西瓜能吃吗"])
    clock.advance(hours=3)
    assert knowledge.run_schedule() == (late,)
    assert knowledge.entry(late).status is EntryStatus.DRAFT
    with knowledge.database.read() as session:
        last = audit.find(session, AuditFilter(subject_id=late), limit=1, offset=0)[0]
    assert (last.actor, last.action) == (SYSTEM, Action.SEND_BACK)
    assert "彩虹西瓜能吃吗" in last.note


def test_an_expired_entry_is_withdrawn_by_itself(knowledge: Knowledge, clock: FixedClock) -> None:
    entry_id = _published(knowledge)
    knowledge.set_expiry(entry_id, clock() + timedelta(days=1), REVIEWER)
    clock.advance(days=2)
    assert knowledge.run_schedule() == (entry_id,)
    knowledge.refresh()
    with pytest.raises(NotFound):
        knowledge.card(entry_id)
    assert knowledge.entry(entry_id).expire_at is None


def test_versions_are_compared_word_by_word_and_restored_as_a_draft(knowledge: Knowledge) -> None:
    entry_id = _published(knowledge)
    knowledge.update_draft(entry_id, make_draft(advice="在正规市场购买，切开后尽快冷藏。", risk="high"), SECOND_EDITOR)
    knowledge.submit(entry_id, SECOND_EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    changes = {change.field: change for change in knowledge.compare_versions(entry_id, 1, 2)}
    assert set(changes) == {"advice", "risk", "next_review_on"}
    pieces = [(piece.change, piece.text) for line in changes["advice"].lines for piece in line.pieces]
    assert pieces == [
        (Change.KEPT, "在正规"),
        (Change.REMOVED, "超"),
        (Change.KEPT, "市"),
        (Change.ADDED, "场"),
        (Change.KEPT, "购买，切开后尽快冷藏。"),
    ]
    view = knowledge.restore(entry_id, 1, EDITOR)
    assert (view.status, view.content.advice) == (EntryStatus.DRAFT, "在正规超市购买，切开后尽快冷藏。")
    assert knowledge.card(entry_id).advice == "在正规市场购买，切开后尽快冷藏。"
    assert [version.number for version in knowledge.versions(entry_id)] == [2, 1]


def test_a_version_that_never_was_is_not_found(knowledge: Knowledge) -> None:
    with pytest.raises(NotFound):
        knowledge.restore("geye-cai", 7, EDITOR)


def test_the_list_is_filtered_and_counts_what_fits(knowledge: Knowledge, clock: FixedClock) -> None:
    _published(knowledge)
    rumors = knowledge.find_entries(EntryFilter(kind=EntryKind.RUMOR), limit=1)
    assert (rumors.total, len(rumors.entries)) == (3, 1)
    assert [one.entry_id for one in knowledge.find_entries(EntryFilter(verdict=Verdict.MISLEADING)).entries] == [
        "geye-cai"
    ]
    found = knowledge.find_entries(EntryFilter(words="剩菜 得了癌症"))
    assert [one.entry_id for one in found.entries] == ["geye-cai"]
    assert knowledge.find_entries(EntryFilter(words="100%")).total == 0
    clock.advance(days=400)
    assert "geye-cai" in {
        one.entry_id for one in knowledge.find_entries(EntryFilter(overdue_on=clock().date())).entries
    }


def test_words_in_other_characters_and_width_find_the_entry(knowledge: Knowledge) -> None:
    assert knowledge.find_entries(EntryFilter(words="拨打　１２３１５")).total == 1
    assert (
        knowledge.find_entries(EntryFilter(words="隔夜菜緻癌")).total
        == knowledge.find_entries(EntryFilter(words="隔夜菜致癌")).total
    )


def test_entries_are_found_by_meaning(knowledge: Knowledge) -> None:
    page = knowledge.entries_by_meaning("昨天的剩饭剩菜有没有毒")
    assert page.entries[0].entry_id == "geye-cai"


def test_a_draft_is_tried_without_becoming_public(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(phrasings=["彩虹西瓜能吃吗", "彩虹西瓜是不是染色的"]), EDITOR)
    draft = knowledge.entry(entry_id).content
    assert knowledge.try_now("彩虹西瓜能吃吗").outcome == "unmatched"
    trial = knowledge.try_with(entry_id, draft, "彩虹西瓜能吃吗")
    assert (trial.outcome, trial.candidates[0].entry_id) == ("answer", entry_id)
    assert trial.candidates[0].is_draft
    assert trial.candidates[0].probability >= trial.answer_limit
    assert knowledge.try_now("彩虹西瓜能吃吗").outcome == "unmatched"
    with pytest.raises(NotFound):
        knowledge.card(entry_id)


def test_the_preview_is_the_card_residents_will_get(knowledge: Knowledge) -> None:
    entry_id = _in_review(knowledge)
    preview = knowledge.preview(entry_id, knowledge.entry(entry_id).content)
    knowledge.publish(entry_id, REVIEWER)
    knowledge.refresh()
    assert knowledge.card(entry_id) == preview


def test_a_draft_that_says_the_same_as_another_entry_is_pointed_out(knowledge: Knowledge) -> None:
    found = knowledge.similar_entries("", make_draft(title="隔夜菜会致癌", phrasings=[]))
    assert found[0].entry_id == "geye-cai"
    assert found[0].similarity > 0.9
    assert knowledge.similar_entries("geye-cai", make_draft(title="隔夜菜会致癌", phrasings=[])) == ()


def test_every_step_is_in_the_audit_log_with_what_changed(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    knowledge.update_draft(entry_id, make_draft(advice="换一条建议试试看。"), SECOND_EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.send_back(entry_id, REVIEWER, "请补充来源")
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    knowledge.withdraw(entry_id, REVIEWER, "内容过时")
    assert _actions(knowledge, entry_id) == [
        (EDITOR, Action.CREATE),
        (SECOND_EDITOR, Action.UPDATE),
        (EDITOR, Action.SUBMIT),
        (REVIEWER, Action.SEND_BACK),
        (EDITOR, Action.SUBMIT),
        (REVIEWER, Action.PUBLISH),
        (REVIEWER, Action.WITHDRAW),
    ]
    with knowledge.database.read() as session:
        update = audit.find(session, AuditFilter(actor=SECOND_EDITOR), limit=1, offset=0)[0]
    assert update.before == {"advice": "在正规超市购买，切开后尽快冷藏。"}
    assert update.after == {"advice": "换一条建议试试看。"}


def test_a_refused_step_leaves_no_audit_record(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    with pytest.raises(WrongState):
        knowledge.publish(entry_id, REVIEWER)
    assert _actions(knowledge, entry_id) == [(EDITOR, Action.CREATE)]
