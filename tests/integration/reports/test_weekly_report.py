"""The weekly report: its content, its repeatability, its signature."""

import json
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import text, update

from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.models import Cluster, ClusterMove
from knowledge.emerging.raw import RawReport
from knowledge.errors import InvalidInput, NotAllowed, NotFound, WrongState
from knowledge.service import Knowledge
from knowledge.trends.queries import named_queries
from knowledge.trends.suppression import is_small
from knowledge.weekly.document import Document, Paragraph, Table, to_json
from knowledge.weekly.models import WeeklyReportRow
from knowledge.weekly.views import ReportStatus
from tests.builders import EDITOR, OFFICE, FixedClock
from tests.integration.reports.conftest import WEEK, Simulated

PARTS = [
    "本周研判",
    "总体情况",
    "热点传言",
    "新增与上升",
    "信息空白",
    "风险分级",
    "分布情况",
    "线索台账",
    "辟谣与成效",
    "答复质量",
    "下周预判",
    "工作建议",
    "统计口径与方法",
    "指标与查询对照",
    "查询文本",
    "匿名原文摘录",
]


def words_of(document: Document) -> str:
    """Everything that can be read in a document."""
    found = [document.title]
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                found += [cell for row in block.rows for cell in row]
            elif isinstance(block, Paragraph):
                found.append(block.lead + block.text)
    return "\n".join(found)


