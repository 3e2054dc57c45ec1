"""The interface for partners over the whole app: whose token, how much, what is taken in and what is given back."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import jsonschema
import pytest

from knowledge.audit.actions import OPERATOR
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import NewPartner
from knowledge.service import Knowledge
from tests.builders import OFFICE, RAINBOW, RAINBOW_REWORDED, FixedClock, ask
from tests.databases import stored_rows
from tests.integration.api.conftest import Start

PARTNER = "/api/v1/partner"
DUCK = "大张庄养鸭场的鸭蛋里查出水银了，千万别买"


def partner(
    knowledge: Knowledge,
    name: str = "市联合辟谣机制",
    *,
    rate: str = "1000/minute",
    reads: bool = False,
    concludes: bool = False,
) -> dict[str, str]:
    """Open a partner; the header it signs with."""
    new = NewPartner(name, IntakeChannel.PARTNER, rate, reads, concludes)
    return {"Authorization": f"Bearer {knowledge.add_partner(new, OPERATOR)}"}


def lead(number: str = "A-1", text: str = RAINBOW, **more: Any) -> dict[str, Any]:
    return {"external_id": number, "text": text, **more}


async def send(api: httpx.AsyncClient, signed: dict[str, str], *args: Any, **more: Any) -> httpx.Response:
    return await api.post(f"{PARTNER}/reports", json=lead(*args, **more), headers=signed)


def error(response: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = response.json()["error"]
    return found


async def test_a_request_without_a_good_token_is_told_what_is_wrong_with_it(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    signed = partner(knowledge)
    number = knowledge.partner("市联合辟谣机制").partner_id
    asked: list[tuple[dict[str, str], str]] = [
        ({}, "请求里需要带上"),
        ({"Authorization": "Basic eDp5"}, "请求里需要带上"),
        ({"Authorization": "Bearer " + "x" * 43}, "接口凭证无效"),
        ({"Authorization": f"{signed['Authorization'][:-1]}"}, "接口凭证无效"),
    ]
    for headers, reason in asked:
        refused = await send(api, headers)
        assert (refused.status_code, error(refused)["code"]) == (401, "unauthorized")
        assert reason in error(refused)["message"]
        assert refused.headers["www-authenticate"].startswith("Bearer")
    assert (await send(api, signed)).status_code == 201
    knowledge.set_partner_active(number, OPERATOR, active=False)
    refused = await send(api, signed, "A-2")
    assert (refused.status_code, "已经停用" in error(refused)["message"]) == (401, True)
    knowledge.set_partner_active(number, OPERATOR, active=True)
    assert (await send(api, signed, "A-2")).status_code == 201
    renewed = {"Authorization": f"Bearer {knowledge.renew_partner_token(number, OPERATOR)}"}
    assert "已经换发" in error(await send(api, signed, "A-3"))["message"]
    assert (await send(api, renewed, "A-3")).status_code == 201


async def test_no_route_of_the_partners_answers_without_a_token(api: httpx.AsyncClient) -> None:
    described = (await api.get("/api/v1/openapi.json")).json()
    routes = [
        (path, method) for path in described["paths"] if path.startswith(PARTNER) for method in described["paths"][path]
    ]
    assert len(routes) == 6
    for path, method in routes:
        address = path.replace("{cluster_id}", "1").replace("{query_code}", "ABCD-2345")
        refused = await api.request(method, address, json={})
        assert refused.status_code == 401, path


async def test_of_a_token_only_its_digest_is_kept(knowledge: Knowledge) -> None:
    token = partner(knowledge)["Authorization"].removeprefix("Bearer ")
    dump = "\n".join(stored_rows(knowledge))
    assert "市联合辟谣机制" in dump
    assert token not in dump


async def test_guessing_tokens_is_slowed_down(start: Start, knowledge: Knowledge) -> None:
    api = await start(staff_failure_rate="3/minute")
    signed = partner(knowledge)
    for _ in range(3):
        assert (await send(api, {"Authorization": "Bearer guess"})).status_code == 401
    refused = await send(api, signed)
    assert (refused.status_code, error(refused)["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_each_partner_has_a_rate_of_its_own(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    slow, other = partner(knowledge, rate="2/minute"), partner(knowledge, "12345 热线", rate="2/minute")
    assert [(await send(api, slow, f"A-{number}")).status_code for number in range(3)] == [201, 201, 429]
    refused = await send(api, slow, "A-3")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert f"{refused.headers['retry-after']} 秒" in error(refused)["message"]
    assert (await send(api, other, "B-1")).status_code == 201


async def test_a_lead_sent_again_is_taken_in_once(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    signed = partner(knowledge, reads=True)
    first = await send(api, signed)
    again = await send(api, signed)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"is_repeat": True}
    line = (await api.get(f"{PARTNER}/clusters/{first.json()['cluster_id']}", headers=signed)).json()
    assert (line["report_count"], line["mention_count"], line["asker_count"]) == (1, 1, 1)


async def test_the_second_lead_of_one_caller_sent_again_is_counted_once_too(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    signed = partner(knowledge, reads=True)
    first = (await send(api, signed, "A-1", asker="来电 7")).json()
    for _ in range(3):
        second = await send(api, signed, "A-2", RAINBOW_REWORDED, asker="来电 7")
        assert (second.status_code, second.json()["query_code"]) == (200, first["query_code"])
    cluster = knowledge.cluster(first["cluster_id"])
    assert (cluster.mention_count, cluster.asker_count) == (2, 1)


async def test_the_same_numbers_of_two_partners_are_two_leads_and_two_callers(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    city, hotline = partner(knowledge), partner(knowledge, "12345 热线")
    mine = await send(api, city, "1", asker="1")
    theirs = await send(api, hotline, "1", asker="1")
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["query_code"] != theirs.json()["query_code"]
    cluster = knowledge.list_clusters()[0]
    assert (cluster.report_count, cluster.asker_count) == (2, 2)


async def test_many_sending_the_same_at_once_are_one_lead(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    signed = partner(knowledge)
    answers = await asyncio.gather(*(send(api, signed) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["query_code"] for answer in answers}) == 1
    assert len(knowledge.list_reports()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_id": None}, "external_id"),
        ({"external_id": "有空格 的"}, "external_id"),
        ({"external_id": "x" * 81}, "external_id"),
        ({"text": ""}, "text"),
        ({"text": "？？！"}, "text"),
        ({"text": "西" * 10_001}, "text"),
        ({"reported_at": "2026-11-20"}, "reported_at"),
        ({"reported_at": "2026-11-20T08:00:00"}, "reported_at"),
        ({"reported_at": "2026-11-25T08:00:00+08:00"}, "reported_at"),
        ({"reported_at": "1999-11-25T08:00:00+08:00"}, "reported_at"),
        ({"where_seen": "邻居家"}, "where_seen"),
        ({"asker": "x" * 201}, "asker"),
    ],
)
async def test_what_cannot_be_used_is_named_and_nothing_is_taken_in(
    api: httpx.AsyncClient, knowledge: Knowledge, changes: dict[str, Any], field: str
) -> None:
    signed = partner(knowledge)
    wrong = {name: value for name, value in (lead() | changes).items() if value is not None}
    alone = await api.post(f"{PARTNER}/reports", json=wrong, headers=signed)
    assert (alone.status_code, error(alone)["field"]) == (422, field)
    batch = await api.post(f"{PARTNER}/reports/batch", json={"reports": [lead("B-1", DUCK), wrong]}, headers=signed)
    assert (batch.status_code, error(batch)["field"]) == (422, f"reports.1.{field}")
    for answer in (alone, batch):
        assert "刷新页面" not in error(answer)["message"]
        assert "邻居家" not in answer.text
    assert knowledge.list_reports() == []


async def test_a_body_that_is_no_json_and_one_that_is_too_large_are_told_apart(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    signed = partner(knowledge)
    broken = await api.post(f"{PARTNER}/reports", content=b"{", headers={**signed, "Content-Type": "application/json"})
    assert (broken.status_code, error(broken)["code"]) == (400, "invalid_json")
    many = {"reports": [lead(f"A-{number}") for number in range(101)]}
    refused = await api.post(f"{PARTNER}/reports/batch", json=many, headers=signed)
    assert (refused.status_code, error(refused)["field"]) == (422, "reports")


async def test_a_batch_is_taken_in_order_and_may_be_sent_again(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    signed = partner(knowledge)
    batch = {
        "reports": [
            lead("A-1", reported_at="2026-11-22T20:00:00+08:00"),
            lead("A-2", DUCK, where_seen="moments"),
            lead("A-1"),
        ]
    }
    first = (await api.post(f"{PARTNER}/reports/batch", json=batch, headers=signed)).json()["reports"]
    assert [(one["external_id"], one["is_repeat"]) for one in first] == [("A-1", False), ("A-2", False), ("A-1", True)]
    again = (await api.post(f"{PARTNER}/reports/batch", json=batch, headers=signed)).json()["reports"]
    assert [one["query_code"] for one in again] == [one["query_code"] for one in first]
    assert all(one["is_repeat"] for one in again)
    assert len(knowledge.list_reports()) == 2
    assert knowledge.list_reports()[1].created_at == datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_nothing_personal_is_kept_or_given_back(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    signed = partner(knowledge, reads=True, concludes=True)
    text = f"李大妈说{RAINBOW}，她住翠柏里3号楼2单元501，电话13800138000"
    taken = (await send(api, signed, "A-1", text, asker="13900139000")).json()
    cluster_id = taken["cluster_id"]
    knowledge.assign_cluster(cluster_id, OFFICE, unit="区市场监管局", due_on=datetime(2026, 11, 30).date())
    line = await api.get(f"{PARTNER}/clusters/{cluster_id}", headers=signed)
    found = {"status": "rebutted", "conclusion": "没有染色，咨询13700137000", "basis": "抽检", "evidence": "报告"}
    closed = await api.post(
        f"{PARTNER}/clusters/{cluster_id}/conclusion",
        json=found | {"edition": line.json()["edition"]},
        headers=signed,
    )
    assert closed.status_code == 200
    answers = [
        line,
        closed,
        await api.get(f"{PARTNER}/reports/{taken['query_code']}", headers=signed),
        await api.get(f"{PARTNER}/clusters", headers=signed),
    ]
    kept = "\n".join(stored_rows(knowledge))
    for words in (*(answer.text for answer in answers), kept):
        assert "彩虹西瓜" in words
        for personal in ("13800138000", "13900139000", "13700137000", "2单元501"):
            assert personal not in words


async def test_a_partner_reads_what_became_of_its_own_leads_and_of_no_others(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    city, hotline = partner(knowledge), partner(knowledge, "12345 热线")
    code = (await send(api, city)).json()["query_code"]
    _, outcome = ask(knowledge, DUCK)
    own = await api.get(f"{PARTNER}/reports/{code.lower()}", headers=city)
    assert (own.status_code, own.json()["status_label"], own.json()["claim"]) == (200, "待核查", RAINBOW)
    for signed, other in ((hotline, code), (city, outcome.receipt.query_code), (city, "ZZZZ-9999")):
        hidden = await api.get(f"{PARTNER}/reports/{other}", headers=signed)
        assert (hidden.status_code, error(hidden)["code"]) == (404, "not_found")
        assert error(hidden)["message"] == "没有找到这个查询码。"


async def test_the_ledger_is_for_partners_that_may_read_it(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    sender, reader = partner(knowledge), partner(knowledge, "联动单位", reads=True)
    assert (await send(api, sender)).json()["cluster_id"] is None
    assert (await send(api, reader)).json()["cluster_id"] == 1
    for address in ("/clusters", "/clusters/1"):
        refused = await api.get(f"{PARTNER}{address}", headers=sender)
        assert (refused.status_code, "不能查看台账" in error(refused)["message"]) == (403, True)
        assert (await api.get(f"{PARTNER}{address}", headers=reader)).status_code == 200
    found = {"status": "rebutted", "conclusion": "不实", "basis": "抽检", "evidence": "报告", "edition": 1}
    refused = await api.post(f"{PARTNER}/clusters/1/conclusion", json=found, headers=reader)
    assert (refused.status_code, "不能办理线索" in error(refused)["message"]) == (403, True)
    assert knowledge.cluster(1).concluded_by is None


async def test_the_ledger_is_filtered_and_turned_page_by_page(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    reader = partner(knowledge, reads=True)
    await send(api, reader)
    await send(api, reader, "A-2", DUCK)
    knowledge.assign_cluster(2, OFFICE, unit="区农业农村委", due_on=datetime(2026, 11, 24).date())

    async def found(**wanted: Any) -> list[int]:
        page = (await api.get(f"{PARTNER}/clusters", params=wanted, headers=reader)).json()
        return [line["cluster_id"] for line in page["lines"]]

    assert sorted(await found()) == [1, 2]
    assert await found(status="checking") == await found(unit="区农业农村委") == await found(words="鸭蛋") == [2]
    assert len(await found(limit=1)) == len(await found(limit=1, offset=1)) == 1
    assert await found(limit=1) != await found(limit=1, offset=1)
    wrong = await api.get(f"{PARTNER}/clusters", params={"status": "办完了"}, headers=reader)
    assert (wrong.status_code, error(wrong)["field"]) == (422, "status")


async def test_a_restricted_lead_does_not_exist_for_a_partner(api: httpx.AsyncClient, knowledge: Knowledge) -> None:
    signed = partner(knowledge, reads=True, concludes=True)
    code = (await send(api, signed)).json()["query_code"]
    knowledge.restrict_cluster(1, OFFICE, restricted=True, reason="涉及未公开的抽检")
    page = await api.get(f"{PARTNER}/clusters", headers=signed)
    assert page.json() == {"total": 0, "lines": []}
    assert (await api.get(f"{PARTNER}/clusters", params={"words": "西瓜"}, headers=signed)).json()["total"] == 0
    hidden = await api.get(f"{PARTNER}/clusters/1", headers=signed)
    missing = await api.get(f"{PARTNER}/clusters/404", headers=signed)
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json()) == (404, missing.json())
    found = {"status": "rebutted", "conclusion": "不实", "basis": "抽检", "evidence": "报告", "edition": 1}
    assert (await api.post(f"{PARTNER}/clusters/1/conclusion", json=found, headers=signed)).status_code == 404
    again = (await send(api, signed, "A-2")).json()
    assert again["cluster_id"] is None
    status = (await api.get(f"{PARTNER}/reports/{code}", headers=signed)).json()
    assert "未公开" not in json.dumps(status, ensure_ascii=False)


async def test_of_two_conclusions_the_later_one_learns_what_stands_there(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    signed = partner(knowledge, reads=True, concludes=True)
    await send(api, signed)
    knowledge.assign_cluster(1, OFFICE, unit="区市场监管局", due_on=datetime(2026, 11, 30).date())
    edition = (await api.get(f"{PARTNER}/clusters/1", headers=signed)).json()["edition"]
    found = {"status": "rebutted", "conclusion": "不实", "basis": "抽检", "evidence": "报告", "edition": edition}
    first, second = await asyncio.gather(
        api.post(f"{PARTNER}/clusters/1/conclusion", json=found, headers=signed),
        api.post(f"{PARTNER}/clusters/1/conclusion", json=found | {"conclusion": "也不实"}, headers=signed),
    )
    assert sorted((first.status_code, second.status_code)) == [200, 409]
    done, refused = (first, second) if first.status_code == 200 else (second, first)
    assert done.json()["conclusion"] in error(refused)["message"]
    assert knowledge.cluster(1).concluded_by == "partner:市联合辟谣机制"
    empty = await api.post(f"{PARTNER}/clusters/1/conclusion", json=found | {"basis": " "}, headers=signed)
    assert (empty.status_code, error(empty)["field"]) == (422, "basis")


async def test_the_day_of_the_last_use_is_kept(api: httpx.AsyncClient, knowledge: Knowledge, clock: FixedClock) -> None:
    signed = partner(knowledge)
    assert knowledge.list_partners()[0].last_used_on is None
    await send(api, signed)
    assert knowledge.list_partners()[0].last_used_on == datetime(2026, 11, 23).date()


async def test_the_interface_is_described_and_keeps_to_its_description(
    api: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    described = (await api.get("/api/v1/openapi.json")).json()
    assert described["components"]["securitySchemes"]["Partner"]["scheme"] == "bearer"
    for path, methods in described["paths"].items():
        if not path.startswith(PARTNER):
            continue
        for operation in methods.values():
            assert operation["security"] == [{"Partner": []}], path
            assert {"401", "403", "422", "429"} <= set(operation["responses"]), path
            assert "Retry-After" in operation["responses"]["429"]["headers"]
            assert operation["description"]
    assert "once" in described["components"]["schemas"]["PartnerReport"]["properties"]["external_id"]["description"]

    def conforms(body: Any, shape: str) -> None:
        schema = {"$ref": f"#/components/schemas/{shape}", "components": described["components"]}
        jsonschema.validate(body, schema)

    signed = partner(knowledge, reads=True)
    taken = (await send(api, signed)).json()
    conforms(taken, "TakenReport")
    batch = await api.post(f"{PARTNER}/reports/batch", json={"reports": [lead("A-9", DUCK)]}, headers=signed)
    conforms(batch.json(), "TakenReports")
    conforms((await api.get(f"{PARTNER}/reports/{taken['query_code']}", headers=signed)).json(), "InquiryStatusBody")
    conforms((await api.get(f"{PARTNER}/clusters", headers=signed)).json(), "LedgerPageBody")
    conforms((await api.get(f"{PARTNER}/clusters/1", headers=signed)).json(), "LedgerLineBody")
    conforms((await api.get(f"{PARTNER}/clusters/404", headers=signed)).json(), "ErrorBody")
