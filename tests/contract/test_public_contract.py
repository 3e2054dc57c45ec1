"""The promises of version 1: its description, and one shape for everything that goes wrong."""

from typing import Any

import httpx
import jsonschema
import pytest

PUBLIC = {
    "/api/v1/check": {"post"},
    "/api/v1/chat": {"post"},
    "/api/v1/greeting": {"get"},
    "/api/v1/entries/{entry_id}": {"get"},
    "/api/v1/inquiries/{code}": {"get"},
    "/api/v1/feedback": {"post"},
    "/api/v1/news": {"post"},
    "/api/v1/reports": {"post"},
    "/api/v1/partner/reports": {"post"},
    "/api/v1/partner/reports/batch": {"post"},
    "/api/v1/partner/reports/{query_code}": {"get"},
    "/api/v1/partner/clusters": {"get"},
    "/api/v1/partner/clusters/{cluster_id}": {"get"},
    "/api/v1/partner/clusters/{cluster_id}/conclusion": {"post"},
    "/healthz": {"get"},
    "/readyz": {"get"},
}


async def description(client: httpx.AsyncClient) -> dict[str, Any]:
    body: dict[str, Any] = (await client.get("/api/v1/openapi.json")).json()
    return body


def assert_error(response: httpx.Response) -> None:
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "field"}
    assert body["error"]["code"].isascii()
    assert any("\u4e00" <= character <= "\u9fff" for character in body["error"]["message"])
    assert "!" not in body["error"]["message"]
    assert "！" not in body["error"]["message"]


async def test_version_one_is_described(api: httpx.AsyncClient) -> None:
    described = await description(api)
    paths = {path: set(methods) for path, methods in described["paths"].items() if "/staff/" not in path}
    assert paths == PUBLIC
    assert not any(path.startswith("/internal") for path in described["paths"])
    shapes = described["components"]["schemas"]
    assert set(shapes["ChatRequest"]["properties"]) == {"conversation_id", "text", "message_id", "choice"}
    assert set(shapes["ChatReply"]["properties"]) == {"conversation_id", "messages"}
    assert set(shapes["CheckRequest"]["properties"]) == {"text"}
    assert set(shapes["CheckReply"]["properties"]) == {"outcome", "cards", "candidates", "revision"}
    assert set(shapes["CheckReply"]["properties"]["outcome"]["enum"]) == {
        "answer",
        "clarify",
        "unmatched",
        "emergency",
    }
    assert set(shapes["MessageBody"]["properties"]["kind"]["enum"]) == {
        "text",
        "card",
        "emergency",
        "receipt",
    }


async def test_every_failure_that_is_described_has_the_one_shape(api: httpx.AsyncClient) -> None:
    described = await description(api)
    assert "HTTPValidationError" not in described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if status < "400" or path == "/readyz":
                    continue
                shape = response["content"]["application/json"]["schema"]
                assert shape == {"$ref": "#/components/schemas/ErrorBody"}, (method, path, status)
            if "/staff/" in path:
                assert "401" in operation["responses"], (method, path)


async def test_what_is_answered_is_what_is_described(api: httpx.AsyncClient) -> None:
    described = await description(api)

    def conforms(body: Any, shape: str) -> None:
        schema = {"$ref": f"#/components/schemas/{shape}", "components": described["components"]}
        jsonschema.validate(body, schema)

    for text in ("隔夜菜真的致癌吗", "听说彩虹西瓜是染色的，吃了会中毒", "吃完以后上吐下泻", "你好"):
        conforms((await api.post("/api/v1/check", json={"text": text})).json(), "CheckReply")
        conforms((await api.post("/api/v1/chat", json={"text": text})).json(), "ChatReply")
    conforms((await api.get("/api/v1/greeting")).json(), "GreetingReply")
    conforms((await api.get("/api/v1/entries/geye-cai")).json(), "AnswerCardBody")
    conforms((await api.get("/api/v1/entries/none")).json(), "ErrorBody")
    conforms((await api.get("/readyz")).json(), "Readiness")


async def test_every_route_refuses_in_the_one_shape(api: httpx.AsyncClient) -> None:
    described = await description(api)
    seen = 0
    for path, methods in described["paths"].items():
        address = (
            path.replace("{cluster_id}", "x").replace("{entry_id}", "no-such").replace("{code}", "no-such")
        )
        for method in methods:
            response = await api.request(
                method, address, content=b"{", headers={"Content-Type": "application/json"}
            )
            if response.status_code >= 400:
                assert_error(response)
                seen += 1
        wrong = await api.request("DELETE", address)
        assert wrong.status_code == 405
        assert_error(wrong)
    assert seen >= 15


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v2/check", 404),
        ("POST", "/", 405),
        ("GET", "/internal/actions", 403),
        ("POST", "/internal/actions", 403),
        ("GET", "/docs", 404),
        ("GET", "/api/v1/entries/UPPER%20CASE", 422),
        ("GET", "/api/v1/inquiries/%00", 404),
    ],
)
async def test_addresses_that_are_not_there_answer_in_the_one_shape(
    api: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await api.request(method, path)
    assert response.status_code == status
    assert_error(response)
