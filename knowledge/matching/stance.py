"""Whether a message denies the claim it is about: nobody who is right is told they spread a rumor. Pure."""

import re

from knowledge.matching.normalize import clean
from knowledge.matching.spelling import plain_words
from knowledge.matching.vocabulary import find_terms, pattern

_LONGEST_OWN_VIEW = 60
"""Characters; a longer message is a forwarded text, and what its sender thinks of it is not known."""
_HARM_SECTIONS = frozenset({"harm", "general"})
_NEGATION_REACH = 7
"""Characters before a word of harm in which a negation belongs to it: "不会导致人得癌"."""


def denies(message: str, claim: str) -> bool:
    """Tell whether ``message`` says that ``claim`` is not so ("隔夜菜其实不致癌吧" of "隔夜菜致癌").

    A question that leaves it open ("隔夜菜不致癌吗") denies nothing, nor does a long text; nor does who stands up
    for it ("隔夜菜致癌不是谣言"). When in doubt nothing is denied. Both in any written form.
    """
    text = plain_words(message)
    if not text or len(text) > _LONGEST_OWN_VIEW or pattern("left open").search(text):
        return False
    if pattern("affirming").search(text):
        return False
    is_freed = _frees_of_harm(text)
    if pattern("denial").search(text):
        # "味精不致癌是谣言" denies the denial.
        return not is_freed
    return is_freed and not _frees_of_harm(clean(claim))


def affirmed(text: str) -> str:
    """Return the claim a cleaned text denies, in its words ("隔夜菜其实不致癌吧" gives "隔夜菜其实致癌吧").

    Whoever denies a claim speaks of it; what it is about does not hang on the little word. Other texts stay as they
    are.
    """
    if not text or len(text) > _LONGEST_OWN_VIEW or pattern("left open").search(text) or not _frees_of_harm(text):
        return text
    for word in sorted(_harms(text), key=len, reverse=True):
        for found in reversed(list(re.finditer(re.escape(word), text))):
            before = text[: found.start()]
            negation = pattern("negation").search(before[-_NEGATION_REACH:])
            if negation is not None:
                kept = before[: len(before) - len(negation.group())]
                text = kept + text[found.start() :]
    return text


def _harms(text: str) -> set[str]:
    return {term.word for name, term in find_terms(text) if name == "effects" and term.section in _HARM_SECTIONS}


def _frees_of_harm(text: str) -> bool:
    """Tell whether every harm a text names is negated there, or it says that the food may be eaten."""
    if pattern("harmless").search(text) and not pattern("forbidding").search(text):
        return True
    places = [(found.start(), word) for word in _harms(text) for found in re.finditer(re.escape(word), text)]
    return bool(places) and all(
        pattern("negation").search(text[max(0, start - _NEGATION_REACH) : start]) for start, _ in places
    )
