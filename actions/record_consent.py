"""Whether a resident wants to be told, said outside the report form (a button pressed late)."""

from actions.base import DialogueAction
from actions.record_report import record_consent
from actions.turn import Spoken, Turn, say


class ActionRecordConsent(DialogueAction):
    """Keeps the wish for the report that is open in the conversation."""

    action_name = "action_record_consent"

    def work(self, turn: Turn) -> Spoken:
        """Says that nothing is open when nothing is."""
        value = turn.entities.get("consent", "")
        kept = record_consent(self.knowledge, turn.conversation_id, value)
        return say("utter_consent_recorded") if kept else say("utter_nothing_open")
