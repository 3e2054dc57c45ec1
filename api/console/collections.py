"""The desk of what is promoted: collections (专题)."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import URL

from api.console import daily_picks
from api.console.access import SignedIn, allowed, console_router
from api.console.entry_search import public_entries
from api.deps import Services, ServicesDep
from knowledge.errors import EditConflict, InvalidInput
from knowledge.promotion.service import LONGEST_INTRODUCTION, LONGEST_TITLE, MOST_ENTRIES
from knowledge.promotion.views import CollectionView
from knowledge.staff.permissions import Permission

COLLECTIONS = "/console/collections"

router = console_router(COLLECTIONS)

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Promoter = Annotated[SignedIn, Depends(allowed(Permission.PROMOTE))]
_Title = Annotated[str, Form(max_length=200)]
_Introduction = Annotated[str, Form(max_length=2000)]
_Words = Annotated[str, Form(max_length=200)]
_EntryIds = Annotated[list[str], Form(max_length=2 * MOST_ENTRIES)]


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the form of a collection."""

    title: str
    introduction: str
    entry_ids: tuple[str, ...]


@router.get("")
async def collections_page(request: Request, services: ServicesDep, person: Reader) -> Response:
    """Every collection, the form for a new one, and the entries of the coming days."""
    return await _list(request, services, person)


@router.post("")
async def create(
    request: Request, services: ServicesDep, person: Promoter, title: _Title = "", introduction: _Introduction = ""
) -> Response:
    """Begin a collection; the page where entries are added follows."""
    try:
        make = partial(services.knowledge.create_collection, title, introduction, person.name)
        collection_id = await to_thread.run_sync(make)
    except InvalidInput as error:
        typed = {"title": title, "introduction": introduction}
        return await _list(request, services, person, 422, typed=typed, errors={error.field: error.message})
    return RedirectResponse(f"{COLLECTIONS}/{collection_id}?done=collection-made", 303)


@router.get("/{collection_id}")
async def collection_page(
    collection_id: str, request: Request, services: ServicesDep, person: Promoter, words: str = ""
) -> Response:
    """A collection to be edited; ``words`` look for public entries to add."""
    view = await to_thread.run_sync(services.knowledge.collection, collection_id)
    return await _edit(request, services, person, view, words=words[:200])


@router.post("/{collection_id}")
async def save(
    collection_id: str,
    request: Request,
    services: ServicesDep,
    person: Promoter,
    title: _Title = "",
    introduction: _Introduction = "",
    entry_ids: _EntryIds = [],  # noqa: B006 - FastAPI copies it
    words: _Words = "",
    edition: Annotated[int | None, Form()] = None,
    step: Annotated[str, Form(max_length=120)] = "",
) -> Response:
    """Keep what the form holds, after the step (add, remove, up, down) of the button pressed.

    Every button of the form keeps everything: without a script none of it would be there after the next page.
    """
    typed = _Typed(title, introduction, after_step(tuple(entry_ids), step))
    view = await to_thread.run_sync(services.knowledge.collection, collection_id)
    try:
        await _keep(services, person, view, typed, edition)
    except EditConflict as conflict:
        view = await to_thread.run_sync(services.knowledge.collection, collection_id)
        shown: dict[str, Any] = {"problem": conflict.message, "saved": view, "status": 409}
        return await _edit(request, services, person, view, words=words, typed=typed, **shown)
    except InvalidInput as error:
        errors = {error.field: error.message}
        return await _edit(request, services, person, view, words=words, typed=typed, errors=errors, status=422)
    address = URL(f"{COLLECTIONS}/{collection_id}").include_query_params(done="saved")
    if words.strip():
        address = address.include_query_params(words=words.strip()).replace(fragment="find")
    return RedirectResponse(str(address), 303)


