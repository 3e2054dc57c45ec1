"""A text in one written form, character by character, so that what is found can be cut out of the original."""

import unicodedata
from functools import cache

from opencc import OpenCC

TAKEN = "\ue000"
"""Stands for a character that a rule has taken; no other rule sees through it."""
NAMED = "\ue001"
"""The same where the character belongs to a name."""

_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
_ALIKE = {"➕": "+", "−": "-", "﹣": "-", "\t": " ", TAKEN: " ", NAMED: " "} | dict.fromkeys("•・‧∙●", "·")
_DIGITS_IN_WORDS = str.maketrans("一二三四五六七八九零〇幺壹贰叁肆伍陆柒捌玖", "123456789001123456789")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def plain_form(text: str) -> tuple[str, list[int]]:
    """The text in lower-case half-width simplified letters without invisible characters, and where each came from."""
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        plain = character if "\u4e00" <= character <= "\u9fff" else _plain_character(character)
        if plain:
            characters.append(plain)
            origins.append(position)
    written = "".join(characters)
    simplified = _to_simplified().convert(written)
    # A phrase may get another length; then places would no longer agree.
    return (simplified if len(simplified) == len(written) else written), origins


def with_digits(plain: str) -> str:
    """The same with digits written as words ("幺三八") as digits, place by place."""
    return plain.translate(_DIGITS_IN_WORDS)


def without(plain: str, spans: list[tuple[int, int]], mark: str = TAKEN) -> str:
    """``plain`` with these spans, in order and apart, overwritten with ``mark``."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += [plain[position:start], mark * (end - start)]
        position = end
    return "".join([*parts, plain[position:]])


def _plain_character(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd":
        return "-"
    if category in {"Zs", "Cs"}:  # a lone surrogate cannot be converted
        return " "
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 and category != "No" else character
