"""Every file that leaves the console is in the audit log, whoever takes it and in whatever form."""

import itertools
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select

from api.reports.files import FileFormat
from knowledge.audit.actions import Action
from knowledge.audit.models import AuditRecord
from knowledge.service import Knowledge
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.document import Edition
from tests.builders import EDITOR, MICROWAVE, OFFICE, RAINBOW, ask
from tests.console_visitor import ConsoleVisitor
from tests.integration.console.conftest import ADMINISTRATOR, Visit

WEEK = IsoWeek(2026, 47)
EMPTY = ("/console/files/template.csv", "/console/files/template.xlsx")
"""Downloads that hold nothing of ours."""


@pytest.fixture
def values(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Something for every name in an address to stand for."""
    knowledge.generate_weekly_report(WEEK)
    collection_id = knowledge.create_collection("宣传周", "一周一个话题。", EDITOR)
    knowledge.update_collection(
        collection_id, title="宣传周", introduction="一周一个话题。", entry_ids=[MICROWAVE["id"]], actor=EDITOR
    )
    inquiry_id, _ = ask(knowledge, RAINBOW)
    knowledge.mark_wrong_answer([inquiry_id], MICROWAVE["id"], EDITOR)
    return {
        "week": (WEEK.name,),
        "edition": tuple(Edition),
        "file_format": tuple(FileFormat),
        "form": ("csv", "xlsx"),
        "collection_id": (collection_id,),
        "entry_id": (MICROWAVE["id"],),
        "inquiry_id": (str(inquiry_id),),
        "cluster_id": ("1",),
        "name": ("kb", "questions", "negatives", EDITOR),
        "on_date": ("2026-11-23",),
    }


def addresses(app: FastAPI, values: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every page of the console, with every value that may stand in its address. A new name needs a value above."""
    for route in iter_route_contexts(app.routes):
        if route.path is None or not route.path.startswith("/console") or "GET" not in (route.methods or ()):
            continue
        names = [part.partition("}")[0] for part in route.path.split("{")[1:]]
        for chosen in itertools.product(*(values[name] for name in names)):
            yield route.path.format(**dict(zip(names, chosen, strict=True)))


def exports(knowledge: Knowledge) -> list[str]:
    with knowledge.database.read() as session:
        query = select(AuditRecord.actor).where(AuditRecord.action == Action.EXPORT)
        return list(session.scalars(query.order_by(AuditRecord.id)))


async def downloads(
    visitor: ConsoleVisitor, name: str, knowledge: Knowledge, app: FastAPI, values: dict[str, tuple[str, ...]]
) -> set[str]:
    """Open every page as ``name``; the addresses that gave a file, each recorded once as theirs."""
    found = set()
    for address in addresses(app, values):
        for path in (address, f"{address}?download=true"):
            before = exports(knowledge)
            answer = await visitor.get(path)
            assert answer.status_code < 500, path
            is_file = "attachment" in answer.headers.get("content-disposition", "")
            recorded = exports(knowledge)[len(before) :]
            assert recorded == ([name] if is_file and address not in EMPTY else []), path
            if is_file:
                found.add(path)
    return found


async def test_every_download_of_the_console_is_in_the_audit_log(
    app: FastAPI, visit: Visit, knowledge: Knowledge, values: dict[str, tuple[str, ...]]
) -> None:
    found = set()
    for name in (OFFICE, EDITOR, ADMINISTRATOR):
        found |= await downloads(await visit(name), name, knowledge, app, values)
    kinds = {path.partition("?")[0].rpartition(".")[2].rpartition("/")[2] for path in found}
    assert {"csv", "xlsx", "zip", "jsonl", "docx", "pdf", "html", "json", "preview"} <= kinds
    assert {
        "/console/ledger/export.csv",
        "/console/audit/export.csv",
        "/console/overview/days.csv",
        f"/console/reports/{WEEK.name}/internal/docx",
        f"/console/reports/{WEEK.name}/public/pdf",
    } <= found


async def test_the_log_says_which_report_was_taken_in_which_form(visit: Visit, knowledge: Knowledge) -> None:
    knowledge.generate_weekly_report(WEEK)
    officer = await visit(OFFICE)
    await officer.get(f"/console/reports/{WEEK.name}/public/pdf")
    log = (await officer.get("/console/audit", params={"action": "export"})).text
    assert all(word in log for word in (OFFICE, "导出", "周报", WEEK.name, "public", "pdf"))
