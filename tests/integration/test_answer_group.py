"""A question about a group of people: a follow-up, or the first question of a talk."""

from actions.answer_group import ActionAnswerGroup
from actions.turn import Spoken, Turn
from knowledge.service import Knowledge
from tests.builders import RAINBOW, ask


def asked_for_group(knowledge: Knowledge, text: str, conversation: str = "c1") -> Spoken:
    begun = knowledge.begin_inquiry(conversation_id=conversation, message_id=None, text=text)
    turn = Turn(conversation, begun.inquiry_id, text, "ask_group", {"group": "孕妇"})
    return ActionAnswerGroup(knowledge).work(turn)


def responses(spoken: Spoken) -> list[str]:
    return [reply.response for reply in spoken.replies]


def test_the_first_question_of_a_talk_gets_the_card_the_check_gives(knowledge: Knowledge) -> None:
    spoken = asked_for_group(knowledge, "隔夜菜真的致癌吗")
    assert spoken.replies[-1].payload["card"]["entry_id"] == "geye-cai"
    assert spoken.slots == {}
    # What follows is about that card.
    assert responses(asked_for_group(knowledge, "孕妇可以吃吗")) == ["utter_group_note"]


def test_a_first_question_the_check_cannot_answer_is_asked_back_and_not_reported(knowledge: Knowledge) -> None:
    assert responses(asked_for_group(knowledge, "那孕妇呢")) == ["utter_no_context"]
    assert knowledge.list_reports() == []


def test_after_a_report_the_question_is_about_what_was_reported(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    assert responses(asked_for_group(knowledge, "隔夜菜真的致癌吗")) == ["utter_no_context"]
