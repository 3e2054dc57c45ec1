"""那孕妇呢: what the answer shown last says for a group of people."""

from actions.base import DialogueAction
from actions.turn import Spoken, Turn, say


class ActionAnswerGroup(DialogueAction):
    """Says the entry's note for the group, or its general advice with a pointer to a doctor."""

    action_name = "action_answer_group"

    def work(self, turn: Turn) -> Spoken:
        """Asks back when the group was not understood, or when there is no answer it could be about."""
        group = turn.entities.get("group", "")
        if not group:
            return say("utter_group_which")
        answer = self.knowledge.group_answer(turn.conversation_id, group)
        if answer.card is None:
            return say("utter_no_context")
        title = answer.card.title
        if answer.note is not None:
            return say("utter_group_note", group=group, title=title, note=answer.note)
        if answer.card.advice:
            return say("utter_group_general", group=group, title=title, advice=answer.card.advice)
        return say("utter_group_unknown", group=group, title=title)
