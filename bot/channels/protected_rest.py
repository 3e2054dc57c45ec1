"""The one channel of the Rasa process: like Rasa's rest channel, but behind a token and with a length limit.

Only our api talks to it. It never writes a message's text to a log.
"""

import asyncio
import hmac
import inspect
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

# Rasa's work grows with the square of the length: 40,000 characters block the worker for 14 s.
# The whole text travels in the metadata, which Rasa does not read.
MAX_MESSAGE_CHARACTERS = 500
# The tracker store's column holds 255 characters.
MAX_SENDER_CHARACTERS = 255
INTENT_HEADER = "X-Xiaochen-Intent"


class ProtectedRest(RestInput):
    """POST /webhooks/protected_rest/webhook with ``Authorization: Bearer <token>``.

    Takes ``{"sender", "message", "metadata"?}`` and answers a list of bot messages; the header ``X-Xiaochen-Intent``
    says how the message was understood. 401 without the token,
    400 for a body of another shape, 413 for a message that is too long, 500 when the turn failed.
    """

    def __init__(self, token: str) -> None:
        self._expected = f"Bearer {token}".encode()

    @classmethod
    def name(cls) -> str:
        return "protected_rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Build the channel; refuses to start without a token, because an open channel is worse than none."""
        token = (credentials or {}).get("token")
        if not isinstance(token, str) or not token.strip() or token.startswith("${"):
            raise InvalidConfigException("protected_rest needs a token: set XIAOCHEN_RASA_TOKEN")
        return cls(token.strip())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("protected_rest_webhook", inspect.getmodule(self).__name__)  # type: ignore[union-attr]

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_authorized(request):
                return _refusal(HTTPStatus.UNAUTHORIZED, "missing or wrong token")
            body = request.json
            refusal = _body_refusal(body)
            if refusal is not None:
                return refusal
            answered = await self._answer(on_new_message, body)
            if answered.status == HTTPStatus.OK:
                answered.headers[INTENT_HEADER] = await _intent_of_last_message(request, body["sender"])
            return answered

        return webhook

    async def _answer(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]], body: dict[str, Any]
    ) -> HTTPResponse:
        collector = CollectingOutputChannel()
        message = UserMessage(
            body["message"],
            collector,
            body["sender"],
            input_channel=self.name(),
            metadata=body.get("metadata"),
        )
        try:
            await on_new_message(message)
        except asyncio.CancelledError:
            logger.warning("the caller went away before the turn was finished")
            raise
        except Exception as error:  # noqa: BLE001 - the caller answers in direct mode; the worker must live on
            # Only the kind of error: a traceback or its words could carry the resident's text.
            logger.error("the turn failed with %s", type(error).__name__)
            return _refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "the turn failed")
        return response.json(collector.messages)

    def _is_authorized(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), self._expected)


async def _intent_of_last_message(request: Request, sender: str) -> str:
    """How the message just answered was understood; empty when that cannot be told."""
    try:
        tracker = await request.app.ctx.agent.tracker_store.retrieve(sender)
    except Exception as error:  # noqa: BLE001 - the turn has run, and its reply is worth more than the intent
        # Only the kind of error, as above.
        logger.warning("the intent could not be read: %s", type(error).__name__)
        return ""
    intent = (tracker.latest_message.intent or {}) if tracker is not None and tracker.latest_message else {}
    return str(intent.get("name") or "")


def _body_refusal(body: Any) -> HTTPResponse | None:
    """The refusal a body deserves, or ``None`` when it is a message."""
    if not isinstance(body, dict):
        return _refusal(HTTPStatus.BAD_REQUEST, "the body must be an object")
    sender, message, metadata = body.get("sender"), body.get("message"), body.get("metadata")
    if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER_CHARACTERS:
        return _refusal(HTTPStatus.BAD_REQUEST, "sender must be 1 to 255 characters")
    if not isinstance(message, str) or not message.strip():
        return _refusal(HTTPStatus.BAD_REQUEST, "message must be text")
    if metadata is not None and not isinstance(metadata, dict):
        return _refusal(HTTPStatus.BAD_REQUEST, "metadata must be an object")
    if len(message) > MAX_MESSAGE_CHARACTERS:
        return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "message is too long")
    return None


def _refusal(status: HTTPStatus, reason: str) -> HTTPResponse:
    return response.json({"error": reason}, status=int(status))
