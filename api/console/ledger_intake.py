"""Taking leads in at the ledger's desk: a table from elsewhere, or one typed in."""

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.console.access import SignedIn, console_router
from api.console.ledger import LEDGER
from api.console.ledger_page import Officer
from api.console.uploaded_tables import read_table, refusal, shown_problems
from api.deps import Services, ServicesDep
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.raw import LONGEST_RAW, RawReport
from knowledge.emerging.report_tables import HEADINGS, MOST_ROWS
from knowledge.emerging.views import WhereSeen
from knowledge.entry_tables.problems import TableError
from knowledge.errors import InvalidInput

router = console_router(f"{LEDGER}/intake")


@router.get("")
async def intake_page(request: Request, services: ServicesDep, person: Officer) -> Response:
    """Both forms."""
    return _page(request, services, person)


@router.post("/table")
async def import_table(
    request: Request,
    services: ServicesDep,
    person: Officer,
    file: UploadFile | None = None,
    dry_run: Annotated[bool, Form()] = False,
) -> Response:
    """All rows of a CSV or Excel file, or none."""
    refused = refusal(file)
    if file is None or refused:
        return _page(request, services, person, status=422, errors={"file": refused})
    name = file.filename or ""
    take = partial(services.knowledge.import_reports, actor=person.name, dry_run=dry_run)
    try:
        done = await read_table(file, take)
    except TableError as error:
        return _page(request, services, person, status=422, file_name=name, **shown_problems(error))
    return _page(request, services, person, imported=done, was_dry=dry_run, file_name=name)


@router.post("")
async def type_in(
    request: Request,
    services: ServicesDep,
    person: Officer,
    text: Annotated[str, Form(max_length=LONGEST_RAW)] = "",
    where_seen: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """One lead, typed in; the cluster it joined follows."""
    place = WhereSeen(where_seen) if where_seen in set(WhereSeen) else None
    raw = RawReport(text, IntakeChannel.STAFF, where_seen=place)
    try:
        (taken,) = await to_thread.run_sync(partial(services.knowledge.take_reports, [raw]))
    except InvalidInput as error:
        typed = {"text": text, "where_seen": where_seen}
        return _page(request, services, person, status=422, errors={error.field: error.message}, typed=typed)
    return RedirectResponse(f"{LEDGER}/{taken.cluster_id}?done=taken-in", 303)


def _page(request: Request, services: Services, person: SignedIn, *, status: int = 200, **more: Any) -> Response:
    given: dict[str, Any] = {
        "errors": {},
        "typed": {},
        "problem": "",
        "problems": (),
        "more_problems": 0,
        "imported": None,
        "was_dry": False,
        "file_name": "",
        "headings": HEADINGS,
        "most_rows": MOST_ROWS,
        "places": list(WhereSeen),
    }
    return services.pages.render(request, "ledger/intake.html", person, status, **given | more)
