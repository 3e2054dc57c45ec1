"""What a check reports."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Whether a finding keeps an entry from being public."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """The name editors read."""
        return "错误" if self is Level.ERROR else "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to look at.

    ``check`` names the rule, ``field`` the place in the entry (``sources.0.url``), ``score`` how alike two
    entries are where that is what was found. ``entry_id`` is a file's place for content that cannot be read.
    """

    level: Level
    check: str
    entry_id: str
    field: str
    message: str
    score: float | None = None


def error(check: str, entry_id: str, field: str, message: str) -> Finding:
    """A finding that must be mended."""
    return Finding(Level.ERROR, check, entry_id, field, message)


def warning(check: str, entry_id: str, field: str, message: str, score: float | None = None) -> Finding:
    """A finding an editor should look at."""
    return Finding(Level.WARNING, check, entry_id, field, message, score)
