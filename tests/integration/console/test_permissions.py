"""Every route of the staff's, for every role: the table decides, and forms from elsewhere are refused."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from api.console import wording
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission, may
from knowledge.staff.roles import StaffRole
from tests.builders import EDITOR, OFFICE, REVIEWER
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import ADMINISTRATOR, VIEWER, Visit

PEOPLE = {
    StaffRole.EDITOR: EDITOR,
    StaffRole.REVIEWER: REVIEWER,
    StaffRole.OFFICE: OFFICE,
    StaffRole.ADMINISTRATOR: ADMINISTRATOR,
    StaffRole.VIEWER: VIEWER,
}
OPEN = {"/console/sign-in"}
"""What strangers may reach. Nothing else of the console has no permission."""
LAST = "/console/sign-out"
"""It ends the session the others are tried with."""


def routes_of(app: FastAPI, prefix: str) -> list[RouteContext]:
    found = [route for route in iter_route_contexts(app.routes) if f"{route.path}/".startswith(f"{prefix}/")]
    assert found
    return sorted(found, key=lambda route: (route.path == LAST, path_of(route)))


def path_of(route: RouteContext) -> str:
    assert route.path is not None
    return route.path


def permissions_of(dependant: Dependant) -> Iterator[Permission]:
    permission = getattr(dependant.call, "permission", None)
    if isinstance(permission, Permission):
        yield permission
    for inner in dependant.dependencies:
        yield from permissions_of(inner)


def permission_of(route: RouteContext) -> Permission:
    (permission,) = set(permissions_of(route.dependant))
    return permission


def method_of(route: RouteContext) -> str:
    (method,) = (route.methods or set()) - {"HEAD"}
    return method


def address_of(route: RouteContext) -> str:
    return re.sub(r"\{[^}]+\}", "1", path_of(route))


def is_unsafe(route: RouteContext) -> bool:
    return method_of(route) != "GET"


async def test_every_route_of_the_staff_names_one_permission(app: FastAPI) -> None:
    for prefix in ("/console", "/api/v1/staff"):
        for route in routes_of(app, prefix):
            wanted = 0 if route.path in OPEN else 1
            assert len(set(permissions_of(route.dependant))) == wanted, (route.methods, route.path)


async def test_no_route_of_the_console_answers_a_stranger(app: FastAPI, visit: Visit) -> None:
    stranger = await visit()
    for route in routes_of(app, "/console"):
        if route.path in OPEN:
            continue
        answer = await stranger.client.request(method_of(route), address_of(route))
        assert answer.status_code == 303, route.path
        assert answer.headers["location"].startswith("/console/sign-in?next=/console"), route.path


@pytest.mark.parametrize("role", list(StaffRole))
async def test_a_person_reaches_what_the_table_gives_their_role_and_nothing_else(
    app: FastAPI, visit: Visit, role: StaffRole
) -> None:
    visitor = await visit(PEOPLE[role])
    token = await visitor.token()
    for route in routes_of(app, "/console"):
        if route.path in OPEN:
            continue
        answer = await visitor.client.request(
            method_of(route), address_of(route), headers={"X-CSRF-Token": token} if is_unsafe(route) else {}
        )
        where = (method_of(route), route.path, answer.status_code)
        if may(role, permission_of(route)):
            assert answer.status_code != 403, where
            assert answer.status_code < 500, where
            assert "/console/sign-in?next" not in answer.headers.get("location", ""), where
        else:
            assert answer.status_code == 403, where
            assert f"您的身份是{role.label}，这一步需要" in answer.text, where


async def requires_token(visitor: ConsoleVisitor, route: RouteContext, **sent: Any) -> None:
    answer = await visitor.client.request(method_of(route), address_of(route), **sent)
    assert answer.status_code == 403, (route.path, sent, answer.status_code)
    assert wording.FORGED_FORM in answer.text, (route.path, sent)


async def test_no_change_is_taken_from_elsewhere_than_a_form_of_this_session(app: FastAPI, visit: Visit) -> None:
    visitor, other = await visit(EDITOR), await visit(REVIEWER)
    own, foreign = await visitor.token(), await other.token()
    assert own != foreign
    unsafe = [route for route in routes_of(app, "/console") if is_unsafe(route)]
    assert len(unsafe) > 5
    for route in unsafe:
        await requires_token(visitor, route)
        await requires_token(visitor, route, data={"csrf_token": foreign})
        await requires_token(visitor, route, headers={"X-CSRF-Token": foreign})
        await requires_token(visitor, route, data={"csrf_token": "字"})
        if route.path not in OPEN:
            await requires_token(visitor, route, headers={"X-CSRF-Token": own, "Sec-Fetch-Site": "cross-site"})


async def test_even_the_sign_in_form_is_taken_from_our_page_only(visit: Visit) -> None:
    visitor = await visit()
    forged = await visitor.client.post("/console/sign-in", data={"name": EDITOR, "password": "x"})
    assert forged.status_code == 403
    assert wording.FORGED_FORM in forged.text


@pytest.fixture
def tokens(knowledge: Knowledge, app: FastAPI) -> dict[StaffRole, str]:
    return {role: knowledge.issue_token(name) for role, name in PEOPLE.items()}


async def ask(client: httpx.AsyncClient, route: RouteContext, token: str) -> httpx.Response:
    return await client.request(
        method_of(route), address_of(route), headers={"Authorization": f"Bearer {token}"}, json={}
    )


@pytest.mark.parametrize("role", list(StaffRole))
async def test_the_interface_for_programs_keeps_to_the_same_table(
    app: FastAPI, visit: Visit, tokens: dict[StaffRole, str], role: StaffRole
) -> None:
    client = (await visit()).client
    for route in routes_of(app, "/api/v1/staff"):
        answer = await ask(client, route, tokens[role])
        where = (method_of(route), route.path, answer.status_code)
        if may(role, permission_of(route)):
            assert answer.status_code not in (401, 403), where
            assert answer.status_code < 500, where
        else:
            assert answer.status_code == 403, where
            assert answer.json()["error"]["code"] == "not_allowed", where
        nobody = await client.request(method_of(route), address_of(route))
        assert nobody.status_code == 401, where
