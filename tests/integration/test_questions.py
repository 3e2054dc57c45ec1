"""What stands at the questions desk, and what editors make of it."""

from pathlib import Path

import pytest

from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.models import AuditRecord
from knowledge.errors import EditConflict, InvalidInput, NotAllowed, NotFound
from knowledge.evaluation.files import read_labelled_files
from knowledge.inquiries.models import Inquiry
from knowledge.questions.kinds import Handling, Reason
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole
from tests.builders import EDITOR, RAINBOW, RAINBOW_REWORDED, FixedClock, ask
from tests.integration.conftest import Xiaochen


def asked(knowledge: Knowledge, reason: Reason, **more: int) -> list[list[str]]:
    """The texts at the desk, by group."""
    found = knowledge.questions_to_handle(reason, **more)
    return [[question.text for question in group.questions] for group in found.groups]


def put(knowledge: Knowledge, text: str, conversation: str, **fields: object) -> int:
    """A question with an outcome of the test's choosing."""
    begun = knowledge.begin_inquiry(conversation_id=conversation, message_id=None, text=text)
    with knowledge.database.write() as session:
        inquiry = session.get_one(Inquiry, begun.inquiry_id)
        for name, value in fields.items():
            setattr(inquiry, name, value)
    return begun.inquiry_id


def test_unanswered_questions_about_the_same_thing_stand_together(knowledge: Knowledge) -> None:
    ask(knowledge, "听说青团加了防腐剂不能吃", conversation="c1")
    ask(knowledge, RAINBOW, conversation="c2")
    ask(knowledge, RAINBOW_REWORDED, conversation="c3")
    ask(knowledge, "今天天气怎么样", conversation="c4")
    assert asked(knowledge, Reason.UNMATCHED) == [[RAINBOW_REWORDED, RAINBOW], ["听说青团加了防腐剂不能吃"]]


def test_a_question_asked_back_about_leaves_once_an_entry_was_chosen(knowledge: Knowledge) -> None:
    put(knowledge, "剩菜", "c1", outcome="clarify", scope="food_safety")
    put(knowledge, "微波", "c2", outcome="clarify", scope="food_safety")
    put(knowledge, "微波炉加热的食物有害", "c2", shown_entry_ids=["weibolu"])
    assert asked(knowledge, Reason.CLARIFIED) == [["剩菜"]]


def test_a_bad_vote_brings_the_question_before_it(knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, "隔夜菜真的致癌吗", conversation="c1")
    ask(knowledge, "隔夜菜致癌吗", conversation="c2")
    knowledge.give_feedback("c1", "geye-cai", helpful=False)
    knowledge.give_feedback("c2", "geye-cai", helpful=True)
    clock.advance(minutes=1)
    ask(knowledge, "微波炉加热的食物有害吗", conversation="c1")
    assert asked(knowledge, Reason.UNHELPFUL) == [["隔夜菜真的致癌吗"]]


def test_an_answer_with_little_margin_is_worth_a_look(knowledge: Knowledge) -> None:
    put(knowledge, "隔夜菜", "c1", outcome="answer", scope="food_safety", probability=0.80)
    put(knowledge, "隔夜菜致癌", "c2", outcome="answer", scope="food_safety", probability=0.98)
    assert asked(knowledge, Reason.UNSURE) == [["隔夜菜"]]


def test_old_questions_are_not_shown(knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, RAINBOW)
    clock.advance(days=8)
    assert asked(knowledge, Reason.UNMATCHED, days=7) == []
    assert asked(knowledge, Reason.UNMATCHED, days=9) == [[RAINBOW]]


