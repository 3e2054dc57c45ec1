"""Accounts as administrators keep them."""

import re

import pytest
from fastapi import FastAPI

from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.service import AuditFilter
from knowledge.errors import NotAllowed, WrongState
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole
from tests.builders import EDITOR, REVIEWER
from tests.console_visitor import give_password
from tests.integration.console.conftest import ADMINISTRATOR, VIEWER, Visit

ACCOUNTS = "/console/accounts"


def shown_password(page: str) -> str:
    found = re.search(r'id="one-time-password">([^<]+)<', page)
    assert found is not None, page
    return found.group(1)


def actions_on(knowledge: Knowledge, name: str) -> list[tuple[str, Action]]:
    wanted = AuditFilter(subject_kind=SubjectKind.STAFF, subject_id=name)
    return [(record.actor, record.action) for record in knowledge.audit_page(wanted, limit=50, offset=0).records]


async def test_an_account_is_opened_with_a_password_that_is_shown_once(visit: Visit, knowledge: Knowledge) -> None:
    administrator = await visit(ADMINISTRATOR)
    made = await administrator.post(ACCOUNTS, {"name": " 钱新人 ", "role": "reviewer"})
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    password = shown_password(made.text)
    assert password not in (await administrator.get(f"{ACCOUNTS}/钱新人")).text
    newcomer = await visit()
    assert (await newcomer.sign_in("钱新人", password)).status_code == 303
    assert (await newcomer.get("/console")).headers["location"] == "/console/profile/password"
    assert actions_on(knowledge, "钱新人")[-1] == (ADMINISTRATOR, Action.CREATE)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "", "role": "editor"}, "姓名需要 1 到 40 个字。"),
        ({"name": "长" * 41, "role": "editor"}, "姓名需要 1 到 40 个字。"),
        ({"name": EDITOR, "role": "editor"}, "已经有同名的工作人员。"),
        ({"name": "system", "role": "editor"}, "这个名字留给系统使用"),
        ({"name": "partner:某单位", "role": "editor"}, "这个名字留给系统使用"),
        ({"name": "a/b", "role": "editor"}, "姓名里只能有"),
        ({"name": "<script>alert(1)</script>", "role": "editor"}, "姓名里只能有"),
        ({"name": "某人", "role": ""}, "请选择角色。"),
        ({"name": "某人", "role": "king"}, "格式不对"),
    ],
)
async def test_an_account_that_cannot_be_opened_says_why_and_keeps_what_was_typed(
    visit: Visit, form: dict[str, str], said: str
) -> None:
    administrator = await visit(ADMINISTRATOR)
    refused = await administrator.post(ACCOUNTS, form)
    assert refused.status_code == 422
    assert said in refused.text
    assert "<script>alert" not in refused.text
    if form["role"] == "editor" and form["name"].isalpha():
        assert f'value="{form["name"]}"' in refused.text


async def test_another_role_is_in_force_with_the_next_request(visit: Visit, knowledge: Knowledge) -> None:
    administrator, viewer = await visit(ADMINISTRATOR), await visit(VIEWER)
    assert (await viewer.get("/console/audit")).status_code == 403
    changed = await administrator.post(f"{ACCOUNTS}/{VIEWER}/role", {"role": "office"})
    assert changed.status_code == 303
    assert "角色已修改" in (await administrator.get(changed.headers["location"])).text
    assert (await viewer.get("/console/audit")).status_code == 200
    record = knowledge.audit_page(AuditFilter(action=Action.ROLE), limit=1, offset=0).records[0]
    assert (record.before, record.after) == ({"role": "viewer"}, {"role": "office"})


