"""A server that speaks Rasa's channel over a real socket, and does what a test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class RasaStandIn:
    """Sends ``reply`` as JSON with ``status`` after ``delay`` seconds and says it understood ``intent``.

    ``requests`` holds what was asked.
    """

    port: int = 0
    reply: Any = field(default_factory=lambda: [{"text": "来自 Rasa"}])
    status: int = 200
    intent: str = "check_claim"
    delay: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def turns(self) -> list[dict[str, Any]]:
        """What was asked for residents, without the api's own warming up."""
        return [request for request in self.requests if request["sender"] != "warm-up"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request; closed whatever happens, also when the api gave up waiting."""
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        try:
            await self._answer(reader, writer)
        finally:
            self.serving.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = dict(
            line.lower().split(": ", 1) if line.lower().startswith("content-length") else line.split(": ", 1)
            for line in head.split("\r\n")[1:]
            if ": " in line
        )
        reply, status, delay = self.reply, self.status, self.delay
        if head.startswith("POST"):
            body = json.loads(await reader.readexactly(int(headers["content-length"])))
            self.requests.append(body)
            self.tokens.append(headers.get("Authorization", ""))
            if body["sender"] == "warm-up":
                reply, status, delay = [], 200, 0.0
        await asyncio.sleep(delay)
        payload = json.dumps(reply).encode()
        writer.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n"
            f"X-Xiaochen-Intent: {self.intent}\r\nConnection: close\r\n\r\n".encode()
            + payload
        )
        await writer.drain()


@asynccontextmanager
async def rasa_stand_in() -> AsyncIterator[RasaStandIn]:
    """A stand-in that listens until the block ends."""
    stand_in = RasaStandIn()
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0)
    stand_in.port = server.sockets[0].getsockname()[1]
    try:
        yield stand_in
    finally:
        server.close()
        for task in tuple(stand_in.serving):
            task.cancel()
        await asyncio.gather(*stand_in.serving, return_exceptions=True)