@router.post("/{collection_id}/public")
async def set_public(
    collection_id: str,
    request: Request,
    services: ServicesDep,
    person: Promoter,
    public: Annotated[bool, Form()] = False,
) -> Response:
    """Show it to everybody, or hide it."""
    try:
        change = partial(services.knowledge.set_collection_public, collection_id, public, person.name)
        await to_thread.run_sync(change)
    except InvalidInput as error:
        view = await to_thread.run_sync(services.knowledge.collection, collection_id)
        return await _edit(request, services, person, view, problem=error.message, status=422)
    done = "collection-public" if public else "collection-hidden"
    return RedirectResponse(f"{COLLECTIONS}/{collection_id}?done={done}", 303)


@router.post("/{collection_id}/delete")
async def delete(collection_id: str, services: ServicesDep, person: Promoter) -> Response:
    """Take it away; its entries stay."""
    await to_thread.run_sync(services.knowledge.delete_collection, collection_id, person.name)
    return RedirectResponse(f"{COLLECTIONS}?done=collection-deleted", 303)


def after_step(entry_ids: tuple[str, ...], step: str) -> tuple[str, ...]:
    """The order after ``add:ID``, ``remove:ID``, ``up:ID`` or ``down:ID``; the same for anything else."""
    what, _, entry_id = step.partition(":")
    if what == "add":
        return (*entry_ids, entry_id)
    if entry_id not in entry_ids:
        return entry_ids
    place = entry_ids.index(entry_id)
    others = entry_ids[:place] + entry_ids[place + 1 :]
    if what == "remove":
        return others
    moved = {"up": max(place - 1, 0), "down": place + 1}.get(what, place)
    return (*others[:moved], entry_id, *others[moved:])


async def _keep(services: Services, person: SignedIn, view: CollectionView, typed: _Typed, edition: int | None) -> None:
    held = _Typed(view.title, view.introduction, tuple(entry.entry_id for entry in view.entries))
    # A form's lines end in CRLF; a search alone is no change.
    said = typed.introduction.replace("\r\n", "\n").strip()
    if _Typed(typed.title.strip(), said, typed.entry_ids) == held:
        return
    update = partial(
        services.knowledge.update_collection,
        view.collection_id,
        title=typed.title,
        introduction=said,
        entry_ids=typed.entry_ids,
        actor=person.name,
        edition=edition,
    )
    await to_thread.run_sync(update)


async def _list(
    request: Request,
    services: Services,
    person: SignedIn,
    status: int = 200,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    return services.pages.render(
        request,
        "collections/list.html",
        person,
        status,
        collections=await to_thread.run_sync(services.knowledge.collections),
        days=await to_thread.run_sync(daily_picks.coming_days, services.knowledge),
        typed=typed or {"title": "", "introduction": ""},
        errors=errors or {},
        longest_title=LONGEST_TITLE,
        longest_introduction=LONGEST_INTRODUCTION,
    )


async def _edit(
    request: Request,
    services: Services,
    person: SignedIn,
    view: CollectionView,
    *,
    words: str = "",
    typed: _Typed | None = None,
    errors: dict[str, str] | None = None,
    problem: str = "",
    saved: CollectionView | None = None,
    status: int = 200,
) -> Response:
    knowledge = services.knowledge
    shown = typed or _Typed(view.title, view.introduction, tuple(entry.entry_id for entry in view.entries))
    found = await to_thread.run_sync(public_entries, knowledge, words) if words.strip() else ()
    lines = await to_thread.run_sync(knowledge.entry_lines, shown.entry_ids)
    return services.pages.render(
        request,
        "collections/collection.html",
        person,
        status,
        collection=view,
        typed=shown,
        lines=[lines[entry_id] for entry_id in shown.entry_ids if entry_id in lines],
        words=words,
        found=found,
        errors=errors or {},
        problem=problem or (errors or {}).get("entry_ids", ""),
        saved=saved,
        longest_title=LONGEST_TITLE,
        longest_introduction=LONGEST_INTRODUCTION,
        most_entries=MOST_ENTRIES,
    )
