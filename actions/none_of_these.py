"""None of the offered entries is meant: then the question is unknown, and is logged."""

from actions.base import DialogueAction
from actions.check_claim import outcome_slots, speak_receipt
from actions.turn import Reply, Spoken, Turn


class ActionNoneOfThese(DialogueAction):
    """Logs the question before as a report, as ``action_check_claim`` does when nothing matches."""

    action_name = "action_none_of_these"

    def work(self, turn: Turn) -> Spoken:
        """Log it once per inquiry; without a question before there is nothing to log."""
        receipt = None
        if turn.inquiry_id is not None:
            receipt = self.knowledge.report_none_of_these(turn.inquiry_id, turn.conversation_id)
        if receipt is None:
            return Spoken((Reply("utter_no_context"),), outcome_slots("out_of_scope"))
        return speak_receipt("utter_none_of_these", receipt)
