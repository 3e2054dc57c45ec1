"""The console of the whole app, and people of every role at it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.settings import ApiSettings
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.staff.roles import StaffRole
from tests.builders import FixedClock
from tests.console_visitor import ConsoleVisitor, signed_in
from tests.running_api import CLOSED_PORT, VISITOR, client_of

ADMINISTRATOR, VIEWER = "孙管理", "周查看"

Visit = Callable[..., Awaitable[ConsoleVisitor]]


@pytest.fixture
def api_settings(settings: KnowledgeSettings) -> ApiSettings:
    return ApiSettings(
        var=settings.var,
        database_url=settings.database_url,
        seed_dir=settings.seed_dir,
        rasa_port=CLOSED_PORT,
        index_poll_seconds=0.05,
    )


@pytest.fixture
async def app(
    knowledge: Knowledge, api_settings: ApiSettings, shipped_encoder: Encoder, clock: FixedClock
) -> AsyncIterator[FastAPI]:
    """The running app, with content, and with an account of every role."""
    knowledge.add_staff(ADMINISTRATOR, StaffRole.ADMINISTRATOR)
    knowledge.add_staff(VIEWER, StaffRole.VIEWER)
    made = create_app(api_settings, knowledge=Knowledge(api_settings, clock, encoder=shipped_encoder))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def visit(app: FastAPI, knowledge: Knowledge) -> AsyncIterator[Visit]:
    """``await visit("张编辑")``: that person at the console in a browser of their own; without a name, a stranger."""
    async with AsyncExitStack() as stack:

        async def begin(name: str | None = None, *, peer: str = VISITOR) -> ConsoleVisitor:
            client = await stack.enter_async_context(_browser(app, peer))
            return ConsoleVisitor(client) if name is None else await signed_in(client, knowledge, name)

        yield begin


@asynccontextmanager
async def _browser(app: FastAPI, peer: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, peer) as client:
        client.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36"
        yield client
