"""An answer card on its way to a resident: as JSON, and as a message that says it in words."""

from typing import Any

from pydantic import TypeAdapter

from actions.turn import Reply
from knowledge.entries.cards import AnswerCard

_CARD: TypeAdapter[AnswerCard] = TypeAdapter(AnswerCard)


def card_json(card: AnswerCard) -> dict[str, Any]:
    """The card as plain JSON values, with the verdict's Chinese name beside it."""
    body: dict[str, Any] = _CARD.dump_python(card, mode="json")
    body["verdict_label"] = card.verdict.label if card.verdict is not None else None
    body["kind_label"] = card.kind.label
    return body


def card_reply(card: AnswerCard) -> Reply:
    """The message that shows ``card``; a verdict is never said without the claim it is about."""
    payload = {"kind": "card", "card": card_json(card)}
    if card.verdict is not None:
        variables = {"title": card.claim or card.title, "verdict": card.verdict.label, "truth": card.truth}
        return Reply("utter_card_rumor", variables, payload)
    return Reply("utter_card_other", {"title": card.title, "truth": card.truth}, payload)
