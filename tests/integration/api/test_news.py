"""What a conversation is told later, over the whole app: once, the card with why it comes, and nobody else's."""

from typing import Any

import httpx

from knowledge.entries.kinds import Verdict
from knowledge.service import Knowledge
from tests.builders import EDITOR, RAINBOW, REVIEWER, make_draft
from tests.integration.api.conftest import Start
from tests.running_api import say

CONVERSATION = "conversation-1"


async def look(api: httpx.AsyncClient, *seen: int, conversation: str = CONVERSATION) -> list[dict[str, Any]]:
    answer = await api.post("/api/v1/news", json={"conversation_id": conversation, "seen": list(seen)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["news"]
    return found


def publish(knowledge: Knowledge, entry_id: str) -> None:
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)


async def test_an_answer_a_correction_and_a_withdrawal_are_each_told_once(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    receipt, _ = await say(api, RAINBOW)
    knowledge.report_consent(receipt["query_code"], True)
    assert await look(api) == []
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    publish(knowledge, entry_id)
    (answered,) = await look(api)
    assert answered["message"]["kind"] == "card"
    assert RAINBOW in answered["message"]["text"]
    assert await look(api) == [answered], "fetched, not yet shown"
    assert await look(api, conversation="conversation-2") == []
    assert await look(api, answered["id"]) == []

    knowledge.update_draft(entry_id, make_draft(verdict=Verdict.TRUE, truth="这批彩虹西瓜查出了染料。"), EDITOR)
    publish(knowledge, entry_id)
    (corrected,) = await look(api)
    assert corrected["message"]["card"]["verdict"] == "true"
    assert "更正" in corrected["message"]["text"]
    assert await look(api, corrected["id"]) == []

    knowledge.withdraw(entry_id, REVIEWER)
    (withdrawn,) = await look(api)
    assert withdrawn["message"]["kind"] == "text"
    assert "撤" in withdrawn["message"]["text"]
    assert await look(api, withdrawn["id"]) == []


async def test_looking_for_news_uses_up_nothing_of_what_people_read(start: Start) -> None:
    api = await start(read_rate="2/minute")
    for _ in range(2):
        await look(api)
    refused = await api.post("/api/v1/news", json={"conversation_id": CONVERSATION})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    assert (await api.get("/api/v1/greeting")).status_code == 200
