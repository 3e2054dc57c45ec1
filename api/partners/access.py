"""Which partner is asking: by the token in the request."""

from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import wording
from api.deps import ServicesDep
from api.errors import ApiError
from knowledge.emerging.partners import PartnerView
from knowledge.errors import NotAllowed

_bearer = HTTPBearer(
    scheme_name="Partner", auto_error=False, description="a token of the console's desk 接入单位 (partners)"
)


async def asking_partner(
    request: Request,
    services: ServicesDep,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> PartnerView:
    """The partner whose token came with the request; the request counts against its rate.

    Raises ``ApiError``: 401 without a good token, 429 after many bad ones or beyond the partner's rate.
    """
    visitor = services.visitors.key(request)
    await services.limits.staff_failure.require_room(visitor)
    if credentials is not None:
        try:
            partner = await to_thread.run_sync(services.knowledge.partner_for_token, credentials.credentials)
        except NotAllowed:
            await services.limits.staff_failure.count(visitor)
        else:
            await services.partner_limits.count(partner)
            return partner
    raise ApiError(401, "unauthorized", wording.PARTNER_SIGN_IN, headers={"WWW-Authenticate": "Bearer"})


PartnerDep = Annotated[PartnerView, Depends(asking_partner)]
