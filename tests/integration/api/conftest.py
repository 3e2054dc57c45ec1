"""The whole api over a real database file and a real index; Rasa is away, or played over a real socket."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from api.settings import ApiSettings
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import FixedClock
from tests.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.running_api import CLOSED_PORT, VISITOR, running

Start = Callable[..., Awaitable[httpx.AsyncClient]]


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
async def api(
    knowledge: Knowledge, api_settings: ApiSettings, shipped_encoder: Encoder, clock: FixedClock
) -> AsyncIterator[httpx.AsyncClient]:
    """The api with content and staff, without Rasa."""
    async with running(api_settings, shipped_encoder, clock) as client:
        yield client


@pytest.fixture
async def start(
    knowledge: Knowledge, api_settings: ApiSettings, shipped_encoder: Encoder, clock: FixedClock
) -> AsyncIterator[Start]:
    """Starts the api with changed settings; stopped when the test ends."""
    async with AsyncExitStack() as stack:

        async def begin(*, peer: str = VISITOR, **changes: Any) -> httpx.AsyncClient:
            changed = api_settings.model_copy(update=changes)
            return await stack.enter_async_context(running(changed, shipped_encoder, clock, peer=peer))

        yield begin


@pytest.fixture
async def rasa() -> AsyncIterator[RasaStandIn]:
    async with rasa_stand_in() as stand_in:
        yield stand_in
