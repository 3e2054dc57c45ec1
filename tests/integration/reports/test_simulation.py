"""The simulation: the same for the same seed, never mixed with real questions, and removable."""

import pytest
from sqlalchemy import text

from knowledge.emerging.lifecycle import NEXT, ClusterStatus
from knowledge.errors import InvalidInput, WrongState
from knowledge.service import Knowledge
from knowledge.simulation.service import SimulationRequest
from tests.builders import OFFICE
from tests.integration.conftest import Xiaochen
from tests.integration.reports.conftest import REQUEST, WEEK

TABLES = (
    "inquiry",
    "emerging_report",
    "report_mention",
    "cluster",
    "cluster_move",
    "feedback",
    "notification",
    "weekly_report",
)
NUMBERED_BY_THE_DATABASE = {"cluster_move", "feedback", "notification"}


def content_of(knowledge: Knowledge) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables a simulation writes to, without numbers that PostgreSQL never gives twice."""
    with knowledge.database.read() as session:
        return {
            table: [
                tuple(row)[1 if table in NUMBERED_BY_THE_DATABASE else 0 :]
                for row in session.execute(text(f"SELECT * FROM {table} ORDER BY 1"))
            ]
            for table in TABLES
        }


def test_the_same_seed_writes_the_same_rows(office: Knowledge) -> None:
    first = content_of(office)
    office.clear_simulation()
    office.simulate(REQUEST)
    assert content_of(office) == first


def test_another_seed_writes_another_story(office: Knowledge) -> None:
    first = content_of(office)["inquiry"]
    office.clear_simulation()
    office.simulate(SimulationRequest(REQUEST.weeks, REQUEST.until, seed=8, weekly_asks=REQUEST.weekly_asks))
    assert content_of(office)["inquiry"] != first


def test_clearing_leaves_nothing_of_it(office: Knowledge) -> None:
    office.generate_weekly_report(WEEK)
    office.clear_simulation()
    assert {table: len(rows) for table, rows in content_of(office).items() if rows} == {}
    with pytest.raises(WrongState) as refused:
        office.clear_simulation()
    assert "没有模拟数据" in refused.value.message


def test_clearing_keeps_real_questions_and_signed_reports(office: Knowledge) -> None:
    drafted = office.generate_weekly_report(WEEK, OFFICE)
    office.sign_weekly_report(WEEK, OFFICE, drafted.sha256)
    office.begin_inquiry(conversation_id="real", message_id=None, text="彩虹西瓜能吃吗")
    office.clear_simulation()
    left = {table: len(rows) for table, rows in content_of(office).items() if rows}
    assert left == {"inquiry": 1, "weekly_report": 1}


def test_real_questions_are_not_mixed_with_made_up_ones_unless_forced(empty_office: Knowledge) -> None:
    empty_office.begin_inquiry(conversation_id="real", message_id=None, text="彩虹西瓜能吃吗")
    before = content_of(empty_office)
    with pytest.raises(WrongState) as refused:
        empty_office.simulate(REQUEST)
    assert "--force" in refused.value.message
    assert content_of(empty_office) == before
    forced = SimulationRequest(REQUEST.weeks, REQUEST.until, REQUEST.seed, REQUEST.weekly_asks, force=True)
    assert empty_office.simulate(forced).written.inquiries > 1000


def test_a_second_simulation_must_clear_the_first(office: Knowledge) -> None:
    with pytest.raises(WrongState) as refused:
        office.simulate(REQUEST)
    assert "--clear" in refused.value.message


def test_the_ledger_of_a_simulation_follows_the_table_of_moves(office: Knowledge) -> None:
    with office.database.read() as session:
        moves = session.execute(text("SELECT from_status, to_status FROM cluster_move")).all()
        statuses = session.execute(
            text(
                "SELECT c.status, m.to_status FROM cluster c JOIN cluster_move m ON m.cluster_id = c.id"
                " WHERE m.id = (SELECT max(id) FROM cluster_move WHERE cluster_id = c.id)"
            )
        ).all()
    allowed = {(before.value, after.value) for before, afters in NEXT.items() for after in afters}
    assert {tuple(move) for move in moves if move[0] is not None} <= allowed
    assert {move[1] for move in moves if move[0] is None} == {ClusterStatus.PENDING.value}
    assert statuses
    assert all(status == last for status, last in statuses)


def test_without_content_the_command_says_what_to_do_first(xiaochen: Xiaochen) -> None:
    assert xiaochen("migrate").status == 0
    ended = xiaochen("simulate", "--weeks", "2")
    assert ended.status == 1
    assert "xiaochen import" in ended.err


def test_weeks_of_the_future_are_refused(xiaochen: Xiaochen) -> None:
    assert xiaochen("migrate").status == 0
    ended = xiaochen("simulate", "--until", "2999-01-01")
    assert ended.status == 2
    assert "还没有到" in ended.err


def test_too_few_rumors_are_refused_with_their_number(knowledge: Knowledge) -> None:
    with pytest.raises(InvalidInput) as refused:
        knowledge.simulate(REQUEST)
    assert "现在有 2 条" in refused.value.message
