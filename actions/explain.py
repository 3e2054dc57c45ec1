"""为什么: the reasons behind the answer shown last."""

from actions.base import DialogueAction
from actions.recall import cards_shown_last
from actions.turn import Reply, Spoken, Turn, say
from knowledge.entries.cards import AnswerCard


class ActionExplain(DialogueAction):
    """Says the key points of every card shown last."""

    action_name = "action_explain"

    def work(self, turn: Turn) -> Spoken:
        """Asks which claim is meant when nothing was shown."""
        cards = cards_shown_last(self.knowledge, turn.conversation_id)
        return Spoken(tuple(map(_reasons, cards))) if cards else say("utter_no_context")


def _reasons(card: AnswerCard) -> Reply:
    points = card.key_points or (card.truth,)
    lines = "\n".join(f"{number}. {point}" for number, point in enumerate(points, start=1))
    return Reply("utter_explain", {"title": card.title, "points": lines})
