"""One entry: its state, and the steps of its review."""

from functools import partial

from fastapi import Request, Response

from api.console.access import console_router
from api.console.entry_page import ENTRIES, Edition, Editor, Reader, Reviewer, Words, entry_page, take_step
from api.console.entry_text import plain_text
from api.console.wording import FIELD_PROBLEM, NO_REASON
from api.deps import ServicesDep
from knowledge.audit.service import LONGEST_NOTE
from knowledge.errors import InvalidInput

router = console_router(ENTRIES)


@router.get("/{entry_id}")
async def show(request: Request, services: ServicesDep, person: Reader, entry_id: str) -> Response:
    """The entry with the steps its state allows."""
    return await entry_page(request, services, person, entry_id)


@router.post("/{entry_id}/submit")
async def submit(request: Request, services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """Hand it to review."""
    step = partial(services.knowledge.submit, entry_id, person.name)
    return await take_step(request, services, person, entry_id, step, said="entry-submitted")


@router.post("/{entry_id}/publish")
async def publish(
    request: Request, services: ServicesDep, person: Reviewer, entry_id: str, edition: Edition = None
) -> Response:
    """Publish what the reviewer read; refused for one's own."""
    step = partial(services.knowledge.publish, entry_id, person.name, edition)
    return await take_step(request, services, person, entry_id, step, said="entry-published")


@router.post("/{entry_id}/send-back")
async def send_back(
    request: Request, services: ServicesDep, person: Reviewer, entry_id: str, reason: Words = ""
) -> Response:
    """Return it to its editors, with why."""

    def step() -> None:
        services.knowledge.send_back(entry_id, person.name, _stated(reason, "send_back_reason"))

    typed = {"send_back_reason": reason}
    return await take_step(request, services, person, entry_id, step, said="entry-sent-back", typed=typed)


@router.post("/{entry_id}/withdraw")
async def withdraw(
    request: Request, services: ServicesDep, person: Reviewer, entry_id: str, reason: Words = ""
) -> Response:
    """Take it away from residents at once, with why."""

    def step() -> None:
        services.knowledge.withdraw(entry_id, person.name, _stated(reason, "withdraw_reason"))

    typed = {"withdraw_reason": reason}
    return await take_step(request, services, person, entry_id, step, said="entry-withdrawn", typed=typed)


def _stated(reason: str, field: str) -> str:
    """The reason as it is recorded. Raises ``InvalidInput`` for none, or for one that would be cut."""
    stated = plain_text(reason)
    if not stated:
        raise InvalidInput(field, NO_REASON)
    if len(stated) > LONGEST_NOTE:
        raise InvalidInput(field, FIELD_PROBLEM)
    return stated
