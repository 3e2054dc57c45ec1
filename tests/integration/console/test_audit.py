"""The audit log: found again by who, what, when and words, and taken away as a file."""

import csv
import io

import httpx
import pytest
from fastapi import FastAPI

from knowledge.audit import service as audit
from knowledge.audit.actions import SYSTEM, Action, SubjectKind
from knowledge.audit.service import AuditFilter
from knowledge.service import Knowledge
from tests.builders import EDITOR, OFFICE, REVIEWER, FixedClock
from tests.integration.console.conftest import ADMINISTRATOR, Visit


@pytest.fixture
def records(app: FastAPI, knowledge: Knowledge, clock: FixedClock) -> None:
    """Some changes of three days. The clock stands at noon of 23 November in Tianjin when they begin."""
    script = "<script>alert(1)</script>"
    with knowledge.database.write() as session:
        for days, (actor, action, key, after, note) in enumerate(
            [
                (EDITOR, Action.UPDATE, "geye-cai", {"title": "隔夜菜致癌吗", "status": "draft"}, ""),
                (REVIEWER, Action.PUBLISH, "geye-cai", None, "核对了原文 100% 一致"),
                (SYSTEM, Action.SCHEDULE, "weibolu", {"title": script}, "=HYPERLINK(1)"),
            ]
        ):
            audit.record(
                session,
                actor=actor,
                action=action,
                subject=(SubjectKind.ENTRY, key),
                now=clock().replace(day=23 + days),
                after=after,
                note=note,
            )


def rows_of(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))[1:]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"actor": EDITOR, "action": "update"}, ["geye-cai"]),
        ({"action": "publish"}, ["geye-cai"]),
        ({"subject": "entry", "subject_id": "weibolu"}, ["weibolu"]),
        ({"subject": "entry", "since": "2026-11-24", "until": "2026-11-24"}, ["geye-cai"]),
        ({"subject": "entry", "since": "2026-11-25"}, ["weibolu"]),
        ({"subject": "entry", "until": "2026-11-22"}, []),
        ({"words": "隔夜菜"}, ["geye-cai"]),
        ({"words": "核对 一致"}, ["geye-cai"]),
        ({"words": "100%"}, ["geye-cai"]),
        ({"words": "%_%"}, []),
        ({"words": "隔夜菜 没有这个词"}, []),
        ({"subject": "entry", "action": "nonsense", "since": "yesterday"}, ["weibolu", "geye-cai", "geye-cai"]),
    ],
)
async def test_records_are_found_by_who_what_when_and_words(
    visit: Visit, query: dict[str, str], found: list[str]
) -> None:
    office = await visit(OFFICE)
    assert [row[4] for row in rows_of(await office.get("/console/audit/export.csv", params=query))] == found
    page = await office.get("/console/audit", params=query)
    assert page.status_code == 200
    assert page.text.count('href="/console/entries/') == len(found)
    assert ("没有符合的记录" in page.text) is (not found)


@pytest.mark.usefixtures("records")
async def test_what_people_wrote_is_text_on_the_page_and_in_the_file(visit: Visit) -> None:
    office = await visit(OFFICE)
    page = (await office.get("/console/audit", params={"subject": "entry"})).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<td class="text-break">草稿</td>' in page
    (row,) = rows_of(await office.get("/console/audit/export.csv", params={"subject_id": "weibolu"}))
    assert row[:6] == ["2026-11-25 12:00", "系统", "定时", "条目", "weibolu", "'=HYPERLINK(1)"]


async def test_taking_the_log_away_is_itself_in_the_log(visit: Visit) -> None:
    office = await visit(OFFICE)
    await office.get("/console/audit/export.csv", params={"words": "没有这个词"})
    (row,) = rows_of(await office.get("/console/audit/export.csv", params={"subject": "audit"}))
    assert (row[1], row[2], row[7]) == (OFFICE, "导出", '{"rows": 0}')


async def test_what_is_about_many_subjects_links_to_none(visit: Visit) -> None:
    office = await visit(OFFICE)
    assert (await office.get("/console/ledger/export.csv")).status_code == 200
    page = (await office.get("/console/audit", params={"action": "export"})).text
    assert "导出" in page
    assert 'href="/console/ledger/-"' not in page


async def test_a_long_log_is_turned_page_by_page_and_keeps_its_filter(
    visit: Visit, knowledge: Knowledge, clock: FixedClock
) -> None:
    administrator = await visit(ADMINISTRATOR)
    with knowledge.database.write() as session:
        for number in range(120):
            audit.record(
                session,
                actor=SYSTEM,
                action=Action.GENERATE,
                subject=(SubjectKind.WEEKLY_REPORT, number),
                now=clock(),
            )
    first = (await administrator.get("/console/audit", params={"action": "generate"})).text
    assert "共 120 条，第 1 / 3 页" in first
    assert 'href="/console/audit?action=generate&amp;page=2"' in first
    last = (await administrator.get("/console/audit?action=generate&page=3")).text
    assert last.count("datetime=") == 20
    assert "下一页</a>" not in last
    beyond = await administrator.get("/console/audit?action=generate&page=9")
    assert beyond.status_code == 200
    assert "没有符合的记录" in beyond.text


def test_words_are_looked_for_once_for_the_number_and_the_page(knowledge: Knowledge, clock: FixedClock) -> None:
    with knowledge.database.write() as session:
        for number in range(30):
            subject = (SubjectKind.ENTRY, f"entry-{number}")
            note = "改了标题" if number % 3 else "改了来源"
            audit.record(session, actor=EDITOR, action=Action.UPDATE, subject=subject, now=clock(), note=note)
    wanted = AuditFilter(words="改了 标题")
    with knowledge.database.read() as session:
        everything = audit.find(session, wanted, limit=100, offset=0)
    assert len(everything) == 20
    for offset, limit in ((0, 8), (8, 8), (16, 8), (24, 8)):
        page = knowledge.audit_page(wanted, limit=limit, offset=offset)
        assert (page.total, list(page.records)) == (20, everything[offset : offset + limit])
    assert knowledge.audit_page(AuditFilter(words="没有"), limit=8, offset=0).total == 0
