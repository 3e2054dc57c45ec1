"""The entry of the day (每日一条): choosing it for the days to come."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, allowed, console_router
from api.console.entry_search import MOST_FOUND, public_entries
from api.deps import Services, ServicesDep
from knowledge.clock import china_date
from knowledge.errors import InvalidInput
from knowledge.promotion.views import DailyPickView
from knowledge.service import Knowledge
from knowledge.staff.permissions import Permission

DAYS_AHEAD = 14
_WEEKDAYS = "一二三四五六日"

router = console_router("/console/collections/daily")

Promoter = Annotated[SignedIn, Depends(allowed(Permission.PROMOTE))]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, and the entry chosen for it."""

    on_date: date
    chosen: DailyPickView | None

    @property
    def weekday(self) -> str:
        """周一 ... 周日."""
        return f"周{_WEEKDAYS[self.on_date.weekday()]}"


def coming_days(knowledge: Knowledge) -> list[Day]:
    """Today and the days after it, in China."""
    first = china_date(knowledge.clock())
    days = [first + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    chosen = {pick.on_date: pick for pick in knowledge.daily_picks(first, days[-1])}
    return [Day(day, chosen.get(day)) for day in days]


@router.get("/{on_date}")
async def day_page(
    on_date: date, request: Request, services: ServicesDep, person: Promoter, words: str = ""
) -> Response:
    """Entries to choose from: those that fit ``words``, or the newest rebuttals."""
    return await _page(request, services, person, on_date, words=words[:200])


@router.post("/{on_date}")
async def pick(
    on_date: date,
    request: Request,
    services: ServicesDep,
    person: Promoter,
    entry_id: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Choose an entry for the day, in place of an earlier choice."""
    try:
        await to_thread.run_sync(services.knowledge.pick_daily, on_date, entry_id, person.name)
    except InvalidInput as error:
        return await _page(request, services, person, on_date, problem=error.message, status=422)
    return RedirectResponse("/console/collections?done=picked#daily", 303)


@router.post("/{on_date}/clear")
async def unpick(on_date: date, services: ServicesDep, person: Promoter) -> Response:
    """Leave the day without an entry."""
    await to_thread.run_sync(services.knowledge.unpick_daily, on_date, person.name)
    return RedirectResponse("/console/collections?done=unpicked#daily", 303)


async def _page(
    request: Request,
    services: Services,
    person: SignedIn,
    on_date: date,
    *,
    words: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    knowledge = services.knowledge
    chosen = await to_thread.run_sync(knowledge.daily_picks, on_date, on_date)
    found: list[tuple[str, str]]
    if words.strip():
        entries = await to_thread.run_sync(public_entries, knowledge, words)
        found = [(entry.entry_id, entry.title) for entry in entries]
    else:
        newest = await to_thread.run_sync(partial(knowledge.new_rebuttals, MOST_FOUND))
        found = [(one.card.entry_id, one.card.title) for one in newest]
    day = Day(on_date, chosen[0] if chosen else None)
    context = {"day": day, "words": words, "found": found, "problem": problem}
    return services.pages.render(request, "collections/day.html", person, status, **context)
