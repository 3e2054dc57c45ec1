"""Where a claim was seen, said outside the report form (a button pressed late)."""

from actions.base import DialogueAction
from actions.record_report import record_where_seen
from actions.turn import Spoken, Turn, say


class ActionRecordWhereSeen(DialogueAction):
    """Keeps the place for the report that is open in the conversation."""

    action_name = "action_record_where_seen"

    def work(self, turn: Turn) -> Spoken:
        """Says that nothing is open when nothing is."""
        value = turn.entities.get("where_seen", "")
        kept = record_where_seen(self.knowledge, turn.conversation_id, value)
        return say("utter_where_seen_recorded") if kept else say("utter_nothing_open")
