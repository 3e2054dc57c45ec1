"""A chosen entry: by its button, or typed as 第一个."""

from actions.base import DialogueAction
from actions.cards import card_reply
from actions.turn import Spoken, Turn, say
from knowledge.errors import NotFound


class ActionShowEntry(DialogueAction):
    """Shows the card that was chosen."""

    action_name = "action_show_entry"

    def work(self, turn: Turn) -> Spoken:
        """Says so when the entry is not public any more."""
        entry_id = turn.entities.get("entry_id") or _offered(turn)
        if not entry_id:
            return say("utter_no_context")
        try:
            return Spoken((card_reply(self.knowledge.card(entry_id)),))
        except NotFound:
            return say("utter_entry_gone")


def _offered(turn: Turn) -> str | None:
    position = turn.entities.get("position", "")
    if not position.isdecimal() or not 1 <= int(position) <= len(turn.offered_entry_ids):
        return None
    return turn.offered_entry_ids[int(position) - 1]
