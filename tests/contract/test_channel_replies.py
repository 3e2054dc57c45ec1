"""What Rasa's channel really answered (recorded) becomes the public messages."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.dialogue.rasa import read_messages
from api.public.schemas import MessageBody

REPLIES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "recorded" / "rasa_channel_replies.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("card", ["card"]), ("unmatched", ["receipt", "text"]), ("clarify", ["text"]), ("greeting", ["text"])],
)
def test_a_recorded_reply_becomes_public_messages(name: str, kinds: list[str]) -> None:
    messages = [message.as_json() for message in read_messages(httpx.Response(200, json=REPLIES[name]))]
    assert [message["kind"] for message in messages] == kinds
    for message in messages:
        assert MessageBody.model_validate(message).text


def test_the_recorded_card_keeps_everything_a_resident_is_shown() -> None:
    (message,) = read_messages(httpx.Response(200, json=REPLIES["card"]))
    body = MessageBody.model_validate(message.as_json())
    assert body.card is not None
    assert body.card.sources
    assert body.card.verdict_label is not None
    assert body.card.verdict_label in body.text
    assert [choice.choice for choice in body.choices or []] == ["ask:为什么", "ask:来源呢"]


def test_the_recorded_receipt_names_the_code_and_the_form_follows() -> None:
    receipt, where = read_messages(httpx.Response(200, json=REPLIES["unmatched"]))
    assert receipt.query_code is not None
    assert receipt.query_code in receipt.text
    assert where.choices[0].choice == "where_seen:wechat_group"


def test_the_recorded_offer_ends_with_none_of_these() -> None:
    (offer,) = read_messages(httpx.Response(200, json=REPLIES["clarify"]))
    assert offer.choices[0].choice.startswith("entry:")
    assert offer.choices[-1].choice == "none_of_these:"
