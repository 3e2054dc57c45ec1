"""What a message is about, as far as its own words show. Pure."""

import re

from knowledge.matching.normalize import has_words
from knowledge.matching.types import Scope
from knowledge.matching.vocabulary import mentions, pattern

_STRONG_WORRY = re.compile(r"能不能|能[吃喝]|安全|毒|癌|有害|谣言|真的")


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
