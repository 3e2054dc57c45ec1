"""有用 / 没用, typed instead of pressed on the card."""

from actions.base import DialogueAction
from actions.turn import Spoken, Turn, say
from knowledge.errors import NotFound


class ActionRecordFeedback(DialogueAction):
    """Keeps the vote for every entry shown last."""

    action_name = "action_record_feedback"

    def work(self, turn: Turn) -> Spoken:
        """Thanks; says so when there was no answer a vote could be about."""
        is_helpful = turn.intent == "feedback_helpful"
        votes = 0
        for entry_id in self.knowledge.context(turn.conversation_id).last_entry_ids:
            try:
                self.knowledge.give_feedback(turn.conversation_id, entry_id, is_helpful)
            except NotFound:
                continue
            votes += 1
        if votes == 0:
            return say("utter_feedback_nothing")
        return say("utter_feedback_helpful") if is_helpful else say("utter_feedback_unhelpful")
