"""The action endpoint speaks Rasa 3.6.21's protocol; ``recorded/`` holds what that server really sent."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from api.secrets import StateSecrets
from api.settings import ApiSettings
from knowledge.emerging.views import WhereSeen
from knowledge.service import Knowledge
from tests.builders import RAINBOW
from tests.integration.api.conftest import Start

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ADDRESS = "/internal/actions"
LOOPBACK = "127.0.0.1"


def recorded(name: str, inquiry_id: int | None = None, sender: str | None = None) -> dict[str, Any]:
    """A call as Rasa sent it, for an inquiry (or none) and a conversation of this test."""
    call: dict[str, Any] = json.loads((HERE / "recorded" / f"{name}.json").read_text(encoding="utf-8"))
    call["tracker"]["latest_message"]["metadata"]["inquiry_id"] = inquiry_id
    if sender is not None:
        call["sender_id"] = call["tracker"]["sender_id"] = sender
    return call


@pytest.fixture
async def rasa_side(start: Start, api_settings: ApiSettings) -> httpx.AsyncClient:
    """A client that stands where Rasa stands: on this machine, with the token."""
    client = await start(peer=LOOPBACK)
    client.params = {"token": StateSecrets.load_or_create(api_settings.var).action_token}  # type: ignore[assignment]
    return client


async def run(client: httpx.AsyncClient, call: dict[str, Any]) -> dict[str, Any]:
    response = await client.post(ADDRESS, json=call)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert set(body) == {"events", "responses"}
    return body


def slots(body: dict[str, Any]) -> dict[str, Any]:
    assert {event["event"] for event in body["events"]} <= {"slot"}
    return {event["name"]: event["value"] for event in body["events"]}


async def test_a_recorded_check_is_answered_with_a_card_and_the_slots_the_rules_read(
    rasa_side: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    begun = knowledge.begin_inquiry(conversation_id="record0001", message_id=None, text="隔夜菜真的致癌吗")
    body = await run(rasa_side, recorded("action_check_claim", begun.inquiry_id))
    assert slots(body) == {"check_outcome": "answer", "query_code": None, "where_seen": None, "consent": None}
    (response,) = body["responses"]
    assert response["response"] == "utter_card_rumor"
    assert response["custom"]["kind"] == "card"
    assert response["custom"]["card"]["entry_id"] == "geye-cai"


async def test_a_recorded_unknown_claim_is_logged_once_however_often_rasa_asks(
    rasa_side: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    begun = knowledge.begin_inquiry(conversation_id="record0003", message_id=None, text=RAINBOW)
    call = recorded("action_check_claim_unmatched", begun.inquiry_id)
    first, again = await run(rasa_side, call), await run(rasa_side, call)
    (report,) = knowledge.list_reports()
    assert slots(first)["check_outcome"] == "unmatched"
    assert slots(first)["query_code"] == slots(again)["query_code"] == report.query_code
    assert first["responses"][0]["custom"] == {"kind": "receipt", "query_code": report.query_code}


async def test_a_call_without_an_inquiry_makes_one(
    rasa_side: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    call = recorded("action_check_claim_unmatched", sender="from-the-shell")
    del call["tracker"]["latest_message"]["metadata"]
    await run(rasa_side, call)
    assert knowledge.context("from-the-shell").open_query_code is not None


async def test_a_recorded_form_answer_is_kept_at_once(
    rasa_side: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    begun = knowledge.begin_inquiry(conversation_id="record0004", message_id=None, text=RAINBOW)
    knowledge.answer_inquiry(begun.inquiry_id, RAINBOW)
    body = await run(rasa_side, recorded("validate_report_form", sender="record0004"))
    assert slots(body) == {"where_seen": "wechat_group"}
    assert body["responses"] == []
    (report,) = knowledge.list_reports()
    assert report.where_seen is WhereSeen.WECHAT_GROUP


async def test_a_form_answer_nobody_offered_is_asked_again(rasa_side: httpx.AsyncClient) -> None:
    call = json.loads(json.dumps(recorded("validate_report_form")).replace("wechat_group", "the_moon"))
    assert slots(await run(rasa_side, call)) == {"where_seen": None}


async def test_every_response_an_action_names_is_in_the_domain_rasa_sent(
    rasa_side: httpx.AsyncClient,
) -> None:
    domain = yaml.safe_load((ROOT / "bot" / "domain" / "core.yml").read_text(encoding="utf-8"))
    wording = yaml.safe_load((ROOT / "bot" / "domain" / "responses.yml").read_text(encoding="utf-8"))
    for name in domain["actions"]:
        if name == "validate_report_form":
            continue
        call = recorded("action_check_claim", sender="nothing-said-yet")
        call["next_action"] = name
        for response in (await run(rasa_side, call))["responses"]:
            assert response["response"] in wording["responses"]


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ({"next_action": "action_of_nobody", "tracker": {"sender_id": "x"}, "domain": {}}, 404),
        ({"next_action": "action_explain"}, 400),
        ({"tracker": {}}, 400),
        ([], 400),
    ],
)
async def test_a_call_that_cannot_be_run_is_refused_as_rasa_expects(
    rasa_side: httpx.AsyncClient, call: Any, status: int
) -> None:
    response = await rasa_side.post(ADDRESS, json=call)
    assert response.status_code == status
    assert set(response.json()) == {"error", "action_name"}


async def test_a_body_that_is_not_json_is_refused(rasa_side: httpx.AsyncClient) -> None:
    assert (await rasa_side.post(ADDRESS, content=b"\xff{")).status_code == 400


@pytest.mark.parametrize("token", [None, "", "wrong", "错"])
async def test_without_the_token_nothing_is_run(
    start: Start, knowledge: Knowledge, token: str | None
) -> None:
    client = await start(peer=LOOPBACK)
    parameters = {} if token is None else {"token": token}
    response = await client.post(ADDRESS, params=parameters, json=recorded("action_check_claim_unmatched"))
    assert response.status_code == 401
    assert knowledge.list_reports() == []


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("203.0.113.9", {}),
        ("10.0.0.7", {}),
        ("testclient", {}),
        (LOOPBACK, {"X-Forwarded-For": "203.0.113.9"}),
        (LOOPBACK, {"Forwarded": "for=203.0.113.9"}),
    ],
)
async def test_from_outside_the_token_opens_nothing(
    start: Start, api_settings: ApiSettings, peer: str, headers: dict[str, str]
) -> None:
    client = await start(peer=peer)
    token = StateSecrets.load_or_create(api_settings.var).action_token
    response = await client.post(
        ADDRESS, params={"token": token}, headers=headers, json=recorded("action_check_claim")
    )
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"


async def test_ipv6_loopback_is_this_machine_too(start: Start, api_settings: ApiSettings) -> None:
    client = await start(peer="::1")
    token = StateSecrets.load_or_create(api_settings.var).action_token
    response = await client.post(ADDRESS, params={"token": token}, json=recorded("action_check_claim"))
    assert response.status_code == 200


async def test_a_call_may_be_larger_than_a_resident_may_send_but_not_endless(
    rasa_side: httpx.AsyncClient,
) -> None:
    call = recorded("action_check_claim")
    call["tracker"]["events"] = [{"event": "user", "text": "长" * 50_000}]
    await run(rasa_side, call)
    assert (await rasa_side.post(ADDRESS, content=b"x" * 9_000_000)).status_code == 413
