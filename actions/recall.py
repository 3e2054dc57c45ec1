"""The cards a follow-up question is about."""

from knowledge.entries.cards import AnswerCard
from knowledge.errors import NotFound
from knowledge.service import Knowledge


def cards_shown_last(knowledge: Knowledge, conversation_id: str) -> tuple[AnswerCard, ...]:
    """The cards the conversation saw last; those withdrawn since are left out."""
    cards = []
    for entry_id in knowledge.context(conversation_id).last_entry_ids:
        try:
            cards.append(knowledge.card(entry_id))
        except NotFound:
            continue
    return tuple(cards)
