"""Signing in and out."""

import secrets
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console import cookies
from api.console.access import SIGN_IN, Allowed, SignedIn, local_page
from api.console.browsers import browser_of
from api.console.csrf import require_form_token, require_token, token_of
from api.deps import Services, ServicesDep
from knowledge.errors import NotAllowed
from knowledge.staff.permissions import Permission

router = APIRouter(include_in_schema=False)

_FORM_KEY_BYTES = 32
_LONGEST = 400
"""Longer names and passwords exist nowhere; they would only be work to hash."""

Anybody = Annotated[SignedIn, Depends(Allowed(Permission.SEE_CONSOLE, even_if_password_is_due=True))]
Text = Annotated[str, Form(max_length=_LONGEST)]


@router.get(SIGN_IN)
async def sign_in_page(request: Request, services: ServicesDep, next: str = "") -> Response:
    """The form."""
    return _form(request, services, next_page=next)


@router.post(SIGN_IN, dependencies=[Depends(require_form_token)])
async def sign_in(
    request: Request,
    services: ServicesDep,
    name: Text = "",
    password: Text = "",
    code: Text = "",
    next_page: Annotated[str, Form(alias="next", max_length=2000)] = "",
) -> Response:
    """A session, always a new one; then the page the person came for."""
    visitor = services.visitors.key(request)
    await services.limits.sign_in_failure.require_room(visitor)
    browser = browser_of(request.headers.get("user-agent", ""))
    try:
        begun = await to_thread.run_sync(
            partial(services.knowledge.sign_in, name, password, code=code, browser=browser)
        )
    except NotAllowed as error:
        await services.limits.sign_in_failure.count(visitor)
        return _form(request, services, next_page=next_page, name=name, error=error.message, status=403)
    earlier = cookies.session_key(request, services)
    if earlier is not None:
        await to_thread.run_sync(services.knowledge.sign_out, earlier)
    response = RedirectResponse(local_page(next_page), 303)
    cookies.give_session(response, begun.key, request, services)
    return response


@router.post("/console/sign-out", dependencies=[Depends(require_token)])
async def sign_out(request: Request, services: ServicesDep, _: Anybody) -> Response:
    """End the session."""
    key = cookies.session_key(request, services)
    if key is not None:
        await to_thread.run_sync(services.knowledge.sign_out, key)
    response = RedirectResponse(f"{SIGN_IN}?done=signed-out", 303)
    cookies.take_session(response, request, services)
    return response


def _form(
    request: Request, services: Services, *, next_page: str, name: str = "", error: str = "", status: int = 200
) -> Response:
    known = cookies.form_key(request, services)
    key = known or secrets.token_urlsafe(_FORM_KEY_BYTES)
    page = services.pages.render(
        request,
        "sign_in.html",
        None,
        status,
        csrf_token=token_of(key),
        next_page=local_page(next_page),
        name=name,
        error=error,
    )
    if known is None:
        cookies.give_form_key(page, key, request, services)
    return page
