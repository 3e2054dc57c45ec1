"""An entry's way to the public: two people, a source, sound content, and no silent change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content_checks.phrasing_checks import compared, wordings
from knowledge.entries.kinds import EntryStatus
from knowledge.entries.models import EntryVersion
from knowledge.errors import InvalidInput, NotAllowed, NotFound, SelfReview, WrongState
from knowledge.service import Knowledge
from knowledge.staff.models import Staff
from knowledge.staff.roles import StaffRole
from tests.builders import EDITOR, OFFICE, REVIEWER, SECOND_EDITOR, FixedClock, make_draft, make_source


def test_draft_review_publish(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    assert knowledge.entry(entry_id).status is EntryStatus.DRAFT
    with pytest.raises(NotFound):
        knowledge.card(entry_id)
    knowledge.submit(entry_id, EDITOR)
    view = knowledge.publish(entry_id, REVIEWER)
    assert (view.status, view.is_public, view.version) == (EntryStatus.PUBLISHED, True, 1)
    card = knowledge.card(entry_id)
    assert card.reviewed_on.isoformat() == "2026-11-23"
    assert knowledge.entry(entry_id).content.next_review_on is not None


def test_publishing_leaves_a_version_that_names_author_and_reviewer(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    with knowledge.database.read() as session:
        version = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == entry_id)).one()
    assert (version.contributors, version.reviewer) == ([EDITOR], REVIEWER)
    assert version.content["title"] == "彩虹西瓜是染色的，吃了会中毒"


def test_nobody_publishes_what_they_wrote(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), REVIEWER)
    knowledge.submit(entry_id, REVIEWER)
    with pytest.raises(SelfReview):
        knowledge.publish(entry_id, REVIEWER)
    assert knowledge.entry(entry_id).status is EntryStatus.IN_REVIEW


def test_nobody_publishes_what_they_helped_to_write(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    knowledge.update_draft(entry_id, make_draft(advice="审核员改过一个字。"), REVIEWER)
    knowledge.update_draft(entry_id, make_draft(advice="编辑又改了。"), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    with pytest.raises(SelfReview):
        knowledge.publish(entry_id, REVIEWER)


@pytest.mark.parametrize("name", [EDITOR, SECOND_EDITOR, OFFICE, "路人"])
def test_only_a_registered_reviewer_publishes(knowledge: Knowledge, name: str) -> None:
    entry_id = knowledge.create_draft(make_draft(), SECOND_EDITOR)
    knowledge.submit(entry_id, SECOND_EDITOR)
    with pytest.raises(NotAllowed) as caught:
        knowledge.publish(entry_id, name)
    assert name in caught.value.message


def test_a_draft_is_not_published_without_review(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    with pytest.raises(WrongState) as caught:
        knowledge.publish(entry_id, REVIEWER)
    assert (caught.value.current, caught.value.wanted) == ("草稿", "待审核、定时发布")


def test_an_entry_without_a_source_is_not_even_submitted(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(sources=[]), EDITOR)
    with pytest.raises(InvalidInput) as caught:
        knowledge.submit(entry_id, EDITOR)
    assert caught.value.field == "sources"
    assert knowledge.entry(entry_id).status is EntryStatus.DRAFT


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"sources": [make_source(url="https://news.example.org/a")]}, "sources.0.tier", "请改标为 C"),
        ({"advice": "这个办法保证有效。"}, "advice", "保证有效"),
        ({"truth": "确实，彩虹西瓜是染色的。"}, "truth", "结论是“谣言”"),
        ({"key_points": ["按 GB 2760-2014 使用", "没有检出"]}, "key_points.0", "已被 GB 2760-2024 代替"),
        ({"phrasings": ["隔夜菜真的致癌吗？"]}, "phrasings", "“隔夜菜致癌”（geye-cai）"),
    ],
)
def test_what_a_content_check_calls_an_error_is_neither_submitted_nor_published(
    knowledge: Knowledge, changes: dict[str, Any], field: str, words: str
) -> None:
    entry_id = knowledge.create_draft(make_draft(**changes), EDITOR)
    with pytest.raises(InvalidInput) as caught:
        knowledge.submit(entry_id, EDITOR)
    assert (caught.value.field, words in caught.value.message) == (field, True), caught.value.message
    assert knowledge.entry(entry_id).status is EntryStatus.DRAFT


def test_a_conflict_that_arose_during_review_stops_the_publication_and_changes_nothing(
    knowledge: Knowledge,
) -> None:
    first = knowledge.create_draft(make_draft(), EDITOR)
    second = knowledge.create_draft(make_draft(title="彩虹瓜"), EDITOR)
    for entry_id in (first, second):
        knowledge.submit(entry_id, EDITOR)
    before = knowledge.publish(first, REVIEWER)
    assert before.is_public
    with pytest.raises(InvalidInput) as caught:
        knowledge.publish(second, REVIEWER)
    assert "彩虹西瓜能吃吗" in caught.value.message
    refused = knowledge.entry(second)
    assert (refused.status, refused.is_public, refused.version) == (EntryStatus.IN_REVIEW, False, 0)


def test_nobody_waits_for_their_turn_to_write_while_all_wordings_are_compared(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = knowledge.database.write
    prepared_within: list[int] = []

    @contextmanager
    def counting() -> Iterator[Session]:
        before = compared.cache_info().misses
        with write() as session:
            yield session
        prepared_within.append(compared.cache_info().misses - before)

    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    monkeypatch.setattr(knowledge.database, "write", counting)
    steps: list[tuple[Callable[..., Any], str]] = [(knowledge.submit, EDITOR), (knowledge.publish, REVIEWER)]
    for step, name in steps:
        compared.cache_clear()
        step(entry_id, name)
    # Its own are few, and only known for certain within.
    own = len(wordings(make_draft()))
    assert [count <= own for count in prepared_within] == [True, True], prepared_within


def test_an_entry_with_reposts_only_may_be_published_and_says_so(knowledge: Knowledge) -> None:
    repost = make_source(url="https://example.org/a", tier="C")
    entry_id = knowledge.create_draft(make_draft(sources=[repost]), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    assert knowledge.publish(entry_id, REVIEWER).needs_source
    card = knowledge.card(entry_id)
    assert (card.needs_source, card.sources[0].url) == (True, None)
    assert "待补" not in card.share_text
    assert not knowledge.card("geye-cai").needs_source


def test_editing_a_public_entry_changes_nothing_for_residents_until_it_is_reviewed(
    knowledge: Knowledge,
) -> None:
    content = knowledge.entry("geye-cai").content
    changed = content.model_copy(update={"truth": "新的说法。", "phrasings": ("全新的问法",)})
    view = knowledge.update_draft("geye-cai", changed, EDITOR)
    assert (view.status, view.is_public) == (EntryStatus.DRAFT, True)
    knowledge.refresh()
    assert knowledge.card("geye-cai").truth == content.truth
    knowledge.submit("geye-cai", EDITOR)
    knowledge.publish("geye-cai", REVIEWER)
    assert knowledge.refresh()
    assert knowledge.card("geye-cai").truth == "新的说法。"
    assert knowledge.check("全新的问法").cards[0].entry_id == "geye-cai"


def test_an_entry_can_be_sent_back_and_only_from_review(knowledge: Knowledge) -> None:
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    with pytest.raises(WrongState):
        knowledge.send_back(entry_id, REVIEWER)
    knowledge.submit(entry_id, EDITOR)
    assert knowledge.send_back(entry_id, REVIEWER).status is EntryStatus.DRAFT


def test_a_withdrawn_entry_is_gone_for_residents_at_the_next_refresh(knowledge: Knowledge) -> None:
    before = knowledge.revision
    knowledge.withdraw("geye-cai", REVIEWER)
    assert knowledge.refresh()
    assert knowledge.revision == before + 1
    with pytest.raises(NotFound):
        knowledge.card("geye-cai")
    assert all(card.entry_id != "geye-cai" for card in knowledge.check("隔夜菜真的致癌吗").cards)


def test_an_id_is_used_once(knowledge: Knowledge) -> None:
    with pytest.raises(InvalidInput) as caught:
        knowledge.create_draft(make_draft(), EDITOR, entry_id="geye-cai")
    assert caught.value.field == "entry_id"
    with pytest.raises(InvalidInput):
        knowledge.create_draft(make_draft(), EDITOR, entry_id="Bad Id")


def test_entries_are_listed_by_state_those_to_be_sourced_first_then_last_changed(
    knowledge: Knowledge, clock: FixedClock
) -> None:
    clock.advance(minutes=1)
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    assert [view.entry_id for view in knowledge.list_entries()[:2]] == ["weibolu", entry_id]
    assert [view.entry_id for view in knowledge.list_entries(needs_source=True)] == ["weibolu"]
    assert knowledge.list_entries(needs_source=False)[0].entry_id == entry_id
    assert [view.entry_id for view in knowledge.list_entries(status=EntryStatus.DRAFT)] == [entry_id]
    assert len(knowledge.list_entries(status=EntryStatus.PUBLISHED, limit=2)) == 2


def test_a_token_opens_its_account_and_is_not_stored(knowledge: Knowledge) -> None:
    token = knowledge.add_staff(" 新审核 ", StaffRole.REVIEWER)
    person = knowledge.staff_for_token(token)
    assert (person.name, person.role) == ("新审核", StaffRole.REVIEWER)
    with knowledge.database.read() as session:
        stored = {value for row in session.scalars(select(Staff)) for value in vars(row).values()}
    assert token not in stored
    with pytest.raises(NotAllowed):
        knowledge.staff_for_token(token + "x")


def test_a_deactivated_account_opens_nothing(knowledge: Knowledge) -> None:
    token = knowledge.add_staff("离职", StaffRole.REVIEWER)
    with knowledge.database.write() as session:
        session.scalars(select(Staff).where(Staff.name == "离职")).one().is_active = False
    with pytest.raises(NotAllowed):
        knowledge.staff_for_token(token)
    entry_id = knowledge.create_draft(make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    with pytest.raises(NotAllowed):
        knowledge.publish(entry_id, "离职")


@pytest.mark.parametrize("name", ["", "  ", "名" * 41, EDITOR])
def test_a_name_is_given_short_and_not_taken(knowledge: Knowledge, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        knowledge.add_staff(name, StaffRole.EDITOR)
    assert caught.value.field == "name"
