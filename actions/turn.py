"""What an action is told about a turn and what it says back; the same for Rasa and for direct mode."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Turn:
    """One resident message as the dialogue understood it.

    ``inquiry_id`` is ``None`` only for callers outside the chat route (a Rasa shell, a test story).
    ``offered_entry_ids`` are the entries behind the buttons of the message before, in their order.
    """

    conversation_id: str
    inquiry_id: int | None
    text: str
    intent: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)
    offered_entry_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and the machine value it sends back."""

    title: str
    choice: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to say: a response of the bot's domain, its variables, and what goes with the words.

    ``payload`` is empty for plain text; otherwise it names the ``kind`` (card, receipt, emergency) and
    holds what a channel shows besides the words. ``choices`` come before those the response has itself.
    """

    response: str
    variables: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a job says, and the slots it sets for the rules that follow."""

    replies: tuple[Reply, ...] = ()
    slots: Mapping[str, str | None] = field(default_factory=dict)


def say(response: str, **variables: str) -> Spoken:
    """One plain message."""
    return Spoken((Reply(response, variables),))
