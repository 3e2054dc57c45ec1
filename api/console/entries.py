"""The list of entries: by filter, by words, or by meaning."""

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Query, Request, Response

from api.console.access import SignedIn, allowed, console_router
from api.console.paging import PAGE_SIZE, Page, PageNumber, offset_of
from api.deps import ServicesDep
from knowledge.clock import china_date
from knowledge.emerging.topics import topics
from knowledge.entries.finding import EntryFilter
from knowledge.entries.kinds import EntryKind, EntryStatus, Verdict
from knowledge.staff.permissions import Permission

router = console_router("/console/entries")

MOST_NEAR = 20
"""Entries shown of those near in meaning; further ones are about something else."""

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Word = Annotated[str, Query(max_length=100)]


@router.get("")
async def entries_page(
    request: Request,
    services: ServicesDep,
    person: Reader,
    kind: Word = "",
    topic: Word = "",
    status: Word = "",
    verdict: Word = "",
    unit: Word = "",
    mark: Word = "",
    words: Word = "",
    by: Word = "",
    number: PageNumber = 1,
) -> Response:
    """A page of entries; a filter that makes no sense restricts nothing. By meaning there is one page, the nearest."""
    knowledge = services.knowledge
    wanted = EntryFilter(
        kind=EntryKind(kind) if kind in set(EntryKind) else None,
        topic=topic,
        status=EntryStatus(status) if status in set(EntryStatus) else None,
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        unit=unit,
        overdue_on=china_date(knowledge.clock()) if mark == "overdue" else None,
        needs_source=True if mark == "source" else None,
        words=words,
    )
    is_by_meaning = by == "meaning" and bool(words.strip())
    if is_by_meaning:
        shown = await to_thread.run_sync(knowledge.entries_by_meaning, words, MOST_NEAR, wanted)
    else:
        find = partial(knowledge.find_entries, wanted, limit=PAGE_SIZE, offset=offset_of(number))
        shown = await to_thread.run_sync(find)
    return services.pages.render(
        request,
        "entries/list.html",
        person,
        shown=shown,
        page=Page(1 if is_by_meaning else number, shown.total),
        kinds=list(EntryKind),
        statuses=list(EntryStatus),
        verdicts=list(Verdict),
        topics=[(name, name) for name in sorted(topics())],
        units=[(name, name) for name in await to_thread.run_sync(knowledge.entry_units)],
    )
