"""The bot's wording, read from the same file Rasa reads, so that both modes say the same."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from actions.turn import Choice, Reply
from api.dialogue.base import Message, compose

_VARIABLE = re.compile(r"{([^\n{}]+?)}")


class ResponseBook:
    """Every response of ``bot/domain/responses.yml``; the first variant of each is said."""

    def __init__(self, responses: Mapping[str, tuple[str, tuple[Choice, ...]]]) -> None:
        self._responses = responses

    @classmethod
    def load(cls, path: Path) -> "ResponseBook":
        """Read the file. Raises ``ValueError`` naming the response that is not as it must be."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls({name: _first_variant(name, variants) for name, variants in content["responses"].items()})

    def names(self) -> frozenset[str]:
        """Every response there is."""
        return frozenset(self._responses)

    def render(self, reply: Reply) -> Message:
        """The message a reply becomes. Raises ``KeyError`` for a response that does not exist."""
        text, choices = self._responses[reply.response]
        return compose(reply.payload, _fill(text, reply.variables), (*reply.choices, *choices))


def _first_variant(name: str, variants: Any) -> tuple[str, tuple[Choice, ...]]:
    if not isinstance(variants, list) or not variants or not isinstance(variants[0].get("text"), str):
        raise ValueError(f"response {name} needs a text")
    first = variants[0]
    buttons = first.get("buttons") or ()
    return first["text"].strip(), tuple(Choice(button["title"], button["payload"]) for button in buttons)


def _fill(text: str, variables: Mapping[str, str]) -> str:
    # As Rasa does: in one pass, so that braces inside a value stay as they are.
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)
