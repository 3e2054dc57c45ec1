# What a command prints is its result.
# ruff: noqa: T201
"""Answer one message over a tracker store that fails when the intent is read; run with the Rasa environment."""

import asyncio
import json
import logging
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage
from sqlalchemy.exc import OperationalError

from bot.channels.protected_rest import INTENT_HEADER, ProtectedRest


class BrokenStore:
    """A store whose reading fails, with a resident's words in the error."""

    async def retrieve(self, sender: str) -> None:
        raise OperationalError("select", {"text": "隔夜菜"}, Exception(sender))


async def _answer(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "回答")


async def main() -> None:
    agent = SimpleNamespace(tracker_store=BrokenStore())
    request: Any = SimpleNamespace(
        headers={"Authorization": "Bearer token"},
        json={"sender": "隔夜菜", "message": "隔夜菜"},
        app=SimpleNamespace(ctx=SimpleNamespace(agent=agent)),
    )
    routes = ProtectedRest("token").blueprint(_answer)._future_routes
    receive = next(route.handler for route in routes if route.uri.endswith("/webhook"))
    answer = await receive(request)
    texts = [message["text"] for message in json.loads(answer.body)]
    print(answer.status, texts, repr(answer.headers[INTENT_HEADER]))


logging.basicConfig()
asyncio.run(main())
