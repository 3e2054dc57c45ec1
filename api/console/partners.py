"""Partners of the interface: who may send leads and read the ledger by program."""

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.deps import Services, ServicesDep
from api.partners.limits import USUAL_RATE, require_rate
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import CHANNELS, NewPartner
from knowledge.errors import InvalidInput, NotFound
from knowledge.staff.permissions import Permission

PARTNERS = "/console/partners"

router = console_router(PARTNERS)

Administrator = Annotated[SignedIn, Depends(allowed(Permission.MANAGE_STAFF))]


@router.get("")
async def partners_page(request: Request, services: ServicesDep, person: Administrator) -> Response:
    """Every partner, and the form for a new one."""
    return await _page(request, services, person)


@router.post("")
async def add_partner(
    request: Request,
    services: ServicesDep,
    person: Administrator,
    name: Annotated[str, Form(max_length=200)] = "",
    channel: Annotated[str, Form(max_length=20)] = "",
    rate: Annotated[str, Form(max_length=200)] = USUAL_RATE,
    may_read_ledger: Annotated[bool, Form()] = False,
    may_conclude: Annotated[bool, Form()] = False,
) -> Response:
    """A new partner; its token is shown this once."""
    typed = {
        "name": name,
        "channel": channel,
        "rate": rate,
        "may_read_ledger": may_read_ledger,
        "may_conclude": may_conclude,
    }
    try:
        if channel not in set(CHANNELS):
            raise InvalidInput("channel", "请选择接入方式。")
        # Whoever concludes must see what.
        reads = may_read_ledger or may_conclude
        new = NewPartner(name, IntakeChannel(channel), require_rate(rate), reads, may_conclude)
        token = await to_thread.run_sync(services.knowledge.add_partner, new, person.name)
    except InvalidInput as error:
        return await _page(request, services, person, status=422, errors={error.field: error.message}, typed=typed)
    return services.pages.render(request, "partners/token.html", person, name=name.strip(), token=token)


@router.post("/{partner_id}/token")
async def renew_token(partner_id: int, request: Request, services: ServicesDep, person: Administrator) -> Response:
    """A new token; the old one is void."""
    token = await to_thread.run_sync(services.knowledge.renew_partner_token, partner_id, person.name)
    partners = await to_thread.run_sync(services.knowledge.list_partners)
    name = next((one.name for one in partners if one.partner_id == partner_id), None)
    if name is None:
        raise NotFound("partner", partner_id)
    return services.pages.render(request, "partners/token.html", person, name=name, token=token)


@router.post("/{partner_id}/active")
async def set_active(
    partner_id: int, services: ServicesDep, person: Administrator, active: Annotated[bool, Form()] = False
) -> Response:
    """Let it in, or keep it out."""
    change = partial(services.knowledge.set_partner_active, partner_id, person.name, active=active)
    await to_thread.run_sync(change)
    return RedirectResponse(f"{PARTNERS}?done=saved", 303)


async def _page(
    request: Request,
    services: Services,
    person: SignedIn,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    empty = {"name": "", "channel": "", "rate": USUAL_RATE, "may_read_ledger": False, "may_conclude": False}
    return services.pages.render(
        request,
        "partners/list.html",
        person,
        status,
        partners=await to_thread.run_sync(services.knowledge.list_partners),
        channels=list(CHANNELS),
        errors=errors or {},
        typed=typed or empty,
    )
