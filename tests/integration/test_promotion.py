"""Collections and the entry of the day: what editors arrange and what residents see of it."""

from datetime import date, timedelta

import pytest

from knowledge.audit import service as audit
from knowledge.audit.actions import Action
from knowledge.audit.service import AuditFilter
from knowledge.clock import china_date
from knowledge.errors import EditConflict, InvalidInput, NotAllowed, NotFound
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole
from tests.builders import EDITOR, REVIEWER, SECOND_EDITOR, FixedClock, make_draft


def _collection(knowledge: Knowledge, *entry_ids: str) -> str:
    collection_id = knowledge.create_collection("食品安全宣传周", "一周一个话题。", EDITOR)
    knowledge.update_collection(
        collection_id, title="食品安全宣传周", introduction="一周一个话题。", entry_ids=entry_ids, actor=EDITOR
    )
    return collection_id


def test_residents_see_a_public_collection_in_its_order(knowledge: Knowledge) -> None:
    collection_id = _collection(knowledge, "weibolu", "geye-cai")
    with pytest.raises(NotFound):
        knowledge.public_collection(collection_id)
    knowledge.set_collection_public(collection_id, True, EDITOR)
    shown = knowledge.public_collection(collection_id)
    assert [card.entry_id for card in shown.cards] == ["weibolu", "geye-cai"]
    assert [one.collection_id for one in knowledge.collections(only_public=True)] == [collection_id]
    knowledge.set_collection_public(collection_id, False, EDITOR)
    assert knowledge.collections(only_public=True) == []


def test_an_entry_that_is_not_public_is_left_out_for_residents_and_marked_for_editors(knowledge: Knowledge) -> None:
    draft_id = knowledge.create_draft(make_draft(), EDITOR)
    collection_id = _collection(knowledge, draft_id, "geye-cai")
    knowledge.set_collection_public(collection_id, True, EDITOR)
    assert [card.entry_id for card in knowledge.public_collection(collection_id).cards] == ["geye-cai"]
    assert [entry.is_public for entry in knowledge.collection(collection_id).entries] == [False, True]


def test_a_collection_that_would_show_nothing_is_not_made_public(knowledge: Knowledge) -> None:
    collection_id = _collection(knowledge)
    with pytest.raises(InvalidInput) as caught:
        knowledge.set_collection_public(collection_id, True, EDITOR)
    assert caught.value.field == "entry_ids"


def test_entries_are_moved_taken_out_and_put_in(knowledge: Knowledge) -> None:
    collection_id = _collection(knowledge, "weibolu", "geye-cai")
    view = knowledge.update_collection(
        collection_id, title="新名字", introduction="", entry_ids=["geye-cai", "tousu", "geye-cai"], actor=EDITOR
    )
    assert [entry.entry_id for entry in view.entries] == ["geye-cai", "tousu"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"introduction": "长" * 301}, "introduction"), ({"entry_ids": ["x"]}, "entry_ids")],
)
def test_what_cannot_be_saved_is_named(knowledge: Knowledge, changes: dict[str, object], field: str) -> None:
    collection_id = _collection(knowledge, "geye-cai")
    before = knowledge.collection(collection_id)
    with pytest.raises(InvalidInput) as caught:
        knowledge.update_collection(
            collection_id,
            **{"title": "名字", "introduction": "", "entry_ids": [], "actor": EDITOR, **changes},  # type: ignore[arg-type]
        )
    assert caught.value.field == field
    assert knowledge.collection(collection_id) == before


def test_the_second_of_two_who_save_a_collection_is_told(knowledge: Knowledge) -> None:
    collection_id = _collection(knowledge, "geye-cai")
    read = knowledge.collection(collection_id).edition
    save = {"title": "名字", "introduction": "", "entry_ids": ["weibolu"], "edition": read}
    knowledge.update_collection(collection_id, **save, actor=EDITOR)  # type: ignore[arg-type]
    with pytest.raises(EditConflict):
        knowledge.update_collection(collection_id, **save, actor=SECOND_EDITOR)  # type: ignore[arg-type]


def test_a_deleted_collection_is_gone_and_its_entries_stay(knowledge: Knowledge) -> None:
    collection_id = _collection(knowledge, "geye-cai")
    knowledge.delete_collection(collection_id, EDITOR)
    with pytest.raises(NotFound):
        knowledge.collection(collection_id)
    assert knowledge.card("geye-cai").entry_id == "geye-cai"
    with knowledge.database.read() as session:
        last = audit.find(session, AuditFilter(subject_id=collection_id), limit=1, offset=0)[0]
    assert (last.actor, last.action) == (EDITOR, Action.DELETE)


def test_a_viewer_may_not_promote(knowledge: Knowledge) -> None:
    knowledge.add_staff("只看不动", StaffRole.VIEWER)
    with pytest.raises(NotAllowed) as caught:
        knowledge.create_collection("专题", "", "只看不动")
    assert "只看不动" in caught.value.message


def test_the_entry_of_the_day_is_shown_on_its_day(knowledge: Knowledge, clock: FixedClock) -> None:
    today = china_date(clock())
    knowledge.pick_daily(today + timedelta(days=1), "geye-cai", EDITOR)
    assert knowledge.daily_card() is None
    clock.advance(days=1)
    shown = knowledge.daily_card()
    assert shown is not None
    assert shown.card.entry_id == "geye-cai"
    knowledge.pick_daily(today + timedelta(days=1), "weibolu", SECOND_EDITOR)
    picks = knowledge.daily_picks(today, today + timedelta(days=7))
    assert [(one.entry_id, one.chosen_by) for one in picks] == [("weibolu", SECOND_EDITOR)]


def test_the_entry_of_a_day_that_was_withdrawn_is_not_shown(knowledge: Knowledge, clock: FixedClock) -> None:
    knowledge.pick_daily(china_date(clock()), "geye-cai", EDITOR)
    knowledge.withdraw("geye-cai", REVIEWER)
    assert knowledge.daily_card() is None


def test_past_days_and_drafts_cannot_be_picked(knowledge: Knowledge, clock: FixedClock) -> None:
    with pytest.raises(InvalidInput) as past:
        knowledge.pick_daily(date(2026, 1, 1), "geye-cai", EDITOR)
    assert past.value.field == "on_date"
    draft_id = knowledge.create_draft(make_draft(), EDITOR)
    with pytest.raises(InvalidInput) as draft:
        knowledge.pick_daily(china_date(clock()), draft_id, EDITOR)
    assert draft.value.field == "entry_id"
    with pytest.raises(NotFound):
        knowledge.unpick_daily(china_date(clock()), EDITOR)


def test_new_rebuttals_come_newest_first_and_a_correction_is_not_new(knowledge: Knowledge, clock: FixedClock) -> None:
    clock.advance(days=1)
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    knowledge.refresh()
    first = knowledge.new_rebuttals()
    assert first[0].card.entry_id == entry_id
    assert "tousu" not in {one.card.entry_id for one in first}
    clock.advance(days=1)
    knowledge.update_draft("geye-cai", knowledge.entry("geye-cai").content, EDITOR)
    knowledge.submit("geye-cai", EDITOR)
    knowledge.publish("geye-cai", REVIEWER)
    again = knowledge.new_rebuttals()
    assert again[0].card.entry_id == entry_id
    changed = next(one for one in again if one.card.entry_id == "geye-cai")
    assert changed.updated_at > changed.published_at