async def test_a_deactivated_account_is_out_at_once_everywhere(visit: Visit, knowledge: Knowledge) -> None:
    administrator, editor = await visit(ADMINISTRATOR), await visit(EDITOR)
    token = knowledge.issue_token(EDITOR)
    await administrator.post(f"{ACCOUNTS}/{EDITOR}/deactivate")
    assert (await editor.get("/console")).status_code == 303
    assert (await editor.sign_in(EDITOR)).status_code == 403
    with pytest.raises(NotAllowed):
        knowledge.staff_for_token(token)
    await administrator.post(f"{ACCOUNTS}/{EDITOR}/activate")
    assert (await editor.get("/console")).status_code == 303, "an old session came back to life"
    assert (await editor.sign_in(EDITOR)).status_code == 303


async def test_a_reset_password_ends_the_sessions_and_a_lock_out(visit: Visit, knowledge: Knowledge) -> None:
    administrator, editor = await visit(ADMINISTRATOR), await visit(EDITOR)
    for _ in range(5):
        await editor.sign_in(EDITOR, "wrong")
    locked = (await administrator.get(f"{ACCOUNTS}/{EDITOR}")).text
    assert "暂时锁定" in locked
    password = shown_password((await administrator.post(f"{ACCOUNTS}/{EDITOR}/password")).text)
    assert (await editor.get("/console")).status_code == 303
    assert (await editor.sign_in(EDITOR, password)).status_code == 303
    assert (ADMINISTRATOR, Action.PASSWORD) in actions_on(knowledge, EDITOR)


async def test_an_administrator_helps_somebody_who_lost_their_telephone(visit: Visit, knowledge: Knowledge) -> None:
    administrator, editor = await visit(ADMINISTRATOR), await visit(EDITOR)
    await editor.post("/console/profile/totp/offer")
    assert knowledge.pending_totp(EDITOR) is not None
    answer = await administrator.post(f"{ACCOUNTS}/{EDITOR}/totp/reset")
    assert answer.status_code == 303
    assert knowledge.pending_totp(EDITOR) is None


@pytest.mark.parametrize("change", ["role", "deactivate"])
async def test_nobody_locks_themselves_out(visit: Visit, knowledge: Knowledge, change: str) -> None:
    administrator = await visit(ADMINISTRATOR)
    refused = await administrator.post(f"{ACCOUNTS}/{ADMINISTRATOR}/{change}", {"role": "viewer"})
    assert refused.status_code == 409
    assert "不能改自己的角色或停用自己" in refused.text
    assert knowledge.staff_member(ADMINISTRATOR).role is StaffRole.ADMINISTRATOR


async def test_the_only_administrator_stays_even_by_command(app: FastAPI, knowledge: Knowledge) -> None:
    with pytest.raises(WrongState, match="only administrator"):
        knowledge.deactivate_staff(ADMINISTRATOR)
    knowledge.change_role(VIEWER, StaffRole.ADMINISTRATOR)
    with pytest.raises(WrongState, match="only administrator"):
        knowledge.deactivate_staff(ADMINISTRATOR)
    give_password(knowledge, VIEWER)
    knowledge.deactivate_staff(ADMINISTRATOR)


async def test_accounts_that_do_not_exist_are_not_found(visit: Visit) -> None:
    administrator = await visit(ADMINISTRATOR)
    page = await administrator.get(f"{ACCOUNTS}/没有这个人")
    assert page.status_code == 404
    assert "没有找到这个工作人员" in page.text
    assert (await administrator.post(f"{ACCOUNTS}/没有这个人/deactivate")).status_code == 404


async def test_use_cases_ask_for_the_permission_themselves(app: FastAPI, knowledge: Knowledge) -> None:
    for attempt in (
        lambda: knowledge.open_account("某人", StaffRole.EDITOR, REVIEWER),
        lambda: knowledge.reset_password(EDITOR, REVIEWER),
        lambda: knowledge.change_role(EDITOR, StaffRole.OFFICE, REVIEWER),
        lambda: knowledge.deactivate_staff(EDITOR, REVIEWER),
        lambda: knowledge.issue_token(EDITOR, "没有这个人"),
        lambda: knowledge.export_audit(AuditFilter(), REVIEWER),
    ):
        with pytest.raises(NotAllowed):
            attempt()
