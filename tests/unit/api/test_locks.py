import asyncio

import pytest

from api.dialogue.locks import ConversationLocks


async def test_messages_of_one_conversation_go_one_after_the_other_in_order() -> None:
    locks, seen, gate = ConversationLocks(), [], asyncio.Event()

    async def turn(number: int) -> None:
        async with locks.hold("a"):
            if number == 0:
                await gate.wait()
            seen.append(number)

    turns = [asyncio.create_task(turn(number)) for number in range(5)]
    await asyncio.sleep(0)
    async with locks.hold("b"):
        assert seen == []
    gate.set()
    await asyncio.gather(*turns)
    assert seen == [0, 1, 2, 3, 4]


async def test_nothing_is_kept_of_a_conversation_that_is_over() -> None:
    locks = ConversationLocks()

    async def failing() -> None:
        async with locks.hold("a"):
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await failing()
    holder = asyncio.Event()

    async def holding() -> None:
        async with locks.hold("a"):
            holder.set()
            await asyncio.Event().wait()

    first = asyncio.create_task(holding())
    await holder.wait()
    waiting = asyncio.create_task(failing())
    await asyncio.sleep(0)
    waiting.cancel()
    first.cancel()
    await asyncio.gather(waiting, first, return_exceptions=True)
    assert len(locks) == 0
