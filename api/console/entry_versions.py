"""The versions of an entry: the list, what changed between two, and an old one made a draft again."""

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Query, Request, Response

from api.console.access import SignedIn, console_router
from api.console.entry_page import ENTRIES, Edition, Editor, Reader, card_of, done, status_of
from api.deps import Services, ServicesDep
from knowledge.errors import EditConflict, NotFound, WrongState

router = console_router(f"{ENTRIES}/{{entry_id}}/versions")

Number = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("")
async def versions_page(request: Request, services: ServicesDep, person: Reader, entry_id: str) -> Response:
    """Every published state, the newest first."""
    return await _page(request, services, person, entry_id)


@router.get("/compare")
async def compare_page(
    request: Request,
    services: ServicesDep,
    person: Reader,
    entry_id: str,
    before: Number = 1,
    after: Annotated[str, Query(max_length=7)] = "",
) -> Response:
    """What changed from version ``before`` to version ``after``, or to the working content."""
    knowledge = services.knowledge
    other = int(after) if after.isdecimal() else None

    def read() -> dict[str, Any]:
        entry = knowledge.entry(entry_id)
        versions = {version.number: version for version in knowledge.versions(entry_id)}
        if before not in versions or (other is not None and other not in versions):
            raise NotFound("version", f"{entry_id} {before} {after}")
        return {
            "entry": entry,
            "versions": tuple(versions.values()),
            "old": versions[before],
            "new": versions[other] if other is not None else None,
            "changes": knowledge.compare_versions(entry_id, before, other),
            "card": card_of(knowledge, entry_id, versions[before].content),
        }

    found = await to_thread.run_sync(read)
    return services.pages.render(request, "entries/compare.html", person, **found)


@router.post("/{number}/restore")
async def restore(
    request: Request, services: ServicesDep, person: Editor, entry_id: str, number: int, edition: Edition = None
) -> Response:
    """Make an old version the draft; residents see it only once it was reviewed and published."""
    try:
        await to_thread.run_sync(partial(services.knowledge.restore, entry_id, number, person.name, edition))
    except (EditConflict, WrongState) as error:
        return await _page(request, services, person, entry_id, status=status_of(error), problem=error.message)
    return done(entry_id, "entry-restored")


async def _page(
    request: Request, services: Services, person: SignedIn, entry_id: str, *, status: int = 200, problem: str = ""
) -> Response:
    entry = await to_thread.run_sync(services.knowledge.entry, entry_id)
    versions = await to_thread.run_sync(services.knowledge.versions, entry_id)
    return services.pages.render(
        request, "entries/versions.html", person, status=status, entry=entry, versions=versions, problem=problem
    )
