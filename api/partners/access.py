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
    if credentials is None:
        raise _refused(wording.PARTNER_SIGN_IN)
    try:
        partner = await to_thread.run_sync(services.knowledge.partner_for_token, credentials.credentials)
    except NotAllowed as error:
        await services.limits.staff_failure.count(visitor)
        raise _refused(error.message, "invalid_token") from None
    await services.partner_limits.count(partner)
    return partner


def _refused(message: str, reason: str = "") -> ApiError:
    challenge = f'Bearer error="{reason}"' if reason else "Bearer"
    return ApiError(401, "unauthorized", message, headers={"WWW-Authenticate": challenge})


PartnerDep = Annotated[PartnerView, Depends(asking_partner)]
