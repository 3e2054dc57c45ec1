"""来源呢: where the answer shown last comes from."""

from actions.base import DialogueAction
from actions.recall import cards_shown_last
from actions.turn import Reply, Spoken, Turn, say
from knowledge.entries.cards import AnswerCard, CardSource


class ActionGiveSources(DialogueAction):
    """Says the sources of every card shown last, with what can be opened."""

    action_name = "action_give_sources"

    def work(self, turn: Turn) -> Spoken:
        """Asks which claim is meant when nothing was shown."""
        cards = cards_shown_last(self.knowledge, turn.conversation_id)
        return Spoken(tuple(map(_sources, cards))) if cards else say("utter_no_context")


def _sources(card: AnswerCard) -> Reply:
    lines = "\n".join(f"{number}. {_line(source)}" for number, source in enumerate(card.sources, start=1))
    return Reply("utter_sources", {"title": card.title, "sources": lines})


def _line(source: CardSource) -> str:
    parts = [source.publisher, f"《{source.title.strip('《》')}》", source.published_on, source.url]
    return " ".join(part for part in parts if part)
