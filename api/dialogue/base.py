"""What a chat turn is made of, and what anything that can hold a dialogue must offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from actions.turn import Choice
from api.dialogue.choices import ParsedChoice

MessageKind = Literal["text", "card", "emergency", "receipt"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a resident. ``text`` alone says everything; the rest is for richer channels."""

    kind: MessageKind
    text: str
    card: Mapping[str, Any] | None = None
    query_code: str | None = None
    choices: tuple[Choice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The public form; what is not there is left out."""
        body: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.card is not None:
            body["card"] = dict(self.card)
        if self.query_code is not None:
            body["query_code"] = self.query_code
        if self.choices:
            body["choices"] = [{"title": choice.title, "choice": choice.choice} for choice in self.choices]
        return body


@dataclass(frozen=True, slots=True)
class ResidentMessage:
    """What a dialogue gets: sanitised, without personal data, belonging to an inquiry that exists."""

    conversation_id: str
    inquiry_id: int
    text: str
    choice: ParsedChoice | None = None


@dataclass(frozen=True, slots=True)
class DialogueReply:
    """What a dialogue says; ``intent`` where it knows what it understood."""

    messages: tuple[Message, ...]
    intent: str | None = None


class DialogueAway(Exception):
    """The dialogue cannot answer now; the text says why, for logs."""


class Dialogue(Protocol):
    """Understands a message in its conversation and answers it."""

    async def answer(self, message: ResidentMessage) -> DialogueReply:
        """At least one message. Raises ``DialogueAway``."""


def compose(kind_and_payload: Mapping[str, Any], text: str, choices: tuple[Choice, ...]) -> Message:
    """One message from its words and the payload that came with them."""
    kind = kind_and_payload.get("kind", "text")
    if kind not in ("text", "card", "emergency", "receipt"):
        raise ValueError(f"unknown message kind {kind!r}")
    return Message(
        kind=kind,
        text=text,
        card=kind_and_payload.get("card"),
        query_code=kind_and_payload.get("query_code"),
        # 都不是 belongs below the entries it refuses, whichever of the two was added first.
        choices=tuple(sorted(choices, key=lambda choice: choice.choice.startswith("none_of_these:"))),
    )
