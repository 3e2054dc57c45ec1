"""Starting the api in a test, and talking to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.settings import ApiSettings
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from tests.builders import FixedClock

VISITOR = "203.0.113.9"
CLOSED_PORT = 9
"""Discard: nothing listens there, so a connection is refused at once."""


@asynccontextmanager
async def running(
    settings: ApiSettings, encoder: Encoder, clock: FixedClock, *, peer: str = VISITOR
) -> AsyncIterator[httpx.AsyncClient]:
    """The api from start to stop, and a client that reaches it from ``peer``."""
    app = create_app(settings, knowledge=Knowledge(settings, clock, encoder=encoder))
    async with app.router.lifespan_context(app), client_of(app, peer) as client:
        yield client


def client_of(app: FastAPI, peer: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(peer, 40000))
    return httpx.AsyncClient(transport=transport, base_url="http://xiaochen.test")


async def say(
    client: httpx.AsyncClient, text: str, conversation: str = "conversation-1", **more: Any
) -> list[dict[str, Any]]:
    """Send a message and give the messages that answer it."""
    response = await client.post("/api/v1/chat", json={"conversation_id": conversation, "text": text, **more})
    assert response.status_code == 200, response.text
    messages: list[dict[str, Any]] = response.json()["messages"]
    return messages
