from dataclasses import replace

import pytest

from actions.base import offered_entries
from actions.check_claim import speak_outcome
from actions.query_status import find_query_code
from knowledge.checking import CheckCandidate, CheckOutcome
from knowledge.entries.cards import AnswerCard, GroupNote
from knowledge.entries.published import make_card
from knowledge.inquiries.views import Receipt
from knowledge.matching.types import EmergencySignal, OutcomeName, Scope
from tests.builders import make_draft


def outcome(name: OutcomeName, **changes: object) -> CheckOutcome:
    values: dict[str, object] = {
        "outcome": name,
        "scope": Scope.FOOD_SAFETY,
        "claim": "彩虹西瓜是染色的",
        "cards": (),
        "candidates": (),
        "emergency": None,
        "has_words": True,
        "revision": 1,
    }
    return CheckOutcome(**(values | changes))  # type: ignore[arg-type]


def candidate(number: int, probability: float) -> CheckCandidate:
    return CheckCandidate(f"entry-{number}", f"条目{number}", probability)


@pytest.mark.parametrize(
    ("is_new", "response"), [(True, "utter_unmatched"), (False, "utter_unmatched_joined")]
)
def test_a_logged_report_is_said_with_its_code_and_opens_the_form(is_new: bool, response: str) -> None:
    spoken = speak_outcome(outcome("unmatched"), Receipt("ABCD-2345", is_new))
    (reply,) = spoken.replies
    assert reply.response == response
    assert reply.payload == {"kind": "receipt", "query_code": "ABCD-2345"}
    assert spoken.slots["check_outcome"] == "unmatched"
    assert spoken.slots["query_code"] == "ABCD-2345"


@pytest.mark.parametrize(
    ("changes", "response"),
    [
        ({"scope": Scope.OFF_TOPIC}, "utter_out_of_scope"),
        ({"scope": Scope.FOOD_CHAT}, "utter_food_chat"),
        ({"scope": Scope.OFF_TOPIC, "has_words": False}, "utter_no_words"),
    ],
)
def test_what_is_no_report_never_opens_the_form(changes: dict[str, object], response: str) -> None:
    spoken = speak_outcome(outcome("unmatched", **changes), None)
    assert [reply.response for reply in spoken.replies] == [response]
    assert spoken.slots["check_outcome"] == "out_of_scope"


@pytest.mark.parametrize(
    ("kind", "response"), [("poison", "utter_emergency_poison"), ("symptom", "utter_emergency")]
)
def test_danger_is_answered_before_anything_that_matched(kind: str, response: str) -> None:
    check = outcome("emergency", emergency=EmergencySignal(kind, "x"), candidates=(candidate(1, 0.9),))
    (reply,) = speak_outcome(check, None).replies
    assert (reply.response, reply.payload) == (response, {"kind": "emergency"})


def card(**changes: object) -> AnswerCard:
    return make_card("caihong", make_draft(reviewed_on="2026-11-23", **changes), {})


@pytest.mark.parametrize(
    ("verdict", "response"),
    [
        ("false", "utter_rightly_denied"),
        ("misleading", "utter_partly_rightly_denied"),
        ("true", "utter_wrongly_denied"),
    ],
)
def test_who_doubts_a_claim_is_told_first_whether_rightly(verdict: str, response: str) -> None:
    denied = card(verdict=verdict)
    spoken = speak_outcome(outcome("answer", cards=(denied,), denied=frozenset({"caihong"})), None)
    assert [reply.response for reply in spoken.replies] == [response, "utter_card_rumor"]
    assert spoken.replies[0].variables["title"] == denied.claim


def test_nobody_is_called_right_about_what_is_not_settled() -> None:
    denied = outcome("answer", cards=(card(verdict="unproven"),), denied=frozenset({"caihong"}))
    assert [reply.response for reply in speak_outcome(denied, None).replies] == ["utter_card_rumor"]


def test_what_holds_for_the_group_asked_about_comes_before_the_card() -> None:
    shown = card()
    notes = {"caihong": GroupNote("孕妇", "孕期不要吃。"), "other": GroupNote("孕妇", "别的条目。")}
    other = replace(shown, entry_id="second")
    spoken = speak_outcome(outcome("answer", cards=(shown, other), group_notes=notes), None)
    assert [reply.response for reply in spoken.replies] == [
        "utter_answer_several", "utter_group_note", "utter_card_rumor", "utter_card_rumor",
    ]  # fmt: skip
    assert spoken.replies[1].variables == {"group": "孕妇", "title": shown.title, "note": "孕期不要吃。"}


def test_asking_back_offers_two_or_three_entries_and_no_far_fetched_one() -> None:
    def offered(*probabilities: float) -> list[str]:
        candidates = tuple(candidate(number, value) for number, value in enumerate(probabilities))
        (reply,) = speak_outcome(outcome("clarify", candidates=candidates), None).replies
        return [choice.choice for choice in reply.choices]

    assert offered(0.5, 0.4, 0.3, 0.2) == ["entry:entry-0", "entry:entry-1", "entry:entry-2"]
    assert offered(0.5, 0.01, 0.009) == ["entry:entry-0", "entry:entry-1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ABCD-2345", "ABCD-2345"),
        ("abcd2345", "ABCD-2345"),
        ("查询码是ａｂｃｄ－２３４５，请查", "ABCD-2345"),
        ("ABCDEFGH", "ABCD-EFGH"),
        ("abcd-efgh", "ABCD-EFGH"),
        ("pancakes", None),
        ("2345-6789", None),
        ("13800138000", None),
        ("ABC0-2345", None),
        ("XABCD-2345", None),
        ("隔夜菜真的致癌吗", None),
    ],
)
def test_a_query_code_is_found_and_words_and_numbers_are_not_taken_for_one(
    text: str, code: str | None
) -> None:
    assert find_query_code(text) == code


def test_the_entries_offered_last_are_read_from_the_talk() -> None:
    buttons = [{"payload": "none_of_these:"}, {"payload": "entry:a"}, {"payload": "entry:b"}]
    events = [
        {"event": "bot", "data": {"buttons": [{"payload": "entry:old"}]}},
        {"event": "bot", "data": {"buttons": buttons}},
        {"event": "user", "text": "第一个"},
        {"event": "action", "name": "action_show_entry"},
    ]
    assert offered_entries(events) == ("a", "b")
    assert offered_entries([]) == ()
