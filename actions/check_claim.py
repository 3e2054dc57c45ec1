"""The main job: a resident's words go to the knowledge check, and what is known is said."""

from actions.base import DialogueAction
from actions.cards import card_reply
from actions.turn import Choice, Reply, Spoken, Turn
from knowledge.checking import CheckCandidate, CheckOutcome
from knowledge.entries.cards import AnswerCard
from knowledge.entries.kinds import Verdict
from knowledge.inquiries.views import Receipt
from knowledge.matching.types import Scope

MOST_OFFERED = 3
"""More buttons than this are not read on a phone."""
LEAST_OFFERED = 2
"""Fewer is no choice."""
LEAST_SHARE_OF_BEST = 0.25
"""2026-11-24: a further entry this much less likely than the best is seldom meant, only puzzling."""
_EMERGENCY_RESPONSES = {"poison": "utter_emergency_poison"}
_STANCE_RESPONSES = {
    Verdict.FALSE: "utter_rightly_denied",
    Verdict.MISLEADING: "utter_partly_rightly_denied",
    Verdict.TRUE: "utter_wrongly_denied",
}


class ActionCheckClaim(DialogueAction):
    """Answers, asks back, or logs a report; the slot ``check_outcome`` tells the rules which."""

    action_name = "action_check_claim"

    def work(self, turn: Turn) -> Spoken:
        """Check the whole text of the turn; asking twice for one inquiry logs one report."""
        inquiry_id = turn.inquiry_id
        if inquiry_id is None:
            inquiry_id = self.knowledge.begin_inquiry(
                conversation_id=turn.conversation_id, message_id=None, text=turn.text, channel="rasa"
            ).inquiry_id
        outcome = self.knowledge.answer_inquiry(inquiry_id, turn.text)
        return speak_outcome(outcome.check, outcome.receipt)


def speak_outcome(check: CheckOutcome, receipt: Receipt | None) -> Spoken:
    """What to say about an outcome. Only a logged report makes it ``unmatched`` for the rules."""
    if check.emergency is not None:
        return Spoken((emergency_reply(check.emergency.kind),), outcome_slots("emergency"))
    if check.cards:
        several = (
            (Reply("utter_answer_several", {"count": str(len(check.cards))}),) if len(check.cards) > 1 else ()
        )
        shown = [reply for card in check.cards for reply in (*_said_before(card, check), card_reply(card))]
        return Spoken((*several, *shown), outcome_slots("answer"))
    if check.outcome == "clarify":
        return Spoken((clarify_reply(check.candidates),), outcome_slots("clarify"))
    if receipt is not None:
        return speak_receipt(
            "utter_unmatched" if receipt.is_new_cluster else "utter_unmatched_joined", receipt
        )
    return Spoken((Reply(_response_without_report(check)),), outcome_slots("out_of_scope"))


def _said_before(card: AnswerCard, check: CheckOutcome) -> tuple[Reply, ...]:
    """To somebody who doubted the claim: whether rightly. To somebody who named a group: what holds for it."""
    said = []
    if card.entry_id in check.denied and card.verdict in _STANCE_RESPONSES:
        said.append(Reply(_STANCE_RESPONSES[card.verdict], {"title": card.claim}))
    note = check.group_notes.get(card.entry_id)
    if note is not None:
        said.append(Reply("utter_group_note", {"group": note.group, "title": card.title, "note": note.note}))
    return tuple(said)


def speak_receipt(response: str, receipt: Receipt) -> Spoken:
    """A report was logged: say so with its query code, and let the report's two questions follow."""
    payload = {"kind": "receipt", "query_code": receipt.query_code}
    reply = Reply(response, {"query_code": receipt.query_code}, payload)
    return Spoken((reply,), outcome_slots("unmatched", query_code=receipt.query_code))


def emergency_reply(kind: str) -> Reply:
    """Medical help first."""
    return Reply(_EMERGENCY_RESPONSES.get(kind, "utter_emergency"), payload={"kind": "emergency"})


def clarify_reply(candidates: tuple[CheckCandidate, ...]) -> Reply:
    """Offer the likeliest entries by button."""
    best = candidates[0].probability if candidates else 0.0
    offered = [
        candidate
        for place, candidate in enumerate(candidates[:MOST_OFFERED])
        if place < LEAST_OFFERED or candidate.probability >= best * LEAST_SHARE_OF_BEST
    ]
    return Reply(
        "utter_clarify",
        choices=tuple(Choice(candidate.title, f"entry:{candidate.entry_id}") for candidate in offered),
    )


def outcome_slots(outcome: str, query_code: str | None = None) -> dict[str, str | None]:
    """The slots after a check; a new check closes what an earlier report form had asked."""
    return {"check_outcome": outcome, "query_code": query_code, "where_seen": None, "consent": None}


def _response_without_report(check: CheckOutcome) -> str:
    if not check.has_words:
        return "utter_no_words"
    return "utter_food_chat" if check.scope is Scope.FOOD_CHAT else "utter_out_of_scope"
