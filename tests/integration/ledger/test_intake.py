"""Leads by form, from partners and from tables: masked, clustered, counted once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.audit.models import AuditRecord
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import NewPartner
from knowledge.emerging.raw import RawReport
from knowledge.emerging.views import WhereSeen
from knowledge.entry_tables.problems import TableError
from knowledge.errors import InvalidInput, NotAllowed
from knowledge.intake import REPORTS_AT_ONCE
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole
from tests.builders import EDITOR, OFFICE, RAINBOW, FixedClock, ask
from tests.databases import stored_rows

HOTLINE = IntakeChannel.HOTLINE


def call(text: str = RAINBOW, **changes: object) -> RawReport:
    return RawReport(**{"text": text, "channel": HOTLINE} | changes)  # type: ignore[arg-type]


def partner_id(knowledge: Knowledge) -> int:
    knowledge.add_staff("管理员", StaffRole.ADMINISTRATOR)
    token = knowledge.add_partner(NewPartner("12345 热线", HOTLINE, "600/minute"), "管理员")
    return knowledge.partner_for_token(token).partner_id


def test_a_report_by_form_gets_a_code_or_the_answer_there_is(knowledge: Knowledge) -> None:
    form = IntakeChannel.FORM
    known = knowledge.report_by_form(RawReport("隔夜菜真的致癌吗", form))
    assert known.receipt is None
    assert known.check is not None
    assert [card.entry_id for card in known.check.cards] == ["geye-cai"]
    assert knowledge.list_reports() == []
    anyway = knowledge.report_by_form(RawReport("隔夜菜真的致癌吗", form), anyway=True)
    assert anyway.receipt is not None
    new = knowledge.report_by_form(RawReport(RAINBOW, form, where_seen=WhereSeen.MOMENTS), wants_answer=True)
    assert new.receipt is not None
    assert knowledge.inquiry_status(new.receipt.query_code).claim == RAINBOW
    report = knowledge.list_reports()[0]
    assert (report.channel, report.where_seen, report.wants_answer) == (form, WhereSeen.MOMENTS, True)


def test_a_report_by_form_joins_what_came_by_conversation(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    outcome = knowledge.report_by_form(RawReport("群里说彩虹西瓜是染色的有毒", IntakeChannel.FORM))
    assert outcome.receipt is not None
    assert not outcome.receipt.is_new_cluster


def test_what_a_partner_sends_twice_is_taken_in_once(knowledge: Knowledge) -> None:
    sender = partner_id(knowledge)
    first, second = knowledge.take_reports(
        [call(external_id="GD-1"), call("大张庄养鸭场的鸭蛋里查出水银了", external_id="GD-2")], partner_id=sender
    )
    again = knowledge.take_reports([call(external_id="GD-1"), call(external_id="GD-3")], partner_id=sender)
    assert (again[0].report_id, again[0].is_repeat) == (first.report_id, True)
    assert again[0].receipt.query_code == first.receipt.query_code
    assert not again[1].is_repeat
    assert len(knowledge.list_reports()) == 3
    assert knowledge.cluster(first.cluster_id).mention_count == 2
    assert second.cluster_id != first.cluster_id


def test_one_caller_a_day_is_one_asker(knowledge: Knowledge, clock: FixedClock) -> None:
    yesterday = datetime(2026, 11, 22, 3, tzinfo=UTC)
    taken = knowledge.take_reports(
        [call(asker="甲"), call(asker="甲"), call(asker="乙"), call(), call(asker="甲", reported_at=yesterday)]
    )
    assert [one.is_repeat for one in taken] == [False, True, False, False, False]
    cluster = knowledge.cluster(taken[0].cluster_id)
    assert (cluster.asker_count, cluster.mention_count) == (4, 5)
    assert cluster.first_reported_at == yesterday
    assert cluster.last_reported_at == clock()


def test_one_report_that_cannot_be_used_keeps_all_of_them_out(knowledge: Knowledge) -> None:
    with pytest.raises(InvalidInput):
        knowledge.take_reports([call(), call("？？")])
    assert knowledge.list_reports() == []


def test_nothing_personal_in_a_call_reaches_the_database(knowledge: Knowledge) -> None:
    text = "住宜兴埠镇翠柏里3号楼2单元501的李大妈说大蒜被硫磺熏过，吃了中毒，电话13800138000，身份证120113195001011234"
    knowledge.take_reports([call(text, asker="13800138000")])
    dump = "\n".join(stored_rows(knowledge))
    assert "宜兴埠镇" in dump
    for personal in ("13800138000", "120113195001011234", "2单元501"):
        assert personal not in dump


def write(tmp_path: Path, rows: list[str], name: str = "线索.csv", encoding: str = "gbk") -> Path:
    file = tmp_path / name
    file.write_bytes("\n".join(["线索内容,上报时间,编号", *rows]).encode(encoding))
    return file


def test_a_table_is_taken_in_whole_and_only_once(knowledge: Knowledge, tmp_path: Path) -> None:
    rows = [f"{RAINBOW},2026-11-2{number},{number}" for number in range(3)]
    file = write(tmp_path, [*rows, "大张庄养鸭场的鸭蛋里查出水银了,,"])
    dry = knowledge.import_reports(file, OFFICE, dry_run=True)
    assert (dry.rows, dry.taken, knowledge.list_reports()) == (4, 0, [])
    done = knowledge.import_reports(file, OFFICE)
    assert (done.rows, done.taken, done.repeats) == (4, 4, 0)
    again = knowledge.import_reports(file, OFFICE)
    assert (again.taken, again.repeats) == (0, 4)
    assert len(knowledge.list_reports()) == 4
    # Next month's list holds last month's rows again.
    longer = knowledge.import_reports(write(tmp_path, [*rows, f"{RAINBOW}了,2026-11-23,9"], "二.csv"), OFFICE)
    assert (longer.taken, longer.repeats) == (1, 3)
    with knowledge.database.read() as session:
        records = session.query(AuditRecord).filter_by(action="import").all()
    assert [record.actor for record in records] == [OFFICE] * 3


def test_one_bad_row_keeps_the_whole_table_out(knowledge: Knowledge, tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        knowledge.import_reports(write(tmp_path, [f"{RAINBOW},2026-11-20,1", f"{RAINBOW},明天,2"]), OFFICE)
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(3, "上报时间")]
    assert knowledge.list_reports() == []
    with pytest.raises(NotAllowed):
        knowledge.import_reports(write(tmp_path, [f"{RAINBOW},,"]), EDITOR)


def test_a_table_of_several_parts_that_stopped_half_way_is_finished_by_importing_it_again(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.intake.REPORTS_AT_ONCE", 2)
    rows = [f"第{number}种说法：西瓜放了{number}号色素会中毒,,{number}" for number in range(5)]
    file = write(tmp_path, rows)
    whole = knowledge.database.write
    left = iter([True, True, False])

    def stopping():  # type: ignore[no-untyped-def]
        if not next(left, True):
            raise KeyboardInterrupt
        return whole()

    monkeypatch.setattr(knowledge.database, "write", stopping)
    with pytest.raises(KeyboardInterrupt):
        knowledge.import_reports(file, OFFICE)
    assert len(knowledge.list_reports()) == 4
    finished = knowledge.import_reports(file, OFFICE)
    assert (finished.taken, finished.repeats) == (1, 4)
    assert REPORTS_AT_ONCE == 200


def test_old_rows_survive_the_upgrade(tmp_path: Path, database_url: str) -> None:
    from sqlalchemy import bindparam, text

    from knowledge import migrations
    from knowledge.db import Database, UtcDateTime, writing_engine_without_foreign_keys

    address = database_url or f"sqlite:///{tmp_path}/old.db"
    # 20:30 UTC is the next day in China.
    then = bindparam("then", datetime(2026, 11, 1, 20, 30, tzinfo=UTC), UtcDateTime())
    migrations.upgrade(address, "2026_11_26_questions_desk")
    engine = writing_engine_without_foreign_keys(address)
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO inquiry (id, channel, conversation_id, text, claim, created_at)"
            " VALUES (1, 'web', 'c', '话', '', :then)",
            "INSERT INTO cluster (id, claim, status, created_at, updated_at)"
            " VALUES (1, '说法', 'checking', :then, :then)",
            "INSERT INTO emerging_report (id, cluster_id, inquiry_id, claim, query_code, opened_cluster, created_at)"
            " VALUES (1, 1, 1, '说法', 'ABCD2345', true, :then)",
        ):
            connection.execute(text(statement).bindparams(then))
    engine.dispose()
    migrations.upgrade(address)
    database = Database(address)
    with database.read() as session:
        report = session.execute(text("SELECT asked_on, text, channel, mention_count FROM emerging_report")).one()
        cluster = session.execute(text("SELECT asker_count, mention_count, edition, kind FROM cluster")).one()
        moves = session.execute(text("SELECT from_status, to_status FROM cluster_move ORDER BY id")).all()
    database.close()
    assert (str(report.asked_on), *report[1:]) == ("2026-11-02", "说法", "web", 1)
    assert tuple(cluster) == (1, 1, 1, "rumor")
    assert [tuple(move) for move in moves] == [(None, "pending"), ("pending", "checking")]
    migrations.downgrade(address, "2026_11_26_questions_desk")