def test_a_question_becomes_a_phrasing_and_leaves_the_desk(knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    knowledge.make_phrasing([inquiry_id], "geye-cai", RAINBOW, EDITOR, knowledge.entry("geye-cai").edition)
    entry = knowledge.entry("geye-cai")
    assert entry.content.phrasings[-1] == RAINBOW
    assert entry.is_public
    assert asked(knowledge, Reason.UNMATCHED) == []
    with knowledge.database.read() as session:
        records = session.query(AuditRecord).filter_by(actor=EDITOR).all()
    assert {(r.action, r.subject_kind, r.subject_id) for r in records} == {
        (Action.UPDATE, SubjectKind.ENTRY, "geye-cai"),
        (Action.MARK, SubjectKind.INQUIRY, str(inquiry_id)),
    }


def test_an_entry_somebody_else_saved_is_not_changed_and_the_question_stays(knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    read = knowledge.entry("geye-cai")
    knowledge.update_draft("geye-cai", read.content, EDITOR)
    with pytest.raises(EditConflict):
        knowledge.make_phrasing([inquiry_id], "geye-cai", RAINBOW, EDITOR, read.edition)
    assert asked(knowledge, Reason.UNMATCHED) == [[RAINBOW]]


@pytest.mark.parametrize("text", ["  ", "长" * 301])
def test_a_text_that_is_no_phrasing_is_refused(knowledge: Knowledge, text: str) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    with pytest.raises(InvalidInput) as caught:
        knowledge.make_phrasing([inquiry_id], "geye-cai", text, EDITOR)
    assert caught.value.field == "text"


def test_a_draft_begins_with_the_questions_as_phrasings(knowledge: Knowledge) -> None:
    first, _ = ask(knowledge, RAINBOW, conversation="c1")
    second, _ = ask(knowledge, RAINBOW_REWORDED, conversation="c2")
    entry_id = knowledge.make_draft_of([first, second], "彩虹西瓜是染色的", EDITOR)
    content = knowledge.entry(entry_id).content
    assert (content.title, content.phrasings) == ("彩虹西瓜是染色的", (RAINBOW, RAINBOW_REWORDED))
    assert [one.handling for one in knowledge.questions([first, second])] == [Handling.DRAFT, Handling.DRAFT]


def test_somebody_who_only_reads_changes_nothing(knowledge: Knowledge) -> None:
    knowledge.add_staff("周查看", StaffRole.VIEWER)
    inquiry_id, _ = ask(knowledge, RAINBOW)
    with pytest.raises(NotAllowed):
        knowledge.dismiss_questions([inquiry_id], "周查看")
    assert asked(knowledge, Reason.UNMATCHED) == [[RAINBOW]]


def test_an_unknown_question_or_entry_is_named(knowledge: Knowledge) -> None:
    inquiry_id, _ = ask(knowledge, RAINBOW)
    with pytest.raises(NotFound, match="inquiry 999"):
        knowledge.dismiss_questions([inquiry_id, 999], EDITOR)
    with pytest.raises(NotFound, match="entry no-such"):
        knowledge.mark_wrong_answer([inquiry_id], "no-such", EDITOR)
    assert asked(knowledge, Reason.UNMATCHED) == [[RAINBOW]]


def test_marks_become_files_that_evaluation_reads(knowledge: Knowledge, xiaochen: Xiaochen, tmp_path: Path) -> None:
    right, _ = ask(knowledge, RAINBOW, conversation="c1")
    none, _ = ask(knowledge, "听说青团加了防腐剂不能吃", conversation="c2")
    knowledge.mark_wrong_answer([right], "weibolu", EDITOR)
    knowledge.mark_wrong_answer([none], None, EDITOR)
    out = tmp_path / "marks"
    result = xiaochen("questions", "export", str(out))
    assert result.status == 0, result.err
    files = read_labelled_files(out / "kb.jsonl", out / "questions.jsonl", (out / "negatives.jsonl",))
    assert [(question.text, question.topic_id) for question in files.questions] == [(RAINBOW, "weibolu")]
    assert files.negatives == {"negatives": ("听说青团加了防腐剂不能吃",)}
    assert {entry.entry_id for entry in files.entries} == {"geye-cai", "weibolu", "tousu"}
