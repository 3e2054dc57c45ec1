"""Which typed messages are questions about food, whatever else they resemble."""

from api.dialogue.base import ResidentMessage
from api.dialogue.phrases import Phrases
from knowledge.matching.scope import read_scope, states_a_claim
from knowledge.matching.spelling import plain_words
from knowledge.matching.types import Scope
from knowledge.matching.vocabulary import mentions
from knowledge.service import Knowledge


def names_food(text: str, phrases: Phrases) -> bool:
    """Whether ``text`` names a food or a substance of its own. Pure."""
    # Not the sugar in 血糖高 or the purine behind 尿酸高: those name people.
    found = mentions(phrases.without_groups(plain_words(text)))
    return bool(found.foods or found.substances)


def is_food_question(text: str, phrases: Phrases) -> bool:
    """Whether ``text`` is about the safety of a food it names itself: no small talk, no follow-up. Pure."""
    if phrases.knows(text) or not names_food(text, phrases):
        return False
    words = plain_words(text)
    return states_a_claim(words) or read_scope(words) is Scope.FOOD_SAFETY


def is_certain_question(knowledge: Knowledge, phrases: Phrases, message: ResidentMessage) -> bool:
    """Whether a message goes to the knowledge check without being understood first. Blocks.

    Never while a report is open: then it may be the answer to one of the report's two questions.
    """
    if not is_food_question(message.text, phrases):
        return False
    return knowledge.context(message.conversation_id).open_query_code is None
