"""The three kinds of message the intake keeps apart."""

import re
from enum import StrEnum

from knowledge.matching.normalize import clean
from knowledge.matching.scope import read_scope
from knowledge.matching.types import Scope
from knowledge.matching.vocabulary import mentions

_MAY_EAT = re.compile(r"(?:能|可以|可不可以|敢)[^,。?]{0,4}[吃喝]")
READS_LIKE_A_RUMOR = 0.5
"""The calibrated probability from which on a message is taken for a rumor: from here on it more likely is one."""


class MessageKind(StrEnum):
    """What a message is to the people who check rumors."""

    RUMOR = "rumor"
    INFORMATION_GAP = "information_gap"
    CHAT = "chat"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _LABELS[self]


_LABELS = {
    MessageKind.RUMOR: "传言",
    MessageKind.INFORMATION_GAP: "信息空白",
    MessageKind.CHAT: "闲聊",
}


def kind_of(text: str, probability: float) -> MessageKind:
    """The kind of a message with this check-worthiness (``CheckWorthiness.probability``).

    What does not read like a rumor is an information gap when it is about food safety, else chat: recipes,
    prices and everything that has nothing to do with food.
    """
    if probability >= READS_LIKE_A_RUMOR:
        return MessageKind.RUMOR
    return MessageKind.INFORMATION_GAP if _is_about_safety(clean(text)) else MessageKind.CHAT


def _is_about_safety(text: str) -> bool:
    scope = read_scope(text)
    if scope is Scope.FOOD_CHAT:
        # "血糖高能吃西瓜吗" names no worry, but nobody asks it about taste.
        return _MAY_EAT.search(text) is not None and not mentions(text).animals
    return scope is Scope.FOOD_SAFETY
