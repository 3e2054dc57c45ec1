"""The first page: today, this week, and what waits for somebody."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request, Response

from api.console.access import SignedIn, allowed, console_router
from api.console.csv_files import csv_response
from api.console.overview_charts import bars_chart, days_chart
from api.deps import Services, ServicesDep
from knowledge.audit.actions import SubjectKind
from knowledge.clock import china_date
from knowledge.entries.finding import EntryFilter
from knowledge.entries.kinds import EntryStatus
from knowledge.staff.permissions import Permission
from knowledge.trends.overview import Overview

WAITING_SHOWN = 5

router = console_router("/console")

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]


@router.get("")
async def overview(request: Request, services: ServicesDep, person: Reader) -> Response:
    """Figures, what rises, what is overdue, and whether the system is well."""
    knowledge = services.knowledge
    shown = await _read(services, person)
    today = china_date(knowledge.clock())
    due = await to_thread.run_sync(partial(knowledge.due_lines, viewer=person.name, limit=WAITING_SHOWN))
    reviews = partial(knowledge.find_entries, EntryFilter(overdue_on=today), limit=WAITING_SHOWN)
    scheduled = partial(knowledge.find_entries, EntryFilter(status=EntryStatus.SCHEDULED), limit=WAITING_SHOWN)
    return services.pages.render(
        request,
        "overview.html",
        person,
        shown=shown,
        overdue_leads=due.overdue,
        overdue_reviews=await to_thread.run_sync(reviews),
        scheduled=await to_thread.run_sync(scheduled),
        reasons=await to_thread.run_sync(knowledge.readiness),
        rasa_trouble=await services.rasa.trouble(),
        served=knowledge.served_or_none(),
        days_chart=days_chart(shown.days),
        topics_chart=bars_chart("提问人次", shown.top_topics),
    )


@router.get("/overview/days.csv")
async def days(services: ServicesDep, person: Reader) -> Response:
    """The line of days, as a file."""
    shown = await _read(services, person)
    headings = ("日期", "提问", "提问人", "直接答复", "反问", "无答复", "急症提示")
    rows = [
        (
            point.day,
            point.questions.questions,
            point.questions.askers,
            point.questions.answered,
            point.questions.clarified,
            point.questions.unmatched,
            point.questions.emergencies,
        )
        for point in shown.days
    ]
    return await _taken_away(services, person, "每日提问", headings, rows)


@router.get("/overview/topics.csv")
async def topics(services: ServicesDep, person: Reader) -> Response:
    """This week's topics, as a file."""
    rows = (await _read(services, person)).top_topics
    return await _taken_away(services, person, "本周主题", ("主题", "提问人次"), rows)


@router.get("/overview/subjects.csv")
async def subjects(services: ServicesDep, person: Reader) -> Response:
    """What is asked about most this week, and what rises today, as a file."""
    shown = await _read(services, person)
    lists = (("本周最多", shown.top_subjects), ("今天上升", shown.rising_today))
    rows = [
        (name, one.title, one.topic, one.askers, "" if one.expected is None else round(one.expected, 1))
        for name, found in lists
        for one in found
    ]
    return await _taken_away(services, person, "热点", ("列表", "内容", "主题", "提问人次", "预期"), rows)


async def _taken_away(
    services: Services, person: SignedIn, name: str, headings: Sequence[str], rows: Sequence[Sequence[object]]
) -> Response:
    """A table of figures as a file; that it was taken away is recorded."""
    record = partial(services.knowledge.record_export, person.name, SubjectKind.INQUIRY, "-", rows=len(rows), name=name)
    await to_thread.run_sync(record)
    return csv_response(name, headings, rows)


async def _read(services: Services, person: SignedIn) -> Overview:
    read = partial(services.knowledge.overview, may_see_restricted=person.can(Permission.SEE_RESTRICTED))
    return await to_thread.run_sync(read)
