"""Accounts, as administrators keep them."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.deps import Services, ServicesDep
from knowledge.errors import InvalidInput, WrongState
from knowledge.staff.permissions import Permission
from knowledge.staff.roles import StaffRole

ACCOUNTS = "/console/accounts"

router = console_router(ACCOUNTS)

Administrator = Annotated[SignedIn, Depends(allowed(Permission.MANAGE_STAFF))]


@router.get("")
async def accounts_page(request: Request, services: ServicesDep, person: Administrator) -> Response:
    """Every account, and the form for a new one."""
    return await _accounts(request, services, person)


@router.post("")
async def open_account(
    request: Request,
    services: ServicesDep,
    person: Administrator,
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[StaffRole | None, Form()] = None,
) -> Response:
    """A new account; its first password is shown this once."""
    typed = {"name": name, "role": role}
    if role is None:
        return await _accounts(request, services, person, errors={"role": "请选择角色。"}, typed=typed)
    try:
        password = await to_thread.run_sync(services.knowledge.open_account, name, role, person.name)
    except InvalidInput as error:
        return await _accounts(request, services, person, errors={error.field: error.message}, typed=typed)
    return _one_time(request, services, person, name.strip(), password, is_new=True)


@router.get("/{name}")
async def account_page(name: str, request: Request, services: ServicesDep, person: Administrator) -> Response:
    """One account and what can be done with it."""
    return await _account(request, services, person, name)


@router.post("/{name}/role")
async def change_role(
    name: str,
    request: Request,
    services: ServicesDep,
    person: Administrator,
    role: Annotated[StaffRole, Form()],
) -> Response:
    """Another role."""
    return await _change(
        request, services, person, name, partial(services.knowledge.change_role, name, role, person.name), "role"
    )


@router.post("/{name}/deactivate")
async def deactivate(name: str, request: Request, services: ServicesDep, person: Administrator) -> Response:
    """Close the account."""
    return await _change(
        request, services, person, name, partial(services.knowledge.deactivate_staff, name, person.name), "deactivated"
    )


@router.post("/{name}/activate")
async def activate(name: str, request: Request, services: ServicesDep, person: Administrator) -> Response:
    """Open the account again."""
    return await _change(
        request, services, person, name, partial(services.knowledge.activate_staff, name, person.name), "activated"
    )


@router.post("/{name}/totp/reset")
async def reset_totp(name: str, request: Request, services: ServicesDep, person: Administrator) -> Response:
    """No codes any more, for somebody who lost their telephone."""
    return await _change(
        request, services, person, name, partial(services.knowledge.reset_totp, name, person.name), "totp-reset"
    )


@router.post("/{name}/password")
async def reset_password(name: str, request: Request, services: ServicesDep, person: Administrator) -> Response:
    """A new temporary password, shown this once."""
    password = await to_thread.run_sync(services.knowledge.reset_password, name, person.name)
    return _one_time(request, services, person, name, password, is_new=False)


async def _change(
    request: Request, services: Services, person: SignedIn, name: str, change: Callable[[], Any], done: str
) -> Response:
    try:
        await to_thread.run_sync(change)
    except (InvalidInput, WrongState) as error:
        return await _account(request, services, person, name, problem=error.message)
    return RedirectResponse(f"{ACCOUNTS}/{quote(name, safe='')}?done={done}", 303)


async def _accounts(
    request: Request,
    services: Services,
    person: SignedIn,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    accounts = await to_thread.run_sync(services.knowledge.list_staff)
    return services.pages.render(
        request,
        "accounts/list.html",
        person,
        422 if errors else 200,
        accounts=accounts,
        roles=list(StaffRole),
        errors=errors or {},
        typed=typed or {"name": "", "role": None},
        now=services.knowledge.clock(),
    )


async def _account(request: Request, services: Services, person: SignedIn, name: str, *, problem: str = "") -> Response:
    account = await to_thread.run_sync(services.knowledge.staff_member, name)
    return services.pages.render(
        request,
        "accounts/account.html",
        person,
        409 if problem else 200,
        account=account,
        roles=list(StaffRole),
        problem=problem,
        now=services.knowledge.clock(),
    )


def _one_time(
    request: Request, services: Services, person: SignedIn, name: str, password: str, *, is_new: bool
) -> Response:
    # Shown in the answer itself: no address leads to it, and nothing keeps it.
    return services.pages.render(
        request, "accounts/one_time_password.html", person, name=name, password=password, is_new=is_new
    )
