"""One's own account: password, authenticator app, and where one is signed in."""

from functools import partial
from typing import Annotated, Any

import segno
from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from api.console import cookies, wording
from api.console.access import PROFILE, Allowed, SignedIn, allowed, console_router
from api.console.browsers import browser_of
from api.deps import Services, ServicesDep
from knowledge.errors import InvalidInput
from knowledge.staff.passwords import KINDS_WANTED, LONG_ENOUGH_ALONE, LONGEST, REMEMBERED, SHORTEST
from knowledge.staff.permissions import Permission

router = console_router(PROFILE)

Person = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Newcomer = Annotated[SignedIn, Depends(Allowed(Permission.SEE_CONSOLE, even_if_password_is_due=True))]
Secret = Annotated[str, Form(max_length=LONGEST + 1)]
"""One more than is allowed, so that the use case can say what is wrong with it."""

_RULES = {
    "shortest": SHORTEST,
    "long_enough": LONG_ENOUGH_ALONE,
    "kinds": KINDS_WANTED,
    "remembered": REMEMBERED,
}


@router.get("")
async def profile_page(request: Request, services: ServicesDep, person: Person) -> Response:
    """One's own account."""
    return await _profile(request, services, person)


@router.get("/password")
async def password_page(request: Request, services: ServicesDep, person: Newcomer) -> Response:
    """The form for a new password: where everybody with a temporary one is sent."""
    return _password_form(request, services, person)


@router.post("/password")
async def change_password(
    request: Request,
    services: ServicesDep,
    person: Newcomer,
    present_password: Secret = "",
    new_password: Secret = "",
    repeated_password: Secret = "",
) -> Response:
    """A new password and a new session; every other session ends."""
    if new_password != repeated_password:
        errors = {"repeated_password": wording.NOT_REPEATED}
        return _password_form(request, services, person, errors)
    browser = browser_of(request.headers.get("user-agent", ""))
    try:
        begun = await to_thread.run_sync(
            partial(services.knowledge.change_password, person.name, present_password, new_password, browser=browser)
        )
    except InvalidInput as error:
        return _password_form(request, services, person, {error.field: error.message})
    response = RedirectResponse(f"{PROFILE}?done=password", 303)
    cookies.give_session(response, begun.key, request, services)
    return response


@router.post("/totp/offer")
async def offer_totp(request: Request, services: ServicesDep, person: Person) -> Response:
    """Show the secret for an authenticator app."""
    await to_thread.run_sync(services.knowledge.offer_totp, person.name)
    return RedirectResponse(f"{PROFILE}#totp", 303)


@router.post("/totp/confirm")
async def confirm_totp(
    request: Request, services: ServicesDep, person: Person, code: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Ask for codes from now on."""
    try:
        await to_thread.run_sync(services.knowledge.confirm_totp, person.name, code)
    except InvalidInput as error:
        return await _profile(request, services, person, {error.field: error.message})
    return RedirectResponse(f"{PROFILE}?done=totp-on", 303)


@router.post("/totp/remove")
async def remove_totp(
    request: Request, services: ServicesDep, person: Person, present_password: Secret = ""
) -> Response:
    """Ask for no codes any more."""
    try:
        await to_thread.run_sync(services.knowledge.remove_totp, person.name, present_password)
    except InvalidInput as error:
        return await _profile(request, services, person, {error.field: error.message})
    return RedirectResponse(f"{PROFILE}?done=totp-off", 303)


@router.post("/sessions/{session_id}/end")
async def end_session(session_id: int, services: ServicesDep, person: Person) -> Response:
    """Sign out somewhere else."""
    await to_thread.run_sync(services.knowledge.end_session, person.name, session_id)
    return RedirectResponse(f"{PROFILE}?done=session-ended", 303)


def _password_form(
    request: Request, services: Services, person: SignedIn, errors: dict[str, str] | None = None
) -> Response:
    status = 422 if errors else 200
    is_first = person.staff.is_password_temporary
    # No desk opens before the password is changed, so none is offered.
    fewer: dict[str, Any] = {"navigation": ()} if is_first else {}
    return services.pages.render(
        request, "profile/password.html", person, status, errors=errors or {}, rules=_RULES, is_first=is_first, **fewer
    )


async def _profile(
    request: Request, services: Services, person: SignedIn, errors: dict[str, str] | None = None
) -> Response:
    sessions = await to_thread.run_sync(services.knowledge.sessions_of, person.name)
    offer = await to_thread.run_sync(services.knowledge.pending_totp, person.name)
    return services.pages.render(
        request,
        "profile/profile.html",
        person,
        422 if errors else 200,
        errors=errors or {},
        sessions=sessions,
        offer=offer,
        drawing=_drawing(offer.address) if offer else None,
    )


def _drawing(address: str) -> Markup:
    """The QR code of ``address``, made here: the secret goes to nobody else."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    # Safe as it stands: of the address there is nothing in it but squares.
    return Markup(drawn)
