"""Choices: the machine values buttons send back, and what Rasa is told about them."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from actions.record_report import CONSENTS
from api.dialogue.text import sanitize
from knowledge.emerging.views import WhereSeen

_ENTRY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ENTRY_ID = 80
_LONGEST_QUESTION = 200


class ChoiceKind(StrEnum):
    """What a button asks for; the value is the part of a choice before its colon."""

    WHERE_SEEN = "where_seen"
    CONSENT = "consent"
    ENTRY = "entry"
    NONE_OF_THESE = "none_of_these"
    ASK = "ask"


class InvalidChoice(ValueError):
    """A choice no button of ours sends."""


@dataclass(frozen=True, slots=True)
class ParsedChoice:
    """A choice that was understood; ``value`` is safe to hand on."""

    kind: ChoiceKind
    value: str = ""

    @property
    def is_question(self) -> bool:
        """Whether the button only saves typing: its value is then what the resident says."""
        return self.kind is ChoiceKind.ASK

    def as_rasa_message(self) -> str:
        """The intent with its entity, in the notation Rasa takes for granted instead of understanding."""
        match self.kind:
            case ChoiceKind.WHERE_SEEN:
                return _command("inform_where_seen", {"where_seen": self.value})
            case ChoiceKind.CONSENT:
                return _command("inform_consent", {"consent": self.value})
            case ChoiceKind.ENTRY:
                return _command("show_entry", {"entry_id": self.value})
            case ChoiceKind.NONE_OF_THESE:
                return "/none_of_these"
            case ChoiceKind.ASK:
                return self.value


def parse_choice(choice: str) -> ParsedChoice:
    """Read a choice. Raises ``InvalidChoice`` for anything a button of ours would not send."""
    name, colon, value = choice.partition(":")
    if not colon or name not in set(ChoiceKind):
        raise InvalidChoice(name)
    kind = ChoiceKind(name)
    if kind is ChoiceKind.ASK:
        value = sanitize(value)
    if not _is_valid(kind, value):
        raise InvalidChoice(name)
    return ParsedChoice(kind, value)


def _is_valid(kind: ChoiceKind, value: str) -> bool:
    match kind:
        case ChoiceKind.WHERE_SEEN:
            return value in set(WhereSeen)
        case ChoiceKind.CONSENT:
            return value in CONSENTS
        case ChoiceKind.ENTRY:
            return len(value) <= _LONGEST_ENTRY_ID and _ENTRY_ID.fullmatch(value) is not None
        case ChoiceKind.NONE_OF_THESE:
            return value == ""
        case ChoiceKind.ASK:
            return 0 < len(value) <= _LONGEST_QUESTION


def _command(intent: str, entities: dict[str, str]) -> str:
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}"
