"""那孕妇呢: what the answer shown last says for a group of people."""

from actions.base import DialogueAction
from actions.check_claim import speak_outcome
from actions.turn import Spoken, Turn, say


class ActionAnswerGroup(DialogueAction):
    """Says the entry's note for the group, or its general advice with a pointer to a doctor."""

    action_name = "action_answer_group"

    def work(self, turn: Turn) -> Spoken:
        """Asks back when the group was not understood, or when there is no answer it could be about.

        At the start of a talk 肾病能吃啥 follows nothing: then the knowledge check answers it, if it can.
        """
        answered = self._answer_to_first_question(turn)
        if answered is not None:
            return answered
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

    def _answer_to_first_question(self, turn: Turn) -> Spoken | None:
        context = self.knowledge.context(turn.conversation_id)
        if turn.inquiry_id is None or context.last_claim or context.last_entry_ids:
            return None
        if not self.knowledge.check(turn.text).cards:
            return None
        outcome = self.knowledge.answer_inquiry(turn.inquiry_id, turn.text)
        # Without the slots: the rules that read them belong to action_check_claim.
        return Spoken(speak_outcome(outcome.check, outcome.receipt).replies)
