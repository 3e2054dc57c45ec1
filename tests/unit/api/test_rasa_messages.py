import httpx
import pytest

from api.dialogue.base import DialogueAway
from api.dialogue.rasa import read_messages


def reply(body: object) -> httpx.Response:
    return httpx.Response(200, json=body)


def test_words_and_payload_become_one_message() -> None:
    (message,) = read_messages(
        reply(
            [
                {"text": "已经登记", "buttons": [{"title": "跳过", "payload": "consent:skip"}]},
                {"custom": {"kind": "receipt", "query_code": "ABCD-2345"}},
            ]
        )
    )
    assert message.as_json() == {
        "kind": "receipt",
        "text": "已经登记",
        "query_code": "ABCD-2345",
        "choices": [{"title": "跳过", "choice": "consent:skip"}],
    }


def test_each_payload_goes_with_the_words_before_it() -> None:
    card = {"kind": "card", "card": {"entry_id": "geye-cai"}}
    messages = read_messages(
        reply([{"text": "两条"}, {"text": "一"}, {"custom": card}, {"text": "二"}, {"custom": card}])
    )
    assert [(message.kind, message.text) for message in messages] == [
        ("text", "两条"),
        ("card", "一"),
        ("card", "二"),
    ]


def test_nothing_said_is_no_message() -> None:
    assert read_messages(reply([])) == ()


@pytest.mark.parametrize(
    "body",
    [
        {"error": "x"},
        [1],
        [{"custom": {"kind": "card"}}],
        [{"text": "x"}, {"custom": {"kind": "unheard"}}],
        [{"text": "x", "buttons": [{"title": "no payload"}]}],
    ],
)
def test_an_unreadable_reply_counts_as_away(body: object) -> None:
    with pytest.raises(DialogueAway, match="unreadable"):
        read_messages(reply(body))


def test_a_reply_that_is_not_json_counts_as_away() -> None:
    with pytest.raises(DialogueAway, match="unreadable"):
        read_messages(httpx.Response(200, text="<html>"))
