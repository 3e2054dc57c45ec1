"""The desk of files: tables of entries taken in, and everything an editor can see taken away."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal
from urllib.parse import quote

from anyio import to_thread
from fastapi import Depends, Form, Request, Response, UploadFile

from api.console import wording
from api.console.access import SignedIn, allowed, console_router
from api.console.csv_files import csv_response
from api.console.uploaded_tables import read_table, refusal, shown_problems
from api.deps import Services, ServicesDep
from knowledge.clock import china_date
from knowledge.entry_tables.problems import TableError
from knowledge.entry_tables.reading import MOST_ROWS
from knowledge.entry_tables.template import write_template
from knowledge.staff.permissions import Permission

FILES = "/console/files"

router = console_router(FILES)

Editor = Annotated[SignedIn, Depends(allowed(Permission.EDIT_ENTRIES))]
_Form = Literal["csv", "xlsx"]
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@router.get("")
async def files_page(request: Request, services: ServicesDep, person: Editor) -> Response:
    """What can be taken in and away."""
    return _page(request, services, person)


@router.post("/import")
async def import_table(
    request: Request,
    services: ServicesDep,
    person: Editor,
    file: UploadFile | None = None,
    dry_run: Annotated[bool, Form()] = False,
) -> Response:
    """All rows of a table as drafts, or none and what must be mended; none in a dry run either."""
    refused = refusal(file)
    if file is None or refused:
        return _page(request, services, person, status=422, errors={"file": refused}, dry_run=dry_run)
    name = file.filename or ""
    take = partial(services.knowledge.import_table, author=person.name, dry_run=dry_run)
    try:
        done = await read_table(file, take)
    except TableError as error:
        return _page(request, services, person, status=422, file_name=name, dry_run=dry_run, **shown_problems(error))
    return _page(request, services, person, imported=done, was_dry=dry_run, file_name=name)


@router.get("/template.{form}")
async def template(form: _Form, person: Editor) -> Response:
    """An empty table with one example row."""

    def make() -> bytes:
        with TemporaryDirectory() as folder:
            file = Path(folder) / f"template.{form}"
            write_template(file)
            return file.read_bytes()

    return _file(await to_thread.run_sync(make), "条目导入模板", form)


@router.get("/entries.zip")
async def entries_archive(services: ServicesDep, person: Editor) -> Response:
    """The public entries as content files."""
    made = await to_thread.run_sync(services.knowledge.export_archive, person.name)
    return _file(made, f"已公开条目-{_today(services)}", "zip")


@router.get("/entries.{form}")
async def entries_table(form: _Form, services: ServicesDep, person: Editor) -> Response:
    """Every entry in the columns of the import."""
    made = await to_thread.run_sync(partial(services.knowledge.export_table, person.name, form))
    return _file(made, f"全部条目-{_today(services)}", form)


@router.get("/collections.csv")
async def collections_table(services: ServicesDep, person: Editor) -> Response:
    """Every collection, one row per entry it holds."""
    found = await to_thread.run_sync(services.knowledge.export_collections, person.name)
    rows = [
        (one.title, one.introduction, "是" if one.is_public else "否", place, entry.entry_id, entry.title)
        for one in found
        for place, entry in enumerate(one.entries, start=1)
    ]
    return csv_response(f"专题-{_today(services)}", wording.COLLECTION_HEADINGS, rows)


def _today(services: Services) -> str:
    return china_date(services.knowledge.clock()).isoformat()


def _file(content: bytes, name: str, form: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.{form}"
    return Response(content, media_type=_TYPES[form], headers={"Content-Disposition": disposition})


def _page(request: Request, services: Services, person: SignedIn, *, status: int = 200, **more: Any) -> Response:
    given: dict[str, Any] = {
        "errors": {},
        "problem": "",
        "problems": (),
        "more_problems": 0,
        "imported": None,
        "was_dry": False,
        "dry_run": True,
        "file_name": "",
        "most_rows": MOST_ROWS,
        "exports": [one[:3] for one in wording.EXPORTS if person.can(Permission(one[3]))],
    }
    return services.pages.render(request, "files/files.html", person, status, **given | more)