def test_the_report_has_every_part(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    document = office.weekly_report(WEEK).internal
    assert [section.title for section in document.sections] == PARTS
    assert all(section.blocks for section in document.sections)


def test_the_same_week_made_twice_is_equal_byte_by_byte_whenever_it_is_made(
    office: Knowledge, clock: FixedClock
) -> None:
    office.generate_weekly_report(WEEK)
    first = office.weekly_report(WEEK)
    clock.advance(days=3, hours=5)
    office.generate_weekly_report(WEEK)
    second = office.weekly_report(WEEK)
    assert second.internal_json == first.internal_json
    assert second.public_json == first.public_json
    assert second.summary.generated_at > first.summary.generated_at


def test_what_happens_after_a_week_does_not_change_its_report(office: Knowledge, clock: FixedClock) -> None:
    office.generate_weekly_report(WEEK)
    before = office.weekly_report(WEEK).internal_json
    clock.advance(hours=1)
    with office.database.write() as session:
        lead = session.query(Cluster).filter(Cluster.status == "checking").order_by(Cluster.id).first()
        assert lead is not None
        session.add(
            ClusterMove(
                cluster_id=lead.id,
                from_status=lead.status,
                to_status=ClusterStatus.DISMISSED,
                at=clock(),
                actor=OFFICE,
                note="",
            )
        )
        lead.status = ClusterStatus.DISMISSED
    office.generate_weekly_report(WEEK)
    assert office.weekly_report(WEEK).internal_json == before


def test_calls_of_a_week_that_are_handed_in_after_it_stand_in_its_report(
    empty_office: Knowledge, clock: FixedClock
) -> None:
    clock.advance(hours=20)
    empty_office.open()
    noon = datetime.combine(WEEK.days[2], time(12), CHINA_STANDARD_TIME)
    claim = "听说早市的糖葫芦外面刷的是汽车防冻液，吃了会伤肾"
    empty_office.take_reports(
        [RawReport(claim, IntakeChannel.TABLE, reported_at=noon, asker=f"来电{number}") for number in range(7)]
    )
    empty_office.generate_weekly_report(WEEK)
    report = empty_office.weekly_report(WEEK).internal
    (table,) = [
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and "热点传言前十" in block.caption
    ]
    (row,) = table.rows
    assert "糖葫芦外面刷的是汽车防冻液" in row[1]
    assert row[2:4] == ("11月18日", "7：表格导入7")
    assert row[-1] == "待核查"


def test_every_number_names_queries_that_are_printed_in_the_annex(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    document = office.weekly_report(WEEK).internal
    known = {figure.id for figure in document.figures}
    assert len(known) == len(document.figures) > 100
    printed = str(next(section for section in document.sections if section.title == "查询文本"))
    for figure in document.figures:
        for name in figure.query.split(" + "):
            assert name in named_queries()
            assert name in printed
    for section in document.sections:
        for block in section.blocks:
            assert set(getattr(block, "figures", ())) <= known


def test_figures_in_the_json_are_those_of_the_database(office: Knowledge, simulated: Simulated) -> None:
    office.generate_weekly_report(WEEK)
    figures = json.loads(office.weekly_report(WEEK).internal_json)["figures"]
    value = {figure["label"]: figure["value"] for figure in figures}
    entry_id, burst = simulated.scenario.bursts[-1].entry_id, simulated.scenario.bursts[-1]
    asked = sum(simulated.scenario.answered[entry_id].get(day, 0) for day in WEEK.days)
    assert burst.day in WEEK.days
    assert asked in [number for label, number in value.items() if label.startswith("热点第")]


def test_the_public_edition_leaves_out_what_may_not_leave_the_office(office: Knowledge, simulated: Simulated) -> None:
    for week in (WEEK, WEEK.plus(-2), WEEK.plus(-5)):
        office.generate_weekly_report(week)
        view = office.weekly_report(week)
        public = words_of(view.public)
        for lead in simulated.scenario.leads:
            if lead.is_restricted or lead.company:
                assert lead.claim[:10] not in public
                assert lead.company == "" or lead.company not in public
        for title in ("风险分级", "线索台账", "答复质量", "工作建议", "匿名原文摘录"):
            assert title not in [section.title for section in view.public.sections]
        assert not any(
            isinstance(figure.value, int)
            and is_small(figure.value)
            and "变体" not in figure.label
            and "（条）" not in figure.label
            for figure in view.public.figures
        )


def test_restricted_leads_stand_in_the_internal_edition_with_the_reason(
    office: Knowledge, simulated: Simulated
) -> None:
    office.generate_weekly_report(WEEK)
    internal = words_of(office.weekly_report(WEEK).internal)
    marked = [lead for lead in simulated.scenario.leads if lead.is_restricted and lead.first_day in WEEK.days]
    assert marked
    assert all(lead.claim[:12] in internal for lead in marked)
    assert "涉企尚未核实" in internal


def test_an_empty_week_is_a_whole_report_that_says_so(empty_office: Knowledge) -> None:
    empty_office.generate_weekly_report(WEEK)
    view = empty_office.weekly_report(WEEK)
    assert [section.title for section in view.internal.sections] == PARTS
    assert "没有收到居民提问" in words_of(view.internal)
    assert view.summary.headline == "本周没有居民提问和上报线索"


def test_a_report_of_made_up_questions_says_so_at_its_head(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    view = office.weekly_report(WEEK)
    assert "模拟数据" in view.internal.marking
    assert "模拟数据" in view.public.marking
    office.clear_simulation()
    office.begin_inquiry(conversation_id="real", message_id=None, text="彩虹西瓜能吃吗")
    office.generate_weekly_report(WEEK)
    assert "模拟数据" not in office.weekly_report(WEEK).internal.marking


def test_the_first_week_says_that_it_cannot_compare(office: Knowledge) -> None:
    first = WEEK.plus(-11)
    office.generate_weekly_report(first)
    words = words_of(office.weekly_report(first).internal)
    assert "没有往期" in words
    assert "本周不作上升判定" in words


@pytest.mark.parametrize(("ahead", "reason"), [(1, "还没有结束"), (2, "还没有到")])
def test_a_week_that_is_not_over_is_refused(office: Knowledge, ahead: int, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        office.generate_weekly_report(WEEK.plus(ahead))
    assert reason in refused.value.message


def test_a_signed_report_never_changes(office: Knowledge) -> None:
    drafted = office.generate_weekly_report(WEEK, OFFICE)
    signed = office.sign_weekly_report(WEEK, OFFICE, drafted.sha256)
    assert signed.status is ReportStatus.SIGNED
    assert signed.signature is not None
    assert signed.signature.officer == OFFICE
    with pytest.raises(WrongState) as again:
        office.generate_weekly_report(WEEK, OFFICE)
    assert "不能再改" in again.value.message
    with pytest.raises(WrongState) as twice:
        office.sign_weekly_report(WEEK, OFFICE, drafted.sha256)
    assert "不用再签" in twice.value.message
    assert office.weekly_report(WEEK).summary.sha256 == drafted.sha256


def test_an_officer_signs_only_what_they_read(office: Knowledge) -> None:
    read = office.generate_weekly_report(WEEK, OFFICE)
    with office.database.write() as session:
        session.execute(text("UPDATE inquiry SET outcome = NULL WHERE id % 3 = 0"))
    made_anew = office.generate_weekly_report(WEEK, OFFICE)
    assert made_anew.sha256 != read.sha256
    with pytest.raises(WrongState) as refused:
        office.sign_weekly_report(WEEK, OFFICE, read.sha256)
    assert "重新生成过" in refused.value.message


def test_a_report_altered_behind_the_programs_back_is_not_shown(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    with office.database.write() as session:
        session.execute(update(WeeklyReportRow).values(public_json=WeeklyReportRow.public_json + " "))
    with pytest.raises(WrongState) as refused:
        office.weekly_report(WEEK)
    assert "摘要不一致" in refused.value.message


def test_only_the_office_makes_and_signs(office: Knowledge) -> None:
    drafted = office.generate_weekly_report(WEEK)
    with pytest.raises(NotAllowed):
        office.generate_weekly_report(WEEK, EDITOR)
    with pytest.raises(NotAllowed):
        office.sign_weekly_report(WEEK, EDITOR, drafted.sha256)


def test_a_week_without_a_report_is_not_found(office: Knowledge) -> None:
    with pytest.raises(NotFound):
        office.weekly_report(WEEK)


def test_last_weeks_recommendations_are_followed_up(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK.plus(-1))
    wanted = office.weekly_report(WEEK.plus(-1)).internal.data["recommendations"]
    assert wanted
    office.generate_weekly_report(WEEK)
    words = words_of(office.weekly_report(WEEK).internal)
    assert f"上周列出建议{len(wanted)}条" in words
    assert all(one["text"] in words for one in wanted)


def test_last_weeks_recommendations_are_the_same_whether_its_report_was_made_or_not(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    alone = office.weekly_report(WEEK).internal_json
    office.generate_weekly_report(WEEK.plus(-1))
    office.generate_weekly_report(WEEK)
    assert office.weekly_report(WEEK).internal_json == alone


def test_an_overdue_lead_is_recommended_to_its_unit_until_it_is_closed(office: Knowledge) -> None:
    with office.database.write() as session:
        lead = session.query(Cluster).filter(Cluster.status == "checking").order_by(Cluster.id).first()
        assert lead is not None
        lead.due_on, lead.unit = WEEK.monday - timedelta(days=3), "区商务局"
        claim = lead.claim
    office.generate_weekly_report(WEEK)
    view = office.weekly_report(WEEK)
    mine = [one for one in view.internal.data["recommendations"] if one["key"] == f"overdue:{lead.id}"]
    assert [(one["unit"], "已逾期9天" in one["text"]) for one in mine] == [("区商务局", True)]
    assert claim[:10] in mine[0]["text"]


def test_making_and_signing_are_recorded(office: Knowledge) -> None:
    drafted = office.generate_weekly_report(WEEK, OFFICE)
    office.sign_weekly_report(WEEK, OFFICE, drafted.sha256)
    with office.database.read() as session:
        rows = session.execute(
            text("SELECT actor, action FROM audit_record WHERE subject_kind = 'weekly_report' ORDER BY id")
        ).all()
    assert [tuple(row) for row in rows] == [(OFFICE, "generate"), (OFFICE, "sign_off")]


def test_stored_json_is_what_the_documents_write(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    view = office.weekly_report(WEEK)
    assert to_json(view.internal) == view.internal_json
    assert to_json(view.public) == view.public_json
