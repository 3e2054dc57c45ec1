"""The partners' desk: a token is shown once, changed and switched off, by administrators only."""

import re

import httpx

from knowledge.audit.actions import Action
from knowledge.audit.models import AuditRecord
from knowledge.service import Knowledge
from tests.builders import OFFICE, RAINBOW
from tests.integration.console.conftest import ADMINISTRATOR, Visit

DESK = "/console/partners"
NEW = {"name": "市联合辟谣机制", "channel": "partner", "rate": "600/minute"}


def shown(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    found = re.search(r'id="one-time-token">([\w-]{43})<', page.text)
    assert found is not None
    return found.group(1)


async def test_a_token_is_shown_once_and_a_new_one_voids_it(visit: Visit, knowledge: Knowledge) -> None:
    administrator, program = await visit(ADMINISTRATOR), (await visit()).client

    async def sends(token: str, number: str) -> int:
        body = {"external_id": number, "text": RAINBOW}
        answer = await program.post("/api/v1/partner/reports", json=body, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code

    token = shown(await administrator.post(DESK, NEW))
    page = (await administrator.get(DESK)).text
    assert "市联合辟谣机制" in page
    assert "没有用过" in page
    assert token not in page
    assert await sends(token, "1") == 201
    renewed = shown(await administrator.post(f"{DESK}/1/token"))
    assert (await sends(token, "2"), await sends(renewed, "2")) == (401, 201)
    await administrator.post(f"{DESK}/1/active")
    assert "已停用" in (await administrator.get(DESK)).text
    assert await sends(renewed, "3") == 401
    await administrator.post(f"{DESK}/1/active", {"active": "1"})
    assert await sends(renewed, "3") == 201
    with knowledge.database.read() as session:
        records = session.query(AuditRecord).filter_by(subject_kind="partner").order_by(AuditRecord.id).all()
    assert [record.action for record in records] == [
        Action.CREATE,
        Action.TOKEN,
        Action.DEACTIVATE,
        Action.ACTIVATE,
    ]
    assert {record.actor for record in records} == {ADMINISTRATOR}
    assert all(secret not in str(record.after) for record in records for secret in (token, renewed))


async def test_what_is_wrong_is_said_at_its_field(visit: Visit) -> None:
    administrator = await visit(ADMINISTRATOR)
    await administrator.post(DESK, NEW)
    for changes, reason in (
        ({}, "已经有同名的接入单位"),
        ({"name": " "}, "名称需要 1 到 40 个字"),
        ({"name": "另一家", "channel": "fax"}, "请选择接入方式"),
        ({"name": "另一家", "rate": "很多"}, "请写成 600/minute 这样"),
    ):
        refused = await administrator.post(DESK, NEW | changes)
        assert refused.status_code == 422
        assert reason in refused.text


async def test_only_an_administrator_opens_partners(visit: Visit, knowledge: Knowledge) -> None:
    officer = await visit(OFFICE)
    assert (await officer.get(DESK)).status_code == 403
    assert (await officer.post(DESK, NEW)).status_code == 403
    assert knowledge.list_partners() == []
