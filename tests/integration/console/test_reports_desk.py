"""The reports' desk: reading, making, signing, and who may have which edition."""

import re

from sqlalchemy import insert

from knowledge.inquiries.models import Inquiry
from knowledge.service import Knowledge
from knowledge.trends.weeks import IsoWeek
from tests.builders import EDITOR, OFFICE, FixedClock
from tests.integration.console.conftest import VIEWER, Visit

# The app's clock stands at Monday 2026-11-23, noon in China.
WEEK = IsoWeek(2026, 47)
PAGE = f"/console/reports/{WEEK.name}"


def ask_in(knowledge: Knowledge, week: IsoWeek, count: int = 30) -> None:
    """Questions of one week, answered by the entry about leftovers."""
    rows = [
        {
            "channel": "web",
            "conversation_id": f"c{number}",
            "text": "隔夜菜致癌吗",
            "claim": "隔夜菜致癌吗",
            "created_at": week.period.since,
            "outcome": "answer",
            "scope": "food_safety",
            "top_entry_id": "geye-cai",
        }
        for number in range(count)
    ]
    with knowledge.database.write() as session:
        session.execute(insert(Inquiry), rows)


async def test_an_officer_makes_reads_and_signs_a_report(visit: Visit, knowledge: Knowledge) -> None:
    ask_in(knowledge, WEEK)
    officer = await visit(OFFICE)
    made = await officer.post("/console/reports", {"week": WEEK.name})
    assert (made.status_code, made.headers["location"]) == (303, f"{PAGE}?done=report-made")
    page = await officer.get(PAGE)
    assert page.status_code == 200
    assert "一、本周研判" in page.text
    assert "草稿，尚未签发" in page.text
    digest = re.search(r'name="sha256" value="([0-9a-f]{64})"', page.text)
    assert digest is not None
    signed = await officer.post(f"{PAGE}/sign", {"sha256": digest.group(1)})
    assert signed.headers["location"] == f"{PAGE}?done=report-signed"
    page = await officer.get(PAGE)
    assert f"签发：{OFFICE}" in page.text
    assert "重新生成" not in page.text
    again = await officer.post("/console/reports", {"week": WEEK.name})
    assert again.status_code == 409
    assert "不能再改" in again.text


async def test_a_week_that_is_not_over_is_refused_beside_the_field(visit: Visit) -> None:
    officer = await visit(OFFICE)
    refused = await officer.post("/console/reports", {"week": "2026-W48"})
    assert refused.status_code == 422
    assert "2026-W48 还没有结束" in refused.text


async def test_a_report_made_anew_cannot_be_signed_by_the_old_page(visit: Visit, knowledge: Knowledge) -> None:
    ask_in(knowledge, WEEK)
    old = knowledge.generate_weekly_report(WEEK).sha256
    ask_in(knowledge, WEEK.plus(-1))
    knowledge.generate_weekly_report(WEEK)
    officer = await visit(OFFICE)
    refused = await officer.post(f"{PAGE}/sign", {"sha256": old})
    assert refused.status_code == 409
    assert "重新生成过" in refused.text


async def test_a_viewer_sees_the_public_edition_of_signed_reports_only(visit: Visit, knowledge: Knowledge) -> None:
    ask_in(knowledge, WEEK)
    drafted = knowledge.generate_weekly_report(WEEK)
    viewer = await visit(VIEWER)
    assert WEEK.name not in (await viewer.get("/console/reports")).text
    refused = await viewer.get(PAGE)
    assert refused.status_code == 403
    assert "还没有签发" in refused.text
    knowledge.sign_weekly_report(WEEK, OFFICE, drafted.sha256)
    page = await viewer.get(f"{PAGE}?edition=internal")
    assert page.status_code == 200
    assert "公开版" in page.text
    assert "风险分级" not in page.text
    assert (await viewer.get(f"{PAGE}/public/json")).status_code == 200
    internal = await viewer.get(f"{PAGE}/internal/json")
    assert internal.status_code == 403
    assert "只能下载公开版" in internal.text


async def test_files_are_downloads_with_a_name(visit: Visit, knowledge: Knowledge) -> None:
    ask_in(knowledge, WEEK)
    knowledge.generate_weekly_report(WEEK)
    officer = await visit(OFFICE)
    for file_format, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("json", b"{")):
        answer = await officer.get(f"{PAGE}/internal/{file_format}")
        assert answer.status_code == 200
        assert answer.content.lstrip().startswith(begins)
        name = f"weekly-report-{WEEK.name}.{file_format}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert (await officer.get(f"{PAGE}/internal/exe")).status_code == 422


async def test_only_the_office_may_make_and_sign(visit: Visit, knowledge: Knowledge, clock: FixedClock) -> None:
    drafted = knowledge.generate_weekly_report(WEEK)
    editor = await visit(EDITOR)
    assert (await editor.post("/console/reports", {"week": WEEK.name})).status_code == 403
    assert (await editor.post(f"{PAGE}/sign", {"sha256": drafted.sha256})).status_code == 403
    (report,) = knowledge.list_weekly_reports()
    assert report.signature is None


async def test_a_week_without_a_report_and_a_week_that_is_none_are_told_apart(visit: Visit) -> None:
    officer = await visit(OFFICE)
    missing = await officer.get(PAGE)
    assert missing.status_code == 404
    wrong = await officer.get("/console/reports/2026-W99")
    assert wrong.status_code == 422
    assert "2026-W45" in wrong.text
