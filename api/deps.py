"""What routes are given: the services of the running app, and who is asking."""

from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api import wording
from api.console.templating import ConsolePages
from api.dialogue.rasa import RasaDialogue
from api.dialogue.responses import ResponseBook
from api.dialogue.turn import ChatTurns
from api.errors import ApiError, not_allowed
from api.partners.limits import PartnerLimits
from api.rate_limit import RateLimiter, VisitorKeys
from api.settings import ApiSettings
from knowledge.errors import NotAllowed
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission, may
from knowledge.staff.views import StaffView


@dataclass(frozen=True, slots=True)
class VisitorLimits:
    """One limiter per kind of request."""

    chat: RateLimiter
    check: RateLimiter
    read: RateLimiter
    news: RateLimiter
    code: RateLimiter
    staff_failure: RateLimiter
    sign_in_failure: RateLimiter


@dataclass(frozen=True, slots=True)
class Services:
    """Everything routes need, made once by ``api.app.create_app``."""

    settings: ApiSettings
    knowledge: Knowledge
    turns: ChatTurns
    responses: ResponseBook
    rasa: RasaDialogue
    visitors: VisitorKeys
    limits: VisitorLimits
    pages: ConsolePages
    partner_limits: PartnerLimits


async def services_of(request: Request) -> Services:
    """The services of the app that serves ``request``.

    Asynchronous although it waits for nothing: FastAPI runs other dependencies in threads, where of two messages
    of one conversation the second may overtake the first.
    """
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


ServicesDep = Annotated[Services, Depends(services_of)]


async def count_chat(request: Request, services: ServicesDep) -> None:
    """One chat message of this visitor."""
    await services.limits.chat.count(services.visitors.key(request))


async def count_check(request: Request, services: ServicesDep) -> None:
    """One check of this visitor."""
    await services.limits.check.count(services.visitors.key(request))


async def count_read(request: Request, services: ServicesDep) -> None:
    """One card, vote or greeting of this visitor."""
    await services.limits.read.count(services.visitors.key(request))


async def count_news(request: Request, services: ServicesDep) -> None:
    """One look for news. Counted apart: pages look by themselves, which must not use up what people read."""
    await services.limits.news.count(services.visitors.key(request))


async def count_code(request: Request, services: ServicesDep) -> None:
    """One query code this visitor tries: they are short, so they must not be guessed at speed."""
    await services.limits.code.count(services.visitors.key(request))


_bearer = HTTPBearer(auto_error=False, description="a token of `xiaochen staff token`")


class AllowedByToken:
    """A dependency that gives the account whose token came with the request, if its role has ``permission``.

    Raises ``ApiError``: 401 without a good token, 429 after many bad ones, 403 when the role does not cover it.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(
        self,
        request: Request,
        services: ServicesDep,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> StaffView:
        """The account."""
        visitor = services.visitors.key(request)
        await services.limits.staff_failure.require_room(visitor)
        if credentials is not None:
            try:
                person = await to_thread.run_sync(services.knowledge.staff_for_token, credentials.credentials)
            except NotAllowed:
                await services.limits.staff_failure.count(visitor)
            else:
                if not may(person.role, self.permission):
                    raise not_allowed(person.role, self.permission)
                return person
        raise ApiError(401, "unauthorized", wording.STAFF_SIGN_IN, headers={"WWW-Authenticate": "Bearer"})
