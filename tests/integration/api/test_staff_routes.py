"""The staff api, and the whole loop: unknown, reported, rebutted, published, answered."""

import asyncio
from typing import Any

import httpx
import pytest

from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole
from tests.builders import RAINBOW, RAINBOW_REWORDED, make_draft
from tests.integration.api.conftest import Start
from tests.running_api import say

STAFF = "/api/v1/staff"


@pytest.fixture
def tokens(knowledge: Knowledge) -> dict[str, str]:
    return {
        "editor": knowledge.add_staff("小张", StaffRole.EDITOR),
        "reviewer": knowledge.add_staff("老王", StaffRole.REVIEWER),
    }


def signed(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def draft(**changes: Any) -> dict[str, Any]:
    return make_draft(**changes).to_json()


async def test_a_rumor_goes_from_unknown_to_answered_without_a_restart(
    api: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    editor, reviewer = signed(tokens["editor"]), signed(tokens["reviewer"])
    receipt, _ = await say(api, RAINBOW, "first-resident")
    await say(api, RAINBOW_REWORDED, "second-resident")
    (cluster,) = (await api.get(f"{STAFF}/clusters", headers=editor)).json()
    assert cluster["report_count"] == 2
    address = f"{STAFF}/clusters/{cluster['cluster_id']}"
    assert len((await api.get(address, headers=editor)).json()["reports"]) == 2

    made = await api.post(f"{address}/rebuttal", json=draft(), headers=editor)
    assert made.status_code == 201
    entry = f"{STAFF}/entries/{made.json()['entry_id']}"
    assert (await api.post(f"{entry}/submit", headers=editor)).json()["status"] == "in_review"
    published = await api.post(f"{entry}/publish", headers=reviewer)
    assert published.json()["is_public"] is True

    async with asyncio.timeout(5):
        while (await api.post("/api/v1/check", json={"text": RAINBOW})).json()["outcome"] != "answer":
            await asyncio.sleep(0.05)
    (message,) = await say(api, RAINBOW, "third-resident")
    assert message["card"]["verdict_label"] == "谣言"
    status = (await api.get(f"/api/v1/inquiries/{receipt['query_code']}")).json()
    assert status["card"]["entry_id"] == made.json()["entry_id"]
    said, card = await say(api, receipt["query_code"], "first-resident")
    assert said["kind"] == "receipt"
    assert card["kind"] == "card"

    await api.post(f"{entry}/withdraw", headers=reviewer)
    assert (await api.post(f"{STAFF}/index/refresh", headers=reviewer)).status_code == 200
    assert (await api.post("/api/v1/check", json={"text": RAINBOW})).json()["outcome"] != "answer"


async def test_an_author_cannot_publish_and_a_reviewer_cannot_publish_their_own(
    api: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    editor, reviewer = signed(tokens["editor"]), signed(tokens["reviewer"])
    by_editor = (await api.post(f"{STAFF}/entries", json=draft(), headers=editor)).json()["entry_id"]
    by_reviewer = (await api.post(f"{STAFF}/entries", json=draft(title="另一条"), headers=reviewer)).json()[
        "entry_id"
    ]
    for entry_id, who, status, code in (
        (by_editor, editor, 403, "not_allowed"),
        (by_reviewer, reviewer, 409, "self_review"),
    ):
        await api.post(f"{STAFF}/entries/{entry_id}/submit", headers=who)
        refused = await api.post(f"{STAFF}/entries/{entry_id}/publish", headers=who)
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)


async def test_an_illegal_step_and_a_missing_source_are_refused(
    api: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    editor, reviewer = signed(tokens["editor"]), signed(tokens["reviewer"])
    entry_id = (await api.post(f"{STAFF}/entries", json=draft(sources=[]), headers=editor)).json()["entry_id"]
    early = await api.post(f"{STAFF}/entries/{entry_id}/publish", headers=reviewer)
    assert (early.status_code, early.json()["error"]["code"]) == (409, "wrong_state")
    bare = await api.post(f"{STAFF}/entries/{entry_id}/submit", headers=editor)
    assert (bare.status_code, bare.json()["error"]["code"]) == (422, "invalid_input")
    mended = await api.put(f"{STAFF}/entries/{entry_id}", json=draft(), headers=editor)
    assert mended.json()["content"]["sources"]
    assert (await api.post(f"{STAFF}/entries/{entry_id}/submit", headers=editor)).status_code == 200
    back = await api.post(f"{STAFF}/entries/{entry_id}/send-back", headers=reviewer)
    assert back.json()["status"] == "draft"
    listed = (await api.get(f"{STAFF}/entries", params={"status": "draft"}, headers=editor)).json()
    assert [entry["entry_id"] for entry in listed] == [entry_id]
    assert (await api.get(f"{STAFF}/entries/{entry_id}", headers=editor)).json()["is_public"] is False


async def test_a_named_entry_keeps_its_name(api: httpx.AsyncClient, tokens: dict[str, str]) -> None:
    made = await api.post(
        f"{STAFF}/entries", json={**draft(), "entry_id": "caihong-xigua"}, headers=signed(tokens["editor"])
    )
    assert made.json() == {"entry_id": "caihong-xigua"}


async def test_malformed_content_names_the_field_in_the_words_of_the_desk(
    api: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    response = await api.post(
        f"{STAFF}/entries", json={"kind": "poem", "title": ""}, headers=signed(tokens["editor"])
    )
    error = response.json()["error"]
    assert (response.status_code, error["field"]) == (422, "kind")
    assert "2 处" in error["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/clusters"),
        ("GET", "/clusters/1"),
        ("GET", "/reports"),
        ("GET", "/entries"),
        ("GET", "/entries/geye-cai"),
        ("POST", "/clusters/1/rebuttal"),
        ("POST", "/entries"),
        ("PUT", "/entries/geye-cai"),
        ("POST", "/entries/geye-cai/submit"),
        ("POST", "/entries/geye-cai/send-back"),
        ("POST", "/entries/geye-cai/publish"),
        ("POST", "/entries/geye-cai/withdraw"),
        ("POST", "/index/refresh"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}])
async def test_nothing_of_the_staff_is_reached_without_a_token(
    api: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> None:
    response = await api.request(
        method, STAFF + path, headers=headers, json=draft() if method != "GET" else None
    )
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "unauthorized"
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_trying_tokens_is_slowed_down_even_for_the_right_one(
    start: Start, tokens: dict[str, str]
) -> None:
    client = await start(staff_failure_rate="2/minute")
    for token in ("wrong", tokens["editor"], "wrong again"):
        await client.get(f"{STAFF}/reports", headers=signed(token))
    response = await client.get(f"{STAFF}/reports", headers=signed(tokens["editor"]))
    assert response.status_code == 429


async def test_entries_with_only_reposts_head_the_list_and_can_be_asked_for(
    api: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    editor = signed(tokens["editor"])
    await api.post(f"{STAFF}/entries", json=draft(), headers=editor)
    first, *rest = (await api.get(f"{STAFF}/entries", headers=editor)).json()
    assert (first["entry_id"], first["needs_source"]) == ("weibolu", True)
    assert not any(entry["needs_source"] for entry in rest)
    asked = (await api.get(f"{STAFF}/entries", params={"needs_source": True}, headers=editor)).json()
    assert [entry["entry_id"] for entry in asked] == ["weibolu"]


async def test_a_source_on_an_unknown_host_is_refused_with_what_to_do(
    api: httpx.AsyncClient, tokens: dict[str, str]
) -> None:
    editor = signed(tokens["editor"])
    body = draft()
    body["sources"][0]["url"] = "https://news.example.org/a"
    entry_id = (await api.post(f"{STAFF}/entries", json=body, headers=editor)).json()["entry_id"]
    refused = await api.post(f"{STAFF}/entries/{entry_id}/submit", headers=editor)
    assert refused.status_code == 422
    error = refused.json()["error"]
    assert error["field"] == "sources.0.tier"
    assert "news.example.org 不在可信网站名单里" in error["message"]
    assert "请改标为 C" in error["message"]
    # Left out, the tier follows from the address, and nothing is wrong with it.
    del body["sources"][0]["tier"]
    mended = await api.put(f"{STAFF}/entries/{entry_id}", json=body, headers=editor)
    assert mended.json()["content"]["sources"][0]["tier"] == "C"
    assert (await api.post(f"{STAFF}/entries/{entry_id}/submit", headers=editor)).status_code == 200
