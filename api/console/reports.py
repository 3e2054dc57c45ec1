"""周报: the weekly reports, their sign-off and their files."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from anyio import to_thread
from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from api.console.access import SignedIn, allowed, console_router
from api.deps import Services, ServicesDep
from api.reports import html
from api.reports.files import FileFormat, ReportPrinter, file_name
from knowledge.audit.actions import SubjectKind
from knowledge.errors import InvalidInput, NotAllowed
from knowledge.staff.permissions import Permission
from knowledge.trends.weeks import IsoWeek, last_full_week
from knowledge.weekly.document import Document, Edition
from knowledge.weekly.views import ReportStatus, WeeklyReportView

REPORTS = "/console/reports"
WEEKS_OFFERED = 26

router = console_router(REPORTS)

Reader = Annotated[SignedIn, Depends(allowed(Permission.SEE_CONSOLE))]
Maker = Annotated[SignedIn, Depends(allowed(Permission.WORK_LEDGER))]
Signer = Annotated[SignedIn, Depends(allowed(Permission.SIGN_REPORTS))]


@router.get("")
async def reports_page(request: Request, services: ServicesDep, person: Reader) -> Response:
    """Every report, and a way to make one."""
    return await _list(request, services, person)


@router.post("")
async def generate(
    request: Request, services: ServicesDep, person: Maker, week: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """A draft of a week that is over, made now."""
    try:
        wanted = IsoWeek.parse(week)
        await to_thread.run_sync(services.knowledge.generate_weekly_report, wanted, person.name)
    except InvalidInput as error:
        return await _list(request, services, person, typed=week, error=error.message)
    return RedirectResponse(f"{REPORTS}/{wanted.name}?done=report-made", 303)


@router.get("/{week}")
async def report_page(week: str, request: Request, services: ServicesDep, person: Reader) -> Response:
    """One report to read: the internal edition for those who may see it, else the public one."""
    view = await _readable(week, services, person)
    wanted = Edition.PUBLIC if request.query_params.get("edition") == Edition.PUBLIC.value else Edition.INTERNAL
    edition = wanted if person.can(Permission.SEE_RESTRICTED) else Edition.PUBLIC
    body = await to_thread.run_sync(partial(_body, services, view, edition))
    return services.pages.render(
        request,
        "reports/report.html",
        person,
        report=view.summary,
        edition=edition,
        editions=tuple(Edition) if person.can(Permission.SEE_RESTRICTED) else (Edition.PUBLIC,),
        formats=tuple(FileFormat),
        body=body,
    )


@router.post("/{week}/sign")
async def sign(
    week: str, services: ServicesDep, person: Signer, sha256: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Let a report out; it never changes again."""
    wanted = IsoWeek.parse(week)
    await to_thread.run_sync(services.knowledge.sign_weekly_report, wanted, person.name, sha256)
    return RedirectResponse(f"{REPORTS}/{wanted.name}?done=report-signed", 303)


@router.get("/{week}/{edition}/{file_format}")
async def download(
    week: str, edition: Edition, file_format: FileFormat, services: ServicesDep, person: Reader
) -> Response:
    """One file of one edition. The internal edition is for those who may see what is 不宜公开."""
    if edition is Edition.INTERNAL and not person.can(Permission.SEE_RESTRICTED):
        raise NotAllowed(f"{person.role.value} may not read the internal edition", "您的角色只能下载公开版。")
    view = await _readable(week, services, person)
    document = _edition(view, edition)
    made = await to_thread.run_sync(_printer(services).render, document, view.summary.signature, file_format)
    record = partial(
        services.knowledge.record_export,
        person.name,
        SubjectKind.WEEKLY_REPORT,
        document.week,
        edition=edition.value,
        format=file_format.value,
    )
    await to_thread.run_sync(record)
    name = quote(file_name(document.week, edition, file_format))
    return Response(
        made,
        media_type=file_format.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _readable(week: str, services: Services, person: SignedIn) -> WeeklyReportView:
    """The report, if this person may read it: a draft is the office's alone, whatever the edition."""
    view = await to_thread.run_sync(services.knowledge.weekly_report, IsoWeek.parse(week))
    if view.summary.status is ReportStatus.DRAFT and not person.can(Permission.SEE_RESTRICTED):
        raise NotAllowed(f"{person.role.value} may not read a draft", "这一周的周报还没有签发，签发后可以看公开版。")
    return view


async def _list(
    request: Request, services: Services, person: SignedIn, *, typed: str = "", error: str = ""
) -> Response:
    reports = await to_thread.run_sync(services.knowledge.list_weekly_reports)
    latest = last_full_week(services.knowledge.clock())
    offered = [latest.plus(-number) for number in range(WEEKS_OFFERED)]
    return services.pages.render(
        request,
        "reports/list.html",
        person,
        status=422 if error else 200,
        reports=[
            report
            for report in reports
            if report.status is ReportStatus.SIGNED or person.can(Permission.SEE_RESTRICTED)
        ],
        weeks=[(week.name, f"{week.name}（{week.monday:%m-%d} 至 {week.sunday:%m-%d}）") for week in offered],
        typed=typed or latest.name,
        error=error,
    )


def _body(services: Services, view: WeeklyReportView, edition: Edition) -> Markup:
    document = _edition(view, edition)
    images = _printer(services).images(document, "png")
    return html.render_body(document, images, view.summary.signature)


def _edition(view: WeeklyReportView, edition: Edition) -> Document:
    return view.internal if edition is Edition.INTERNAL else view.public


def _printer(services: Services) -> ReportPrinter:
    return ReportPrinter(services.settings.report_fonts)
