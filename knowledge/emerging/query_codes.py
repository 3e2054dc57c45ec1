"""Query codes (查询码): short, random, and hard to misread over the phone."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L, which look alike."""

LENGTH = 8
"""31^8 codes: with a million given out, a guess hits one in 850,000 times, and visitors are rate-limited."""

_DIGITS = frozenset("23456789")


def new_code() -> str:
    """A fresh random code, as stored. It holds a digit: typed in small letters it is never taken for a word."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not _DIGITS.isdisjoint(code):
            return code


def shown_code(code: str) -> str:
    """The code as residents see it: four characters, a hyphen, four characters."""
    return f"{code[:4]}-{code[4:]}"


def stored_code(typed: str) -> str | None:
    """The stored form of what a resident typed (any case or width, hyphens, spaces), or ``None``."""
    text = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(character for character in text if character not in " -_‐‑–—－")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
