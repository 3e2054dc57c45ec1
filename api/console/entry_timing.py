"""What an entry does by itself: becoming public at a time, and being withdrawn at another."""

from datetime import UTC, datetime

from fastapi import Request, Response

from api.console.access import console_router
from api.console.entry_page import ENTRIES, Edition, Reviewer, Words, take_step
from api.console.wording import NO_TIME, UNSCHEDULED
from api.deps import ServicesDep
from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.errors import InvalidInput

router = console_router(ENTRIES)


@router.post("/{entry_id}/schedule")
async def schedule(
    request: Request,
    services: ServicesDep,
    person: Reviewer,
    entry_id: str,
    publish_at: Words = "",
    edition: Edition = None,
) -> Response:
    """Approve it for later; the rules are those of publishing."""

    def step() -> None:
        services.knowledge.schedule(entry_id, _instant(publish_at, "publish_at"), person.name, edition)

    typed = {"publish_at": publish_at}
    return await take_step(request, services, person, entry_id, step, said="entry-scheduled", typed=typed)


@router.post("/{entry_id}/unschedule")
async def unschedule(request: Request, services: ServicesDep, person: Reviewer, entry_id: str) -> Response:
    """Take the approval back: it is a draft again."""

    def step() -> None:
        services.knowledge.send_back(entry_id, person.name, UNSCHEDULED)

    return await take_step(request, services, person, entry_id, step, said="entry-unscheduled")


@router.post("/{entry_id}/expiry")
async def set_expiry(
    request: Request, services: ServicesDep, person: Reviewer, entry_id: str, expire_at: Words = ""
) -> Response:
    """Have it withdrawn by itself."""

    def step() -> None:
        services.knowledge.set_expiry(entry_id, _instant(expire_at, "expire_at"), person.name)

    typed = {"expire_at": expire_at}
    return await take_step(request, services, person, entry_id, step, said="entry-expires", typed=typed)


@router.post("/{entry_id}/expiry/clear")
async def clear_expiry(request: Request, services: ServicesDep, person: Reviewer, entry_id: str) -> Response:
    """Let it stay."""

    def step() -> None:
        services.knowledge.set_expiry(entry_id, None, person.name)

    return await take_step(request, services, person, entry_id, step, said="entry-expires-never")


def _instant(typed: str, field: str) -> datetime:
    """The instant of a time as people here read it off the clock. Raises ``InvalidInput``."""
    try:
        local = datetime.fromisoformat(typed.strip())
        if local.tzinfo is not None:
            raise ValueError
        return local.replace(tzinfo=CHINA_STANDARD_TIME).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(field, NO_TIME) from None
