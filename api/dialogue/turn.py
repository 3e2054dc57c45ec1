"""A chat turn from the resident's words to the reply, whoever gives it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio import to_thread

from actions.base import DialogueAction
from actions.turn import Spoken
from api.dialogue.base import Dialogue, DialogueAway, DialogueReply, ResidentMessage
from api.dialogue.choices import ParsedChoice
from api.dialogue.lanes import emergency_lane, status_lane
from api.dialogue.locks import ConversationLocks
from api.dialogue.responses import ResponseBook
from knowledge.errors import KnowledgeError
from knowledge.inquiries.views import Mode
from knowledge.masking import mask_personal_data
from knowledge.service import Knowledge

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A validated message of a resident: sanitised, of an allowed length, not empty."""

    conversation_id: str
    message_id: str | None
    text: str
    choice: ParsedChoice | None = None


class ChatTurns:
    """Takes turns: one at a time per conversation, each message answered once however often it is sent."""

    def __init__(
        self,
        knowledge: Knowledge,
        jobs: Mapping[str, DialogueAction],
        responses: ResponseBook,
        *,
        first: Dialogue,
        otherwise: Dialogue,
    ) -> None:
        self._knowledge = knowledge
        self._jobs = jobs
        self._responses = responses
        self._first = first
        self._otherwise = otherwise
        self._locks = ConversationLocks()

    async def take(self, incoming: IncomingMessage) -> list[dict[str, Any]]:
        """The messages that answer ``incoming``, in their public form."""
        async with self._locks.hold(incoming.conversation_id):
            begun = await to_thread.run_sync(
                partial(
                    self._knowledge.begin_inquiry,
                    conversation_id=incoming.conversation_id,
                    message_id=incoming.message_id,
                    text=incoming.text,
                )
            )
            if begun.reply is not None:
                return begun.reply
            mode, answer = await self._answer(incoming, begun.inquiry_id)
            reply = [message.as_json() for message in answer.messages]
            # After the answer is known and outside any session: Rasa's actions wrote meanwhile.
            await to_thread.run_sync(
                partial(
                    self._knowledge.finish_inquiry,
                    begun.inquiry_id,
                    reply=reply,
                    intent=answer.intent,
                    mode=mode,
                )
            )
            return reply

    async def _answer(self, incoming: IncomingMessage, inquiry_id: int) -> tuple[Mode, DialogueReply]:
        if incoming.choice is None or incoming.choice.is_question:
            from_lane = await to_thread.run_sync(self._lanes, incoming, inquiry_id)
            if from_lane is not None:
                return "lane", from_lane
        # Rasa writes what it gets to its own disk, so it gets no personal data; matching does not need any.
        masked = await to_thread.run_sync(mask_personal_data, incoming.text)
        message = ResidentMessage(incoming.conversation_id, inquiry_id, masked, incoming.choice)
        try:
            return "rasa", await self._first.answer(message)
        except DialogueAway as reason:
            _log.warning("direct mode answers: %s", reason)
        return "direct", await self._otherwise.answer(message)

    def _lanes(self, incoming: IncomingMessage, inquiry_id: int) -> DialogueReply | None:
        emergency = emergency_lane(incoming.text)
        if emergency is not None:
            self._record_emergency(inquiry_id, incoming.text)
            return self._rendered(emergency, "emergency")
        status = status_lane(incoming.text, incoming.conversation_id, self._jobs["action_query_status"])
        return self._rendered(status, "query_status") if status is not None else None

    def _record_emergency(self, inquiry_id: int, text: str) -> None:
        try:
            self._knowledge.answer_inquiry(inquiry_id, text)
        except KnowledgeError as error:
            # Statistics must not stand between a person and the words "call 120".
            _log.warning("an emergency was answered but not recorded: %s", type(error).__name__)

    def _rendered(self, spoken: Spoken, intent: str) -> DialogueReply:
        return DialogueReply(tuple(map(self._responses.render, spoken.replies)), intent)
