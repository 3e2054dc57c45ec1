"""Making a resident's text safe to handle, without changing what it says."""

import unicodedata

_LINE_BREAKS = str.maketrans({**dict.fromkeys("\r\x0b\x0c\u2028\u2029", "\n"), "\t": " "})
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control, invisible (zero-width, direction marks), half surrogates, unassigned, private: nothing to read."""


def sanitize(text: str) -> str:
    """The text without control and invisible characters, without slashes at its start.

    Rasa runs what follows a leading slash as a command; the database refuses NUL and half surrogates.
    """
    broken = text.replace("\r\n", "\n").translate(_LINE_BREAKS)
    kept = "".join(
        character
        for character in broken
        if character == "\n" or unicodedata.category(character) not in _DROPPED_CATEGORIES
    )
    return kept.lstrip(" \n\u3000/／").rstrip()
