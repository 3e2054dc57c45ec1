"""Sending what waits for residents elsewhere, such as in WeChat, for as long as the process lives."""

import asyncio
import logging
import secrets
from collections.abc import Sequence

from anyio import to_thread

from knowledge.notifications.ways import PushWay
from knowledge.service import Knowledge

_log = logging.getLogger(__name__)


async def keep_pushing(knowledge: Knowledge, ways: Sequence[PushWay], seconds: float) -> None:
    """Look every ``seconds`` for messages to push. Workers share the work: each message is claimed by one."""
    worker = secrets.token_hex(8)
    while True:
        await asyncio.sleep(seconds)
        try:
            count = await to_thread.run_sync(lambda: knowledge.push(ways, worker=worker))
        except Exception as error:  # noqa: BLE001 - what waits goes on waiting; the next look may succeed
            _log.error("pushing notifications failed: %s", type(error).__name__)
        else:
            if count:
                _log.info("pushed %d notifications", count)
