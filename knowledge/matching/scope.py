"""What a message is about, as far as its own words show. Pure."""

import re

from knowledge.matching.normalize import has_words
from knowledge.matching.types import Scope
from knowledge.matching.vocabulary import mentions, pattern

_STRONG_WORRY = re.compile(r"能不能|能[吃喝]|安全|毒|癌|有害|谣言|真的")

_SHORTEST_STORY = 8
"""Characters; below that a message that asks nothing is a keyword or a greeting."""
_DOUBT = re.compile(r"真的|真有|是真|真假|能信|可信|这事|这种事|有没有依据|谣|吧$|吧[?？]")
_ASKING = re.compile(
    r"怎么|怎样|如何|哪|什么|啥|多少|几[个种天次]|多久|为何|有没有|[吗么呢][?？。]?$|[?？]|能不能|是不是|还是"
)


def read_scope(text: str) -> Scope:
    """Classify a cleaned text. When in doubt between a question of safety and chat, safety wins."""
    if not has_words(text):
        return Scope.OFF_TOPIC
    found = mentions(text)
    is_food = bool(found.foods or pattern("kitchen").search(text))
    if pattern("service").search(text):
        return Scope.FOOD_SAFETY
    if not is_food and not found.substances:
        return Scope.OFF_TOPIC
    is_worry = bool(
        pattern("worry").search(text)
        or found.harms
        or found.benefits
        or found.general_harm
        or (found.substances and is_food)
    )
    if is_worry and not (pattern("chat").search(text) and not _strong_worry(text)):
        return Scope.FOOD_SAFETY
    if not is_food:
        return Scope.OFF_TOPIC
    return Scope.FOOD_CHAT if not found.practices or pattern("chat").search(text) else Scope.FOOD_SAFETY


def _strong_worry(text: str) -> bool:
    found = mentions(text)
    return bool(found.harms or found.substances or _STRONG_WORRY.search(text))


def _tells_of_fraud(text: str) -> bool:
    """Tell whether a text says that something was put into food, made of something else or sold as something else."""
    return pattern("fraud").search(text) is not None and not pattern("recipe question").search(text)


def states_a_claim(text: str) -> bool:
    """Whether a cleaned text tells or doubts something about food, so that it is worth a report when unmatched.

    Rumors are not recognised by words of harm ("奶油是石膏粉打的" has none), so this asks the other way round: whatever
    names food and is neither idle talk (recipes, prices, tastes, pets) nor a plain question is a claim. A report too
    many costs staff a look; one too few is a rumor lost without anybody knowing.
    """
    found = mentions(text)
    is_food = bool(found.foods or pattern("kitchen").search(text))
    if (is_food or pattern("food name").search(text)) and _tells_of_fraud(text):
        return True
    if not is_food:
        return False
    if pattern("chat").search(text) or pattern("small talk").search(text) or found.idle_aspects or found.animals:
        return False
    if _DOUBT.search(text) or pattern("hearsay").search(text):
        return True
    return len(text) >= _SHORTEST_STORY and not _ASKING.search(text)
