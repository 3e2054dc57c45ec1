"""One entry: its state, and the steps of its review."""

from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.deps import ServicesDep
from knowledge.staff.permissions import Permission

router = console_router("/console/entries")

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Editor = Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]
Reviewer = Annotated[SignedIn, Depends(allowed(Permission.REVIEW_ENTRIES))]
Reason = Annotated[str, Form(min_length=1, max_length=500)]


@router.get("/{entry_id}")
async def entry_page(request: Request, services: ServicesDep, person: Reader, entry_id: str) -> Response:
    """The entry with the steps its state allows."""
    entry = await to_thread.run_sync(services.knowledge.entry, entry_id)
    return services.pages.render(request, "entries/entry.html", person, entry=entry)


@router.post("/{entry_id}/submit")
async def submit(services: ServicesDep, person: Editor, entry_id: str) -> Response:
    """Hand it to review."""
    await to_thread.run_sync(services.knowledge.submit, entry_id, person.name)
    return _saved(entry_id)


@router.post("/{entry_id}/publish")
async def publish(services: ServicesDep, person: Reviewer, entry_id: str, edition: Annotated[int, Form()]) -> Response:
    """Publish what the reviewer read; refused for one's own."""
    await to_thread.run_sync(services.knowledge.publish, entry_id, person.name, edition)
    return _saved(entry_id)


@router.post("/{entry_id}/send-back")
async def send_back(services: ServicesDep, person: Reviewer, entry_id: str, reason: Reason) -> Response:
    """Return it to its editors."""
    await to_thread.run_sync(services.knowledge.send_back, entry_id, person.name, reason)
    return _saved(entry_id)


@router.post("/{entry_id}/withdraw")
async def withdraw(services: ServicesDep, person: Reviewer, entry_id: str, reason: Reason) -> Response:
    """Take it away from residents at once."""
    await to_thread.run_sync(services.knowledge.withdraw, entry_id, person.name, reason)
    return _saved(entry_id)


def _saved(entry_id: str) -> Response:
    return RedirectResponse(f"/console/entries/{entry_id}?done=saved", 303)
