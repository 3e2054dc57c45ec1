"""The dialogue held by the Rasa process."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from anyio import to_thread

from actions.turn import Choice
from api.dialogue.base import DialogueAway, DialogueReply, Message, ResidentMessage, compose

_CHANNEL = "/webhooks/protected_rest"
_INTENT_HEADER = "X-Xiaochen-Intent"
_HEALTH_SECONDS = 1.0
_WARM_UP = {"sender": "warm-up", "message": "你好"}
_WARM_UP_SECONDS = 30.0
_WARM_UP_PAUSE_SECONDS = 1.0
CERTAIN_QUESTION = "/check_claim"
"""What Rasa is told instead of a long text, because its work grows with the square of the length, and instead of a
question that names its food: Rasa's own list of foods is the shorter one."""


class RasaDialogue:
    """Asks Rasa, and gives up at the deadline.

    Rasa's first answer after a start takes seconds, so that ``keep_warm`` asks for it before any resident
    does. After a missed deadline Rasa is left alone for a moment: residents should not wait one by one.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        token: str,
        deadline_seconds: float,
        rest_seconds: float,
        text_limit: int,
        is_certain_question: Callable[[ResidentMessage], bool],
    ) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._deadline = deadline_seconds
        self._rest = rest_seconds
        self._text_limit = text_limit
        self._is_certain_question = is_certain_question
        self._resting_until = 0.0
        self._is_warm = False

    async def answer(self, message: ResidentMessage) -> DialogueReply:
        """Rasa's answer. Raises ``DialogueAway`` when it is away, late, refuses, or has nothing to say."""
        if not self._is_warm:
            raise DialogueAway("not started")
        if time.monotonic() < self._resting_until:
            raise DialogueAway("resting after a missed deadline")
        body = {
            "sender": message.conversation_id,
            "message": await self._words_for(message),
            "metadata": {"inquiry_id": message.inquiry_id, "text": message.text},
        }
        try:
            async with asyncio.timeout(self._deadline):
                response = await self._client.post(f"{_CHANNEL}/webhook", json=body, headers=self._headers)
        except TimeoutError:
            self._resting_until = time.monotonic() + self._rest
            raise DialogueAway(f"no answer within {self._deadline} s") from None
        except httpx.HTTPError as error:
            # Gone, and cold when it comes back.
            self._is_warm = False
            raise DialogueAway(f"not reachable ({type(error).__name__})") from None
        if response.status_code != 200:
            raise DialogueAway(f"status {response.status_code}")
        messages = read_messages(response)
        if not messages:
            # Rasa answers 200 with nothing when its action endpoint is down or a rule is missing.
            raise DialogueAway("empty reply")
        return DialogueReply(messages, response.headers.get(_INTENT_HEADER) or None)

    async def _words_for(self, message: ResidentMessage) -> str:
        """What Rasa's understanding is given of a message."""
        if message.choice is not None:
            return message.choice.as_rasa_message()
        if len(message.text) > self._text_limit or await to_thread.run_sync(self._is_certain_question, message):
            return CERTAIN_QUESTION
        return message.text

    async def keep_warm(self) -> None:
        """Notice Rasa's starts and have it answer once before residents are sent there. Runs for ever."""
        while True:
            if not self._is_warm:
                self._is_warm = await self._warmed_up()
            await asyncio.sleep(_WARM_UP_PAUSE_SECONDS)

    async def _warmed_up(self) -> bool:
        try:
            response = await self._client.post(
                f"{_CHANNEL}/webhook", json=_WARM_UP, headers=self._headers, timeout=_WARM_UP_SECONDS
            )
        except httpx.HTTPError:
            return False
        return response.status_code == 200

    async def trouble(self) -> str | None:
        """Why Rasa cannot be asked now, or ``None``."""
        try:
            async with asyncio.timeout(_HEALTH_SECONDS):
                response = await self._client.get(f"{_CHANNEL}/")
        except TimeoutError:
            return "slow"
        except httpx.HTTPError as error:
            return f"not reachable ({type(error).__name__})"
        if response.status_code != 200:
            return f"status {response.status_code}"
        return None if self._is_warm else "starting"


def read_messages(response: httpx.Response) -> tuple[Message, ...]:
    """Rasa's list of bot messages as ours. Raises ``DialogueAway`` for anything else."""
    try:
        parts = response.json()
        if not isinstance(parts, list):
            raise TypeError("not a list")
        return tuple(_join(parts))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DialogueAway(f"unreadable reply ({type(error).__name__})") from None


def _join(parts: list[Mapping[str, Any]]) -> list[Message]:
    """Words and payload of one reply arrive as two parts, the words first: put them together again."""
    messages: list[Message] = []
    for part in parts:
        payload = part.get("custom")
        if payload is not None:
            if not messages or messages[-1].kind != "text":
                raise ValueError("a payload without words")
            words = messages.pop()
            messages.append(compose(payload, words.text, words.choices))
        elif part.get("text"):
            buttons = part.get("buttons") or ()
            choices = tuple(Choice(button["title"], button["payload"]) for button in buttons)
            messages.append(compose({}, part["text"], choices))
    return messages
