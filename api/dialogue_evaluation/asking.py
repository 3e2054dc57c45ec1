"""Asking a running product both ways, and looking up how it understood what it was told."""

from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.dialogue_evaluation.comparing import Turn, Understood, said_by_check, said_in_chat, understood
from api.dialogue_evaluation.product import NotReady
from knowledge.inquiries.models import Inquiry
from knowledge.matching.scope import read_scope, states_a_claim
from knowledge.matching.spelling import plain_words
from knowledge.matching.types import Scope


class Asker:
    """Talks to the api like a resident, a new conversation for every text; reads the inquiries from its database."""

    def __init__(self, client: httpx.Client, engine: Engine) -> None:
        self._client = client
        self._engine = engine

    def turn(self, group: str, text: str) -> Turn:
        """Ask ``text`` in a chat and as a check."""
        messages, inquiry = self._chat(text)
        check = self._post("/api/v1/check", {"text": text})
        words = plain_words(text)
        is_reportable = states_a_claim(words) or read_scope(words) is Scope.FOOD_SAFETY
        chat = said_in_chat(messages, inquiry.outcome, inquiry.intent, is_reportable=is_reportable)
        return Turn(group, text, said_by_check(check), chat, inquiry.intent, inquiry.mode)

    def understood(self, intent: str, text: str) -> Understood:
        """Say ``text`` in a chat and return how it was understood."""
        _, inquiry = self._chat(text)
        return understood(intent, inquiry.intent)

    def _chat(self, text: str) -> tuple[list[dict[str, Any]], Inquiry]:
        conversation = f"evaluation-{uuid4().hex}"
        body = self._post("/api/v1/chat", {"conversation_id": conversation, "text": text})
        with Session(self._engine) as session:
            inquiry = session.scalars(select(Inquiry).where(Inquiry.conversation_id == conversation)).first()
        if inquiry is None:
            raise NotReady("its inquiries are not in the database of these settings; run both with the same XIAOCHEN_*")
        messages: list[dict[str, Any]] = body["messages"]
        return messages, inquiry

    def _post(self, path: str, body: dict[str, str]) -> Any:
        response = self._client.post(path, json=body)
        if response.status_code == 429:
            raise NotReady(
                "the visitor limit stopped it; start the product with "
                "XIAOCHEN_CHAT_RATE=1000000/minute XIAOCHEN_CHECK_RATE=1000000/minute"
            )
        return response.raise_for_status().json()
